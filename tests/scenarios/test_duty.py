"""Who is on duty when: shifts, breaks, head counts, absence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.duty import Duty, duty_of, holding, hours_of_duty, lay_out
from scenarios.run_clock import RunClock
from scenarios.schema.staffing import Staffing
from scenarios.streams import Streams

HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
MONDAY = RunClock(0.0, 7 * DAY_S, 0.0)


def laid_out(staffing, clock=MONDAY, lacks=(), seed=1):
    return lay_out(Staffing.model_validate(staffing), clock, Streams(seed, "plan", 0), "g", lacks)


def in_hours(duty, until_s=2 * DAY_S):
    """Return each person's stretches that begin before `until_s`, in hours."""
    return [
        [(a / HOUR_S, b / HOUR_S) for a, b in person if a < until_s]
        for person in duty.intervals(float("inf"))
    ]


def heads(duty, hour):
    time_s = hour * HOUR_S
    return sum(a <= time_s < b for person in duty.intervals(float("inf")) for a, b in person)


def test_a_head_count_is_that_many_people_from_begin_to_horizon():
    duty = laid_out({"people": 2})

    assert duty.intervals(float("inf")) == [[(0, MONDAY.horizon_s)]] * 2


def test_a_head_count_by_the_hour_of_day_comes_and_goes_on_the_hour():
    by_hour = [1] * 8 + [3] * 8 + [2] * 8
    duty = laid_out({"by_hour": by_hour})

    assert [heads(duty, h) for h in range(72)] == by_hour * 3
    assert in_hours(duty, DAY_S)[2] == [(8, 16)]
    assert in_hours(duty, DAY_S)[0] == [(0, MONDAY.horizon_s / HOUR_S)]


def test_a_head_count_by_the_hour_of_week_begins_where_the_run_begins():
    by_hour = [h % 5 for h in range(168)]
    thursday = RunClock(3 * DAY_S + 6.5 * HOUR_S, 7 * DAY_S, 1800.0)
    duty = laid_out({"by_hour": by_hour}, thursday)

    for hour in range(168):
        assert heads(duty, hour) == by_hour[(78 + hour) % 168]
        assert heads(duty, hour + 0.5) == by_hour[(79 + hour) % 168]
    assert heads(duty, -0.5) == by_hour[78]


def test_a_shift_through_midnight_has_begun_before_the_run():
    shift = {"start": "23:00", "length": "8 jam", "people": 1}
    duty = laid_out({"shifts": {"malam": shift}})

    assert in_hours(duty) == [[(0, 7), (23, 31), (47, 55)]]


def test_a_shift_on_some_days_begins_on_those_days():
    shift = {"start": "22:00", "length": "8 jam", "people": 1, "days": ["Sun", "Tue"]}
    duty = laid_out({"shifts": {"malam": shift}})

    assert in_hours(duty, 7 * DAY_S) == [[(0, 6), (46, 54), (166, 174)]]


def test_shifts_that_touch_join_into_one_stretch():
    whole_day = {"start": "07:00", "length": "24 jam", "people": 1}
    duty = laid_out({"shifts": {"a": whole_day}})

    assert duty.intervals(float("inf")) == [[(0, MONDAY.horizon_s)]]
    assert len(duty.changes) == 2


def test_people_are_numbered_shift_by_shift():
    shifts = {
        "pagi": {"start": "08:00", "length": "4 jam", "people": 2},
        "siang": {"start": "12:00", "length": "4 jam", "people": 1},
    }

    assert in_hours(laid_out({"shifts": shifts}), DAY_S) == [[(8, 12)], [(8, 12)], [(12, 16)]]


def test_a_break_is_taken_group_by_group():
    pause = {"start": "11:00", "length": "30 menit", "at_once": 2}
    shift = {"start": "08:00", "length": "8 jam", "people": 5, "breaks": [pause]}
    stretches = in_hours(laid_out({"shifts": {"pagi": shift}}), DAY_S)

    assert stretches == [
        [(8, 11), (11.5, 16)],
        [(8, 11), (11.5, 16)],
        [(8, 11.5), (12, 16)],
        [(8, 11.5), (12, 16)],
        [(8, 12), (12.5, 16)],
    ]


def test_a_break_of_everybody_at_once_and_one_after_midnight():
    pauses = [
        {"start": "23:30", "length": "30 menit"},
        {"start": "02:00", "length": "1 jam", "at_once": 1},
    ]
    shift = {"start": "22:00", "length": "8 jam", "people": 2, "breaks": pauses}
    stretches = in_hours(laid_out({"shifts": {"malam": shift}}), DAY_S)

    assert stretches == [
        [(0, 2), (3, 6), (22, 23.5)],
        [(0, 3), (4, 6), (22, 23.5)],
    ]


