"""When messages are repeated, to the second (RFC 3261 section 17)."""

from __future__ import annotations

import asyncio

import pytest

from loadtest.deployment.acd.signalling.client_transaction import ClientTransaction
from loadtest.deployment.acd.signalling.server_transaction import ServerTransaction
from loadtest.deployment.acd.signalling.timers import T2_S, Repeater
from loadtest.sip.message import (
    NameAddr,
    Request,
    Response,
    Uri,
    Via,
    build_request,
    new_branch,
    response_for,
)
from tests.loadtest.deployment.acd.fake_loop import FakeLoop


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> FakeLoop:
    made = FakeLoop()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: made)
    return made


def request(method: str) -> Request:
    address = NameAddr(Uri("sip", "x", "127.0.0.1"))
    return build_request(
        method,
        Uri.parse("sip:112@127.0.0.1"),
        via=Via("127.0.0.1", 5070, {"branch": new_branch()}),
        from_=address.with_tag("a"),
        to=address,
        call_id="c",
        cseq=1,
    )


def test_an_invite_is_repeated_at_doubling_intervals_and_given_up_after_32_s(
    loop: FakeLoop,
) -> None:
    times_s: list[float] = []
    given_up_s: list[float] = []
    Repeater(lambda: times_s.append(loop.now_s), lambda: given_up_s.append(loop.now_s), cap_s=None)

    loop.advance(100.0)

    assert times_s == [0.5, 1.5, 3.5, 7.5, 15.5, 31.5]
    assert given_up_s == [32.0]


def test_other_messages_are_repeated_at_least_every_4_s(loop: FakeLoop) -> None:
    times_s: list[float] = []
    Repeater(lambda: times_s.append(loop.now_s), lambda: None, cap_s=T2_S)

    loop.advance(100.0)

    assert times_s == [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]


def test_stopped_is_stopped(loop: FakeLoop) -> None:
    repeater = Repeater(lambda: pytest.fail("repeated"), lambda: pytest.fail("gave up"), cap_s=4.0)
    repeater.stop()

    loop.advance(100.0)


def client(loop: FakeLoop, method: str) -> tuple[ClientTransaction, list[str]]:
    log: list[str] = []
    transaction = ClientTransaction(
        request(method),
        lambda sent: log.append(f"{loop.now_s:g} sends {sent.method}"),
        lambda: log.append(f"{loop.now_s:g} forgotten"),
        lambda response: log.append(f"{loop.now_s:g} told {response.status}"),
        lambda: log.append(f"{loop.now_s:g} timed out"),
    )
    return transaction, log


def answer(transaction: ClientTransaction, status: int) -> Response:
    return response_for(transaction.request, status, to_tag="b")


def test_a_ringing_invite_is_not_repeated_and_its_refusal_acknowledged_each_time(
    loop: FakeLoop,
) -> None:
    transaction, log = client(loop, "INVITE")
    loop.advance(0.1)
    transaction.receive(answer(transaction, 180))
    loop.advance(50.0)
    for _ in range(2):
        transaction.receive(answer(transaction, 486))
    loop.advance(100.0)

    assert log == [
        "0 sends INVITE",
        "0.1 told 180",
        "50 sends ACK",
        "50 told 486",
        "50 sends ACK",
        "82 forgotten",
    ]


def test_each_2xx_to_an_invite_is_told(loop: FakeLoop) -> None:
    transaction, log = client(loop, "INVITE")
    for _ in range(2):
        transaction.receive(answer(transaction, 200))

    assert log == ["0 sends INVITE", "0 told 200", "0 told 200"]


def test_a_bye_is_repeated_until_answered_and_answered_once(loop: FakeLoop) -> None:
    transaction, log = client(loop, "BYE")
    loop.advance(1.0)
    for _ in range(2):
        transaction.receive(answer(transaction, 200))
    loop.advance(100.0)

    assert log == ["0 sends BYE", "0.5 sends BYE", "1 told 200", "6 forgotten"]


def test_a_request_without_answer_times_out(loop: FakeLoop) -> None:
    _, log = client(loop, "BYE")

    loop.advance(100.0)

    assert log[-2:] == ["32 forgotten", "32 timed out"]


def test_a_refusal_is_repeated_until_its_ack(loop: FakeLoop) -> None:
    log: list[str] = []
    transaction = ServerTransaction(
        request("INVITE"),
        lambda response: log.append(f"{loop.now_s:g} sends {response.status}"),
        lambda: log.append(f"{loop.now_s:g} forgotten"),
    )
    transaction.respond(503)
    loop.advance(2.0)
    transaction.acknowledge()
    loop.advance(100.0)

    assert log == ["0 sends 503", "0.5 sends 503", "1.5 sends 503", "7 forgotten"]
    with pytest.raises(ValueError, match="final"):
        transaction.respond(200)
