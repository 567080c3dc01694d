"""The run's clock and the windows of situations."""

from __future__ import annotations

import pytest

from scenarios.run_clock import RunClock, run_clock, windows
from scenarios.schema.run import Run
from scenarios.schema.situation import Situation

HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
WEEK_S = 7 * DAY_S


def clock(**run):
    return run_clock(Run.model_validate({"length": "1 minggu", "warm_up": "12 jam", **run}))


def situation(**when):
    return Situation.model_validate({"label": "x", "about": "x", **when})


def test_a_run_begins_on_monday_midnight_unless_it_says_otherwise():
    assert clock().start_of_week_s == 0
    assert clock(start_day="Wed", start_time="06:30").start_of_week_s == 2 * DAY_S + 6.5 * HOUR_S


def test_a_date_has_its_own_weekday():
    found = clock(start_date="2026-03-06", start_time="10:00")

    assert found.start_of_week_s == 4 * DAY_S + 10 * HOUR_S
    assert str(found.start) == "2026-03-06 10:00:00"


def test_hours_and_weeks_of_an_instant():
    found = RunClock(6 * DAY_S + 23.5 * HOUR_S, 2 * WEEK_S, HOUR_S)

    assert [found.hour_of_week(t) for t in (-HOUR_S, 0, 1799, 1800)] == [166, 167, 167, 0]
    assert [found.week(t) for t in (-1, 0, WEEK_S - 1, WEEK_S, 5 * WEEK_S)] == [0, 0, 0, 1, 1]
    assert found.second_of_week(HOUR_S) == 1800
    assert (found.begin_s, found.horizon_s) == (-HOUR_S, 2 * WEEK_S + 8 * DAY_S)


@pytest.mark.parametrize(("length", "weeks"), [("1 hari", 1), ("1 minggu", 1), ("3 minggu", 3)])
def test_a_part_of_a_week_counts_as_one(length, weeks):
    assert clock(length=length).weeks == weeks


def test_independent_days_have_no_warm_up():
    assert clock(days="independent", length="3 hari").warm_up_s == 0


def test_the_first_day_is_the_one_in_which_the_warm_up_begins():
    assert clock(start_day="Wed", start_time="06:00").first_day() == (-30 * HOUR_S, 1)
    assert clock(start_day="Wed", start_time="12:00").first_day() == (-12 * HOUR_S, 2)


def test_a_situation_without_start_is_in_force_throughout():
    found = clock()
    assert windows(situation(), found) == ((found.begin_s, found.horizon_s),)


def test_a_weekly_situation_comes_each_week_also_when_it_has_begun_before_the_run():
    found = run_clock(Run.model_validate({"length": "2 minggu", "warm_up": "0 s"}))
    sunday_night = situation(start_day="Sun", start_time="20:00", length="8 jam")

    assert windows(sunday_night, found) == (
        (-4 * HOUR_S, 4 * HOUR_S),
        (WEEK_S - 4 * HOUR_S, WEEK_S + 4 * HOUR_S),
        (2 * WEEK_S - 4 * HOUR_S, 2 * WEEK_S + 4 * HOUR_S),
    )


def test_a_weekly_situation_that_ends_at_the_begin_is_not_in_force():
    found = run_clock(Run.model_validate({"length": "1 minggu", "warm_up": "0 s"}))
    just_over = situation(start_day="Sun", start_time="20:00", length="4 jam")

    assert windows(just_over, found) == ((WEEK_S - 4 * HOUR_S, WEEK_S),)


def test_a_situation_at_a_date_comes_once():
    found = clock(start_date="2026-03-02", start_time="06:00")
    quake = situation(start_at="2026-03-03T10:00", length="6 jam")

    assert windows(quake, found) == ((28 * HOUR_S, 34 * HOUR_S),)
    with pytest.raises(ValueError, match="start_date"):
        windows(quake, clock())


def test_an_instant_of_a_situation_lies_on_the_grain_of_time():
    found = clock(start_date="2026-03-02")
    odd = situation(start_at="2026-03-02T00:00:00.100001", length="1 jam")

    ((begin_s, _),) = windows(odd, found)
    assert begin_s == round(begin_s * 2**20) / 2**20
    assert begin_s == pytest.approx(0.100001, abs=1e-6)
