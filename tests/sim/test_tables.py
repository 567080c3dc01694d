"""From rows to record tables: identities, order, weeks, hours, labels."""

from __future__ import annotations

import numpy as np
import pytest

from sim.calls_played import columns_of
from sim.played import CALL
from sim.rows_played import played_of
from sim.tables import to_records
from tests.sim.building import Ask, Attempt, Caller, Incident, UnitWork
from tests.sim.playing import play
from tests.sim.region import DAY_S, Agency, Region

WEEK_S = 7 * DAY_S
HOUR_S = 3600.0


def test_calls_are_in_order_of_arrival_then_identity_with_their_keys():
    again = Caller(at=0, tries=[Attempt(patience=5, redial=0, delay=5), Attempt()], about=0)
    region = Region(channels=[9, 9], redial_abandoned=1, agencies=[Agency()])
    callers = [
        Caller(at=10, id=7, trunk=1),
        again,
        Caller(at=10, id=3),
        Caller(at=0, talk=99, id=1),
    ]
    calls = play(callers, [Incident()], region).records().calls

    assert calls["caller_id"].tolist() == [1, 100_000, 3, 7, 100_000]
    assert calls["call_id"].tolist() == [100, 10_000_000, 300, 700, 10_000_001]
    assert calls["attempt"].tolist() == [0, 0, 0, 0, 1]
    assert calls["emergency"].tolist() == [False, True, False, False, True]
    assert np.array_equal(
        calls["incident_id"], [np.nan, 1000, np.nan, np.nan, 1000], equal_nan=True
    )
    assert list(calls.texts("category")) == ["call", "kind 0", "call", "call", "kind 0"]
    assert list(calls.texts("kecamatan")) == [None, "11.11.11", None, None, "11.11.11"]
    assert list(calls.texts("trunk")) == ["trunk 0", "trunk 0", "trunk 0", "trunk 1", "trunk 0"]
    assert calls["redialled"].tolist() == [False, True, False, False, False]


def test_weeks_and_hours_are_those_of_arrival():
    region = Region(length=2 * WEEK_S, start_of_week=5 * DAY_S + 22 * HOUR_S, staff=3)
    at = [0, 2 * HOUR_S, 26 * HOUR_S, WEEK_S - 1, WEEK_S, 2 * WEEK_S - 1]
    seen = play([Caller(at=a, talk=5000) for a in at], region=region)

    calls = to_records(played_of(seen.rows, seen.trace), seen.trace, seen.plan, replication=4).calls
    assert calls["replication"].tolist() == [4] * 6
    assert calls["week"].tolist() == [8, 8, 8, 8, 9, 9]
    assert calls["hour_of_week"].tolist() == [142, 144, 0, 141, 142, 141]


def test_an_incidents_rows_count_to_the_hour_of_its_first_call():
    needs = [[Ask(acknowledge=10, units=[UnitWork(on_scene=9000)])]]
    callers = [
        Caller(at=HOUR_S - 5, about=0, tries=[Attempt(patience=1, redial=0, delay=10), Attempt()])
    ]
    records = play(
        callers, [Incident(needs=needs)], Region(staff=[[(HOUR_S, 9e9)]], agencies=[Agency()])
    ).records()

    assert records.calls["hour_of_week"].tolist() == [0, 1]
    for table in (records.incidents, records.notifications, records.assignments):
        assert table["hour_of_week"].tolist() == [0]


def test_an_incidents_moments_are_the_first_of_each():
    needs = [
        [Ask(0, acknowledge=30, units=[UnitWork(on_scene=10), UnitWork(turnout=5, on_scene=10)])],
        [Ask(1, acknowledge=9, latency=4, units=[UnitWork(turnout=300, transport=True)])],
    ]
    region = Region(
        agencies=[Agency(posts=[(2, 0), (2, 0)]), Agency(posts=[(1, 0)])], hospitals=[(0, 1)]
    )
    records = play([Caller(at=5, ticket=10, about=0)], [Incident(needs=needs)], region).records()

    (row,) = range(len(records.incidents))
    moments = {
        c: float(records.incidents[f"{c}_s"][row])
        for c in ("notified", "acknowledged", "dispatched", "on_scene", "at_hospital", "closed")
    }
    assert moments == {
        "notified": 15,
        "acknowledged": 28,
        "dispatched": 28,
        "on_scene": 165,
        "at_hospital": 448,
        "closed": 448,
    }
    assert records.incidents["needs"].tolist() == [2]
    assert records.incidents["reporter_call_id"].tolist() == [10_000_000]


