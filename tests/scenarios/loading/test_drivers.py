"""Drivers of a scenario, each made better by the same step."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.loading import load_scenario
from scenarios.loading.drivers import DRIVERS, driven
from scenarios.schema import Scenario
from scenarios.schema.distribution import mean_of
from tests.scenarios.loading.conftest import Files
from tests.scenarios.loading.test_matrix_file import plain_csv, scenario_file

BY_NAME = {driver.name: driver for driver in DRIVERS}


def better(files: Files, name: str) -> Scenario:
    found = driven(files.load(), BY_NAME[name])
    assert found is not None
    return found


def test_demand_is_less_in_every_kind_and_its_profile_stays(files: Files) -> None:
    demand, before = better(files, "demand").demand, files.load().scenario.demand

    assert demand.incidents["kebakaran"].rate.per_day == pytest.approx(3.2)
    assert demand.calls["prank"].rate.per_day == pytest.approx(48)
    assert demand.nuisance["iseng"].people_per_day == pytest.approx(0.4)
    assert demand.incidents["medis"].rate.hour_of_day == before.incidents["medis"].rate.hour_of_day
    assert demand.work == before.work


def test_talk_is_shorter_for_those_who_have_a_time_of_their_own_too(files: Files) -> None:
    demand = better(files, "talk").demand

    assert demand.work.talk is not None and demand.calls["prank"].work.talk is not None
    assert mean_of(demand.work.talk) == pytest.approx(48)
    assert mean_of(demand.calls["prank"].work.talk) == pytest.approx(12)


def test_of_few_people_there_is_one_more_in_each_shift(files: Files) -> None:
    loaded = files.load(*[("people = 3", "people = 2")] * 2)

    found = driven(loaded, BY_NAME["staff"])

    assert found is not None
    assert [s.people for s in found.call_takers.staffing.shifts.values()] == [3, 3, 3]


def test_of_many_people_it_is_a_fifth(files: Files) -> None:
    loaded = files.load(*[("people = 3", "people = 6")] * 2)

    found = driven(loaded, BY_NAME["staff"])

    assert found is not None
    assert [s.people for s in found.call_takers.staffing.shifts.values()] == [7, 7, 2]


def test_more_people_than_can_take_a_break_one_by_one_take_it_two_by_two(files: Files) -> None:
    """From 11:00 to 15:00 eight people have half an hour each, and ten have not."""
    loaded = files.load(*[("people = 3", "people = 8")] * 2)

    found = driven(loaded, BY_NAME["staff"])

    assert found is not None
    morning = found.call_takers.staffing.shifts["pagi"]
    assert (morning.people, morning.breaks[0].at_once) == (10, 2)


def test_travel_is_shorter_where_speed_is_greater(files: Files) -> None:
    assert better(files, "travel").place.roads.speed_kmh == pytest.approx((37.5,))


def test_travel_by_given_times_is_shorter_too(tmp_path: Path) -> None:
    loaded = load_scenario(scenario_file(tmp_path, plain_csv()))

    found = driven(loaded, BY_NAME["travel"])

    assert found is not None
    before, after = loaded.scenario.place.roads, found.place.roads
    assert before.matrix is not None and after.matrix is not None
    assert after.speed_kmh == pytest.approx([speed / 0.8 for speed in before.speed_kmh])
    for start, to in before.matrix.minutes.items():
        for end, minutes in to.items():
            assert after.matrix.minutes[start][end] == pytest.approx([0.8 * m for m in minutes])


def test_what_is_not_there_cannot_be_made_better(files: Files) -> None:
    assert driven(files.load(), BY_NAME["dispatchers"]) is None


def test_each_driver_moves_something_of_its_own() -> None:
    loaded = load_scenario("surabaya")
    found = {d.name: driven(loaded, d) for d in DRIVERS}
    there = [s.model_dump_json() for s in found.values() if s is not None]

    assert {name for name, scenario in found.items() if scenario is None} <= {
        "dispatchers", "announcement",
    }  # fmt: skip
    assert len(set(there)) == len(there)
    assert loaded.scenario.model_dump_json() not in there
