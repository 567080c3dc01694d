"""No message of the other side can lead a datagram away from loopback."""

from __future__ import annotations

import pytest

from loadtest.safety import TargetRefused
from loadtest.sip.call_taker_line import CallTakerLine
from loadtest.sip.caller import Caller
from loadtest.sip.endpoint import Endpoint
from loadtest.sip.failure import CallFailure
from loadtest.sip.media import MediaStream
from loadtest.sip.message import NameAddr, Uri, Via, build_request, new_branch, response_for
from loadtest.sip.sdp import CONTENT_TYPE, AudioSession
from loadtest.sip.udp import UdpSocket
from tests.loadtest.sip.network import Network, Peer

OUTSIDE = "203.0.113.9"
CONTACT = "<sip:acd@127.0.0.1:6000>"
SDP = bytes(AudioSession("127.0.0.1", 4000))


class Scene:
    def __init__(self, **options: object) -> None:
        self.network = Network()
        self.peer = Peer(self.network)
        self.endpoint = self.network.endpoint("us", 5000)
        self.caller = Caller(self.endpoint, *self.peer.address, **options)
        self.call = self.caller.place("0899")
        self.run()

    def run(self) -> None:
        self.network.time.run(self.network.time.now_s + 0.1)

    def reply(self, status: int, **parts: object) -> None:
        if status == 200:
            session = {"contact": CONTACT, "body": SDP, "content_type": CONTENT_TYPE}
            parts = session | parts
        invite = self.peer.requests("INVITE")[-1]
        self.peer.send(response_for(invite, status, to_tag="t", **parts), self.endpoint.address)
        self.run()

    def all_stayed_here(self) -> bool:
        return all(target[0] == "127.0.0.1" for _, target in self.network.sent)


@pytest.mark.parametrize("host", [OUTSIDE, "siap.example", "0.0.0.0"])
def test_a_target_outside_is_refused_before_a_socket_is_opened(host):
    network = Network()
    with pytest.raises(TargetRefused):
        Caller(network.endpoint("us", 5000), host)
    with pytest.raises(TargetRefused):
        CallTakerLine(network.endpoint("us", 5001), "101", host, on_offer=print)
    assert network.sent == []


@pytest.mark.parametrize("host", [OUTSIDE, "0.0.0.0", "::"])
def test_our_own_sockets_are_bound_to_loopback_only(host, pacer, audio):
    with pytest.raises(TargetRefused):
        Endpoint(host)
    with pytest.raises(TargetRefused):
        UdpSocket(host, 0, lambda data, source: None)
    with pytest.raises(TargetRefused):
        audio.open(host)


def test_the_contact_of_an_answer_is_not_followed_outside():
    scene = Scene()
    scene.reply(200, contact=f"<sip:112@{OUTSIDE}>")

    assert scene.call.record.failure is CallFailure.TARGET_REFUSED
    assert OUTSIDE in scene.call.record.detail
    assert scene.all_stayed_here()
    assert scene.endpoint.counters.refused == 1


def test_maddr_is_what_counts():
    scene = Scene()
    scene.reply(200, contact=f"<sip:112@127.0.0.1;maddr={OUTSIDE}>")

    assert scene.call.record.failure is CallFailure.TARGET_REFUSED
    assert scene.all_stayed_here()


def test_a_record_route_is_not_followed_outside():
    scene = Scene()
    scene.reply(200, headers=[("Record-Route", f"<sip:{OUTSIDE};lr>")])

    assert scene.call.record.failure is CallFailure.TARGET_REFUSED
    assert scene.all_stayed_here()


def test_a_target_that_moves_outside_during_the_call_is_not_followed():
    scene = Scene()
    scene.reply(200)
    invite = scene.peer.requests("INVITE")[0]
    update = build_request(
        "UPDATE",
        Uri.parse("sip:0899@127.0.0.1:5000"),
        via=Via("127.0.0.1", 6000, {"branch": new_branch()}),
        from_=invite.to.with_tag("t"),
        to=invite.from_,
        call_id=invite.call_id,
        cseq=1,
        contact=f"<sip:112@{OUTSIDE}>",
    )
    scene.peer.send(update, scene.endpoint.address)
    scene.run()
    scene.call.hang_up()
    scene.run()

    assert scene.call.record.failure is CallFailure.TARGET_REFUSED
    assert scene.all_stayed_here()


def test_a_redirect_is_not_followed_outside():
    scene = Scene()
    scene.reply(302, headers=[("Contact", f"<sip:112@{OUTSIDE}>")])

    assert scene.call.record.failure is CallFailure.REDIRECT_REFUSED
    assert "112" in scene.call.record.detail
    assert scene.all_stayed_here()
    assert len(scene.peer.requests("ACK")) == 1


