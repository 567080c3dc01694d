"""Calendars go with the calls: who was there at an arrival is there at its packed instant."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from scenarios.duty import Duty
from scenarios.packing import pack
from scenarios.ticks import to_tick
from tests.scenarios.packing_cases import drawn

DAY_S = 86_400.0


@pytest.fixture(scope="module")
def whole():
    return drawn()


def on_duty(duty: Duty, time_s: float) -> list[bool]:
    """Return who is on duty after the changes of an instant."""
    return [any(a <= time_s < b for a, b in person) for person in duty.intervals(float("inf"))]


PACKED = pytest.mark.parametrize(
    ("rows", "gap_s", "speed"),
    [
        (slice(0, None), 60.0, 1.0),
        (slice(0, None), None, 30.0),
        (slice(0, None), float("inf"), 60.0),
        (slice(90, 150), 10.0, 60.0),
        (slice(90, 150), float("inf"), 1.0),
    ],
)


@PACKED
def test_staff_units_and_conditions_of_each_arrival_are_those_of_its_packed_instant(
    whole, rows, gap_s, speed
):
    trace, plan = whole
    packed = pack(trace, plan, rows, gap_s=gap_s, speed=speed)
    moved = packed.plan
    duties = [
        (plan.call_takers, moved.call_takers),
        (plan.dispatchers, moved.dispatchers),
        *((a.desk, b.desk) for a, b in zip(plan.agencies, moved.agencies, strict=True)),
        *((a.on_duty, b.on_duty) for a, b in zip(plan.agencies, moved.agencies, strict=True)),
    ]
    conditions = [
        *zip(plan.channels, moved.channels, strict=True),
        (plan.application_up, moved.application_up),
        *((a.night, b.night) for a, b in zip(plan.agencies, moved.agencies, strict=True)),
        (plan.speed_kmh.scaled(speed), moved.speed_kmh),
    ]

    seen = set()
    instants = zip(trace.callers.arrival_s[rows], packed.trace.callers.arrival_s, strict=True)
    for was_s, is_s in list(instants)[::3]:
        for before, after in duties:
            assert on_duty(before, was_s) == on_duty(after, is_s)
        for before, after in conditions:
            assert before.at(was_s) == after.at(is_s)
        seen.add((sum(on_duty(plan.call_takers, was_s)), plan.channels[0].at(was_s)))
    assert len(seen) > 1, "the stretch should see staff and lines change"


@PACKED
def test_changes_stay_in_order_and_a_stretch_that_no_call_sees_may_vanish(
    whole, rows, gap_s, speed
):
    trace, plan = whole
    moved = pack(trace, plan, rows, gap_s=gap_s, speed=speed).plan

    for before, after in zip(plan.agencies, moved.agencies, strict=True):
        for was, now in zip(
            before.on_duty.intervals(1e12), after.on_duty.intervals(1e12), strict=True
        ):
            assert len(now) <= len(was)
            edges = list(itertools.chain(*now))
            assert edges == sorted(edges)
            assert not edges or edges[0] >= 0
    for steps in (*moved.channels, moved.speed_kmh, moved.application_up):
        assert list(steps.times_s) == sorted(set(steps.times_s))


def test_after_the_last_arrival_time_runs_on_at_the_plays_speed(whole):
    trace, plan = whole
    packed = pack(trace, plan, slice(0, 40), gap_s=5, speed=60)
    last_s, packed_last_s = trace.callers.arrival_s[39], packed.trace.callers.arrival_s[-1]

    # the last change of the plan, before its horizon, is the night of the last day
    was_s, is_s = plan.agencies[0].night.times_s[-1], packed.plan.agencies[0].night.times_s[-1]
    assert is_s - packed_last_s == pytest.approx((was_s - last_s) / 60, abs=1e-5)


def test_the_clock_of_the_play_begins_at_the_first_arrival(whole):
    trace, plan = whole
    packed = pack(trace, plan, slice(12, 60), speed=4)
    clock = packed.plan.clock

    assert clock.begin_s == 0
    assert clock.start_of_week_s == plan.clock.second_of_week(trace.callers.arrival_s[12])
    assert clock.length_s > packed.trace.callers.arrival_s[-1]
    assert packed.plan.speed == 4


def test_time_outs_and_roads_go_at_the_plays_speed_and_shares_stay(whole):
    trace, plan = whole
    moved = pack(trace, plan, slice(0, 30), speed=60).plan

    for before, after in zip(plan.agencies, moved.agencies, strict=True):
        assert after.no_answer_after_s == to_tick(before.no_answer_after_s / 60)
        assert (after.by_phone, after.units) == (before.by_phone, before.units)
    at_s = trace.callers.arrival_s[0]
    assert moved.speed_kmh.at(0.0) == 60 * plan.speed_kmh.at(at_s)
    assert moved.detour == plan.detour
    assert (moved.redial_abandoned, moved.redial_blocked) == (0.4, 0.8)
    assert moved.hospitals == plan.hospitals


def test_nobody_is_on_duty_before_the_play_who_had_gone_before_it():
    trace, plan = drawn(situations={})
    first = int(np.searchsorted(trace.callers.arrival_s, DAY_S + 13 * 3600))
    packed = pack(trace, plan, slice(first, first + 20), gap_s=1)

    # early on Tuesday afternoon the morning shift is there and nobody else
    assert sum(on_duty(packed.plan.call_takers, 0.0)) == 3
    assert on_duty(packed.plan.call_takers, 0.0)[:3] == [True] * 3


def test_given_times_go_by_the_packed_clock_and_are_divided_by_the_speed():
    codes = ("64.74.01", "64.74.02", "64.74.03")
    minutes = {a: {b: [float(h) for h in range(24)] for b in codes} for a in codes}
    roads = {"detour": 1.4, "speed_kmh": [30], "matrix": {"minutes": minutes}}
    trace, plan = drawn(place__roads=roads)
    packed = pack(trace, plan, slice(0, None), gap_s=60.0, speed=30.0)
    given, moved = plan.travel_times, packed.plan.travel_times

    assert given is not None
    assert moved is not None
    slower = set()
    for before_s, after_s in zip(
        trace.callers.arrival_s, packed.trace.callers.arrival_s, strict=True
    ):
        assert moved.table.at(after_s) == given.table.at(before_s)
        assert moved.slowness.at(after_s) == given.slowness.at(before_s) / 30
        slower.add(given.slowness.at(before_s))
    assert slower == {1.0, 2.0}, "the situation halves the speed"
