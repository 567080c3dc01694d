"""The staffing table against counting second by second."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from results.staffing_rows import Group, hour_edges, staffing_table
from scenarios.run_clock import RunClock

WEEK_S = 7 * 86_400.0
CLOCK = RunClock(start_of_week_s=3600.0 * 30 + 1800, length_s=3 * 3600.0, warm_up_s=0)

seconds = st.integers(-4000, 16_000).map(float)
intervals = st.lists(
    st.tuples(seconds, st.sampled_from([0, 1, 600, 1800, 3600, 20_000])), max_size=12
).map(lambda rows: [(a, a + b) for a, b in rows])
on_the_hour = st.lists(st.tuples(st.integers(-2, 6), st.integers(0, 4)), max_size=12).map(
    lambda rows: [(1800.0 * a, 1800.0 * (a + b)) for a, b in rows]
)


def by_counting(work, begin_s, end_s):
    """Return (sum of seconds, greatest number at once) of whole-second intervals."""
    number = np.zeros(int(end_s - begin_s))
    for a, b in work:
        low, high = max(a, begin_s) - begin_s, min(b, end_s) - begin_s
        number[int(max(low, 0)) : int(max(high, 0))] += 1
    return float(number.sum()), int(number.max())


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.one_of(intervals, on_the_hour), intervals)
def test_scheduled_busy_and_peak_are_what_counting_finds(work, duty):
    table = staffing_table({"g": Group([(a, b, 1.0) for a, b in duty], work)}, CLOCK)

    for i in range(len(table)):
        begin_s, end_s = table["start_s"][i], table["end_s"][i]
        assert (table["busy_s"][i], table["peak"][i]) == by_counting(work, begin_s, end_s)
        assert table["scheduled_s"][i] == by_counting(duty, begin_s, end_s)[0]


def test_hours_are_cut_at_the_clock_and_at_the_ends_of_the_evidence():
    assert hour_edges(CLOCK).tolist() == [0, 1800, 5400, 9000, 10_800]

    table = staffing_table({"g": Group([(0, 1e9, 2.0)], [])}, CLOCK)
    assert table["hour_of_week"].tolist() == [30, 31, 32, 33]
    assert table["scheduled_s"].tolist() == [3600, 7200, 7200, 3600]
    assert table["peak"].tolist() == [0, 0, 0, 0]


def test_a_run_on_the_hour_has_whole_hours_only():
    assert hour_edges(RunClock(7200.0, 7200.0, 0)).tolist() == [0, 3600, 7200]


def test_a_level_passed_through_within_one_instant_is_no_peak():
    work = [(0.0, 1800.0), (10.0, 1800.0), (20.0, 1800.0), (1800.0, 1900.0)]
    table = staffing_table({"g": Group([], work)}, CLOCK)

    assert table["peak"].tolist() == [3, 1, 0, 0]


def test_work_that_never_ends_is_busy_to_the_end_and_work_outside_is_not_counted():
    work = [(9000.0, float("inf")), (-50.0, 10.0), (20_000.0, 30_000.0)]
    table = staffing_table({"g": Group([], work)}, CLOCK)

    assert table["busy_s"].tolist() == [10, 0, 0, 1800]


def test_weeks_are_counted_over_replications_and_groups_stand_one_after_another():
    clock = RunClock(0.0, 2 * WEEK_S, 3600.0)
    group = Group([(0.0, 2 * WEEK_S, 1.0)], [])
    table = staffing_table({"b": group, "a": group}, clock, replication=3)

    assert table["week"].tolist() == ([6] * 168 + [7] * 168) * 2
    assert table["replication"].tolist() == [3] * 672
    assert list(table.texts("group")) == ["b"] * 336 + ["a"] * 336
    assert table["hour_of_week"][:337].tolist() == [*range(168), *range(168), 0]


def test_sums_are_exact_on_the_grain_of_time():
    grain = 2.0**-20
    rng = np.random.default_rng(1)
    begin = rng.integers(0, 3000 * 2**20, 500) * grain
    end = begin + rng.integers(0, 600 * 2**20, 500) * grain
    table = staffing_table({"g": Group([], list(zip(begin, end, strict=True)))}, CLOCK)

    assert table["busy_s"].sum() == pytest.approx(np.sum(end - begin), abs=0)


def test_no_group_is_no_row():
    assert len(staffing_table({}, CLOCK)) == 0
