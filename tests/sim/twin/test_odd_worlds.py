"""Worlds at the edge of what can be: empty, huge, all at once; equal, and compiled only once."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from scenarios.trace import Trace
from sim.twin.compiled import compiled_loop
from sim.twin.play import play_twin
from tests.sim.building import Ask, Attempt, Caller, Incident, UnitWork, trace_of
from tests.sim.region import Agency, Kind, Region, plan_of
from tests.sim.twin.both import Case, difference, play_both

WORK = UnitWork(turnout=3, on_scene=40, transport=True, handover=5)


def played(callers, incidents=(), region=None) -> Case:
    region = region or Region()
    trace, _ = trace_of(callers, incidents, len(region.kinds))
    return play_both(trace, plan_of(region))


def need(*agencies: int, **ask) -> list[Ask]:
    return [Ask(agency, units=[WORK], **ask) for agency in agencies]


SMALL = {
    "nobody calls": ([], [], Region()),
    "nobody calls about anything": ([], [], Region(agencies=[Agency()])),
    "no incident": ([Caller(at=1)], [], Region()),
    "no agency": ([Caller(at=1, about=0)], [Incident()], Region()),
    "no hospital": ([Caller(at=1, about=0)], [Incident([need(0)])], Region(agencies=[Agency()])),
    "dispatchers without people": (
        [Caller(at=1, about=0)],
        [Incident([need(0)])],
        Region(dispatchers=0, agencies=[Agency()], hospitals=[(1, 1)]),
    ),
    "no call-taker": ([Caller(at=1, patience=5), Caller(at=2)], [], Region(staff=0)),
    "no line": ([Caller(at=1)], [], Region(channels=[0])),
    "no unit needed": (
        [Caller(at=1, about=0)],
        [Incident([[Ask(0)]])],
        Region(agencies=[Agency()]),
    ),
}


@pytest.mark.parametrize("name", SMALL)
def test_small_worlds_are_alike_and_need_no_code_of_their_own(name):
    played(*SMALL[name])

    assert len(compiled_loop().signatures) == 1


def test_arrays_of_any_layout_are_played_by_the_same_code():
    trace, _ = trace_of([Caller(at=1, about=0), Caller(at=2)], [Incident([need(0)])])
    plan = plan_of(Region(agencies=[Agency()]))

    def laid_out(change) -> Trace:
        tables = {}
        for part in fields(Trace):
            table = getattr(trace, part.name)
            columns = {f.name: change(getattr(table, f.name)) for f in fields(table)}
            tables[part.name] = table.changed(**columns)
        return Trace(**tables)

    def read_only(column):
        column = column.copy()
        column.flags.writeable = False
        return column

    def unaligned(column):
        padded = np.frombuffer(b"x" + column.tobytes(), dtype=np.uint8)
        return padded[1:].view(column.dtype)

    usual = play_twin(trace, plan, [np.arange(2)])
    for change in (lambda c: np.repeat(c, 2)[::2], read_only, unaligned):
        assert difference(usual, play_twin(laid_out(change), plan, [np.arange(2)])) is None
    read_only_order = read_only(np.arange(2))
    assert difference(usual, play_twin(trace, plan, [read_only_order])) is None
    assert len(compiled_loop().signatures) == 1


def test_more_than_a_hundred_agencies():
    agencies = [Agency(phone=i % 3 == 0, posts=[(i % 5, 0)], no_answer_after=7) for i in range(150)]
    incidents = [
        Incident([need(i % 150, (i + 7) % 150, no_answer=i % 4 == 0), need(149 - i % 150)], x=i % 4)
        for i in range(200)
    ]
    callers = [Caller(at=3 * i, talk=20, ticket=10, about=i) for i in range(200)]
    case = played(callers, incidents, Region(staff=8, agencies=agencies, hospitals=[(1, 0)]))

    assert set(case.trace.candidates.agency[case.played.notifications["there"] == 1]) == set(
        range(150)
    )


def test_ten_thousand_units_of_one_agency_beside_another():
    """Units' identities then run into those of the next agency, which must not matter."""
    last = [(0, 0)] * 3
    many = Agency(desk=9, posts=[(9, 0)] * 10_000 + last)
    few = Agency(desk=9, posts=last)
    callers = [Caller(at=0, talk=1, ticket=0, about=i) for i in range(8)]
    work = [UnitWork(on_scene=7)] * 2
    incidents = [Incident([[Ask(i % 2, units=work)]], x=i % 2) for i in range(8)]
    case = played(callers, incidents, Region(staff=8, agencies=[many, few]))

    tasks = case.played.tasks
    assert set(tasks["unit"]) >= {0, 1, 2, 10_000, 10_001, 10_002}


