"""Whole calls between our caller and our call-taker's line, on a network that loses messages."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest

from loadtest.sip.call_plan import CallEvent
from loadtest.sip.call_taker_line import CallTakerLine
from loadtest.sip.caller import Caller
from loadtest.sip.endpoint import Endpoint
from loadtest.sip.failure import CallFailure
from loadtest.sip.incoming_call import IncomingCall
from loadtest.sip.outgoing_call import OutgoingCall
from loadtest.sip.record import EndedBy
from tests.loadtest.sip.network import Network


class Scene:
    """A caller, a line that answers after a while, and what the two are told."""

    def __init__(self, *, answer_after_s: float | None = 1.0) -> None:
        self.network = Network()
        self.caller_end: Endpoint = self.network.endpoint("caller", 5000)
        self.line_end: Endpoint = self.network.endpoint("line", 6000)
        self.offers: list[IncomingCall] = []
        self.events: list[CallEvent] = []
        self.answer_after_s = answer_after_s
        self.line = CallTakerLine(self.line_end, "112", "127.0.0.1", 7000, on_offer=self._on_offer)
        self.caller = Caller(self.caller_end, "127.0.0.1", 6000, run_marker="run-1")

    def _on_offer(self, call: IncomingCall) -> None:
        self.offers.append(call)
        if self.answer_after_s is not None:
            self.network.time.call_later(self.answer_after_s, call.answer)

    def place(self, number: str = "08990000001", **options: object) -> OutgoingCall:
        return self.caller.place(
            number, on_event=lambda call, event: self.events.append(event), **options
        )

    def at(self, moment_s: float, action: Callable[[], object]) -> None:
        self.network.time.call_later(moment_s - self.network.time.now_s, action)

    def taker_hangs_up(self) -> None:
        self.offers[0].hang_up()

    def taker_answers(self) -> None:
        self.offers[0].answer()

    def run(self, until_s: float = 200.0) -> None:
        self.network.time.run(until_s)


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


def test_nobody_there_is_a_time_out():
    scene = Scene()
    scene.line_end.close()
    call = scene.place()
    scene.run()

    assert call.record.failure is CallFailure.NO_RESPONSE_TIMEOUT
    assert (call.record.ended_by, call.record.ended_s) == (EndedBy.FAILURE, 32.0)
    assert call.record.retransmissions == 6


def test_a_busy_line_refuses_a_second_call_and_takes_one_after_the_first():
    scene = Scene()
    first = scene.place("0899001")
    scene.at(2.0, lambda: scene.place("0899002"))
    scene.at(3.0, first.hang_up)
    scene.at(4.0, lambda: scene.place("0899003"))
    scene.run(6.0)

    assert [offer.caller_number for offer in scene.offers] == ["0899001", "0899003"]
    assert scene.line.rejected_busy == 1
    assert scene.network.names().count("486 INVITE") == 1


def test_a_line_that_does_not_accept_answers_486():
    scene = Scene()
    scene.line.accepting = False
    call = scene.place()
    scene.run()

    assert call.record.failure is CallFailure.BUSY
    assert call.record.ended_by is EndedBy.REMOTE
    assert scene.offers == []


def test_a_call_taker_can_refuse():
    scene = Scene(answer_after_s=None)
    call = scene.place()
    scene.at(1.0, lambda: scene.offers[0].reject(603))
    scene.run()

    assert (call.record.final_status, call.record.failure) == (603, CallFailure.REJECTED)
    assert scene.offers[0].record.ended_by is EndedBy.LOCAL
    with pytest.raises(ValueError, match="no refusal"):
        scene.offers[0].reject(200)


def test_the_callers_number_is_the_asserted_one_and_empty_when_hidden():
    scene = Scene(answer_after_s=None)
    asserted = [("P-Asserted-Identity", '"X" <tel:+62-899-777>, <sip:1@h>')]
    first = scene.place("0000", headers=asserted)
    scene.at(1.0, first.hang_up)
    scene.at(2.0, lambda: scene.place("anonymous"))
    scene.run(3.0)

    assert [offer.caller_number for offer in scene.offers] == ["+62899777", ""]


def test_the_trunk_group_stands_in_the_contact():
    scene = Scene(answer_after_s=None)
    scene.place("0899", trunk_group="telkomsel")
    scene.run(1.0)

    contact = scene.offers[0].invite.contact
    assert contact is not None
    assert str(contact.uri) == "sip:0899;tgrp=telkomsel;trunk-context=siap112.test@127.0.0.1:5000"
    assert contact.uri.number == "0899"
    assert contact.uri.user_params == {"tgrp": "telkomsel", "trunk-context": "siap112.test"}


def test_hanging_up_twice_or_after_the_end_does_nothing():
    scene = Scene()
    call = scene.place()
    scene.at(2.0, call.hang_up)
    scene.at(2.0, call.hang_up)
    scene.at(5.0, call.hang_up)
    scene.run()

    assert scene.network.names().count("BYE") == 1


def test_nothing_is_kept_of_calls_that_are_long_over():
    scene = Scene()
    for n in range(3):
        call = scene.place(f"0899{n}")
        scene.at(scene.network.time.now_s + 2.0, call.hang_up)
        scene.run(scene.network.time.now_s + 100.0)
    call.wait_connected(0)

    for endpoint in (scene.caller_end, scene.line_end):
        assert endpoint._clients == {}
        assert endpoint._servers == {}
        assert endpoint._offers == set()
        assert len(endpoint._echo) <= 4  # those of the last
        assert len(endpoint._dialogs) == 1  # the last; it goes when the next one ends


class NoPorts:
    def open(self, host: str) -> None:
        raise OSError("too many open files")


def test_a_call_without_port_for_audio_has_failed_at_once_and_sent_nothing():
    scene = Scene()
    scene.caller = Caller(scene.caller_end, "127.0.0.1", 6000, audio=NoPorts())
    call = scene.place()
    scene.run()

    assert call.record.failure is CallFailure.TRANSPORT_ERROR
    assert "too many open files" in call.record.detail
    assert scene.network.log == []
    assert scene.events == [CallEvent.ENDED]


def test_a_line_without_port_for_audio_answers_500_and_stays_free():
    scene = Scene()
    scene.line._audio = NoPorts()
    call = scene.place()
    scene.run()

    assert call.record.failure is CallFailure.SERVER_ERROR
    assert scene.line.call is None


def test_a_finished_call_leaves_the_garbage_collector_next_to_nothing():
    scene = Scene(answer_after_s=0.0)

    def play(calls: int) -> None:
        for n in range(calls):
            call = scene.place(f"0899{n:05}")
            call_s = scene.network.time.now_s
            scene.at(call_s + 0.1, call.hang_up)
            scene.run(call_s + 0.2)
            for log in (scene.offers, scene.events, scene.network.log, scene.network.sent):
                log.clear()

    def tracked() -> int:
        # what holds nothing but text leaves the collector's lists at its first visit
        gc.collect()
        gc.collect()
        return len(gc.get_objects())

    play(5)
    before = tracked()
    play(100)  # 20 s: all within the 32 s for which repetitions must be known

    assert (tracked() - before) / 100 < 12
