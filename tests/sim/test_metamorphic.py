"""What a change of the scenario must do to the result, or must not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.plan_layout import lay_out_plan
from scenarios.schema import Scenario
from scenarios.trace.draw import draw_trace
from sim.simulate import play as play_trace
from tests.sim.building import Ask, Caller, Incident, UnitWork
from tests.sim.playing import play
from tests.sim.region import ENDLESS, Agency, Region
from tests.sim.worlds import STAFF, stretches, worlds
from tests.small_scenario import small_scenario, small_scenario_data

quick = settings(max_examples=60, deadline=None, derandomize=True)

CALLS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 30), st.integers(0, 10)), min_size=1, max_size=20
).map(lambda rows: [Caller(at=at, talk=talk, wrap_up=wrap) for at, talk, wrap in rows])


def as_people(staff):
    return [[(0.0, ENDLESS)]] * staff if isinstance(staff, int) else list(staff)


@quick
@given(CALLS, STAFF, stretches())
def test_more_staff_never_makes_any_wait_longer(callers, staff, one_more):
    people = as_people(staff)
    fewer = play(callers, region=Region(staff=people))
    more = play(callers, region=Region(staff=[*people, one_more]))

    for a, b in zip(more.calls, fewer.calls, strict=True):
        assert a.answered_s <= b.answered_s


@quick
@given(CALLS)
def test_no_end_of_staff_makes_a_pure_delay(callers):
    seen = play(callers, region=Region(staff=100))

    for caller, call in zip(callers, seen.calls, strict=True):
        assert call.answered_s == caller.at
        assert call.work_end_s == caller.at + caller.talk + caller.wrap_up


def test_no_end_of_everything_makes_a_pure_delay_up_to_the_hospital():
    work = UnitWork(turnout=20, on_scene=300, transport=True, handover=40)
    incidents = [Incident(needs=[[Ask(acknowledge=15, latency=2, units=[work])]], x=2)] * 30
    callers = [Caller(at=i // 3, talk=50, ticket=30, about=i) for i in range(30)]
    region = Region(staff=99, agencies=[Agency(desk=99, posts=[(0, 0)] * 99)], hospitals=[(5, 0)])
    seen = play(callers, incidents, region)

    for i, caller in enumerate(callers):
        assert seen.incident(i).closed_s == caller.at + 30 + 2 + 15 + 20 + 120 + 300 + 180 + 40


@quick
@given(worlds())
def test_patience_longer_than_any_wait_is_endless_patience(world):
    callers, incidents, region = world
    long = [replace(c, tries=[replace(t, patience=1e6) for t in c.tries]) for c in callers]
    endless = [replace(c, tries=[replace(t, patience=ENDLESS) for t in c.tries]) for c in callers]

    assert repr(play(long, incidents, region).rows) == repr(play(endless, incidents, region).rows)


@quick
@given(worlds(), st.integers(1, 10**6))
def test_a_later_start_moves_everything_by_as_much(world, later):
    callers, incidents, region = world
    steady = Region(
        staff=2,
        channels=[2] * len(region.channels),
        agencies=[replace(a, desk=1, hours=None, night=0) for a in region.agencies],
        kinds=region.kinds,
        hospitals=region.hospitals,
    )
    moved = [replace(c, at=c.at + later) for c in callers]
    first, second = play(callers, incidents, steady), play(moved, incidents, steady)

    for a, b in zip(first.rows.calls, second.rows.calls, strict=True):
        assert a.outcome == b.outcome
        assert [b.answered_s - later, b.work_end_s - later] == pytest.approx(
            [a.answered_s, a.work_end_s], abs=0, nan_ok=True
        )
    for i, j in zip(first.rows.incidents, second.rows.incidents, strict=True):
        assert j.closed_s - later == pytest.approx(i.closed_s, abs=0, nan_ok=True)


def played(scenario: Scenario):
    return play_trace(draw_trace(scenario, 7), lay_out_plan(scenario, 7))


TIMES = ("arrival_s", "connected_s", "queued_s", "answered_s", "talk_end_s", "gave_up_s")


def same_calls(a, b) -> bool:
    """Tell whether two runs' calls are the same but for identities."""
    order = [np.argsort(records.calls["arrival_s"], kind="stable") for records in (a, b)]
    return len(a.calls) == len(b.calls) and all(
        np.array_equal(a.calls[c][order[0]], b.calls[c][order[1]], equal_nan=True) for c in TIMES
    )


def same_values(a, b) -> bool:
    """Tell whether two columns hold the same values in whatever order."""
    return np.array_equal(np.sort(a), np.sort(b), equal_nan=True)


@pytest.fixture(scope="module")
def usual():
    return played(small_scenario(run__length="2 hari"))


@pytest.mark.parametrize("sort", ["incidents", "calls"])
def test_a_category_with_rate_zero_is_as_if_it_were_not_there(usual, sort):
    demand = small_scenario_data()["demand"]
    like = demand["incidents"]["medis"] if sort == "incidents" else demand["calls"]["prank"]
    with_it = played(
        small_scenario(
            **{"run__length": "2 hari", f"demand__{sort}__never": {**like, "rate": {"per_day": 0}}}
        )
    )

    assert len(usual.calls) > 100
    assert same_calls(usual, with_it)
    assert same_values(usual.assignments["on_scene_s"], with_it.assignments["on_scene_s"])
    busy = usual.staffing["busy_s"].tolist()
    assert busy == with_it.staffing["busy_s"].tolist()


def test_the_order_of_categories_in_the_file_changes_identities_and_nothing_else(usual):
    demand = small_scenario_data()["demand"]
    turned = dict(reversed(demand["incidents"].items()))
    other = played(small_scenario(run__length="2 hari", demand__incidents=turned))

    assert same_calls(usual, other)
    assert usual.staffing["busy_s"].tolist() == other.staffing["busy_s"].tolist()
    assert set(usual.calls["call_id"].tolist()) != set(other.calls["call_id"].tolist())
    for column in ("on_record_s", "closed_s"):
        assert same_values(usual.incidents[column], other.incidents[column])


def test_a_category_of_its_own_leaves_the_draws_of_the_others_alone(usual):
    prank = small_scenario_data()["demand"]["calls"]["prank"]
    other = played(small_scenario(run__length="2 hari", demand__calls__more=prank))

    mine = ~other.calls.is_label("category", "more")
    first = other.calls["attempt"] == 0
    usual_first = usual.calls["attempt"] == 0
    assert same_values(
        other.calls["arrival_s"][mine & first], usual.calls["arrival_s"][usual_first]
    )
