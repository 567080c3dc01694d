"""What a call-taker's line does with the calls of a deployment that we do not control."""

from __future__ import annotations

import pytest

from loadtest.sip.call_taker_line import CallTakerLine
from loadtest.sip.dialog import Dialog
from loadtest.sip.failure import CallFailure
from loadtest.sip.incoming_call import IncomingCall
from loadtest.sip.message import NameAddr, Request, Uri, Via, build_request, new_branch
from loadtest.sip.record import EndedBy
from loadtest.sip.sdp import CONTENT_TYPE, TELEPHONE_EVENT, AudioSession
from tests.loadtest.sip.network import Network, Peer

CONTACT = "<sip:acd@127.0.0.1:6000>"
SDP = AudioSession("127.0.0.1", 4000)


class Scene:
    """One line and a peer whose every move the test says."""

    def __init__(self, *, body: bytes = bytes(SDP), **options: object) -> None:
        self.network = Network()
        self.peer = Peer(self.network)
        self.endpoint = self.network.endpoint("line", 5000)
        self.offers: list[IncomingCall] = []
        self.ended: list[IncomingCall] = []
        self.line = CallTakerLine(
            self.endpoint,
            "101",
            "127.0.0.1",
            7000,
            on_offer=self.offers.append,
            on_ended=self.ended.append,
            **options,
        )
        uri = Uri.parse("sip:101@127.0.0.1:5000")
        self.invite = build_request(
            "INVITE",
            uri,
            via=self.new_via(),
            from_=NameAddr(Uri.parse("sip:0899@127.0.0.1:6000")).with_tag("a"),
            to=NameAddr(uri),
            call_id="call",
            cseq=1,
            contact=CONTACT,
            body=body,
            content_type=CONTENT_TYPE if body else None,
        )
        self.send(self.invite)
        self.call = self.offers[0]

    @staticmethod
    def new_via() -> Via:
        return Via("127.0.0.1", 6000, {"branch": new_branch()})

    def send(self, request: Request) -> None:
        self.peer.send(request, self.endpoint.address)
        self.network.time.run(self.network.time.now_s + 0.1)

    def dialog(self) -> Dialog:
        return Dialog.of_caller(self.invite, self.peer.got[-1])

    def statuses(self) -> list[str]:
        return [name for name in self.network.names() if name[0].isdigit()]


def test_a_bye_before_the_answer_ends_the_call_and_its_invite():
    scene = Scene()
    scene.send(scene.dialog().request("BYE", scene.new_via()))

    assert scene.statuses() == ["180 INVITE", "200 BYE", "487 INVITE"]
    assert (scene.call.record.final_status, scene.call.record.ended_by) == (487, EndedBy.REMOTE)
    assert scene.call.cancelled
    assert scene.line.call is None
    assert scene.ended == [scene.call]


def test_an_invite_without_offer_gets_ours_and_the_ack_brings_the_answer(audio):
    scene = Scene(body=b"", audio=audio)
    scene.call.answer()
    scene.network.time.run(scene.network.time.now_s + 0.1)
    ours = AudioSession.parse(scene.peer.got[-1].body)
    dialog = scene.dialog()
    ack = dialog.request("ACK", scene.new_via(), cseq=1, body=bytes(SDP), content_type=CONTENT_TYPE)
    scene.send(ack)
    scene.call.hang_up()
    scene.network.time.run(scene.network.time.now_s + 0.1)

    assert [codec.name for codec in ours.codecs] == ["PCMA", "PCMU", "telephone-event"]
    assert ours.port != 9
    assert scene.call.record.acknowledged_s is not None
    assert scene.network.names()[-1] == "BYE"


def test_an_ack_whose_answer_cannot_be_met_ends_the_call(audio):
    scene = Scene(body=b"", audio=audio)
    scene.call.answer()
    scene.network.time.run(scene.network.time.now_s + 0.1)
    bad = bytes(AudioSession("127.0.0.1", 4000, (TELEPHONE_EVENT,)))
    scene.send(
        scene.dialog().request("ACK", scene.new_via(), cseq=1, body=bad, content_type=CONTENT_TYPE)
    )

    assert scene.network.names()[-1] == "BYE"
    assert scene.call.record.failure is CallFailure.BAD_ANSWER_SDP


@pytest.mark.parametrize("body", [b"nonsense", bytes(AudioSession("127.0.0.1", 0))])
def test_an_offer_that_cannot_be_met_is_refused(body):
    scene = Scene(body=body)
    assert not scene.call.answer()
    scene.network.time.run(scene.network.time.now_s + 0.1)

    assert scene.statuses()[-1] == "488 INVITE"
    assert scene.call.record.failure is CallFailure.BAD_ANSWER_SDP
    assert scene.line.call is None


def test_an_ack_with_the_branch_of_its_invite_counts():
    scene = Scene()
    scene.call.answer()
    scene.network.time.run(scene.network.time.now_s + 0.1)
    scene.send(scene.dialog().request("ACK", scene.invite.via, cseq=1))

    assert scene.call.record.acknowledged_s is not None


def test_an_ack_of_another_number_does_not_count():
    scene = Scene()
    scene.call.answer()
    scene.network.time.run(scene.network.time.now_s + 0.1)
    scene.send(scene.dialog().request("ACK", scene.new_via(), cseq=9))

    assert scene.call.record.acknowledged_s is None


def test_a_line_that_closes_hangs_up_and_takes_no_more_calls():
    scene = Scene()
    scene.line.close()
    scene.network.time.run(scene.network.time.now_s + 0.1)

    assert scene.statuses() == ["180 INVITE", "480 INVITE"]
    again = build_request(
        "INVITE",
        scene.invite.uri,
        via=scene.new_via(),
        from_=scene.invite.from_,
        to=scene.invite.to,
        call_id="other",
        cseq=1,
        contact=CONTACT,
    )
    scene.send(again)
    assert scene.statuses()[-1] == "404 INVITE"


def test_hanging_up_while_it_rings_refuses_with_480():
    scene = Scene()
    scene.call.hang_up()
    scene.call.hang_up()
    scene.network.time.run(scene.network.time.now_s + 0.1)

    assert scene.statuses() == ["180 INVITE", "480 INVITE"]
    assert (scene.call.record.ended_by, scene.call.record.failure) == (EndedBy.LOCAL, None)
    assert not scene.call.answer()
