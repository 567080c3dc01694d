"""Both engines write down the same of the shipped regions, under the shipped situations."""

from __future__ import annotations

import pytest

from scenarios.loading import load_scenario
from scenarios.plan_layout import lay_out_plan
from scenarios.shipped import shipped_names
from scenarios.trace.draw import draw_trace
from tests.sim.twin.both import play_both

REGIONS, SITUATIONS = shipped_names("region"), shipped_names("situation")
HANDFUL = [
    ("bontang", ()),
    ("jakarta", ("trunk-putus",)),
    ("manado", ("aplikasi-mati", "separuh-staf")),
    ("semarang", ("gempa",)),
    ("surabaya", ("banjir",)),
]


def one_week_alike(region: str, situations: tuple[str, ...]) -> None:
    settings = ["run.length=1 minggu", "run.warm_up=6 jam"]
    scenario = load_scenario(region, situations=situations, settings=settings).scenario
    play_both(draw_trace(scenario, 112), lay_out_plan(scenario, 112))


@pytest.mark.parametrize(("region", "situations"), HANDFUL)
def test_a_handful_of_regions_and_situations(region, situations):
    one_week_alike(region, situations)


@pytest.mark.slow
@pytest.mark.parametrize("situation", [None, *SITUATIONS])
@pytest.mark.parametrize("region", REGIONS)
def test_every_region_under_every_situation(region, situation):
    one_week_alike(region, () if situation is None else (situation,))


@pytest.mark.slow
@pytest.mark.parametrize("region", REGIONS)
def test_every_region_under_all_situations_at_once(region):
    one_week_alike(region, SITUATIONS)
