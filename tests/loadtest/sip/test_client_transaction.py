"""Client transactions: what is sent when, to the millisecond (RFC 3261 section 17.1)."""

from __future__ import annotations

import pytest

from loadtest.sip.client_transaction import NoAnswer
from loadtest.sip.message import NameAddr, Uri, build_request, response_for
from loadtest.sip.timers import Timers
from tests.loadtest.sip.network import Network, Peer


def _send(network: Network, method: str, peer: Peer):
    endpoint = network.endpoint("us", 5000)
    uri = Uri.parse("sip:112@127.0.0.1:6000")
    request = build_request(
        method,
        uri,
        via=endpoint.new_via(),
        from_=NameAddr(Uri.parse("sip:0899@127.0.0.1:5000")).with_tag("a"),
        to=NameAddr(uri),
        call_id="call",
        cseq=1,
    )
    got: list[object] = []
    endpoint.request(
        request,
        peer.address,
        purpose="test",
        on_response=lambda response: got.append(response.status),
        on_no_answer=got.append,
    )
    return endpoint, got


def test_invite_without_response_doubles_its_interval_without_bound_and_gives_up_at_64_t1():
    network = Network()
    _, got = _send(network, "INVITE", Peer(network))
    network.time.run()

    assert network.moments("INVITE") == [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]
    assert network.time.now_s == 32.0
    assert got == [NoAnswer.TIMEOUT]


def test_other_requests_without_response_double_up_to_t2():
    network = Network()
    _, got = _send(network, "OPTIONS", Peer(network))
    network.time.run()

    assert network.moments("OPTIONS") == [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
    assert got == [NoAnswer.TIMEOUT]


def test_t1_scales_every_moment():
    network = Network(Timers(t1_s=0.1, t2_s=0.8, t4_s=1.0))
    _send(network, "OPTIONS", Peer(network))
    network.time.run()

    assert network.moments("OPTIONS")[:6] == [0, 0.1, 0.3, 0.7, 1.5, 2.3]
    assert network.time.now_s == pytest.approx(6.4)


def test_a_provisional_response_stops_the_invite_for_good():
    network = Network()
    peer = Peer(network)
    endpoint, got = _send(network, "INVITE", peer)
    network.time.run(0.7)
    peer.send(response_for(peer.got[0], 180, to_tag="b"), endpoint.address)
    network.time.run(1000)

    assert network.moments("INVITE") == [0, 0.5]
    assert got == [180]


def test_a_provisional_response_slows_other_requests_to_t2():
    network = Network()
    peer = Peer(network)
    endpoint, got = _send(network, "OPTIONS", peer)
    network.time.run(0.1)
    peer.send(response_for(peer.got[0], 100), endpoint.address)
    network.time.run()

    assert network.moments("OPTIONS") == [0, 0.5, 4.5, 8.5, 12.5, 16.5, 20.5, 24.5, 28.5]
    assert got == [100, NoAnswer.TIMEOUT]


def test_each_repetition_of_a_refusal_is_acknowledged_and_told_once():
    network = Network()
    peer = Peer(network)
    endpoint, got = _send(network, "INVITE", peer)
    network.time.run(0.1)
    refusal = response_for(peer.got[0], 486, to_tag="b")
    for at_s in (0.1, 0.6, 1.6, 33.0):
        network.time.run(at_s)
        peer.send(refusal, endpoint.address)
    network.time.run(40)

    assert got == [486]
    assert network.moments("ACK") == [0.11, 0.61, 1.61]  # timer D has run out at 32.11
    ack = peer.requests("ACK")[0]
    invite = peer.requests("INVITE")[0]
    assert ack.via == invite.via
    assert ack.to.tag == "b"
    assert ack.cseq == (1, "ACK")
    assert endpoint.counters.stray == 1


def test_a_final_response_to_other_requests_is_told_once_and_repetitions_are_absorbed_for_t4():
    network = Network()
    peer = Peer(network)
    endpoint, got = _send(network, "OPTIONS", peer)
    network.time.run(0.1)
    for at_s in (0.1, 0.6, 5.05, 5.2):
        network.time.run(at_s)
        peer.send(response_for(peer.got[0], 200, to_tag="b"), endpoint.address)
    network.time.run(10)

    assert got == [200]
    assert network.moments("OPTIONS") == [0]
    assert endpoint.counters.stray == 1


def test_a_response_of_another_branch_or_method_or_with_two_vias_is_nobodys():
    network = Network()
    peer = Peer(network)
    endpoint, got = _send(network, "INVITE", peer)
    network.time.run(0.1)
    response = response_for(peer.got[0], 180, to_tag="b")
    other = response_for(peer.got[0], 180, to_tag="b")
    other.headers.set("Via", "SIP/2.0/UDP 127.0.0.1:5000;branch=z9hG4bKother")
    cancel = response_for(peer.got[0], 200, to_tag="b")
    cancel.headers.set("CSeq", "1 CANCEL")
    response.headers.add("Via", "SIP/2.0/UDP 127.0.0.1:7777;branch=z9hG4bKx")
    for message in (other, cancel, response):
        peer.send(message, endpoint.address)
    network.time.run(0.3)

    assert got == []
    assert endpoint.counters.stray == 3


def test_a_request_that_the_system_does_not_take_fails_as_transport():
    network = Network()
    peer = Peer(network)
    network.broken = True
    endpoint, got = _send(network, "INVITE", peer)
    network.time.run()

    assert got == [NoAnswer.TRANSPORT]
    assert endpoint.counters.unsent == 1
