"""The measures that every run shows, whatever its targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from results.measures.catalogue import MEASURES
from results.measures.declaration import Measure
from results.measures.question import By, MeasureQuestion, Statistic
from scenarios.schema.targets import Target

PERCENTILES = (50, 90, 95)
ANSWER_WITHIN_S = 10.0
"""Service level where no target names a bound: police 110 and NFPA 1225 (2022) ask 10 s."""

_PARTS: tuple[By, ...] = ("hour_of_week", "week", "category", "agency", "kecamatan")
"""What every measure is told by, as far as it can be asked so."""
_BY_SHIFT = frozenset(("service_level", "occupancy"))


def _cells(measure: Measure) -> Iterator[By]:
    """Yield by which parts a measure is told, the whole first."""
    yield "all"
    for by in _PARTS:
        # a load test is too short for parts of its technical measures, but for the agencies'
        if by in measure.cells and (by == "agency" or not measure.technical):
            yield by
    if measure.name in _BY_SHIFT:
        yield "shift"


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
        for by in _cells(measure):
            yield MeasureQuestion(**{**vars(question), "by": by})