def test_notifications_and_tasks_are_in_order_of_incident_need_and_unit():
    asks = [Ask(0, refuses=True, acknowledge=1), Ask(1, acknowledge=1, units=[UnitWork()] * 2)]
    second = [Ask(0, acknowledge=1, units=[UnitWork(transport=True)])]
    region = Region(
        staff=2,
        agencies=[Agency(posts=[(0, 0)]), Agency(posts=[(0, 0), (1, 0)])],
        hospitals=[(0, 1)],
    )
    incidents = [Incident(needs=[asks, second]), Incident(needs=[second])]
    callers = [Caller(at=1, ticket=0, about=0), Caller(at=0, ticket=0, about=1)]
    records = play(callers, incidents, region).records()

    notes, tasks = records.notifications, records.assignments
    assert notes["incident_id"].tolist() == [1000, 1000, 1000, 1001]
    assert notes["need"].tolist() == [0, 0, 1, 0]
    assert notes["order"].tolist() == [0, 1, 0, 0]
    assert list(notes.texts("agency")) == ["agency 0", "agency 1", "agency 0", "agency 0"]
    assert list(notes.texts("outcome")) == ["refused", *["acknowledged"] * 3]
    assert set(notes.texts("channel")) == {"application"}
    assert tasks["task_id"].tolist() == [1_000_000, 1_000_001, 1_000_020, 1_001_000]
    assert list(tasks.texts("unit")) == ["post 0/1", "post 1/1", "post 0/1", "post 0/1"]
    assert list(tasks.texts("post")) == ["post 0", "post 1", "post 0", "post 0"]
    assert list(tasks.texts("hospital")) == [None, None, "hospital 0", "hospital 0"]
    assert tasks["answered_s"].tolist() == [1, 1, 1, 0]


def test_latencies_are_shown_where_there_were_any():
    needs = [[Ask(0, latency=4)], [Ask(1, latency=4)]]
    callers = [
        Caller(at=0, setup=2, ring=3, ticket=5, ticket_latency=1, about=0),
        Caller(at=1, setup=1, patience=2, announcement=9),
    ]
    region = Region(staff=2, agencies=[Agency(), Agency(phone=True)])
    records = play(callers, [Incident(needs=needs)], region).records()

    def column(table, name):
        return [None if np.isnan(v) else v for v in table[name]]

    assert column(records.calls, "setup_s") == [2, 1]
    assert column(records.calls, "ring_s") == [3, None]
    assert column(records.calls, "ticket_latency_s") == [1, None]
    assert column(records.notifications, "latency_s") == [4, None]


def test_the_groups_of_the_staffing_table_and_what_they_schedule():
    region = Region(
        staff=2,
        dispatchers=1,
        channels=[[(0, 4), (1800, 2)]],
        agencies=[Agency(desk=[[(0, 900)]], posts=[(0, 0)] * 3, hours=[[(0, 60)], [], [(0, 9e9)]])],
        length=HOUR_S,
    )
    staffing = play([Caller(at=0, talk=100, wrap_up=20)], region=region).records().staffing

    scheduled = dict(zip(staffing.texts("group"), staffing["scheduled_s"].tolist(), strict=True))
    assert scheduled == {
        "call_takers": 7200,
        "dispatchers": 3600,
        "desk:agency 0": 900,
        "units:agency 0": 3660,
        "lines:trunk 0": 4 * 1800 + 2 * 1800,
    }
    busy = dict(zip(staffing.texts("group"), staffing["busy_s"].tolist(), strict=True))
    assert (busy["call_takers"], busy["lines:trunk 0"], busy["dispatchers"]) == (120, 100, 0)


@pytest.mark.parametrize("count", [0, 1, 4095, 4096, 4097, 10_000])
def test_columns_of_rows_are_what_stands_in_them(count: int) -> None:
    rng = np.random.default_rng(count)
    table = np.zeros(5000, CALL)
    for name in CALL.names or ():
        table[name] = rng.integers(0, 100, len(table))
    rows = rng.integers(0, len(table), count)

    columns = columns_of(table, rows)

    assert list(columns) == list(CALL.names or ())
    for name, column in columns.items():
        assert column.dtype == table[name].dtype
        assert column.flags.c_contiguous
        assert np.array_equal(column, table[name][rows])


def test_an_attempt_that_is_never_made_has_no_row():
    region = Region(channels=[9], redial_abandoned=1, agencies=[Agency()])
    satisfied = Caller(at=5, tries=[Attempt(redial=0, delay=5), Attempt()])

    calls = play([satisfied, Caller(at=9)], [], region).records().calls

    assert calls["arrival_s"].tolist() == [5, 9]
