"""End to end by SIP: calls through a running call distributor, in both answer modes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from loadtest.sip.message import Request
from loadtest.sip.sdp import session_of
from tests.loadtest.deployment.acd.deployment import EXTENSIONS, Acd
from tests.loadtest.deployment.acd.stage import Stage

AcdInMode = Callable[..., Acd]


def names(events: list[dict[str, object]]) -> list[object]:
    return [event["event"] for event in events]


def test_mode_first_answers_speaks_queues_and_joins(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first", announcement_s=0.1)
    caller, desk = stage.caller(acd), stage.desk(acd, "101")

    invite = caller.invite("0899000000001", trunk="telkomsel", run="run-7")
    talk = caller.accepted(invite)
    announcement = caller.hear()
    offer = desk.ring()
    desk.pick_up(offer)

    assert announcement.payload_type == 8 and len(announcement.payload) == 160
    assert offer.from_.uri.number == "0899000000001"
    asserted = offer.headers.get("P-Asserted-Identity")
    assert asserted is not None and "0899000000001" in asserted
    assert offer.headers.get("X-Siap112-Run") == "run-7"
    caller.speak(b"c" * 160)
    desk.hear_payload(b"c" * 160)
    desk.speak(b"d" * 160)
    caller.hear_payload(b"d" * 160)
    assert acd.agent("101")["state"] == "on_call"

    caller.hang_up(talk)
    desk.await_hang_up()

    events = acd.events.wait("0899000000001", "ended")
    assert names(events) == ["arrived", "connected", "queued", "offered", "answered", "ended"]
    assert [event["extension"] for event in events] == [None, None, None, "101", "101", "101"]
    assert {(event["trunk"], event["run"]) for event in events} == {("telkomsel", "run-7")}
    moments = [event["at"] for event in events]
    assert moments == sorted(moments)
    assert 0.1 <= moments[2] - moments[1] < 1.0
    assert len({event["acd_call_id"] for event in events}) == 1
    assert acd.agent("101")["state"] == "wrap_up"


def test_tones_and_what_was_said_into_the_queue_end_with_the_answer(
    acd_in_mode: AcdInMode, stage: Stage
) -> None:
    acd = acd_in_mode(answer="first")
    caller, desk = stage.caller(acd), stage.desk(acd, "101")
    caller.accepted(caller.invite("0899000000004"))
    offer = desk.ring()
    caller.hear()
    caller.speak(b"q" * 160)
    desk.pick_up(offer)

    caller.speak(b"c" * 160)
    assert desk.hear().payload == b"c" * 160
    desk.speak(b"d" * 160)
    caller.hear_payload(b"d" * 160)

    caller.rtp.settimeout(0.1)
    with pytest.raises(TimeoutError):
        caller.hear()


def test_mode_call_taker_gives_the_caller_the_call_takers_answer(
    acd_in_mode: AcdInMode, stage: Stage
) -> None:
    acd = acd_in_mode(answer="call_taker")
    caller, desk = stage.caller(acd), stage.desk(acd, "101")

    invite = caller.invite("0899000000002")
    ringing = caller.response(180, "INVITE")
    offer = desk.ring()
    assert caller.receive(0.05) is None, "200 before the call-taker's"
    desk_dialog = desk.pick_up(offer)
    talk = caller.accepted(invite)
    caller.speak(b"c" * 160)
    desk.hear_payload(b"c" * 160)
    desk.hang_up(desk_dialog)
    caller.await_hang_up()

    assert ringing.to.tag == talk.remote.tag
    events = acd.events.wait("0899000000002", "ended")
    assert names(events) == ["arrived", "queued", "offered", "answered", "connected", "ended"]
    assert events[0]["trunk"] == "telkomsel", "the default group"


def test_mode_call_taker_announces_in_early_media(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="call_taker", announcement_s=0.1)
    caller, desk = stage.caller(acd), stage.desk(acd, "101")

    invite = caller.invite("0899000000003")
    progress = caller.response(183, "INVITE")
    heard = [caller.hear() for _ in range(3)]
    desk.pick_up(desk.ring())
    ok = caller.response(200, "INVITE")
    caller.hang_up(caller.acknowledge(invite, ok))
    desk.await_hang_up()

    assert session_of(ok) == session_of(progress)
    assert [p.sequence - heard[0].sequence for p in heard] == [0, 1, 2]
    assert [p.timestamp - heard[0].timestamp for p in heard] == [0, 160, 320]
    acd.events.wait("0899000000003", "ended")


def test_no_channel_free_is_503_with_cause_34(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first")
    one, two = stage.caller(acd), stage.caller(acd)
    talk = one.accepted(one.invite("0899000000010", trunk="narrow"))

    refusal = two.refused(two.invite("0899000000011", trunk="narrow"), 503)
    one.hang_up(talk)
    one.hang_up(one.accepted(one.invite("0899000000012", trunk="narrow")))

    assert refusal.headers.get("Reason") == "Q.850;cause=34"
    blocked = acd.events.wait("0899000000011", "blocked")
    assert names(blocked) == ["blocked"]
    assert blocked[0]["trunk"] == "narrow"
    assert names(acd.events.wait("0899000000012", "abandoned")) == [
        "arrived",
        "connected",
        "queued",
        "abandoned",
    ]


def test_cancel_while_queued(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="call_taker")
    caller = stage.caller(acd)
    invite = caller.invite("0899000000020", trunk="narrow")
    caller.response(180, "INVITE")

    caller.cancel(invite)

    events = acd.events.wait("0899000000020", "abandoned")
    assert names(events) == ["arrived", "queued", "abandoned"]
    _, status = acd.call("GET", "/status")
    assert (status["calls"], status["queue"]) == (0, 0)
    assert status["trunk_groups"]["narrow"]["in_use"] == 0


def test_cancel_while_ringing_cancels_the_call_takers_leg(
    acd_in_mode: AcdInMode, stage: Stage
) -> None:
    acd = acd_in_mode(answer="call_taker")
    caller, desk = stage.caller(acd), stage.desk(acd, "101")
    invite = caller.invite("0899000000021")
    offer = desk.ring()

    caller.cancel(invite)
    cancelled = desk.request("CANCEL")
    desk.reply(cancelled, 200)
    assert acd.agent("101")["state"] == "ringing", "the telephone has not let go yet"
    desk.reply(offer, 487)
    desk.request("ACK")

    acd.await_state("101", "ready")
    events = acd.events.wait("0899000000021", "abandoned")
    assert names(events) == ["arrived", "queued", "offered", "abandoned"]


def test_bye_while_ringing_cancels_the_call_takers_leg(
    acd_in_mode: AcdInMode, stage: Stage
) -> None:
    acd = acd_in_mode(answer="first")
    caller, desk = stage.caller(acd), stage.desk(acd, "101")
    talk = caller.accepted(caller.invite("0899000000022"))
    offer = desk.ring()

    caller.hang_up(talk)

    assert desk.request("CANCEL").call_id == offer.call_id
    acd.events.wait("0899000000022", "abandoned")


def test_an_answer_that_crosses_the_cancel_is_hung_up(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first")
    caller, desk = stage.caller(acd), stage.desk(acd, "101")
    talk = caller.accepted(caller.invite("0899000000023"))
    offer = desk.ring()
    caller.hang_up(talk)
    desk.request("CANCEL")

    desk.reply(offer, 200)
    desk.request("ACK")
    desk.await_hang_up()

    acd.await_state("101", "ready")
    assert names(acd.events.wait("0899000000023", "abandoned"))[-1] == "abandoned"


def test_cancel_waits_for_the_telephones_first_response(
    acd_in_mode: AcdInMode, stage: Stage
) -> None:
    acd = acd_in_mode(answer="first")
    caller, desk = stage.caller(acd), stage.desk(acd, "101")
    talk = caller.accepted(caller.invite("0899000000024"))
    offer = desk.request("INVITE")
    caller.hang_up(talk)

    assert desk.receive(0.1) is None, "CANCEL before any response"
    desk.reply(offer, 180)
    desk.request("CANCEL")


def test_busy_falls_through_to_the_next_call_taker(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first")
    first, second = stage.desk(acd, "102"), stage.desk(acd, "101")
    caller = stage.caller(acd)
    talk = caller.accepted(caller.invite("0899000000030"))

    first.reply(first.ring(), 486)
    first.request("ACK")
    second.pick_up(second.ring())

    assert acd.agent("102")["state"] == "not_ready"
    caller.hang_up(talk)
    second.await_hang_up()
    events = acd.events.wait("0899000000030", "ended")
    offered = [event["extension"] for event in events if event["event"] == "offered"]
    assert offered == ["102", "101"]


def test_no_answer_falls_through_ahead_of_later_calls(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first", ring_timeout_s=0.3)
    desk = stage.desk(acd, "101")
    one, two = stage.caller(acd), stage.caller(acd)
    one.accepted(one.invite("0899000000031"))
    offer = desk.ring()
    two.accepted(two.invite("0899000000032"))

    desk.reply(desk.request("CANCEL"), 200)
    desk.reply(offer, 487)
    desk.request("ACK")
    assert acd.agent("101")["state"] == "not_ready"
    acd.declare("101", "ready")

    assert desk.ring().from_.uri.number == "0899000000031"


def test_going_not_ready_gives_a_ringing_call_back(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first", ring_timeout_s=60.0)
    leaver, stayer = stage.desk(acd, "101"), stage.desk(acd, "102")
    caller = stage.caller(acd)
    caller.accepted(caller.invite("0899000000033"))
    leaver.ring()

    acd.declare("101", "not_ready")

    assert stayer.ring().from_.uri.number == "0899000000033"
    leaver.request("CANCEL")
    # Going to and fro while the old leg is still open is no matter of the call any more.
    acd.declare("101", "ready")
    acd.declare("101", "not_ready")
    assert stayer.receive(0.1) is None, "the offer was taken from the other call-taker"


def test_a_call_leaves_no_socket_open(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first")
    caller, desk = stage.caller(acd), stage.desk(acd, "101")
    before = acd.udp_sockets()

    talk = caller.accepted(caller.invite("0899000000037"))
    desk.pick_up(desk.ring())
    assert len(acd.udp_sockets() - before) == 2
    caller.hang_up(talk)
    desk.await_hang_up()

    assert acd.udp_sockets() == before


def test_wrap_up_takes_no_call_until_ready(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first")
    desk = stage.desk(acd, "101")
    one, two = stage.caller(acd), stage.caller(acd)
    one.accepted(one.invite("0899000000034"))
    desk.hang_up(desk.pick_up(desk.ring()))
    one.await_hang_up()
    two.accepted(two.invite("0899000000035"))

    assert desk.receive(0.2) is None, "a call was offered in wrap-up"
    acd.declare("101", "ready")
    assert desk.ring().from_.uri.number == "0899000000035"


def test_unregistered_telephone_gets_no_call(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first")
    desk = stage.desk(acd, "101")
    assert desk.register("101", EXTENSIONS["101"], expires_s=0).status == 200
    caller = stage.caller(acd)
    caller.accepted(caller.invite("0899000000036"))
    acd.events.wait("0899000000036", "queued")

    assert desk.receive(0.2) is None
    desk.register("101", EXTENSIONS["101"])
    assert desk.ring().from_.uri.number == "0899000000036"


def test_ok_is_repeated_until_acknowledged_and_bye_waits_for_that(
    acd_in_mode: AcdInMode, stage: Stage
) -> None:
    acd = acd_in_mode(answer="first")
    caller, desk = stage.caller(acd), stage.desk(acd, "101")
    invite = caller.invite("0899000000040")
    first = caller.response(200, "INVITE")
    desk.hang_up(desk.pick_up(desk.ring()))

    again = caller.response(200, "INVITE")
    assert [message for message in caller.seen if isinstance(message, Request)] == []
    assert bytes(again) == bytes(first)
    caller.acknowledge(invite, again)
    caller.await_hang_up()


def test_an_invite_that_comes_twice_is_one_call(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="call_taker")
    caller = stage.caller(acd)
    invite = caller.invite("0899000000041")
    caller.response(180, "INVITE")
    caller.send(invite)
    caller.response(180, "INVITE")

    caller.cancel(invite)

    assert names(acd.events.wait("0899000000041", "abandoned")).count("arrived") == 1


def test_a_silent_telephone_is_asked_again(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first")
    caller, desk = stage.caller(acd), stage.desk(acd, "101")
    caller.accepted(caller.invite("0899000000042"))

    first, second = desk.request("INVITE"), desk.request("INVITE")

    assert bytes(first) == bytes(second)
    desk.pick_up(second)


def test_a_lost_acknowledgement_is_sent_again(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first")
    caller, desk = stage.caller(acd), stage.desk(acd, "101")
    caller.accepted(caller.invite("0899000000043"))
    offer = desk.ring()
    desk.pick_up(offer)

    desk.reply(offer, 200)

    assert desk.request("ACK").cseq == (1, "ACK")
    assert names(acd.events.wait("0899000000043", "answered")).count("answered") == 1
