"""The leg to a call-taker's telephone: we are the calling side (RFC 3261 sections 9.1, 13.2)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from enum import Enum, auto

from loadtest.deployment.acd.signalling.client_transaction import ClientTransaction
from loadtest.deployment.acd.signalling.server_transaction import ServerTransaction
from loadtest.deployment.acd.signalling.timers import GIVE_UP_S
from loadtest.deployment.acd.signalling.transactions import Transactions
from loadtest.sip.dialog import Dialog
from loadtest.sip.errors import SipParseError
from loadtest.sip.message import (
    NameAddr,
    Response,
    Uri,
    build_request,
    cancel_for,
    new_call_id,
    new_tag,
)
from loadtest.sip.sdp import CONTENT_TYPE, AudioSession, session_of


class _State(Enum):
    CALLING = auto()
    RINGING = auto()
    # Ended by us; the telephone's last word is yet to come.
    CLOSING = auto()
    TALKING = auto()
    ENDED = auto()


class TakerLeg:
    """The dialog with a call-taker's telephone.

    Parameters
    ----------
    transactions
        To send requests.
    contact
        Where we are reached, as ``<sip:...>``.
    on_answer
        Called with the telephone's session description when it answers, before the answer is
        acknowledged: whoever has the ACK may speak. Returns whether the two can be joined;
        where not, the leg hangs up.
    on_refused
        Called once when it will not answer: a final response, or none at all.
    on_hang_up
        Called once when the call-taker ends the talk.
    on_closed
        Called once when the telephone has nothing of this leg any more.
    """

    def __init__(
        self,
        transactions: Transactions,
        contact: str,
        *,
        on_answer: Callable[[AudioSession], bool],
        on_refused: Callable[[], None],
        on_hang_up: Callable[[], None],
        on_closed: Callable[[], None],
    ) -> None:
        self._transactions = transactions
        self._contact = contact
        self._on_answer = on_answer
        self._on_refused = on_refused
        self._on_hang_up = on_hang_up
        self._on_closed = on_closed
        self._state = _State.CALLING
        self._tag = new_tag()
        self._call_id = new_call_id(transactions.address[0])
        self._dialog: Dialog | None = None
        self._invite: ClientTransaction | None = None
        self._target: Uri | None = None
        self._cancelled = False

    @property
    def key(self) -> tuple[str, str]:
        """Call-ID and our tag, by which requests of this dialog are known."""
        return self._call_id, self._tag

    def ring(
        self,
        telephone: Uri,
        extension: str,
        caller: NameAddr,
        session: AudioSession,
        headers: Iterable[tuple[str, str]],
    ) -> None:
        """Send INVITE to `telephone`, from `caller`, offering `session`."""
        self._target = telephone
        host, port = self._transactions.address
        invite = build_request(
            "INVITE",
            telephone,
            via=self._transactions.new_via(),
            from_=caller.with_tag(self._tag),
            to=NameAddr(Uri("sip", extension, host, port)),
            call_id=self._call_id,
            cseq=1,
            contact=self._contact,
            headers=headers,
            body=bytes(session),
            content_type=CONTENT_TYPE,
        )
        self._invite = self._transactions.request(
            invite, telephone, self._take_response, self._no_response
        )

    def end(self) -> None:
        """End the leg from our side: CANCEL where it is not answered, else BYE."""
        if self._state is _State.RINGING:
            self._cancel()
        elif self._state is _State.CALLING:
            # RFC 3261 9.1: CANCEL waits for a first response.
            self._state = _State.CLOSING
        elif self._state is _State.TALKING:
            self._bye()

    def bye(self, transaction: ServerTransaction) -> None:
        """Take the telephone's BYE."""
        transaction.respond(200)
        if self._state is _State.TALKING:
            self._state = _State.ENDED
            self._on_hang_up()
            self._on_closed()

    def _take_response(self, response: Response) -> None:
        if response.status < 200:
            if self._state is _State.CALLING:
                self._state = _State.RINGING
            elif self._state is _State.CLOSING and not self._cancelled:
                self._cancel()
        elif response.status < 300:
            self._take_answer(response)
        elif self._state is _State.CLOSING:
            self._close()
        elif self._state is not _State.ENDED:
            self._refused()

    def _take_answer(self, response: Response) -> None:
        if self._dialog is not None:
            # Our ACK was lost; a second telephone behind the first is not answered.
            if self._dialog.remote.tag == response.to.tag:
                self._acknowledge(self._dialog)
            return
        assert self._invite is not None
        closing = self._state is _State.CLOSING
        try:
            self._dialog = Dialog.of_caller(self._invite.request, response)
            session = session_of(response)
        except SipParseError:
            session = None
        if self._dialog is None:
            # Without Contact or tag there is nothing that could be acknowledged.
            if closing:
                self._close()
            else:
                self._refused()
            return
        if session is None and not closing:
            self._on_refused()
        joined = session is not None and not closing and self._on_answer(session)
        self._acknowledge(self._dialog)
        if joined:
            self._state = _State.TALKING
        else:
            self._bye()  # also where the answer crossed our CANCEL

    def _acknowledge(self, dialog: Dialog) -> None:
        via = self._transactions.new_via()
        self._transactions.send_ack(dialog.request("ACK", via, cseq=1), dialog.next_hop)

    def _cancel(self) -> None:
        self._state = _State.CLOSING
        self._cancelled = True
        assert self._invite is not None and self._target is not None
        self._transactions.request(
            cancel_for(self._invite.request), self._target, lambda _: None, lambda: None
        )
        # RFC 3261 9.1: a telephone that never ends the INVITE is given up.
        asyncio.get_running_loop().call_later(GIVE_UP_S, self._close)

    def _bye(self) -> None:
        assert self._dialog is not None
        self._state = _State.CLOSING
        bye = self._dialog.request("BYE", self._transactions.new_via())
        self._transactions.request(bye, self._dialog.next_hop, self._bye_answered, self._close)

    def _bye_answered(self, response: Response) -> None:
        if response.status >= 200:
            self._close()

    def _no_response(self) -> None:
        if self._state is _State.CLOSING:
            self._close()
        else:
            self._refused()

    def _refused(self) -> None:
        self._state = _State.ENDED
        self._on_refused()
        self._on_closed()

    def _close(self) -> None:
        if self._state is not _State.ENDED:
            self._state = _State.ENDED
            self._on_closed()
