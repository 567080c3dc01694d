"""The leg to a caller: we are the called side (RFC 3261 sections 13.3, 15.1.2)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import Enum, auto

from loadtest.deployment.acd.calls.headers import ALLOW, REASON_TEXT
from loadtest.deployment.acd.signalling.server_transaction import ServerTransaction
from loadtest.deployment.acd.signalling.timers import T2_S, Repeater
from loadtest.deployment.acd.signalling.transactions import Transactions
from loadtest.sip.dialog import Dialog
from loadtest.sip.message import Response
from loadtest.sip.sdp import CONTENT_TYPE, AudioSession

# RFC 3261 section 13.3.1.1: a provisional response is repeated each minute, else proxies give up.
_KEEP_RINGING_S = 60.0


class _State(Enum):
    EARLY = auto()
    # Accepted, the ACK is yet to come.
    ACCEPTED = auto()
    CONFIRMED = auto()
    ENDED = auto()


class CallerLeg:
    """The dialog with a caller.

    Parameters
    ----------
    invite
        The caller's INVITE.
    transactions
        To send what belongs to no transaction of the caller's.
    contact
        Where we are reached, as ``<sip:...>``.
    on_hang_up
        Called once when the caller has ended the leg: by CANCEL, by BYE, or by never
        acknowledging our 200. Not called where we end it.
    on_closed
        Called once when nothing is left to be sent or waited for.

    Raises
    ------
    SipParseError
        If the INVITE has no usable Contact.
    """

    def __init__(
        self,
        invite: ServerTransaction,
        transactions: Transactions,
        contact: str,
        *,
        on_hang_up: Callable[[], None],
        on_closed: Callable[[], None],
    ) -> None:
        self.dialog = Dialog.of_called(invite.request, invite.local_tag)
        self._invite = invite
        self._transactions = transactions
        self._contact = contact
        self._on_hang_up = on_hang_up
        self._on_closed = on_closed
        self._state = _State.EARLY
        self._repeater: Repeater | None = None
        self._keep_ringing: asyncio.TimerHandle | None = None
        self._bye_when_confirmed = False

    @property
    def key(self) -> tuple[str, str]:
        """Call-ID and our tag, by which requests of this dialog are known."""
        return self.dialog.call_id, self._invite.local_tag

    @property
    def is_early(self) -> bool:
        """Whether the call is neither accepted nor ended."""
        return self._state is _State.EARLY

    def progress(self, session: AudioSession | None) -> None:
        """Send 183 with early sound, or 180 where there is none."""
        if session is None:
            self._invite.respond(180, contact=self._contact)
        else:
            self._invite.respond(
                183, contact=self._contact, body=bytes(session), content_type=CONTENT_TYPE
            )
        self._keep_ringing = asyncio.get_running_loop().call_later(
            _KEEP_RINGING_S, self.progress, session
        )

    def accept(self, session: AudioSession) -> None:
        """Send 200, again and again until its ACK comes."""
        self._stop_ringing()
        ok = self._invite.respond(
            200,
            contact=self._contact,
            headers=[("Allow", ALLOW)],
            body=bytes(session),
            content_type=CONTENT_TYPE,
        )
        self._state = _State.ACCEPTED
        self._repeater = Repeater(
            lambda: self._transactions.send_response(ok), self._never_acknowledged, cap_s=T2_S
        )

    def end(self, status: int = 480, q850_cause: int | None = None) -> None:
        """End the leg from our side: `status` where it is not accepted yet, else BYE.

        BYE waits for the ACK (RFC 3261 section 15); ending twice is no error.
        """
        headers = [] if q850_cause is None else [("Reason", REASON_TEXT.format(q850_cause))]
        if self._state is _State.EARLY:
            self._refuse(status, headers)
        elif self._state is _State.ACCEPTED:
            self._bye_when_confirmed = True
        elif self._state is _State.CONFIRMED:
            self._bye()

    def cancelled(self) -> None:
        """Take the caller's CANCEL."""
        if self._state is _State.EARLY:
            self._refuse(487, [])
            self._on_hang_up()

    def acknowledged(self) -> None:
        """Take the ACK to our 200."""
        if self._state is _State.ACCEPTED:
            self._stop_repeating()
            self._state = _State.CONFIRMED
            if self._bye_when_confirmed:
                self._bye()

    def bye(self, transaction: ServerTransaction) -> None:
        """Take the caller's BYE."""
        transaction.respond(200)
        if self._state is _State.ENDED:
            return
        if self._state is _State.EARLY:  # RFC 3261 15.1.2: the pending INVITE is answered 487
            self._invite.respond(487)
        ended_by_us = self._bye_when_confirmed
        self._close()
        if not ended_by_us:
            self._on_hang_up()

    def _refuse(self, status: int, headers: list[tuple[str, str]]) -> None:
        self._invite.respond(status, headers=headers)
        self._close()

    def _bye(self) -> None:
        self._state = _State.ENDED
        bye = self.dialog.request("BYE", self._transactions.new_via())
        self._transactions.request(bye, self.dialog.next_hop, self._bye_answered, self._close)

    def _bye_answered(self, response: Response) -> None:
        if response.status >= 200:
            self._close()

    def _never_acknowledged(self) -> None:
        self._repeater = None
        ended_by_us = self._bye_when_confirmed
        self._bye()
        if not ended_by_us:
            self._on_hang_up()

    def _close(self) -> None:
        self._state = _State.ENDED
        self._stop_ringing()
        self._stop_repeating()
        self._on_closed()

    def _stop_ringing(self) -> None:
        if self._keep_ringing is not None:
            self._keep_ringing.cancel()
            self._keep_ringing = None

    def _stop_repeating(self) -> None:
        if self._repeater is not None:
            self._repeater.stop()
            self._repeater = None
