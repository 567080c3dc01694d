"""Step 3: announcement, queue, patience, redial."""

from __future__ import annotations

from tests.sim.building import ENDLESS, Attempt, Caller
from tests.sim.playing import play
from tests.sim.region import Region


def test_a_caller_hears_the_announcement_before_joining_the_queue():
    call = play([Caller(at=100, announcement=7, setup=3, talk=20)]).call(0)

    assert (call.arrival_s, call.connected_s, call.queued_s) == (100, 103, 110)
    assert (call.assigned_s, call.answered_s, call.talk_end_s) == (110, 110, 130)


def test_patience_can_end_in_the_announcement():
    seen = play([Caller(at=0, announcement=10, patience=4), Caller(at=1, announcement=10)])

    call = seen.call(0)
    assert (call.outcome, call.gave_up_s) == ("abandoned_announcement", 4)
    assert call.queued_s != call.queued_s
    assert seen.call(1).answered_s == 11


def test_patience_that_ends_with_the_announcement_ends_first():
    call = play([Caller(at=0, announcement=10, patience=10)]).call(0)

    assert (call.outcome, call.gave_up_s) == ("abandoned_announcement", 10)


def test_a_caller_gives_up_in_the_queue_when_patience_ends_counted_from_connection():
    seen = play([Caller(at=0, talk=100), Caller(at=10, announcement=5, patience=30)])

    call = seen.call(1)
    assert (call.outcome, call.queued_s, call.gave_up_s) == ("abandoned_queue", 15, 40)
    assert call.assigned_s != call.assigned_s


def test_who_gives_up_in_the_queue_is_passed_over():
    seen = play([Caller(at=0, talk=100), Caller(at=10, patience=30), Caller(at=20)])

    assert seen.call(2).answered_s == 100


def test_a_caller_can_give_up_while_it_rings_and_the_call_taker_is_free_again():
    seen = play([Caller(at=0, ring=10, patience=6), Caller(at=2, ring=10)])

    call = seen.call(0)
    assert (call.outcome, call.assigned_s, call.gave_up_s) == ("abandoned_queue", 0, 6)
    assert call.answered_s != call.answered_s
    assert (seen.call(1).assigned_s, seen.call(1).answered_s) == (6, 16)
    assert seen.rows.busy["call_takers"] == [(0, 6), (6, 76)]


def test_a_call_is_answered_when_it_has_rung_and_been_picked_up():
    seen = play([Caller(at=0, ring=2, pick_up=5, talk=10), Caller(at=1, talk=10)])

    call = seen.call(0)
    assert (call.assigned_s, call.answered_s, call.talk_end_s) == (0, 7, 17)
    assert seen.call(1).answered_s == 17
    calls = seen.records().calls
    assert calls["ring_s"].tolist() == [2, 0]
    assert play([Caller(at=0, ring=2, pick_up=5, patience=6)]).call(0).gave_up_s == 6


def test_patience_that_ends_at_the_answer_ends_first():
    assert play([Caller(at=0, ring=6, patience=6)]).call(0).outcome == "abandoned_queue"
    assert play([Caller(at=0, ring=6, patience=7)]).call(0).outcome == "answered"


def test_the_queue_is_first_come_first_served_by_the_end_of_the_announcement():
    seen = play(
        [
            Caller(at=0, talk=100),
            Caller(at=10, announcement=30, talk=10),
            Caller(at=20, announcement=5, talk=10),
            Caller(at=26, talk=10),
        ]
    )

    assert [seen.call(i).answered_s for i in (2, 3, 1)] == [100, 110, 120]


def test_who_gave_up_may_try_again_and_joins_the_end_of_the_queue():
    seen = play(
        [
            Caller(at=0, talk=100),
            Caller(at=10, tries=[Attempt(patience=20, redial=0.4, delay=30), Attempt()]),
            Caller(at=50),
        ],
        region=Region(redial_abandoned=0.5),
    )

    first, second = seen.tries(1)
    assert (first.gave_up_s, first.redialled) == (30, True)
    assert (second.attempt, second.arrival_s) == (1, 60)
    assert seen.call(2).answered_s == 100
    assert second.answered_s == 160


def test_a_hang_up_in_the_announcement_counts_as_giving_up_for_the_redial():
    tries = [Attempt(announcement=9, patience=3, redial=0.4, delay=2), Attempt(announcement=9)]
    seen = play([Caller(at=0, tries=tries)], region=Region(redial_abandoned=0.5, redial_blocked=0))

    assert [c.arrival_s for c in seen.tries(0)] == [0, 5]
    assert seen.tries(0)[1].answered_s == 14


def test_each_try_has_its_own_patience():
    tries = [Attempt(patience=10, redial=0, delay=5), Attempt(patience=20), Attempt()]
    seen = play([Caller(at=0, talk=500), Caller(at=1, tries=tries)])

    assert [c.gave_up_s for c in seen.tries(1)] == [11, 36]


def test_nuisance_calls_come_at_their_times_whatever_happened_to_the_ones_before():
    calls = [Caller(at=at, talk=5, patience=ENDLESS if at else 1) for at in (0, 10, 20)]
    answered, closed = Region(staff=3), Region(staff=3, channels=[0])

    for region in (answered, closed):
        assert [c.arrival_s for c in play(calls, region=region).calls] == [0, 10, 20]


def test_who_is_never_answered_is_given_up_when_the_calendars_end():
    region = Region(staff=0)
    seen = play([Caller(at=5)], region=region)

    call = seen.call(0)
    assert (call.outcome, call.gave_up_s) == ("abandoned_queue", region.length + 8 * 86_400)
    assert seen.rows.busy["lines:trunk 0"] == [(5, region.length + 8 * 86_400)]
