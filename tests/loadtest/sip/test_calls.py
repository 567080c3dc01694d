"""Whole calls between our caller and our call-taker's line, on a network that loses messages."""

from __future__ import annotations

import pytest

from loadtest.sip.call_plan import CallEvent
from loadtest.sip.failure import CallFailure
from loadtest.sip.record import EndedBy
from tests.loadtest.sip.scene import Scene


def test_a_call_is_placed_answered_and_hung_up_by_the_caller():
    scene = Scene()
    call = scene.place()
    scene.at(3.0, call.hang_up)
    scene.run()

    assert scene.network.log == [
        (0.0, "caller > line", "INVITE"),
        (0.01, "line > caller", "180 INVITE"),
        (1.01, "line > caller", "200 INVITE"),
        (1.02, "caller > line", "ACK"),
        (3.0, "caller > line", "BYE"),
        (3.01, "line > caller", "200 BYE"),
    ]
    assert scene.events == [CallEvent.PROVISIONAL, CallEvent.CONNECTED, CallEvent.ENDED]
    record = call.record
    assert (record.invite_s, record.first_provisional_s, record.ringing_s) == (0.0, 0.02, 0.02)
    assert (record.connected_s, record.hang_up_s, record.ended_s) == (1.02, 3.0, 3.02)
    assert (record.ended_by, record.final_status, record.failure) == (EndedBy.LOCAL, 200, None)
    (offer,) = scene.offers
    assert offer.caller_number == "08990000001"
    assert offer.invite.headers.get("X-Siap112-Run") == "run-1"
    taken = offer.record
    assert (taken.invite_s, taken.connected_s, taken.acknowledged_s) == (0.01, 1.01, 1.03)
    assert (taken.ended_s, taken.ended_by, taken.failure) == (3.01, EndedBy.REMOTE, None)


def test_the_call_taker_can_hang_up_too():
    scene = Scene()
    call = scene.place()
    scene.at(4.0, scene.taker_hangs_up)
    scene.run()

    assert (call.record.ended_s, call.record.ended_by) == (4.01, EndedBy.REMOTE)
    assert scene.offers[0].record.ended_by is EndedBy.LOCAL
    assert call.record.failure is scene.offers[0].record.failure is None


def test_both_hanging_up_at_once_is_no_failure():
    scene = Scene()
    call = scene.place()
    scene.at(4.0, call.hang_up)
    scene.at(4.0, scene.taker_hangs_up)
    scene.run()

    assert call.record.ended_by is scene.offers[0].record.ended_by is EndedBy.LOCAL
    assert call.record.failure is scene.offers[0].record.failure is None


@pytest.mark.parametrize(
    "lost",
    [
        [("INVITE", 1)],
        [("INVITE", 1), ("INVITE", 2), ("INVITE", 3)],
        [("180 INVITE", 1)],
        [("200 INVITE", 1)],
        [("200 INVITE", 1), ("200 INVITE", 2), ("200 INVITE", 3)],
        [("ACK", 1)],
        [("ACK", 1), ("ACK", 2), ("200 INVITE", 2)],
        [("BYE", 1), ("BYE", 2)],
        [("200 BYE", 1), ("200 BYE", 2)],
        [("INVITE", 1), ("180 INVITE", 1), ("200 INVITE", 1), ("ACK", 1), ("200 BYE", 1)],
    ],
    ids=lambda lost: "+".join(f"{name}#{n}" for name, n in lost),
)
def test_any_lost_message_is_made_up_for(lost):
    scene = Scene()
    scene.network.lose = lost
    call = scene.place()
    scene.at(20.0, call.hang_up)
    scene.run()

    assert len(scene.offers) == 1
    assert call.record.failure is scene.offers[0].record.failure is None
    assert call.record.connected_s is not None
    assert call.record.ended_by is EndedBy.LOCAL
    assert scene.offers[0].record.ended_by is EndedBy.REMOTE
    assert scene.events[-2:] == [CallEvent.CONNECTED, CallEvent.ENDED]
    assert len(scene.events) == len(set(scene.events))


def test_a_lost_ack_costs_another_200_after_t1_and_the_same_ack_again():
    scene = Scene()
    scene.network.lose = [("ACK", 1)]
    scene.place()
    scene.run(10.0)

    assert scene.network.moments("200 INVITE") == [1.01, 1.51]
    assert scene.network.moments("ACK") == [1.02, 1.52]
    assert scene.offers[0].record.retransmissions == 1


def test_a_200_without_any_ack_is_repeated_up_to_t2_and_then_hung_up():
    scene = Scene()
    scene.network.lose = [("ACK", n) for n in range(1, 30)]
    call = scene.place()
    scene.run()

    sent = [round(at_s - 1.01, 6) for at_s in scene.network.moments("200 INVITE")]
    assert sent == [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
    assert scene.network.moments("BYE") == [33.01]
    assert scene.offers[0].record.failure is CallFailure.ACK_MISSING
    assert scene.offers[0].record.ended_by is EndedBy.FAILURE
    assert call.record.ended_by is EndedBy.REMOTE


def test_a_call_taker_that_hangs_up_before_the_ack_waits_for_it():
    scene = Scene()
    scene.network.lose = [("ACK", 1)]
    scene.place()
    scene.at(1.2, scene.taker_hangs_up)
    scene.run()

    assert scene.network.moments("BYE") == [1.53]
    assert scene.offers[0].record.hang_up_s == 1.2
    assert scene.offers[0].record.failure is None


def test_no_bye_answer_is_a_failure_of_its_own():
    scene = Scene()
    call = scene.place()
    scene.at(3.0, call.hang_up)
    scene.at(3.0, scene.line_end.close)
    scene.run()

    assert call.record.failure is CallFailure.BYE_TIMEOUT
    assert (call.record.hang_up_s, call.record.ended_s) == (3.0, 35.0)
