"""A packed trace is the same calls in less time: order, gaps, durations, what they lead to."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.packing import PackedPlay, busiest_stretch, mean_handling_s, pack
from scenarios.ticks import TICKS_PER_SECOND, to_ticks
from tests.scenarios.packing_cases import drawn, with_arrivals
from tests.scenarios.trace.drawing import by_identity, differing_columns

TICK_S = 1 / TICKS_PER_SECOND
DIVIDED = {
    "callers": {"talk_s", "talk_duplicate_s", "wrap_up_s", "wrap_up_duplicate_s", "ticket_s"},
    "attempts": {"patience_s", "announcement_s", "pick_up_s", "redial_delay_s"},
    "incidents": {"dispatcher_work_s", "dispatcher_wrap_up_s"},
    "candidates": {"acknowledge_s"},
    "tasks": {"turnout_day_s", "turnout_night_s", "on_scene_s", "handover_s"},
}
REAL = {
    "callers": {"ticket_latency_s"},
    "attempts": {"setup_s", "ring_s"},
    "candidates": {"latency_s"},
}
INSTANTS = {"callers": {"arrival_s"}, "incidents": {"occurred_s"}}


@pytest.fixture(scope="module")
def whole():
    return drawn()


def test_every_time_of_the_trace_is_an_instant_a_duration_or_a_latency(whole):
    for table in ("callers", "attempts", "incidents", "candidates", "tasks"):
        names = {f.name for f in fields(getattr(whole[0], table)) if f.name.endswith("_s")}
        known = (kinds.get(table, set()) for kinds in (DIVIDED, REAL, INSTANTS))
        assert names == set().union(*known)


@pytest.mark.parametrize("speed", [1.0, 7.0, 60.0, 0.5])
@pytest.mark.parametrize("gap_s", [None, 20.0, float("inf")])
def test_durations_are_divided_and_rounded_and_latencies_are_left(whole, speed, gap_s):
    trace, plan = whole
    packed = pack(trace, plan, slice(40, 100), gap_s=gap_s, speed=speed)
    before, after = by_identity(trace), by_identity(packed.trace)

    for table, rows in after.items():
        assert rows.keys() <= before[table].keys()
        for key, row in rows.items():
            for column, value in row.items():
                was = before[table][key][column]
                if column in DIVIDED[table]:
                    assert value == to_ticks(np.float64(was) / speed), (table, column)
                elif column not in INSTANTS.get(table, set()):
                    assert value == was, (table, column)


def test_endless_patience_stays_endless():
    trace, plan = drawn(callers__patience=None)
    packed = pack(trace, plan, slice(0, 30), speed=9)

    assert np.all(packed.trace.attempts.patience_s == np.inf)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 60),
    st.integers(1, 50),
    st.one_of(st.none(), st.floats(0.5, 4000), st.just(float("inf"))),
    st.floats(0.3, 120),
)
def test_arrivals_keep_their_order_and_gaps_are_cut_then_divided(whole, first, calls, gap_s, speed):
    trace, plan = whole
    packed = pack(trace, plan, slice(first, first + calls), gap_s=gap_s, speed=speed)
    was_s, is_s = trace.callers.arrival_s[first : first + calls], packed.trace.callers.arrival_s
    chosen = trace.callers.take(np.arange(first, first + calls))
    cap_s = (chosen.talk_s + chosen.wrap_up_s).mean() if gap_s is None else gap_s

    assert packed.gap_s == pytest.approx(cap_s)
    assert packed.speed == speed
    assert np.array_equal(packed.caller_rows, np.arange(first, first + calls))
    assert np.array_equal(
        packed.trace.callers.caller_id, trace.callers.caller_id[first : first + calls]
    )
    assert is_s[0] == 0
    expected_s = np.minimum(np.diff(was_s), cap_s) / speed
    np.testing.assert_allclose(np.diff(is_s), expected_s, atol=TICK_S)
    np.testing.assert_allclose(is_s[1:], np.cumsum(expected_s), atol=TICK_S)
    assert np.array_equal(is_s, to_ticks(is_s))


def test_the_usual_gap_is_one_mean_handling_time_of_the_stretch(whole):
    trace, plan = whole
    packed = pack(trace, plan, slice(10, 30))

    handled = trace.callers.talk_s[10:30] + trace.callers.wrap_up_s[10:30]
    assert packed.gap_s == handled.mean()
    assert mean_handling_s(trace) == pytest.approx(
        (trace.callers.talk_s + trace.callers.wrap_up_s).mean()
    )


@pytest.mark.parametrize("rows", [slice(0, 40), slice(57, 58), slice(100, 180), slice(0, None)])
def test_only_what_the_stretch_leads_to_is_kept_and_joined_right(whole, rows):
    trace, plan = whole
    packed = pack(trace, plan, rows, speed=3).trace
    before, after = by_identity(trace), by_identity(packed)
    callers = set(trace.callers.caller_id[rows].tolist())
    about = {before["callers"][c]["incident_id"] for c in callers} - {-1}

    assert after["callers"].keys() == callers
    assert after["incidents"].keys() == about
    assert after["attempts"].keys() == {k for k in before["attempts"] if k[0] in callers}
    assert after["candidates"].keys() == {k for k in before["candidates"] if k[0] in about}
    assert after["tasks"].keys() == {k for k in before["tasks"] if k[0][0] in about}
    untouched = {"callers.incident_id", "attempts.redial_u", "tasks.travel_factor"}
    assert not differing_columns(before, after) & untouched


def test_an_incident_occurs_with_its_first_call_of_the_stretch(whole):
    trace, plan = whole
    packed = pack(trace, plan, slice(5, 120), gap_s=30).trace
    callers = packed.callers

    for row in range(len(packed.incidents)):
        first_s = callers.arrival_s[callers.incident == row].min()
        assert packed.incidents.occurred_s[row] == first_s


@pytest.mark.parametrize(
    ("rows", "more"), [(slice(9, 9), {}), (slice(0, 5), {"speed": 0}), (slice(0, 5), {"gap_s": 0})]
)
def test_nothing_to_play_or_no_pace_is_refused(whole, rows, more):
    with pytest.raises(ValueError, match=r"no caller|above 0"):
        pack(*whole, rows, **more)


ARRIVALS = st.lists(st.integers(-20, 60), min_size=1, max_size=40).map(sorted)


WINDOWS = st.lists(
    st.lists(st.tuples(st.integers(-10, 60), st.integers(1, 20)), max_size=2).map(
        lambda found: [(begin_s, begin_s + length_s) for begin_s, length_s in found]
    ),
    max_size=3,
)


@settings(max_examples=300, deadline=None)
@given(ARRIVALS, st.integers(1, 45), WINDOWS)
def test_the_busiest_stretch_is_that_which_brute_force_finds(whole, arrival_s, calls, situations):
    trace = with_arrivals(whole[0], arrival_s)
    found = busiest_stretch(trace, calls, situations)

    def unmet(start):
        stretch = arrival_s[start : start + calls]
        return sum(not any(a <= t < b for t in stretch for a, b in w) for w in situations)

    evidence = [i for i, at_s in enumerate(arrival_s) if at_s >= 0]

    if len(evidence) <= calls:
        assert list(range(len(arrival_s))[found]) == evidence
    else:
        spans = [
            (unmet(i), arrival_s[i + calls - 1] - arrival_s[i], i)
            for i in evidence
            if i + calls <= len(arrival_s)
        ]
        assert found == slice(min(spans)[2], min(spans)[2] + calls)


def test_no_stretch_has_no_calls(whole):
    with pytest.raises(ValueError, match="expected at least 1"):
        busiest_stretch(whole[0], 0)


def test_packing_what_is_packed_already_changes_nothing(whole):
    once = pack(*whole, slice(20, 90), gap_s=40)
    again: PackedPlay = pack(once.trace, once.plan, slice(0, None), gap_s=40)

    assert by_identity(once.trace) == by_identity(again.trace)
    assert once.plan == again.plan
