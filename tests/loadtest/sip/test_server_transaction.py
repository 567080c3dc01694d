"""Server transactions: what is sent again when, and what is absorbed (RFC 3261 section 17.2)."""

from __future__ import annotations

import pytest

from loadtest.sip.endpoint import Endpoint
from loadtest.sip.message import (
    NameAddr,
    Request,
    Uri,
    Via,
    ack_for,
    build_request,
    cancel_for,
    new_branch,
)
from loadtest.sip.server_transaction import InviteServerTransaction
from tests.loadtest.sip.network import Network, Peer


class Refuser:
    """Takes calls and answers each with one status, or keeps silent."""

    def __init__(self, status: int | None) -> None:
        self.status = status
        self.transactions: list[InviteServerTransaction] = []

    def receive_invite(self, request: Request, transaction: InviteServerTransaction) -> None:
        self.transactions.append(transaction)
        if self.status is not None:
            transaction.reply(self.status, to_tag="b")


def _request(method: str, **changes: object) -> Request:
    parts: dict = {
        "via": Via("127.0.0.1", 6000, {"branch": new_branch()}),
        "from_": NameAddr(Uri.parse("sip:0899@127.0.0.1:6000")).with_tag("a"),
        "to": NameAddr(Uri.parse("sip:112@127.0.0.1:5000")),
        "call_id": "call",
        "cseq": 1,
        "contact": "<sip:0899@127.0.0.1:6000>",
    }
    return build_request(method, Uri.parse("sip:112@127.0.0.1:5000"), **(parts | changes))


def _setup(status: int | None = None) -> tuple[Network, Peer, Endpoint, Refuser]:
    network = Network()
    peer, endpoint, refuser = Peer(network), network.endpoint("us", 5000), Refuser(status)
    endpoint.add_listener("112", refuser)
    return network, peer, endpoint, refuser


def test_a_refusal_without_ack_is_repeated_up_to_t2_until_64_t1():
    network, peer, endpoint, _ = _setup(486)
    peer.send(_request("INVITE"), endpoint.address)
    network.time.run()

    sent = network.moments("486 INVITE")
    assert [round(at_s - 0.01, 6) for at_s in sent] == [
        0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5,
    ]  # fmt: skip
    assert network.time.now_s == pytest.approx(32.01)


def test_the_ack_ends_the_repetition_and_a_second_ack_is_absorbed():
    network, peer, endpoint, _ = _setup(486)
    invite = _request("INVITE")
    peer.send(invite, endpoint.address)
    network.time.run(0.6)
    ack = ack_for(invite, peer.got[0])
    peer.send(ack, endpoint.address)
    network.time.run(0.8)
    peer.send(ack, endpoint.address)
    peer.send(invite, endpoint.address)  # a late repetition must not be a new call
    network.time.run(100)

    assert network.moments("486 INVITE") == [0.01, 0.51]
    assert endpoint.counters.stray == 0


def test_a_repeated_invite_gets_the_last_response_again_and_is_offered_once():
    network, peer, endpoint, refuser = _setup(180)
    invite = _request("INVITE")
    peer.send(invite, endpoint.address)
    network.time.run(0.5)
    peer.send(invite, endpoint.address)
    network.time.run(1)

    assert len(refuser.transactions) == 1
    assert network.moments("180 INVITE") == [0.01, 0.51]


def test_after_a_200_repeated_invites_are_absorbed():
    network, peer, endpoint, refuser = _setup(200)
    invite = _request("INVITE")
    for at_s in (0.0, 0.5, 30.0):
        network.time.run(at_s)
        peer.send(invite, endpoint.address)
    network.time.run(100)

    assert len(refuser.transactions) == 1
    assert network.moments("200 INVITE") == [0.01]


def test_a_repeated_bye_gets_its_answer_again_for_64_t1():
    network, peer, endpoint, _ = _setup()
    bye = _request("BYE", to=NameAddr(Uri.parse("sip:112@127.0.0.1:5000")).with_tag("none"))
    for at_s in (0.0, 0.5, 31.0):
        network.time.run(at_s)
        peer.send(bye, endpoint.address)
    network.time.run(100)

    assert [m.status for m in peer.got] == [481, 481, 481]
    assert {bytes(m) for m in peer.got} == {bytes(peer.got[0])}


