"""Staff rules: relief waits for the place, breaks end on time, the longest idle is next."""

from __future__ import annotations

from tests.sim.building import Ask, Caller, Incident
from tests.sim.playing import play
from tests.sim.region import ENDLESS, Agency, Region


def answered(seen):
    return [(call.answered_s, call.call_taker) for call in seen.calls]


def test_the_relief_waits_for_the_place_while_a_call_overruns_the_shift():
    shifts = [[(0, 100)], [(100, ENDLESS)]]
    seen = play([Caller(at=50, talk=80), Caller(at=90)], region=Region(staff=shifts))

    assert answered(seen) == [(50, 0), (130, 1)]


def test_wrap_up_overruns_a_shift_just_as_talk_does():
    shifts = [[(0, 100)], [(100, ENDLESS)]]
    seen = play([Caller(at=50, talk=20, wrap_up=60), Caller(at=90)], region=Region(staff=shifts))

    assert answered(seen) == [(50, 0), (130, 1)]


def test_of_two_reliefs_one_waits_for_the_one_place_that_is_taken():
    shifts = [[(0, 100)], [(0, 100)], [(100, ENDLESS)], [(100, ENDLESS)]]
    seen = play(
        [Caller(at=50, talk=80), Caller(at=90, talk=5), Caller(at=110), Caller(at=111)],
        region=Region(staff=shifts),
    )

    assert answered(seen) == [(50, 0), (90, 1), (110, 2), (130, 3)]


def test_more_relief_than_before_means_a_place_at_once():
    shifts = [[(0, 100)], [(100, ENDLESS)], [(100, ENDLESS)]]
    seen = play([Caller(at=50, talk=80), Caller(at=90)], region=Region(staff=shifts))

    assert answered(seen) == [(50, 0), (100, 1)]


def test_who_has_left_takes_no_call_and_nobody_is_there_until_the_next_shift():
    shifts = [[(0, 100)], [(200, ENDLESS)]]
    seen = play([Caller(at=100)], region=Region(staff=shifts))

    assert answered(seen) == [(200, 1)]


def test_a_break_delayed_by_a_call_ends_at_its_planned_time():
    shifts = [[(0, 100), (200, ENDLESS)]]
    seen = play([Caller(at=50, talk=100, wrap_up=20), Caller(at=180)], region=Region(staff=shifts))

    assert answered(seen) == [(50, 0), (200, 0)]


def test_a_call_longer_than_the_whole_break_leaves_none_of_it():
    shifts = [[(0, 100), (200, ENDLESS)]]
    seen = play([Caller(at=50, talk=180), Caller(at=120)], region=Region(staff=shifts))

    assert answered(seen) == [(50, 0), (230, 0)]


def test_who_overruns_into_a_break_is_counted_as_busy_for_the_others():
    shifts = [[(0, 100), (300, ENDLESS)], [(0, ENDLESS)]]
    seen = play(
        [Caller(at=50, talk=100), Caller(at=110, talk=20), Caller(at=150, talk=20)],
        region=Region(staff=shifts),
    )

    assert answered(seen) == [(50, 0), (150, 1), (170, 1)]


def test_the_longest_idle_takes_the_call_and_equal_ones_by_the_lower_number():
    seen = play(
        [
            Caller(at=0, talk=10),
            Caller(at=0, talk=5),
            Caller(at=20, talk=1),
            Caller(at=30, talk=1),
            Caller(at=40, talk=1),
            Caller(at=50, talk=1),
        ],
        region=Region(staff=3),
    )

    assert [person for _, person in answered(seen)] == [0, 1, 2, 1, 0, 2]


def test_idleness_begins_with_coming_on_duty_not_with_the_last_call_before():
    shifts = [[(0, 40), (60, ENDLESS)], [(0, ENDLESS)]]
    seen = play(
        [Caller(at=0, talk=10), Caller(at=1, talk=20), Caller(at=70)], region=Region(staff=shifts)
    )

    assert seen.call(2).call_taker == 1


def test_idleness_begins_with_the_end_of_wrap_up():
    seen = play(
        [Caller(at=0, talk=10, wrap_up=50), Caller(at=1, talk=30), Caller(at=80)],
        region=Region(staff=2),
    )

    assert seen.call(2).call_taker == 1


def test_an_agencys_desk_keeps_shifts_too():
    callers = [Caller(at=at, ticket=0, about=i) for i, at in enumerate((80, 90))]
    seen = play(
        callers,
        [Incident(needs=[[Ask(acknowledge=50)]])] * 2,
        Region(staff=2, agencies=[Agency(desk=[[(0, 100)], [(100, ENDLESS)]])]),
    )

    assert [seen.notes(i)[0].taken_s for i in (0, 1)] == [80, 130]
