"""Warm-up, the end of a run, and days that start empty."""

from __future__ import annotations

import numpy as np

from sim.simulate import play_days
from tests.sim.building import Ask, Attempt, Caller, Incident, UnitWork, trace_of
from tests.sim.playing import play
from tests.sim.region import DAY_S, Agency, Region, plan_of

ONE = Incident(needs=[[Ask(acknowledge=10, units=[UnitWork(on_scene=100)])]])


def test_work_plays_on_after_the_end_and_counts_to_the_hour_of_arrival():
    late = Caller(at=DAY_S - 1, talk=100, ticket=50, about=0)
    seen = play([late], [ONE], Region(agencies=[Agency()]))

    records = seen.records()
    assert records.calls["talk_end_s"].tolist() == [DAY_S + 99]
    assert records.incidents["closed_s"].tolist() == [DAY_S + 159]
    for table in (records.calls, records.incidents, records.notifications, records.assignments):
        assert (table["hour_of_week"].tolist(), table["week"].tolist()) == ([23], [0])
    staffing = records.staffing
    busy = staffing["busy_s"][staffing.is_label("group", "call_takers")]
    assert busy.tolist() == [0] * 23 + [1]


def test_what_arrives_in_the_warm_up_is_played_and_left_out():
    seen = play(
        [
            Caller(at=-50, talk=100, ticket=20, about=0),
            Caller(at=-40, talk=60, about=1, tries=[Attempt(patience=30, redial=0, delay=20)] * 2),
            Caller(at=10, talk=60, talk_duplicate=7, about=0),
            Caller(at=20, talk=60, ticket=30, about=2),
        ],
        [ONE] * 3,
        Region(staff=1, agencies=[Agency(posts=[(0, 0)] * 3)], warm_up=3600),
    )

    records = seen.records()
    assert records.calls["arrival_s"].tolist() == [10, 10, 20]
    assert records.calls["answered_s"][[0, 2]].tolist() == [50, 57]
    assert records.calls["duplicate"].tolist().count(-1) == 1
    assert records.incidents["incident_id"].tolist() == [1002]
    assert records.notifications["incident_id"].tolist() == [1002]
    assert records.assignments["incident_id"].tolist() == [1002]
    staffing = records.staffing
    takers = staffing.is_label("group", "call_takers")
    assert staffing["start_s"][takers].min() == 0
    assert staffing["busy_s"][takers].sum() == 50 + 7 + 60
    assert staffing["scheduled_s"][takers].sum() == DAY_S


def days(callers, incidents=(), **region):
    place = Region(length=2 * DAY_S, **region)
    plan = plan_of(place)
    trace, _ = trace_of(callers, incidents, len(place.kinds))
    return play_days(trace, plan)


def test_independent_days_start_empty():
    records = days(
        [Caller(at=DAY_S - 10, talk=100), Caller(at=DAY_S + 5, talk=20)], channels=[1], staff=1
    )

    assert records.calls["answered_s"].tolist() == [DAY_S - 10, DAY_S + 5]


def test_what_is_left_of_a_day_is_not_counted_as_work_of_the_next_one():
    records = days(
        [Caller(at=DAY_S - 10, talk=100), Caller(at=DAY_S + 5, talk=20)], channels=[1], staff=1
    )

    staffing = records.staffing
    for group in ("call_takers", "lines:trunk 0"):
        chosen = staffing.is_label("group", group)
        assert staffing["busy_s"][chosen].tolist() == [0] * 23 + [10] + [20] + [0] * 23
        assert staffing["peak"][chosen].max() == 1


def test_an_incident_whose_calls_fall_in_two_days_is_one_incident_of_the_first_day():
    callers = [
        Caller(at=100, ticket=30, about=1),
        Caller(at=DAY_S - 20, ticket=30, about=0),
        Caller(at=DAY_S + 5, ticket=30, about=0),
        Caller(at=DAY_S + 30, talk_duplicate=4, about=0),
        Caller(at=DAY_S + 40, ticket=5, about=2),
    ]
    records = days(callers, [ONE] * 3, staff=2, agencies=[Agency()])

    incidents = records.incidents
    assert incidents["incident_id"].tolist() == [1000, 1001, 1002]
    assert incidents["calls"].tolist() == [3, 1, 1]
    assert incidents["first_call_s"].tolist() == [DAY_S - 20, 100, DAY_S + 40]
    assert incidents["on_record_s"].tolist() == [DAY_S + 10, 130, DAY_S + 45]
    duplicate = records.calls.texts("duplicate")
    assert list(duplicate) == ["none", "none", "unrecognised", "recognised", "none"]
    assert len(records.assignments) == len(records.notifications) == 3
    on_record = records.notifications["on_record_s"]
    assert on_record.tolist() == [DAY_S + 10, 130, DAY_S + 45]
    assert records.assignments["first_call_s"].tolist() == [DAY_S - 20, 100, DAY_S + 40]


def test_independent_days_lose_and_double_nothing():
    rng = np.random.default_rng(3)
    callers = [
        Caller(at=float(at), talk=600, ticket=300, about=int(at) % 40 if at % 2 else None)
        for at in rng.integers(0, 2 * DAY_S, 400)
    ]
    records = days(callers, [ONE] * 40, staff=4, agencies=[Agency(desk=3)])

    assert len(records.calls) == 400
    assert len(set(records.calls["call_id"].tolist())) == 400
    assert len(records.incidents) == len({c.about for c in callers} - {None})
    assert int(records.incidents["calls"].sum()) == sum(c.about is not None for c in callers)