def test_everything_at_one_instant():
    """Queue, agenda and what is caused at once are as long here as they can get."""
    callers = [
        Caller(
            at=0,
            talk=0,
            ticket=0,
            about=i % 60,
            tries=[Attempt(patience=i % 3, redial=0, delay=0)] * 21,
        )
        for i in range(600)
    ]
    incidents = [Incident([need(0, 1), need(1), need(1, 0)], kind=i % 3) for i in range(60)]
    region = Region(
        staff=[[(0, 0.5)], [(1, 2)], [(2, 3)], [(4, 5)]],
        redial_abandoned=1,
        redial_blocked=1,
        channels=[50],
        agencies=[Agency(posts=[(0, 0)] * 3), Agency(desk=2, posts=[(0, 0)])],
        kinds=[Kind(2), Kind(1), Kind(2)],
    )
    case = played(callers, incidents, region)

    calls = case.played.calls
    assert calls["redialled"].sum() == 4000
    assert len(set(calls["arrival_s"][calls["there"] == 1])) < 30


def test_stale_events_pile_up_and_change_nothing():
    """Each call is answered, and each desk begins, long before anybody would give up."""
    n = 300
    callers = [
        Caller(at=0, talk=1, wrap_up=0, ticket=1, about=i, patience=50_000) for i in range(n)
    ]
    incidents = [Incident([need(0, 1, acknowledge=1)]) for _ in range(n)]
    slow = Agency(desk=1, posts=[(0, 0), (5, 5)], no_answer_after=40_000)
    case = played(callers, incidents, Region(staff=2, agencies=[slow, slow]))

    assert np.all(case.played.calls["outcome"] == 1)
    assert np.all(case.played.notifications["taken_s"][::2] >= 0)


@pytest.mark.parametrize("speed_kmh", [1e-300, 1e-9, 0.01, 1e9, 1e300])
@pytest.mark.parametrize("factor", [1, 0, 1e300])
def test_speeds_and_factors_that_cannot_be_meant(speed_kmh, factor):
    work = UnitWork(factor=factor, on_scene=5, transport=True, hospital_factor=factor)
    callers = [Caller(at=10 * i, talk=5, ticket=1, about=i) for i in range(6)]
    incidents = [Incident([[Ask(0, units=[work, work])]], x=i) for i in range(6)]
    region = Region(
        staff=3,
        agencies=[Agency(posts=[(0, 0), (9, 0)])],
        hospitals=[(3, 3)],
        speed_kmh=speed_kmh,
    )
    case = played(callers, incidents, region)

    tasks = case.played.tasks
    assert np.all(np.isfinite(tasks["on_scene_s"]))
    assert np.all(tasks["on_scene_s"] >= tasks["dispatched_s"])


def test_times_of_a_hundred_years():
    long_s = 100 * 366 * 86_400.0
    callers = [
        Caller(at=i, talk=long_s, wrap_up=long_s / 3, ticket=long_s / 7, about=i % 2, patience=2e9)
        for i in range(8)
    ]
    work = UnitWork(turnout=long_s, on_scene=long_s, transport=True, handover=long_s)
    incidents = [Incident([[Ask(0, acknowledge=long_s, units=[work] * 3)]], x=1)] * 2
    played(callers, incidents, Region(staff=2, agencies=[Agency()], hospitals=[(2, 2)]))
