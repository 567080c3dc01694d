"""Sends SIP messages from one address, to allowed destinations only."""

from __future__ import annotations

from loadtest.safety import TargetRefused, require_allowed
from loadtest.sip.message import Message, Via, new_branch
from loadtest.sip.roles import Counters, Transport
from loadtest.sip.udp import Address


class Sender:
    """A transport with its own address, and the one way on which messages leave it.

    Parameters
    ----------
    transport : Transport

    Attributes
    ----------
    address : (str, int)
        Where it listens.
    counters : Counters
    """

    def __init__(self, transport: Transport) -> None:
        self.address: Address = transport.address
        self.counters = Counters()
        self._transport = transport

    @property
    def host_port(self) -> str:
        """Own address as it stands in URIs."""
        host, port = self.address
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    def new_via(self) -> Via:
        """Return our Via with a branch of its own."""
        host, port = self.address
        written = f"[{host}]" if ":" in host else host
        return Via(written, port, {"branch": new_branch(), "rport": None})

    def require_allowed(self, hop: Address, purpose: str, *, number: str | None = None) -> str:
        """Return the address to send to, as `loadtest.safety` does; a refusal is counted."""
        try:
            return require_allowed(hop[0], hop[1], purpose, number=number)
        except TargetRefused:
            self.counters.refused += 1
            raise

    def send(
        self, message: Message, hop: Address, purpose: str, *, number: str | None = None
    ) -> None:
        """Send one message, if its destination is allowed.

        Raises
        ------
        TargetRefused
            If it is not.
        OSError
            If the system does not take the datagram.
        """
        self.send_bytes(bytes(message), hop, purpose, number=number)

    def send_bytes(
        self, data: bytes, hop: Address, purpose: str, *, number: str | None = None
    ) -> None:
        """Send a message already written; as `send`."""
        allowed = self.require_allowed(hop, purpose, number=number)
        try:
            self._transport.send(data, (allowed, hop[1]))
        except OSError:
            self.counters.unsent += 1
            raise
