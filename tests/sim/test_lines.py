"""Step 2: a call takes a channel of its carrier, or is blocked and may try again."""

from __future__ import annotations

from tests.sim.building import Attempt, Caller
from tests.sim.playing import play
from tests.sim.region import Region


def outcomes(seen):
    return [call.outcome for call in seen.calls]


def test_a_call_is_blocked_while_all_channels_are_held_and_a_talk_frees_one_at_its_end():
    seen = play(
        [Caller(at=0, talk=60), Caller(at=59), Caller(at=60)], region=Region(staff=5, channels=[1])
    )

    assert outcomes(seen) == ["answered", "blocked", "answered"]
    blocked = seen.call(1)
    assert blocked.arrival_s == 59
    assert blocked.connected_s != blocked.connected_s
    assert seen.rows.busy["lines:trunk 0"] == [(0, 60), (60, 120)]


def test_a_channel_is_not_held_in_wrap_up():
    seen = play(
        [Caller(at=0, talk=30, wrap_up=60), Caller(at=40, talk=10), Caller(at=50)],
        region=Region(staff=1, channels=[1]),
    )

    assert outcomes(seen) == ["answered", "answered", "blocked"]
    assert seen.call(1).connected_s == 40
    assert seen.call(1).answered_s == 90


def test_a_channel_is_held_while_waiting_until_the_caller_gives_up():
    seen = play(
        [Caller(at=0, talk=100), Caller(at=10, patience=20), Caller(at=29), Caller(at=30)],
        region=Region(staff=1, channels=[2]),
    )

    assert outcomes(seen) == ["answered", "abandoned_queue", "blocked", "answered"]
    assert seen.rows.busy["lines:trunk 0"] == [(10, 30), (0, 100), (30, 160)]


def test_a_channel_is_held_during_set_up_and_patience_runs_from_connection():
    seen = play(
        [Caller(at=0, setup=5, announcement=10, patience=8), Caller(at=12), Caller(at=13)],
        region=Region(channels=[1]),
    )

    assert outcomes(seen) == ["abandoned_announcement", "blocked", "answered"]
    assert seen.call(0).connected_s == 5
    assert seen.call(0).gave_up_s == 13


def test_carriers_do_not_lend_channels():
    seen = play(
        [Caller(at=0), Caller(at=1), Caller(at=2, trunk=1)],
        region=Region(staff=5, channels=[1, 1]),
    )

    assert outcomes(seen) == ["answered", "blocked", "answered"]


def test_channels_cut_while_calls_are_up_let_those_calls_go_on_and_no_new_ones_in():
    seen = play(
        [Caller(at=0, talk=100), Caller(at=0, talk=120), *map(Caller, (50, 110, 120))],
        region=Region(staff=9, channels=[[(0, 2), (50, 1)]]),
    )

    assert outcomes(seen) == ["answered", "answered", "blocked", "blocked", "answered"]
    assert [seen.call(i).talk_end_s for i in (0, 1)] == [100, 120]


def test_channels_that_come_back_are_there_from_that_instant():
    seen = play([Caller(at=9), Caller(at=10)], region=Region(staff=9, channels=[[(0, 0), (10, 1)]]))

    assert outcomes(seen) == ["blocked", "answered"]


def test_a_blocked_caller_tries_again_after_the_delay_as_long_as_the_rows_go():
    seen = play(
        [
            Caller(at=0, talk=100),
            Caller(at=10, tries=[Attempt(redial=0.1, delay=30), Attempt(redial=0.1, delay=5)]),
        ],
        region=Region(staff=9, channels=[1], redial_blocked=0.5),
    )

    first, second = seen.tries(1)
    assert (first.arrival_s, first.outcome, first.redialled) == (10, "blocked", True)
    assert (second.arrival_s, second.outcome, second.redialled) == (40, "blocked", False)


def test_the_share_that_redials_depends_on_the_cause():
    tries = [Attempt(patience=10, redial=0.4, delay=20), Attempt()]
    busy_line = Region(staff=9, channels=[1], redial_blocked=0.5, redial_abandoned=0.3)
    busy_desk = Region(staff=1, channels=[9], redial_blocked=0.5, redial_abandoned=0.3)
    callers = [Caller(at=0, talk=300), Caller(at=5, tries=tries)]

    assert len(play(callers, region=busy_line).tries(1)) == 2
    assert len(play(callers, region=busy_desk).tries(1)) == 1


def test_a_uniform_equal_to_the_share_does_not_redial():
    tries = [Attempt(redial=0.5), Attempt()]
    seen = play(
        [Caller(at=0), Caller(at=1, tries=tries)],
        region=Region(channels=[1], redial_blocked=0.5),
    )

    assert len(seen.tries(1)) == 1


def test_an_answered_caller_never_tries_again():
    seen = play(
        [Caller(at=0, tries=[Attempt(redial=0), Attempt()])], region=Region(redial_abandoned=1)
    )

    assert len(seen.tries(0)) == 1
    assert not seen.call(0).redialled
