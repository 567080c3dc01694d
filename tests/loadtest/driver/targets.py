"""Targets that broken deployments miss."""

from scenarios.schema.targets import Target

LOST_CALLS = Target.model_validate(
    {"label": "t", "measure": "lost_calls", "at_most": 0.0, "evidence": "load_test"}
)
LOST_NOTIFICATIONS = Target.model_validate(
    {"label": "t", "measure": "lost_notifications", "at_most": 0.0, "evidence": "load_test"}
)
FAILED_CALLS = Target.model_validate(
    {"label": "t", "measure": "call_failures", "at_most": 0.01, "evidence": "load_test"}
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
