"""A SIP endpoint: one socket, its transactions, and who gets which message."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from loadtest.safety import TargetRefused
from loadtest.sip.client_transaction import (
    ClientTransaction,
    InviteClientTransaction,
    Key,
    NoAnswer,
)
from loadtest.sip.echo import Echo
from loadtest.sip.errors import SipParseError
from loadtest.sip.matching import client_echo, merge_key, server_key
from loadtest.sip.message import (
    Request,
    Response,
    new_tag,
    parse,
    stamp_source,
)
from loadtest.sip.roles import DialogUser, Listener, Transport
from loadtest.sip.sender import Sender
from loadtest.sip.server_transaction import InviteServerTransaction, ServerTransaction
from loadtest.sip.timers import GeventScheduler, Scheduler, Timers
from loadtest.sip.udp import Address, UdpSocket

ALLOWED_METHODS = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, NOTIFY"


class Endpoint(Sender):
    """Sends and receives SIP messages for any number of calls and lines.

    Parameters
    ----------
    host, port : str, int
        Own address; port 0 for any free one.
    timers : Timers
    scheduler : Scheduler, optional
        By default timers and clock of gevent's hub.
    open_transport : callable, optional
        Makes the transport from host, port and the callback for datagrams; UDP by default.

    Attributes
    ----------
    address : (str, int)
        Where it listens.
    counters : Counters

    Raises
    ------
    TargetRefused
        If the own address is not loopback.
    OSError
        If it cannot be bound.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        timers: Timers | None = None,
        scheduler: Scheduler | None = None,
        open_transport: Callable[[str, int, Callable[[bytes, Address], None]], Transport]
        | None = None,
    ) -> None:
        self.timers = timers or Timers()
        self.scheduler: Scheduler = scheduler or GeventScheduler()
        self._clients: dict[Key, ClientTransaction] = {}
        self._servers: dict[tuple[str, ...], ServerTransaction] = {}
        self._dialogs: dict[tuple[str, str], DialogUser] = {}
        self._retired: deque[tuple[float, tuple[str, str]]] = deque()
        self._echo = Echo(self.scheduler)
        self._listeners: dict[str, Listener] = {}
        self._offers: set[tuple[str, ...]] = set()
        super().__init__((open_transport or UdpSocket)(host, port, self._receive))

    def close(self) -> None:
        """Drop all transactions and give the port back."""
        for client in list(self._clients.values()):
            client.terminate()
        for server in list(self._servers.values()):
            server.terminate()
        self._echo.clear()
        self._dialogs.clear()
        self._listeners.clear()
        self._transport.close()

    def request(
        self,
        request: Request,
        hop: Address,
        *,
        purpose: str,
        on_response: Callable[[Response], None],
        on_no_answer: Callable[[NoAnswer], None],
    ) -> ClientTransaction:
        """Send a request in a transaction of its own.

        Raises
        ------
        TargetRefused
            If the destination is not allowed; nothing has been sent then.
        """
        number = request.uri.number if request.method == "INVITE" else None
        self.require_allowed(hop, purpose, number=number)
        kind = InviteClientTransaction if request.method == "INVITE" else ClientTransaction
        transaction = kind(
            request,
            send=lambda data: self.send_bytes(data, hop, purpose, number=number),
            scheduler=self.scheduler,
            timers=self.timers,
            on_response=on_response,
            on_no_answer=on_no_answer,
            on_end=lambda ended, echo_s, echo: self._forget_client(ended, echo_s, echo, hop),
        )
        self._clients[transaction.key] = transaction
        transaction.start()
        return transaction

    def add_dialog(self, call_id: str, local_tag: str, user: DialogUser) -> None:
        """Let `user` have what comes for this Call-ID and our tag."""
        self._dialogs[call_id, local_tag] = user

    def retire_dialog(self, call_id: str, local_tag: str, heir: DialogUser) -> None:
        """Let `heir` have what still comes, and forget all once nothing can come any more."""
        now_s = self.scheduler.now()
        self._dialogs[call_id, local_tag] = heir
        self._retired.append((now_s + self.timers.timeout_s, (call_id, local_tag)))
        while self._retired and self._retired[0][0] <= now_s:
            self._dialogs.pop(self._retired.popleft()[1], None)

    def add_listener(self, user: str, listener: Listener) -> None:
        """Let `listener` have the new calls to this user name.

        Raises
        ------
        ValueError
            If there is one already.
        """
        if user in self._listeners:
            raise ValueError(f"user {user!r} has a line already; one line a user name")
        self._listeners[user] = listener

    def remove_listener(self, user: str) -> None:
        """Let nobody have the new calls to this user name."""
        self._listeners.pop(user, None)

    def _forget_client(
        self, transaction: ClientTransaction, echo_s: float, echo: bytes, hop: Address
    ) -> None:
        self._clients.pop(transaction.key, None)
        if echo_s:
            self._echo.keep(client_echo(*transaction.key), echo_s, echo, hop)

    def _forget_server(
        self, key: tuple[str, ...], request: Request, echo_s: float, echo: bytes
    ) -> None:
        self._servers.pop(key, None)
        reply_to = request.via.reply_to
        if echo_s:
            self._echo.keep(key, echo_s, echo, reply_to)
        if request.method == "INVITE":
            offer = merge_key(request)
            if offer in self._offers:
                self._offers.discard(offer)
                self._echo.keep(offer, self.timers.timeout_s, b"", reply_to)

    def _repeat(self, key: tuple[str, ...], purpose: str) -> bool:
        """Send again what is remembered for a repeated message; False where nothing is."""
        echo = self._echo.find(key)
        if echo is None:
            return False
        data, address = echo
        if data:
            self.send_bytes(data, address, purpose)
        return True

    def _receive(self, data: bytes, source: Address) -> None:
        if not data.strip(b"\r\n\0"):  # a keep-alive (RFC 5626)
            return
        try:
            message = parse(data)
            if isinstance(message, Response):
                self._receive_response(message)
            else:
                self._receive_request(message, source)
        except SipParseError:
            self.counters.malformed += 1
        except (TargetRefused, OSError):
            pass  # counted where it was to be sent; the peer's timers will tell it

    def _receive_response(self, response: Response) -> None:
        if len(response.headers.get_all("Via")) != 1:  # RFC 3261 section 8.1.3.3
            self.counters.stray += 1
            return
        transaction = self._clients.get((response.via.branch, response.cseq[1]))
        if transaction is not None:
            transaction.receive(response)
            return
        user = self._dialogs.get((response.call_id, response.from_.tag or ""))
        if user is not None and response.cseq[1] == "INVITE" and 200 <= response.status < 300:
            user.receive_late_answer(response)
        elif not self._repeat(client_echo(response.via.branch, response.cseq[1]), "SIP target"):
            self.counters.stray += 1

    def _receive_request(self, request: Request, source: Address) -> None:
        stamp_source(request, *source)
        key = server_key(request, "INVITE" if request.method == "ACK" else request.method)
        transaction = self._servers.get(key)
        tag = request.to.tag
        user = self._dialogs.get((request.call_id, tag)) if tag is not None else None
        if request.method == "ACK" and user is not None:
            user.receive_ack(request)  # also where an old peer gives it the INVITE's branch
        reply_to, purpose = request.via.reply_to, "Via of a request"
        if transaction is not None:
            transaction.receive(request)
            return
        if self._repeat(key, purpose):
            return
        if request.method == "ACK":
            self.counters.stray += user is None
            return
        self.require_allowed(reply_to, purpose)  # else nobody could ever be answered
        kind = InviteServerTransaction if request.method == "INVITE" else ServerTransaction
        transaction = kind(
            request,
            send=lambda response: self.send(response, reply_to, purpose),
            scheduler=self.scheduler,
            timers=self.timers,
            on_end=lambda echo_s, echo: self._forget_server(key, request, echo_s, echo),
        )
        self._servers[key] = transaction
        try:
            self._serve(request, transaction, user)
        except SipParseError:  # in a field that `parse` leaves to whoever reads it
            self.counters.malformed += 1
            if not transaction.answered:
                transaction.reply(400, to_tag=new_tag())

    def _serve(
        self, request: Request, transaction: ServerTransaction, user: DialogUser | None
    ) -> None:
        if request.method == "CANCEL":
            key = server_key(request, "INVITE")
            invite = self._servers.get(key)
            known = invite is not None or self._echo.find(key) is not None
            transaction.reply(200 if known else 481, to_tag=new_tag())
            if isinstance(invite, InviteServerTransaction):
                invite.cancel()
            return
        required = request.headers.get_all("Require")
        if required:  # RFC 3261 section 8.2.2.3: we know no extension
            unsupported = [("Unsupported", ", ".join(required))]
            transaction.reply(420, to_tag=new_tag(), headers=unsupported)
        elif request.to.tag is not None:
            if user is not None:
                user.receive_request(request, transaction)
            else:
                transaction.reply(481)
        elif isinstance(transaction, InviteServerTransaction):
            self._offer(request, transaction)
        elif request.method == "OPTIONS":
            transaction.reply(200, to_tag=new_tag(), headers=[("Allow", ALLOWED_METHODS)])
        else:
            transaction.reply(405, to_tag=new_tag(), headers=[("Allow", ALLOWED_METHODS)])

    def _offer(self, request: Request, transaction: InviteServerTransaction) -> None:
        if request.uri.scheme not in ("sip", "sips"):
            transaction.reply(416, to_tag=new_tag())
            return
        listener = self._listeners.get(request.uri.number)
        offer = merge_key(request)
        # RFC 3261 section 8.2.2.2: forked on its way, and met here again
        if offer in self._offers or self._echo.find(offer) is not None:
            transaction.reply(482, to_tag=new_tag())
        elif listener is None:
            transaction.reply(404, to_tag=new_tag())
        else:
            self._offers.add(offer)
            listener.receive_invite(request, transaction)
