"""What the call distributor will not do, and says so by SIP."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from loadtest.sip.message import (
    NameAddr,
    Request,
    Uri,
    build_request,
    cancel_for,
    new_call_id,
    new_tag,
)
from loadtest.sip.sdp import PCMA, AudioSession
from tests.loadtest.deployment.acd.deployment import Acd
from tests.loadtest.deployment.acd.sip_peer import SipPeer
from tests.loadtest.deployment.acd.stage import Stage

AcdInMode = Callable[..., Acd]


def outside_any_call(telephone: SipPeer, method: str, to_tag: str | None = None) -> Request:
    host, port = telephone.centre
    to = NameAddr(Uri("sip", "112", host, port))
    request = build_request(
        method,
        Uri("sip", "112", host, port),
        via=telephone.via(),
        from_=NameAddr(Uri("sip", "x", host), "", {"tag": new_tag()}),
        to=to.with_tag(to_tag) if to_tag else to,
        call_id=new_call_id(host),
        cseq=1,
        contact=telephone.contact,
    )
    telephone.send(request)
    return request


def test_unknown_trunk_group_without_default_is_403(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first", default_group=None)
    caller = stage.caller(acd)

    caller.refused(caller.invite("0899000000201", trunk="unheard-of"), 403)
    caller.refused(caller.invite("0899000000202"), 403)
    caller.accepted(caller.invite("0899000000203", trunk="telkomsel"))


def test_another_number_is_404(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first")
    caller = stage.caller(acd)

    caller.refused(caller.invite("0899000000204", called="110"), 404)


def test_a_contact_elsewhere_is_403(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first")
    caller = stage.caller(acd)

    caller.refused(caller.invite("0899000000212", contact="<sip:x@192.0.2.1>"), 403)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"v=0\r\nnonsense\r\n",
        bytes(AudioSession("192.0.2.9", 4000, codecs=(PCMA,))),
        bytes(AudioSession("127.0.0.1", 4000)).replace(b"8 0 101", b"18").replace(b"PCM", b"X"),
    ],
    ids=["none", "malformed", "elsewhere", "codec"],
)
def test_an_offer_that_cannot_be_taken_is_488(
    acd_in_mode: AcdInMode, stage: Stage, body: bytes
) -> None:
    acd = acd_in_mode(answer="first")
    caller = stage.caller(acd)

    caller.refused(caller.invite("0899000000205", body=body, trunk="narrow"), 488)

    caller.accepted(caller.invite("0899000000206", trunk="narrow"))


def test_options_unknown_methods_and_unknown_calls(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first")
    telephone = stage.caller(acd)

    outside_any_call(telephone, "OPTIONS")
    allowed = telephone.response(200, "OPTIONS").headers.get("Allow")
    outside_any_call(telephone, "PUBLISH")
    telephone.response(405, "PUBLISH")
    outside_any_call(telephone, "BYE", to_tag="gone")
    telephone.response(481, "BYE")
    outside_any_call(telephone, "INVITE", to_tag="gone")
    telephone.response(481, "INVITE")
    telephone.send(cancel_for(outside_any_call(telephone, "OPTIONS")))
    telephone.response(481, "CANCEL")

    assert allowed is not None and "REGISTER" in allowed


def test_a_reinvite_leaves_the_call_as_it_is(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first")
    caller = stage.caller(acd)
    talk = caller.accepted(caller.invite("0899000000207"))

    caller.send(talk.request("INVITE", caller.via(), contact=caller.contact))
    caller.response(488, "INVITE")

    caller.hang_up(talk)


def test_a_required_extension_is_420(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first")
    caller = stage.caller(acd)
    host, port = caller.centre
    caller.send(
        build_request(
            "INVITE",
            Uri("sip", "112", host, port),
            via=caller.via(),
            from_=NameAddr(Uri("sip", "x", host), "", {"tag": new_tag()}),
            to=NameAddr(Uri("sip", "112", host, port)),
            call_id=new_call_id(host),
            cseq=1,
            contact=caller.contact,
            headers=[("Require", "100rel")],
        )
    )

    assert caller.response(420, "INVITE").headers.get("Unsupported") == "100rel"


def test_garbage_is_counted_and_harms_nobody(acd_in_mode: AcdInMode, stage: Stage) -> None:
    acd = acd_in_mode(answer="first")
    caller = stage.caller(acd)
    _, before = acd.call("GET", "/status")
    for garbage in (b"\x00\xff" * 50, b"INVITE\r\n\r\n", b"\r\n\r\n", b"SIP/2.0 200 OK\r\n\r\n"):
        caller.sip.sendto(garbage, caller.centre)

    caller.hang_up(caller.accepted(caller.invite("0899000000208")))

    _, status = acd.call("GET", "/status")
    assert status["sip"]["malformed"] == before["sip"]["malformed"] + 3


def test_a_refused_call_taker_answer_moves_the_call_on(
    acd_in_mode: AcdInMode, stage: Stage
) -> None:
    """A telephone whose sound would leave this machine is hung up; the next one is tried."""
    acd = acd_in_mode(answer="first")
    first, second = stage.desk(acd, "101"), stage.desk(acd, "102")
    caller = stage.caller(acd)
    caller.accepted(caller.invite("0899000000209"))
    offer = first.ring()
    first.session = AudioSession("192.0.2.9", 4000, codecs=(PCMA,))

    first.pick_up(offer)
    first.await_hang_up()

    assert second.ring().from_.uri.number == "0899000000209"
    assert acd.agent("101")["state"] == "not_ready"


def test_the_urn_of_the_emergency_service_is_this_centre(
    acd_in_mode: AcdInMode, stage: Stage
) -> None:
    acd = acd_in_mode(answer="first")
    caller = stage.caller(acd)
    invite = caller.invite("0899000000210", called="112", send=False)
    caller.send(Request("INVITE", Uri.parse("urn:service:sos"), invite.headers, invite.body))

    caller.accepted(invite)


def test_an_asserted_number_goes_before_from_and_anonymous_is_nobody(
    acd_in_mode: AcdInMode, stage: Stage
) -> None:
    acd = acd_in_mode(answer="first")
    caller, hidden, desk = stage.caller(acd), stage.caller(acd), stage.desk(acd, "101")
    invite = caller.invite("anonymous", send=False)
    invite.headers.add("P-Asserted-Identity", "<sip:0899000000211@127.0.0.1>")
    caller.send(invite)
    talk = caller.accepted(invite)
    assert desk.ring().from_.uri.number == "0899000000211"
    caller.hang_up(talk)

    hidden.accepted(hidden.invite("anonymous"))

    assert acd.events.wait("", "arrived")[0]["event"] == "arrived"
