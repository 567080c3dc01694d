"""Whom an endpoint works with: what carries its datagrams, and who takes its messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from loadtest.sip.message import Request, Response
from loadtest.sip.server_transaction import InviteServerTransaction, ServerTransaction
from loadtest.sip.udp import Address


class Transport(Protocol):
    """What carries datagrams."""

    address: Address

    def send(self, data: bytes, address: Address) -> None:
        """Send a datagram; raises OSError."""

    def close(self) -> None:
        """Carry no more."""


class DialogUser(Protocol):
    """Whoever owns a dialog."""

    def receive_request(self, request: Request, transaction: ServerTransaction) -> None:
        """Take a request of the dialog and answer it."""

    def receive_ack(self, ack: Request) -> None:
        """Take the ACK of a 2xx."""

    def receive_late_answer(self, response: Response) -> None:
        """Take a 2xx whose client transaction has ended."""


class Listener(Protocol):
    """Whoever takes new calls to a user name."""

    def receive_invite(self, request: Request, transaction: InviteServerTransaction) -> None:
        """Take an INVITE that starts a call."""


@dataclass(slots=True)
class Counters:
    """Datagrams of an endpoint that led to no call event.

    Attributes
    ----------
    malformed : int
        Received and not parsable as SIP.
    stray : int
        Responses and ACKs that belong to nothing we know.
    refused : int
        Messages not sent because safety forbade their destination.
    unsent : int
        Messages that the system did not take.
    """

    malformed: int = 0
    stray: int = 0
    refused: int = 0
    unsent: int = 0