def test_cancel_is_answered_and_passed_on_only_before_the_final_response():
    network, peer, endpoint, refuser = _setup(180)
    invite = _request("INVITE")
    peer.send(invite, endpoint.address)
    network.time.run(0.1)
    cancels = []
    refuser.transactions[0].on_cancel = lambda: cancels.append(network.time.now_s)
    peer.send(cancel_for(invite), endpoint.address)
    network.time.run(0.2)
    refuser.transactions[0].reply(200, to_tag="b")
    again = cancel_for(invite)
    peer.send(again, endpoint.address)
    network.time.run(1)

    assert cancels == [0.11]
    assert network.names().count("200 CANCEL") == 2


def test_a_cancel_of_nothing_gets_481():
    network, peer, endpoint, _ = _setup()
    peer.send(_request("CANCEL"), endpoint.address)
    network.time.run(1)

    assert [m.status for m in peer.got] == [481]


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (_request("INVITE", to=NameAddr(Uri.parse("sip:112@h")).with_tag("x")), 481),
        (_request("OPTIONS"), 200),
        (_request("REFER"), 405),
        (_request("MESSAGE"), 405),
        (_request("INVITE", headers=[("Require", "100rel, foo")]), 420),
        (_request("INVITE", contact="<sip:bad host>"), 400),
    ],
)
def test_requests_outside_a_call(request_, status):
    network, peer, endpoint, refuser = _setup()
    refuser.receive_invite = lambda request, transaction: request.contact
    peer.send(request_, endpoint.address)
    network.time.run(0.1)

    assert [m.status for m in peer.got] == [status]
    if status == 420:
        assert peer.got[0].headers.get("Unsupported") == "100rel, foo"


def test_calls_to_nobody_and_by_urn_are_refused():
    network, peer, endpoint, _ = _setup()
    nobody, urn = _request("INVITE"), _request("INVITE", call_id="other")
    nobody.uri = Uri.parse("sip:113@127.0.0.1:5000")
    urn.uri = Uri.parse("urn:service:sos")
    peer.send(nobody, endpoint.address)
    peer.send(urn, endpoint.address)
    network.time.run(0.1)

    assert [m.status for m in peer.got] == [404, 416]


def test_the_same_call_met_again_by_another_way_gets_482():
    network, peer, endpoint, refuser = _setup(180)
    peer.send(_request("INVITE"), endpoint.address)
    peer.send(_request("INVITE"), endpoint.address)  # same call, another branch
    network.time.run(0.1)

    assert [m.status for m in peer.got] == [180, 482]
    assert len(refuser.transactions) == 1


def test_old_branches_are_told_apart_by_call_and_number():
    network, peer, endpoint, refuser = _setup(180)
    old = Via("127.0.0.1", 6000, {"branch": "1"})
    peer.send(_request("INVITE", via=old), endpoint.address)
    peer.send(_request("INVITE", via=old), endpoint.address)
    peer.send(_request("INVITE", via=old, call_id="other"), endpoint.address)
    network.time.run(0.1)

    assert len(refuser.transactions) == 2


def test_responses_go_to_the_source_when_the_sender_asks_for_it():
    network = Network()
    peer, endpoint = Peer(network), network.endpoint("us", 5000)
    via = Via("127.0.0.1", 9999, {"branch": new_branch(), "rport": None})
    peer.send(_request("OPTIONS", via=via), endpoint.address)
    network.time.run(0.1)

    assert peer.got[0].via.params["rport"] == "6000"


def test_noise_is_counted_and_harms_nothing():
    network = Network()
    endpoint = network.endpoint("us", 5000)
    transport = network.transports[endpoint.address]
    for data in (
        b"\r\n\r\n",
        b"\0\0",
        b"",
        b"hello",
        b"\x00\x01\x00\x00!\x12\xa4B",
        b"SIP/2.0\r\n\r\n",
    ):
        transport.receive(data, ("127.0.0.1", 6000))
    network.time.run(0.1)

    assert endpoint.counters.malformed == 3
    assert network.log == []
