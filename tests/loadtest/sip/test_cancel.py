"""Callers who give up while it rings: CANCEL, and what crosses it."""

from __future__ import annotations

import pytest

from loadtest.sip.call_plan import CallEvent
from loadtest.sip.failure import CallFailure
from loadtest.sip.record import EndedBy
from tests.loadtest.sip.scene import Scene


def test_a_caller_that_gives_up_while_it_rings_cancels():
    scene = Scene(answer_after_s=None)
    call = scene.place()
    scene.at(2.0, call.hang_up)
    scene.run()

    assert [name for _, _, name in scene.network.log] == [
        "INVITE", "180 INVITE", "CANCEL", "200 CANCEL", "487 INVITE", "ACK",
    ]  # fmt: skip
    assert (call.record.ended_by, call.record.failure) == (EndedBy.LOCAL, None)
    assert (call.record.hang_up_s, call.record.final_status) == (2.0, 487)
    assert call.record.connected_s is None
    (offer,) = scene.offers
    assert offer.cancelled
    assert (offer.record.ended_by, offer.record.failure) == (EndedBy.REMOTE, None)
    assert not offer.answer()


@pytest.mark.parametrize("lost", ["CANCEL", "200 CANCEL", "487 INVITE", "ACK"])
def test_a_lost_message_of_a_cancel_is_made_up_for(lost):
    scene = Scene(answer_after_s=None)
    scene.network.lose = [(lost, 1)]
    call = scene.place()
    scene.at(2.0, call.hang_up)
    scene.run()

    assert (call.record.final_status, call.record.failure) == (487, None)
    assert scene.offers[0].cancelled


def test_a_cancel_waits_for_the_first_provisional_response():
    scene = Scene(answer_after_s=None)
    scene.network.lose = [("180 INVITE", 1)]
    call = scene.place()
    scene.at(0.1, call.hang_up)
    scene.run()

    assert scene.network.moments("CANCEL") == [0.52]
    assert call.record.failure is None


def test_an_answer_that_crosses_the_cancel_is_acknowledged_and_hung_up():
    scene = Scene(answer_after_s=1.0)
    call = scene.place()
    scene.at(1.015, call.hang_up)  # the 200 is under way since 1.01
    scene.run()

    assert scene.network.names() == [
        "INVITE", "180 INVITE", "200 INVITE", "CANCEL", "ACK", "BYE", "200 CANCEL", "200 BYE",
    ]  # fmt: skip
    record = call.record
    assert record.connected_s is None
    assert record.late_answer_s == 1.02
    assert (record.ended_by, record.failure) == (EndedBy.LOCAL, None)
    assert CallEvent.CONNECTED not in scene.events
    assert scene.offers[0].record.ended_by is EndedBy.REMOTE


def test_giving_up_before_any_response_hangs_up_an_answer_that_comes_without_provisional():
    scene = Scene(answer_after_s=0.0)
    scene.network.lose = [("180 INVITE", 1), ("200 INVITE", 1)]
    call = scene.place()
    scene.at(0.2, call.hang_up)
    scene.run()

    assert "CANCEL" not in scene.network.names()
    assert call.record.late_answer_s is not None
    assert call.record.failure is None
    assert call.ended.is_set()


def test_a_cancel_that_is_never_honoured_ends_after_64_t1():
    scene = Scene(answer_after_s=None)
    scene.network.lose = [("CANCEL", n) for n in range(1, 30)]
    call = scene.place()
    scene.at(2.0, call.hang_up)
    scene.run()

    assert call.record.failure is CallFailure.CANCEL_UNANSWERED
    assert call.record.ended_s == 34.0


def test_an_answer_long_after_a_cancel_was_given_up_is_still_hung_up():
    scene = Scene(answer_after_s=None)
    scene.network.lose = [("CANCEL", n) for n in range(1, 30)]
    call = scene.place()
    scene.at(2.0, call.hang_up)
    scene.at(40.0, scene.taker_answers)
    scene.run()

    assert scene.offers[0].record.ended_by is EndedBy.REMOTE
    assert call.record.failure is CallFailure.CANCEL_UNANSWERED
    assert call.record.forked_answers == 1