@pytest.mark.parametrize("contact", ["<tel:112>", "<urn:service:sos>", "<mailto:a@b>"])
def test_a_redirect_to_a_number_is_not_followed(contact):
    scene = Scene()
    scene.reply(302, headers=[("Contact", contact)])

    assert scene.call.record.failure is CallFailure.REDIRECT_REFUSED


@pytest.mark.parametrize("with_audio", [True, False])
def test_audio_is_not_sent_outside_and_the_call_is_hung_up(with_audio, audio):
    scene = Scene(audio=audio if with_audio else None)
    scene.reply(200, body=bytes(AudioSession(OUTSIDE, 4000)))

    assert len(scene.peer.requests("BYE")) == 1
    assert scene.call.record.failure is CallFailure.TARGET_REFUSED
    assert scene.call.record.connected_s is None


def test_a_second_answer_of_a_fork_outside_is_left_alone():
    scene = Scene()
    scene.reply(200)
    invite = scene.peer.requests("INVITE")[0]
    other = response_for(invite, 200, to_tag="other", contact=f"<sip:112@{OUTSIDE}>")
    scene.peer.send(other, scene.endpoint.address)
    scene.run()

    assert scene.all_stayed_here()
    assert scene.endpoint.counters.refused == 1


def _invite(via: Via, **parts: object) -> object:
    return build_request(
        "INVITE",
        Uri.parse("sip:101@127.0.0.1:5000"),
        via=via,
        from_=NameAddr(Uri.parse("sip:0899@127.0.0.1:6000")).with_tag("a"),
        to=NameAddr(Uri.parse("sip:101@127.0.0.1:5000")),
        call_id="call",
        cseq=1,
        **({"contact": CONTACT} | parts),
    )


def _line_scene() -> tuple[Network, Peer, Endpoint, list]:
    network = Network()
    peer, endpoint = Peer(network), network.endpoint("us", 5000)
    offers: list = []
    CallTakerLine(endpoint, "101", "127.0.0.1", 7000, on_offer=offers.append)
    return network, peer, endpoint, offers


@pytest.mark.parametrize("params", [{"maddr": OUTSIDE}, {"received": OUTSIDE}])
def test_a_via_cannot_send_our_answer_outside(params):
    network, peer, endpoint, offers = _line_scene()
    via = Via("127.0.0.1", 6000, {"branch": new_branch(), **params})
    peer.send(_invite(via), endpoint.address)
    network.time.run(50)

    assert [name for _, _, name in network.log] == ["INVITE"]
    assert offers == []
    assert endpoint.counters.refused == 1
    assert endpoint._servers == {}
    peer.send(_invite(Via("127.0.0.1", 6000, {"branch": new_branch()})), endpoint.address)
    network.time.run(51)
    assert len(offers) == 1  # the line has not become busy


def test_a_sent_by_outside_is_answered_to_the_real_source():
    network, peer, endpoint, _ = _line_scene()
    peer.send(_invite(Via(OUTSIDE, 6000, {"branch": new_branch()})), endpoint.address)
    network.time.run(0.1)

    assert [m.status for m in peer.got] == [180]


def test_an_offer_with_audio_outside_is_refused_by_the_line():
    network, peer, endpoint, offers = _line_scene()
    via = Via("127.0.0.1", 6000, {"branch": new_branch()})
    body = bytes(AudioSession(OUTSIDE, 4000))
    peer.send(_invite(via, body=body, content_type=CONTENT_TYPE), endpoint.address)
    network.time.run(0.1)

    assert not offers[0].answer()
    assert offers[0].record.failure is CallFailure.TARGET_REFUSED
    assert network.names()[-1] == "488 INVITE"


def test_our_bye_does_not_follow_a_callers_contact_outside():
    network, peer, endpoint, offers = _line_scene()
    via = Via("127.0.0.1", 6000, {"branch": new_branch()})
    peer.send(_invite(via, contact=f"<sip:0899@{OUTSIDE}>"), endpoint.address)
    network.time.run(0.1)
    offers[0].answer()
    network.time.run(60)

    assert offers[0].record.failure is CallFailure.ACK_MISSING
    assert {target[0] for _, target in network.sent} == {"127.0.0.1"}
    assert endpoint.counters.refused == 1


def test_the_audio_stream_checks_by_itself(audio):
    stream: MediaStream = audio.open("127.0.0.1")
    ours = AudioSession(*stream.address)
    with pytest.raises(TargetRefused):
        stream.start(ours, AudioSession(OUTSIDE, 4000))
    stream.start(ours, AudioSession("0.0.0.0", 4000))  # on hold: nothing is sent anywhere
    assert stream.stop().sent == 0
