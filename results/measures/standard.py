"""The measures that every run shows, whatever its targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from results.measures.catalogue import MEASURES
from results.measures.question import By, MeasureQuestion, Statistic
from scenarios.schema.targets import Target

PERCENTILES = (50, 90, 95)
ANSWER_WITHIN_S = 10.0
"""Service level where no target names a bound: police 110 and NFPA 1225 (2022) ask 10 s."""

_BY: Mapping[str, tuple[By, ...]] = MappingProxyType(
    {
        "service_level": ("hour_of_week", "week", "shift", "category", "kecamatan"),
        "answer_time": ("hour_of_week", "week", "category"),
        "abandonment": ("hour_of_week", "week", "category"),
        "blocking": ("hour_of_week", "week"),
        "occupancy": ("hour_of_week", "week", "shift"),
        "handling_time": ("category",),
        "never_reported": ("category", "kecamatan"),
        "needs_unmet": ("category",),
        "notification_delay": ("agency",),
        "acknowledgement_delay": ("agency",),
        "dispatch_delay": ("agency", "category"),
        "response_time": ("agency", "kecamatan", "category", "hour_of_week", "week"),
        "time_to_hospital": ("kecamatan", "category"),
        "unit_utilisation": ("agency", "hour_of_week"),
        "tasks_waiting": ("agency",),
        "lost_notifications": ("agency",),
        "offered_calls": ("hour_of_week", "week", "category", "kecamatan"),
    }
)


def standard_questions(targets: Iterable[Target] = ()) -> Iterator[MeasureQuestion]:
    """Return the questions of the standard set: each measure as a whole, and by its cells.

    The service level has the time bound of the first target on it; response times run from
    connection to arrival.
    """
    bounds = [t.within for t in targets if t.measure == "service_level" and t.within]
    within_s = bounds[0] if bounds else ANSWER_WITHIN_S
    natural: dict[str, Statistic] = {
        "share": "share",
        "mean": "mean",
        "ratio": "ratio",
        "count": "count",
    }
    for name, measure in MEASURES.items():
        question = MeasureQuestion(name, natural[measure.estimator])
        if name == "service_level":
            question = MeasureQuestion(name, "within", within_s=within_s)
        if name == "response_time":
            question = MeasureQuestion(name, "mean", start="connected", end="on_scene")
        for by in ("all", *_BY.get(name, ())):
            yield MeasureQuestion(**{**vars(question), "by": by})