def test_duty_is_cut_at_the_begin_of_the_warm_up():
    shift = {"start": "23:00", "length": "8 jam", "people": 1}
    clock = RunClock(0.0, DAY_S, 1800.0)

    assert in_hours(laid_out({"shifts": {"malam": shift}}, clock), HOUR_S) == [[(-0.5, 7)]]


def absent_days(duty, days=7):
    """Return, for each person, the days on which the shift of 08:00 does not begin."""
    return [
        {d for d in range(days) if not any(a == d * DAY_S + 8 * HOUR_S for a, _ in person)}
        for person in duty.intervals(1e9)
    ]


def test_absence_is_drawn_by_person_and_date_and_not_by_how_many_others_there_are():
    def staffing(people, **others):
        shift = {"start": "08:00", "length": "8 jam", "people": people}
        return {"shifts": {**others, "pagi": shift}, "absence": 0.4}

    few, many = laid_out(staffing(2)), laid_out(staffing(4))
    other = {"start": "16:00", "length": "8 jam", "people": 3}
    beside = laid_out(staffing(2, sore=other))

    assert any(absent_days(few))
    assert absent_days(few) == absent_days(many)[:2] == absent_days(beside)[3:]
    assert laid_out(staffing(2), seed=2) != few


def test_absence_on_a_date_does_not_depend_on_the_warm_up():
    shift = {"start": "08:00", "length": "8 jam", "people": 5}
    staffing = {"shifts": {"pagi": shift}, "absence": 0.4}
    none, two_days = (laid_out(staffing, RunClock(0.0, 7 * DAY_S, w)) for w in (0.0, 2 * DAY_S))

    assert absent_days(none) == absent_days(two_days)


def test_the_share_absent_is_the_scenarios():
    shift = {"start": "08:00", "length": "8 jam", "people": 300}
    duty = laid_out({"shifts": {"pagi": shift}, "absence": 0.25})

    missing = sum(map(len, absent_days(duty))) / 2100
    assert missing == pytest.approx(0.25, abs=0.04)


def test_a_lack_cuts_a_head_count_while_it_lasts_to_the_nearest_half_upwards():
    lack = ((2 * HOUR_S, 3.5 * HOUR_S), 0.5, "separuh")
    duty = laid_out({"people": 3}, lacks=[lack])

    assert [heads(duty, h) for h in (1.9, 2, 3.4, 3.5)] == [3, 2, 2, 3]


def test_a_lack_takes_people_from_the_shifts_that_begin_in_it():
    shifts = {
        "pagi": {"start": "08:00", "length": "8 jam", "people": 200},
        "sore": {"start": "16:00", "length": "8 jam", "people": 200},
    }
    duty = laid_out({"shifts": shifts}, lacks=[((10 * HOUR_S, 20 * HOUR_S), 0.5, "separuh")])

    assert heads(duty, 12) == 200
    assert heads(duty, 20) == pytest.approx(100, abs=25)
    assert heads(duty, 44) == 200


def test_hours_of_duty_of_a_posts_units():
    assert hours_of_duty(2, None, MONDAY) == [[(0, MONDAY.horizon_s)]] * 2
    (unit,) = hours_of_duty(1, (20 * HOUR_S, 12 * HOUR_S), MONDAY)
    assert [(a / HOUR_S, b / HOUR_S) for a, b in unit[:2]] == [(0, 8), (20, 32)]
    assert unit[-1][1] <= MONDAY.horizon_s


windows = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 20)).map(
        lambda w: (w[0] * 1.0, w[0] + w[1] * 1.0)
    ),
    max_size=6,
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(windows, max_size=4))
def test_changes_and_intervals_say_the_same_as_the_stretches(stretches):
    duty = duty_of(stretches)

    assert list(duty.changes) == sorted(duty.changes)
    assert len({(t, p) for t, p, _ in duty.changes}) == len(duty.changes)
    for person, mine in enumerate(duty.intervals(1e9)):
        for second in range(75):
            told = any(a <= second < b for a, b in stretches[person])
            assert any(a <= second < b for a, b in mine) == told


def test_an_open_stretch_ends_where_asked_and_a_clock_moves_duty():
    duty = duty_of([[(0, 10), (20, float("inf"))], [(5, 6)]])

    assert duty.intervals(50) == [[(0, 10), (20, 50)], [(5, 6)]]
    assert duty.intervals(15) == [[(0, 10)], [(5, 6)]]
    moved = duty.moved(lambda t: t // 4)
    assert moved == Duty(2, ((0, 0, True), (2, 0, False), (5, 0, True)))


MOMENTS = st.integers(0, 9)
WINDOWS = st.lists(st.tuples(MOMENTS, st.integers(0, 12)), max_size=6)


@given(st.lists(MOMENTS, max_size=8).map(sorted), WINDOWS)
def test_the_windows_that_hold_an_instant_are_those_that_began_and_have_not_ended(
    instants, windows
):
    found = list(holding(instants, windows))

    assert found == [[i for i, (a, b) in enumerate(windows) if a <= t < b] for t in instants]
