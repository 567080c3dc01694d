"""The order of a load test: whoever holds it makes the very same play."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from loadtest.left_out import left_out
from loadtest.operators_part import operators_part
from loadtest.order import Order, choose_speed, make_play, read_order, reference_spec
from scenarios.loading import load_scenario
from scenarios.packing import PackedPlay, SpeedRefused, mean_talk_s
from scenarios.step_function import StepFunction
from scenarios.text import in_language
from tests.loadtest.driver.brisk import brisk

ORDER = Order(3, 15, 10.0, 5.0, "s112x", profile="p.toml", follow_s=30.0)


@pytest.mark.parametrize(
    "order", [ORDER, replace(ORDER, gap_s=None, follow_s=None), replace(ORDER, gap_s=math.inf)]
)
def test_an_order_is_the_same_after_its_file(tmp_path: Path, order: Order) -> None:
    order.write(tmp_path)

    assert read_order(tmp_path) == order
    assert "Infinity" not in (tmp_path / "order.json").read_text()


def test_it_is_said_that_blocking_of_nuisance_numbers_is_not_played(tmp_path: Path) -> None:
    bontang = load_scenario("bontang").scenario

    with in_language("en"):
        (said,) = left_out(bontang)
    assert said.startswith("The load test does not play the blocking of nuisance numbers")
    assert not make_play(bontang, ORDER).plan.blocks
    assert left_out(brisk(tmp_path).scenario) == []


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
    assert {name: steps.values for name, steps in spec.channel_steps.items()} == {
        "telkom": (6.0,),
        "seluler": (4.0,),
    }
    assert spec.application_up is not None and spec.application_up.values == (1.0,)
    assert spec.call_takers == 3
    assert spec.announcement_s == pytest.approx(0.2)
    ways = {agency.id: (agency.channel, agency.acknowledge_timeout_s) for agency in spec.agencies}
    assert ways["ambulans"] == ("application", pytest.approx(2.0))
    assert ways["damkar"][0] == "phone"
    assert [unit.agency for unit in spec.units] == ["damkar"] * 3 + ["ambulans"] * 3
    homes = {(unit.lat, unit.lon) for unit in spec.units if unit.agency == "ambulans"}
    assert [tuple(round(x, 4) for x in home) for home in homes] == [(0.12, 117.48)]


def test_what_a_situation_takes_away_is_in_the_clock_of_the_play(tmp_path: Path) -> None:
    play = _cut_short(tmp_path)
    spec = reference_spec(brisk(tmp_path, **LOST).scenario, play, tmp_path)

    assert dict(spec.trunk_groups) == {"telkom": 6, "seluler": 4}, "test calls come before"
    assert spec.channel_steps["telkom"].values[0] == 0.0
    assert spec.channel_steps["seluler"].values[0] == 1.0
    assert spec.application_up is play.plan.application_up
    assert [agency.channel for agency in spec.agencies] == ["phone", "application"]


def test_a_deployment_that_hears_of_no_play_stays_as_it_is_at_the_beginning(
    tmp_path: Path,
) -> None:
    play = _cut_short(tmp_path)
    spec = reference_spec(brisk(tmp_path, **LOST).scenario, play, tmp_path, standing=True)

    assert dict(spec.trunk_groups) == {"telkom": 0, "seluler": 1}
    assert (dict(spec.channel_steps), spec.application_up) == ({}, None)
    assert {agency.channel for agency in spec.agencies} == {"phone"}


LOST = {
    "situations": {
        "putus": {
            "label": {"id": "Uji", "en": "Test"},
            "about": {"id": "Uji.", "en": "A test."},
            "channels": {"telkom": 0, "seluler": 0.25},
            "application_lost": True,
        }
    }
}


def _cut_short(folder: Path) -> PackedPlay:
    return make_play(brisk(folder, **LOST).scenario, ORDER)


def test_the_operator_of_another_deployment_is_told_what_to_do_and_when(tmp_path: Path) -> None:
    scenario = brisk(tmp_path).scenario
    play = make_play(scenario, ORDER)
    assert operators_part(scenario, play) == []

    telkom = StepFunction((0.0, 3.5, 90.0), (6.0, 0.0, 6.0))
    seluler = StepFunction((0.0, 1e5), (1.0, 4.0))
    plan = replace(
        play.plan,
        channels=(telkom, seluler),
        application_up=StepFunction((0.0, 2.0, 7.0), (1.0, 0.0, 1.0)),
        clock=replace(play.plan.clock, length_s=40.0),
    )
    with in_language("en"):
        head, *parts = operators_part(scenario, replace(play, plan=plan))

    assert "by hand" in head
    assert [part.replace("\N{NO-BREAK SPACE}", " ") for part in parts] == [
        "  from 0 s on: channels of trunk group seluler: 1",
        "  from 2 s on: no agency is told by application; the centre phones",
        "  from 3.5 s on: channels of trunk group telkom: 0",
        "  from 7 s on: agencies are told by application again",
        "  from 90 s on: channels of trunk group telkom: 6",
    ]


@pytest.mark.parametrize("region", ["surabaya", "bontang", "semarang"])
@pytest.mark.parametrize("situation", ["trunk-putus", "aplikasi-mati"])
def test_a_situation_that_is_asked_for_is_met_by_the_calls_played(region, situation) -> None:
    scenario = load_scenario(region, situations=[situation]).scenario
    play = make_play(scenario, Order(seed=1, calls=60, speed=20.0, gap_s=None, run_id="a"))
    arrival_s = play.trace.callers.arrival_s
    if situation == "trunk-putus":
        whole = [float(t.channels) for t in scenario.lines.trunks.values()]
        taken = [
            any(f.at(t) < all_ for f, all_ in zip(play.plan.channels, whole, strict=True))
            for t in arrival_s
        ]
    else:
        taken = [play.plan.application_up.at(t) == 0 for t in arrival_s]

    assert any(taken)
