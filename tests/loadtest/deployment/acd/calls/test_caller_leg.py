"""The caller's leg where the network fails: exact traces."""

from __future__ import annotations

import asyncio

import pytest

from loadtest.deployment.acd.calls.caller_leg import CallerLeg
from loadtest.deployment.acd.signalling.transactions import Transactions
from loadtest.deployment.acd.signalling.udp_socket import Address
from loadtest.sip.message import Request, parse
from loadtest.sip.sdp import AudioSession
from tests.loadtest.deployment.acd.fake_loop import FakeLoop

INVITE = (
    b"INVITE sip:112@127.0.0.1 SIP/2.0\r\n"
    b"Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK1\r\n"
    b"From: <sip:1@127.0.0.1>;tag=a\r\nTo: <sip:112@127.0.0.1>\r\n"
    b"Call-ID: c\r\nCSeq: 1 INVITE\r\nContact: <sip:1@127.0.0.1:5070>\r\n\r\n"
)
SESSION = AudioSession("127.0.0.1", 4000)


class Wire:
    """Takes the socket's place, and hands the INVITE's transaction to a leg."""

    def __init__(self) -> None:
        self.address: Address = ("127.0.0.1", 5060)
        self.sent: list[str] = []
        self.log: list[str] = []
        self.transactions = Transactions(self)  # type: ignore[arg-type]
        self.transactions._user = self  # type: ignore[assignment]
        self.leg: CallerLeg | None = None

    def send(self, data: bytes, address: Address) -> None:
        message = parse(data)
        self.sent.append(message.method if isinstance(message, Request) else str(message.status))

    def on_request(self, transaction: object) -> None:
        self.leg = CallerLeg(
            transaction,  # type: ignore[arg-type]
            self.transactions,
            "<sip:127.0.0.1>",
            on_hang_up=lambda: self.log.append("hang up"),
            on_closed=lambda: self.log.append("closed"),
        )


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> FakeLoop:
    made = FakeLoop()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: made)
    return made


@pytest.fixture
def wire() -> Wire:
    return Wire()


def new_leg(wire: Wire) -> CallerLeg:
    wire.transactions.receive(INVITE, ("127.0.0.1", 5070))
    assert wire.leg is not None
    return wire.leg


def test_a_caller_who_never_acknowledges_is_hung_up(loop: FakeLoop, wire: Wire) -> None:
    new_leg(wire).accept(SESSION)

    loop.advance(31.9)
    assert set(wire.sent) == {"200"}
    assert wire.log == []
    loop.advance(32.0)
    assert wire.sent[-1] == "BYE"
    assert wire.log == ["hang up"]
    loop.advance(70.0)
    assert wire.log == ["hang up", "closed"]


def test_ringing_is_repeated_each_minute(loop: FakeLoop, wire: Wire) -> None:
    leg = new_leg(wire)
    leg.progress(None)

    loop.advance(150.0)
    leg.end(status=480)
    loop.advance(150.1)

    assert wire.sent == ["180", "180", "180", "480"]
    assert wire.log == ["closed"]


def test_a_caller_who_hangs_up_while_our_bye_waits_is_not_told_twice(
    loop: FakeLoop, wire: Wire
) -> None:
    leg = new_leg(wire)
    leg.accept(SESSION)
    leg.end()
    leg.acknowledged()
    leg.acknowledged()
    leg.end()

    assert wire.sent == ["200", "BYE"]
    assert wire.log == []
