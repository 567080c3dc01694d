"""All transactions under way: which message belongs to which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from loadtest.deployment.acd.signalling.client_transaction import ClientTransaction
from loadtest.deployment.acd.signalling.server_transaction import ServerTransaction
from loadtest.deployment.acd.signalling.udp_socket import Address, UdpSocket
from loadtest.sip.errors import SipParseError
from loadtest.sip.message import (
    BRANCH_COOKIE,
    Request,
    Response,
    Uri,
    Via,
    new_branch,
    parse,
    stamp_source,
)

_Key = tuple[str, ...]


class TransactionUser(Protocol):
    """Who decides what a request means."""

    def on_request(self, transaction: ServerTransaction) -> None:
        """Take a new request, other than ACK and CANCEL."""

    def on_cancel(self, invite: ServerTransaction) -> None:
        """Take note that the caller cancels an INVITE; the CANCEL itself is answered."""

    def on_ack(self, ack: Request) -> None:
        """Take the ACK to a 2xx."""


class Transactions:
    """Sorts what comes in by transaction, and sends what goes out.

    Parameters
    ----------
    udp
        The socket; `start` puts it to use.

    Attributes
    ----------
    malformed
        Datagrams that were no SIP message.
    """

    def __init__(self, udp: UdpSocket) -> None:
        self._udp = udp
        self._user: TransactionUser | None = None
        self._servers: dict[_Key, ServerTransaction] = {}
        self._clients: dict[tuple[str, str], ClientTransaction] = {}
        self.malformed = 0

    def start(self, user: TransactionUser) -> None:
        """Take messages from here on."""
        self._user = user
        self._udp.start(self.receive)

    @property
    def address(self) -> Address:
        """Where SIP is taken."""
        return self._udp.address

    @property
    def unsent(self) -> int:
        """Datagrams that could not be sent, or were for another machine."""
        return self._udp.unsent

    def new_via(self) -> Via:
        """Return the Via of a new request, with a branch of its own."""
        host, port = self._udp.address
        return Via(host, port, {"branch": new_branch(), "rport": None})

    def request(
        self,
        request: Request,
        next_hop: Uri,
        on_response: Callable[[Response], None],
        on_timeout: Callable[[], None],
    ) -> ClientTransaction:
        """Send a request other than ACK.

        Raises
        ------
        SipParseError
            If the next hop names no host.
        """
        address = next_hop.hop
        key = (request.via.branch, request.method)
        transaction = ClientTransaction(
            request,
            lambda message: self._udp.send(bytes(message), address),
            lambda: self._forget_client(key),
            on_response,
            on_timeout,
        )
        self._clients[key] = transaction
        return transaction

    def send_ack(self, ack: Request, next_hop: Uri) -> None:
        """Send the ACK to a 2xx, which is no part of a transaction."""
        self._udp.send(bytes(ack), next_hop.hop)

    def send_response(self, response: Response) -> None:
        """Send a response again that a server transaction has sent before."""
        self._udp.send(bytes(response), response.via.reply_to)

    def receive(self, data: bytes, source: Address) -> None:
        """Take one datagram."""
        if not data.strip():
            return  # keep-alive (RFC 5626 section 3.5.1, RFC 3261 section 7.5)
        try:
            message = parse(data)
            if isinstance(message, Response):
                self._take_response(message)
            else:
                stamp_source(message, *source)
                self._take_request(message)
        except SipParseError:
            self.malformed += 1

    def _take_response(self, response: Response) -> None:
        transaction = self._clients.get((response.via.branch, response.cseq[1]))
        if transaction is not None:
            transaction.receive(response)

    def _take_request(self, request: Request) -> None:
        assert self._user is not None
        if request.method == "ACK":
            invite = self._servers.get(_key(request, "INVITE"))
            # The ACK to a 2xx has a branch of its own, but not every telephone knows.
            if invite is not None and invite.refused:
                invite.acknowledge()
            else:
                self._user.on_ack(request)
            return
        key = _key(request, request.method)
        known = self._servers.get(key)
        if known is not None:
            known.retransmit()
            return
        address = request.via.reply_to
        transaction = ServerTransaction(
            request,
            lambda response: self._udp.send(bytes(response), address),
            lambda: self._forget_server(key),
        )
        self._servers[key] = transaction
        if request.method != "CANCEL":
            self._user.on_request(transaction)
            return
        invite = self._servers.get(_key(request, "INVITE"))
        if invite is None:
            transaction.respond(481)
            return
        transaction.local_tag = invite.local_tag
        transaction.respond(200)
        if not invite.answered:
            self._user.on_cancel(invite)

    def _forget_server(self, key: _Key) -> None:
        self._servers.pop(key, None)

    def _forget_client(self, key: tuple[str, str]) -> None:
        self._clients.pop(key, None)


def _key(request: Request, method: str) -> _Key:
    """Return what a request has in common with its own repetition (RFC 3261 section 17.2.3)."""
    via = request.via
    sent_by = f"{via.host}:{via.port}"
    if via.branch.startswith(BRANCH_COOKIE):
        return via.branch, sent_by, method
    number = str(request.cseq[0])
    return request.call_id, number, request.from_.tag or "", str(request.uri), sent_by, method
