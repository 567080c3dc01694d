"""The table of a comparison, at 80 columns."""

from __future__ import annotations

import io

import numpy as np
from rich.console import Console

from results.measures.evidence import Evidence
from results.measures.question import MeasureQuestion
from results.paired.row import paired_target
from results.terminal_paired import print_paired
from scenarios.loading import load_scenario

RESPONSE = MeasureQuestion("response_time", "mean")
CALLS = np.full((8, 1), 10.0)


def weeks_of(seconds: float) -> Evidence:
    return Evidence(RESPONSE, ("all",), tuple(range(8)), CALLS * seconds, CALLS)


def test_a_long_time_is_cut_between_its_parts_and_not_within_a_word() -> None:
    target = paired_target("x", weeks_of(548.0), weeks_of(2158.0), is_target=False)
    scenario = load_scenario("bontang").scenario
    out = io.StringIO()

    print_paired([target], Console(file=out, width=80), "id", scenario=scenario)

    lines = out.getvalue().replace("\N{NO-BREAK SPACE}", " ").splitlines()
    assert max(map(len, lines)) <= 80
    assert "9 menit     35 menit" in lines[1]
    assert "8 detik     58 detik" in lines[2]
