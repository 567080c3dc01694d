"""A draft of each of the 509 centres plays: its calls are answered and its units arrive."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from results.measures.question import MeasureQuestion
from results.measures.tally import tally
from results.records import Records
from scenarios.drafts.centres import centres, file_name
from scenarios.drafts.region_draft import draft_region
from scenarios.drafts.write import draft_toml
from scenarios.geography import Region
from scenarios.loading import load_scenario
from sim.simulate import simulate_replication

ANSWERED = MeasureQuestion("service_level", "within", 10.0, short_s=5.0)
ARRIVAL = {
    agency: MeasureQuestion(
        "response_time", "mean", agency=agency, start="connected", end="on_scene"
    )
    for agency in ("damkar", "ambulans", "polisi")
}
DAY_S = 86_400.0
"""Between islands a unit takes hours, never a day."""


def week_of(region: Region, folder: Path) -> Records:
    file = folder / "draft.toml"
    file.write_text(draft_toml(draft_region(region)), encoding="utf-8")
    scenario = load_scenario(file, settings=["run.length=1 week"]).scenario
    return simulate_replication(scenario, 1)


def ratio(records: Records, question: MeasureQuestion) -> tuple[float, float]:
    found = tally(records, question)
    return float(np.sum(found.numerator)), float(np.sum(found.denominator))


@pytest.mark.slow
def test_every_draft_plays(tmp_path: Path) -> None:
    odd = []
    for region in centres():
        records = week_of(region, tmp_path)
        timely, connected = ratio(records, ANSWERED)
        staffed = connected >= 20 and timely >= 0.95 * connected
        way_s, units = np.array([ratio(records, question) for question in ARRIVAL.values()]).T
        arrives = np.all((way_s[units > 0] > 0) & (way_s[units > 0] < DAY_S * units[units > 0]))
        if not (staffed and arrives and units.sum() > 0):
            odd.append((file_name(region), timely, connected, way_s, units))
    assert odd == []
