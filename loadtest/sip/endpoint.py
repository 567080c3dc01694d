"""A SIP endpoint: one socket, its transactions, and who gets which message."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from loadtest.safety import TargetRefused, require_allowed
from loadtest.sip.client_transaction import (
    ClientTransaction,
    InviteClientTransaction,
    Key,
    NoAnswer,
)
from loadtest.sip.errors import SipParseError
from loadtest.sip.message import (
    BRANCH_COOKIE,
    Message,
    Request,
    Response,
    Via,
    new_branch,
    new_tag,
    parse,
    stamp_source,
)
from loadtest.sip.roles import Counters, DialogUser, Listener, Transport
from loadtest.sip.server_transaction import InviteServerTransaction, ServerTransaction
from loadtest.sip.timers import GeventScheduler, Scheduler, Timers
from loadtest.sip.udp import Address, UdpSocket

ALLOWED_METHODS = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, NOTIFY"


class Endpoint:
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
        self.counters = Counters()
        self._clients: dict[Key, ClientTransaction] = {}
        self._servers: dict[tuple[str, ...], ServerTransaction] = {}
        self._dialogs: dict[tuple[str, str], DialogUser] = {}
        self._retired: deque[tuple[float, tuple[str, str]]] = deque()
        self._listeners: dict[str, Listener] = {}
        self._offers: set[tuple[str, ...]] = set()
        self._transport = (open_transport or UdpSocket)(host, port, self._receive)
        self.address: Address = self._transport.address

    def close(self) -> None:
        """Drop all transactions and give the port back."""
        for client in list(self._clients.values()):
            client.terminate()
        for server in list(self._servers.values()):
            server.terminate()
        self._dialogs.clear()
        self._listeners.clear()
        self._transport.close()

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
        allowed = self.require_allowed(hop, purpose, number=number)
        try:
            self._transport.send(bytes(message), (allowed, hop[1]))
        except OSError:
            self.counters.unsent += 1
            raise

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
            send=lambda message: self.send(message, hop, purpose, number=number),
            scheduler=self.scheduler,
            timers=self.timers,
            on_response=on_response,
            on_no_answer=on_no_answer,
            on_end=self._forget_client,
        )
        self._clients[transaction.key] = transaction
        transaction.start()
        return transaction

    def add_dialog(self, call_id: str, local_tag: str, user: DialogUser) -> None:
        """Let `user` have what comes for this Call-ID and our tag."""
        self._dialogs[call_id, local_tag] = user

    def retire_dialog(self, call_id: str, local_tag: str) -> None:
        """Forget the dialog once no retransmission can come for it any more."""
        now_s = self.scheduler.now()
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

    def _forget_client(self, transaction: ClientTransaction) -> None:
        self._clients.pop(transaction.key, None)

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
        else:
            self.counters.stray += 1

    def _receive_request(self, request: Request, source: Address) -> None:
        stamp_source(request, *source)
        key = _server_key(request, "INVITE" if request.method == "ACK" else request.method)
        transaction = self._servers.get(key)
        if transaction is not None:
            transaction.receive(request)
            return
        tag = request.to.tag
        user = self._dialogs.get((request.call_id, tag)) if tag is not None else None
        if request.method == "ACK":
            if user is not None:
                user.receive_ack(request)
            else:
                self.counters.stray += 1
            return
        reply_to, purpose = request.via.reply_to, "Via of a request"
        self.require_allowed(reply_to, purpose)  # else nobody could ever be answered
        kind = InviteServerTransaction if request.method == "INVITE" else ServerTransaction
        transaction = kind(
            request,
            send=lambda response: self.send(response, reply_to, purpose),
            scheduler=self.scheduler,
            timers=self.timers,
            on_end=lambda ended: self._forget_server(key),
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
            invite = self._servers.get(_server_key(request, "INVITE"))
            if isinstance(invite, InviteServerTransaction):
                transaction.reply(200, to_tag=new_tag())
                invite.cancel()
            else:
                transaction.reply(481, to_tag=new_tag())
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
        merge_key = _merge_key(request)
        if merge_key in self._offers:  # RFC 3261 section 8.2.2.2: forked, and met here again
            transaction.reply(482, to_tag=new_tag())
        elif listener is None:
            transaction.reply(404, to_tag=new_tag())
        else:
            self._offers.add(merge_key)
            listener.receive_invite(request, transaction)

    def _forget_server(self, key: tuple[str, ...]) -> None:
        transaction = self._servers.pop(key, None)
        if isinstance(transaction, InviteServerTransaction):
            self._offers.discard(_merge_key(transaction.request))


def _server_key(request: Request, method: str) -> tuple[str, ...]:
    """Return what retransmissions of a request have in common (RFC 3261 section 17.2.3)."""
    via = request.via
    if via.branch.startswith(BRANCH_COOKIE):
        return (via.branch, via.host, str(via.port), method)
    from_tag = request.from_.tag or ""
    return (request.call_id, from_tag, str(request.cseq[0]), via.host, str(via.port), method)


def _merge_key(invite: Request) -> tuple[str, ...]:
    from_tag = invite.from_.tag or ""
    return (invite.call_id, from_tag, str(invite.cseq[0]), invite.uri.number)
