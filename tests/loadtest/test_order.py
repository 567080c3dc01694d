"""The order of a load test: whoever holds it makes the very same play."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from loadtest.order import Order, choose_speed, make_play, read_order, reference_spec
from scenarios.packing import SpeedRefused, mean_talk_s
from tests.loadtest.driver.brisk import brisk

ORDER = Order(3, 15, 10.0, 5.0, "s112x", profile="p.toml", follow_s=30.0)


@pytest.mark.parametrize(
    "order", [ORDER, replace(ORDER, gap_s=None, follow_s=None), replace(ORDER, gap_s=math.inf)]
)
def test_an_order_is_the_same_after_its_file(tmp_path: Path, order: Order) -> None:
    order.write(tmp_path)

    assert read_order(tmp_path) == order
    assert "Infinity" not in (tmp_path / "order.json").read_text()


def test_the_same_order_makes_the_same_play(tmp_path: Path) -> None:
    loaded = brisk(tmp_path)

    one, two = make_play(loaded.scenario, ORDER), make_play(loaded.scenario, ORDER)
    other = make_play(loaded.scenario, replace(ORDER, seed=4))

    for table in fields(one.trace):
        a, b = getattr(one.trace, table.name), getattr(two.trace, table.name)
        for column in fields(a):
            assert np.array_equal(getattr(a, column.name), getattr(b, column.name))
    assert len(one.trace.callers) == 15
    assert other.trace.callers.caller_id.tolist() != one.trace.callers.caller_id.tolist()


def test_the_usual_speed_leaves_a_mean_talk_room(tmp_path: Path) -> None:
    scenario = brisk(tmp_path).scenario
    talk_s = mean_talk_s(make_play(scenario, Order(1, 60, 1.0, None, "x")).trace)

    usual = choose_speed(scenario, 1, 60, 0.05, None)
    assert usual == int(usual)
    assert 0.8 * talk_s < usual < talk_s, "a second of talk is left, and a little more"
    assert choose_speed(scenario, 1, 60, 10.0, None) == 1.0
    assert choose_speed(scenario, 1, 60, 0.05, 5.0) == 5.0
    with pytest.raises(SpeedRefused) as caught:
        choose_speed(scenario, 1, 60, 0.05, 100.0)
    assert caught.value.greatest == pytest.approx(talk_s)
    with pytest.raises(SpeedRefused) as caught:
        choose_speed(scenario, 1, 60, 0.5, 100.0)
    assert caught.value.greatest == pytest.approx(talk_s / 10 / 0.5)


def test_a_deployment_with_a_pace_of_its_own_is_usually_played_as_it_is(tmp_path: Path) -> None:
    """Nobody can make its announcement shorter."""
    announced = brisk(tmp_path)
    assert choose_speed(announced.scenario, 1, 60, 0.05, None, own_pace=True) == 1.0
    assert choose_speed(announced.scenario, 1, 60, 0.05, 12.0, own_pace=True) == 12.0

    silent = brisk(tmp_path, lines__announcement="0s")
    assert choose_speed(silent.scenario, 1, 60, 0.05, None, own_pace=True) > 1.0


def test_the_reference_deployment_is_made_to_measure(tmp_path: Path) -> None:
    loaded = brisk(tmp_path, agencies__ambulans__desk={
        "staffing": {"people": 1}, "acknowledge": "4s", "no_answer_after": "20s"})  # fmt: skip
    play = make_play(loaded.scenario, ORDER)

    spec = reference_spec(loaded.scenario, play, tmp_path)

    assert dict(spec.trunk_groups) == {"telkom": 6, "seluler": 4}
    assert spec.call_takers == 3
    assert spec.announcement_s == pytest.approx(0.2)
    ways = {agency.id: (agency.channel, agency.acknowledge_timeout_s) for agency in spec.agencies}
    assert ways["ambulans"] == ("application", pytest.approx(2.0))
    assert ways["damkar"][0] == "phone"
    assert [unit.agency for unit in spec.units] == ["damkar"] * 3 + ["ambulans"] * 3
    homes = {(unit.lat, unit.lon) for unit in spec.units if unit.agency == "ambulans"}
    assert [tuple(round(x, 4) for x in home) for home in homes] == [(0.12, 117.48)]
