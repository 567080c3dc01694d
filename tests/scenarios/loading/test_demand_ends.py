"""Demand and handling time go to the ends of their ranges together, and nothing else does."""

from __future__ import annotations

import pytest

from scenarios.loading import load_scenario
from scenarios.loading.demand_ends import demand_at_end
from scenarios.schema.distribution import mean_of
from tests.scenarios.loading.conftest import Files

RANGE = 'assumption = "made for tests"\nrange = ["x0.5", "x2"]'


@pytest.mark.parametrize(("end", "factor"), [("low", 0.5), ("high", 2.0)])
def test_rates_and_handling_times_move_alike(files: Files, end: str, factor: float) -> None:
    loaded = files.load(
        ("rate = { per_day = 4 }", f"rate = {{ per_day = 4, {RANGE.replace(chr(10), ', ')} }}"),
        (RANGE, 'source = "made for tests"'),
        (
            'talk = { distribution = "lognormal", mean = "60s", cv = 0.8 }',
            'talk = { distribution = "lognormal", mean = "60s", cv = 0.8, '
            f"{RANGE.replace(chr(10), ', ')} }}",
        ),
    )

    moved, before = demand_at_end(loaded, end), loaded.scenario  # type: ignore[arg-type]

    assert moved.demand.incidents["kebakaran"].rate.per_day == 4 * factor
    assert moved.demand.work.talk is not None and before.demand.work.talk is not None
    assert mean_of(moved.demand.work.talk) == pytest.approx(60 * factor)
    # these have a source
    assert moved.demand.incidents["medis"] == before.demand.incidents["medis"]
    assert moved.demand.work.wrap_up == before.demand.work.wrap_up
    assert moved.agencies == before.agencies and moved.callers == before.callers


def test_every_assumed_rate_of_a_region_moves_and_nothing_else() -> None:
    loaded = load_scenario("bontang")

    low, high = demand_at_end(loaded, "low"), demand_at_end(loaded, "high")

    for name, kind in loaded.scenario.demand.incidents.items():
        least, most = low.demand.incidents[name], high.demand.incidents[name]
        assert (least.rate.per_day or 0) < (kind.rate.per_day or 0) < (most.rate.per_day or 0)
        assert least.burst == kind.burst == most.burst
        assert least.needs == kind.needs == most.needs
    assert low.call_takers == high.call_takers == loaded.scenario.call_takers
