"""A call that a call-taker's line receives: from INVITE to the end."""

from __future__ import annotations

from collections.abc import Callable

from loadtest.safety import TargetRefused
from loadtest.sip.authorization import Authorizer
from loadtest.sip.call import Call, failure_of_error
from loadtest.sip.dialog import Dialog
from loadtest.sip.endpoint import Endpoint
from loadtest.sip.errors import SdpError, SipParseError
from loadtest.sip.failure import CallFailure
from loadtest.sip.media import MediaStream
from loadtest.sip.message import NameAddr, Request
from loadtest.sip.record import CallRecord, EndedBy
from loadtest.sip.sdp import session_of
from loadtest.sip.server_transaction import InviteServerTransaction, ServerTransaction


class IncomingCall(Call):
    """One call at a line; made by `CallTakerLine`.

    It rings from the start. The owner then says `answer` or `reject`.

    Attributes
    ----------
    invite : Request
        As received.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        record: CallRecord,
        transaction: InviteServerTransaction,
        *,
        local_tag: str,
        contact: str,
        media: MediaStream | None,
        on_ended: Callable[[IncomingCall], None],
    ) -> None:
        super().__init__(
            endpoint,
            record,
            local_tag=local_tag,
            contact=contact,
            media=media,
            authorizer=Authorizer(None),
        )
        self.invite = transaction.request
        self._transaction = transaction
        self._dialog = Dialog.of_called(self.invite, local_tag)
        self._tell_ended = on_ended
        transaction.on_cancel = self._on_cancel

    @property
    def caller_number(self) -> str:
        """Number of the caller: P-Asserted-Identity, else From; empty when it is hidden."""
        return self.record.from_number

    @property
    def cancelled(self) -> bool:
        """Whether the caller gave up while it rang."""
        return self.ended.is_set() and self.record.final_status == 487

    def ring(self) -> None:
        """Send 180."""
        now_s = self._endpoint.scheduler.now()
        self.record.first_provisional_s = self.record.ringing_s = now_s
        self._transaction.reply(180, to_tag=self._local_tag, contact=self._contact)

    def answer(self) -> bool:
        """Send 200 and let audio flow; return False where there is nothing to answer any more.

        An offer that cannot be met is refused with 488 and counts as a failure.
        """
        if self._transaction.answered or self.ended.is_set():
            return False
        try:
            theirs = session_of(self.invite)
            if theirs is not None:
                self._ours = self._answer_to(theirs)
                self._connect_audio(theirs)
        except (SdpError, TargetRefused) as error:
            self._refuse(488, EndedBy.FAILURE, failure_of_error(error), str(error))
            return False
        self.record.final_status = 200
        self.record.connected_s = self._endpoint.scheduler.now()
        self._send_answer(self._transaction, bytes(self._ours))
        self.connected.set()
        self.settled.set()
        return True

    def reject(self, status: int = 486) -> None:
        """Refuse the call; harmless when it is answered or over.

        Raises
        ------
        ValueError
            If `status` is no refusal.
        """
        if not 300 <= status <= 699:
            raise ValueError(f"status {status} is no refusal; expected 300 to 699")
        if not self._transaction.answered and not self.ended.is_set():
            self.record.hang_up_s = self._endpoint.scheduler.now()
            self._refuse(status, EndedBy.LOCAL)

    def hang_up(self) -> None:
        """End the call: 480 while it rings, BYE after; harmless when it has ended.

        A BYE waits for the ACK of our 200 (RFC 3261 section 15).
        """
        if self.wants_end:
            return
        if not self._transaction.answered:
            self.reject(480)
            return
        self.record.hang_up_s = self._endpoint.scheduler.now()
        if self._reliable is None or not self._reliable.waiting:
            self._send_bye()

    def receive_request(self, request: Request, transaction: ServerTransaction) -> None:
        """Take a request of the dialog; a BYE may come before our answer."""
        ringing = not self._transaction.answered
        super().receive_request(request, transaction)
        if request.method == "BYE" and ringing and self.ended.is_set():
            self.record.final_status = 487
            self._transaction.reply(487, to_tag=self._local_tag)

    def _acknowledged(self, ack: Request) -> None:
        if self.record.acknowledged_s is None:
            self.record.acknowledged_s = self._endpoint.scheduler.now()
        super()._acknowledged(ack)
        if self.record.hang_up_s is not None and not self._hanging_up:
            self._send_bye()

    def _on_cancel(self) -> None:
        self._refuse(487, EndedBy.REMOTE)

    def _refuse(
        self,
        status: int,
        ended_by: EndedBy,
        failure: CallFailure | None = None,
        detail: str = "",
    ) -> None:
        self.record.final_status = status
        self._transaction.reply(status, to_tag=self._local_tag)
        self._finish(ended_by, failure, detail)

    def _on_ended(self) -> None:
        self._tell_ended(self)


def number_of_caller(invite: Request) -> str:
    """Return the caller's number: of P-Asserted-Identity (RFC 3325), else of From.

    It is empty where the identity is anonymous or cannot be read.
    """
    for value in invite.headers.get_all("P-Asserted-Identity"):
        try:
            number = NameAddr.parse(value).uri.number
        except SipParseError:
            continue
        if number:
            return number
    number = invite.from_.uri.number
    return "" if number.lower() == "anonymous" else number
