"""Targets that one lost call or notification misses."""

from scenarios.schema.targets import Target

LOST_CALLS = Target.model_validate(
    {"label": "t", "measure": "lost_calls", "at_most": 0.0, "evidence": "load_test"}
)
LOST_NOTIFICATIONS = Target.model_validate(
    {"label": "t", "measure": "lost_notifications", "at_most": 0.0, "evidence": "load_test"}
)
ANSWERED = Target.model_validate(
    {
        "label": "t",
        "measure": "service_level",
        "within": "2s",
        "at_least": 0.9,
        "evidence": "load_test",
    }
)
