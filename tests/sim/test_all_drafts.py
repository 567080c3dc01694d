"""A draft of each of the 509 centres loads, and plays: calls are answered and units arrive."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from results.measures.question import MeasureQuestion
from results.measures.tally import tally
from results.records import Records
from scenarios.drafts.centres import centres, file_name
from scenarios.schema.base import DAY_S, WEEK_S
from scenarios.schema.scenario import Scenario
from sim.simulate import simulate_replication
from tests.scenarios.drafts.round_trip import holds

ANSWERED = MeasureQuestion("service_level", "within", 10.0, short_s=5.0)
ARRIVAL = {
    agency: MeasureQuestion(
        "response_time", "mean", agency=agency, start="connected", end="on_scene"
    )
    for agency in ("damkar", "ambulans", "polisi")
}

PARTS = 8
"""Each on whichever core is free."""


def week_of(scenario: Scenario) -> Records:
    run = scenario.run.model_copy(update={"length": WEEK_S})
    return simulate_replication(scenario.model_copy(update={"run": run}), 1)


def ratio(records: Records, question: MeasureQuestion) -> tuple[float, float]:
    found = tally(records, question)
    return float(np.sum(found.numerator)), float(np.sum(found.denominator))


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_draft_survives_a_round_trip_and_plays(part: int, tmp_path: Path) -> None:
    odd = []
    for region in centres()[part::PARTS]:
        records = week_of(holds(tmp_path, region))
        timely, connected = ratio(records, ANSWERED)
        staffed = connected >= 20 and timely >= 0.95 * connected
        way_s, units = np.array([ratio(records, question) for question in ARRIVAL.values()]).T
        # between islands a unit takes hours, never a day
        arrives = np.all((way_s[units > 0] > 0) & (way_s[units > 0] < DAY_S * units[units > 0]))
        if not (staffed and arrives and units.sum() > 0):
            odd.append((file_name(region), timely, connected, way_s, units))
    assert odd == []
