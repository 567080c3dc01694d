"""What a line takes and refuses, and what is left of calls that are over."""

from __future__ import annotations

import gc

import pytest

from loadtest.sip.call_plan import CallEvent
from loadtest.sip.caller import Caller
from loadtest.sip.failure import CallFailure
from loadtest.sip.record import EndedBy
from tests.loadtest.sip.scene import Scene


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
