"""A call that we place: from INVITE to the end."""

from __future__ import annotations

from collections.abc import Callable

from loadtest.safety import TargetRefused
from loadtest.sip.authorization import Authorizer
from loadtest.sip.call import Call, failure_of_error
from loadtest.sip.call_plan import CallEvent, CallPlan
from loadtest.sip.client_transaction import ClientTransaction, NoAnswer
from loadtest.sip.dialog import Dialog
from loadtest.sip.endpoint import Endpoint
from loadtest.sip.errors import SdpError, SipParseError
from loadtest.sip.failure import CallFailure, failure_of_status
from loadtest.sip.late_answers import LateAnswers
from loadtest.sip.media import MediaStream
from loadtest.sip.message import Response, build_request, cancel_for
from loadtest.sip.record import CallRecord, EndedBy
from loadtest.sip.sdp import CONTENT_TYPE, session_of
from loadtest.sip.timers import Timer


class OutgoingCall(Call):
    """One call that we place; made by `Caller.place`."""

    def __init__(
        self,
        endpoint: Endpoint,
        record: CallRecord,
        plan: CallPlan,
        *,
        contact: str,
        media: MediaStream | None,
        authorizer: Authorizer,
        on_event: Callable[[OutgoingCall, CallEvent], None] | None,
    ) -> None:
        super().__init__(
            endpoint,
            record,
            local_tag=plan.from_.tag or "",
            contact=contact,
            media=media,
            authorizer=authorizer,
        )
        self._plan = plan
        self._on_event = on_event
        self._cseq = 0
        self._transaction: ClientTransaction | None = None
        self._proceeding = False
        self._cancel_timer: Timer | None = None
        self._late: LateAnswers = LateAnswers(endpoint, record)

    def start(self) -> None:
        """Send the INVITE."""
        self._invite(self._authorizer.start("INVITE", str(self._plan.uri)))

    def fail(self, failure: CallFailure, detail: str) -> None:
        """End the call before anything was sent."""
        self._finish(EndedBy.FAILURE, failure, detail)

    def hang_up(self) -> None:
        """End the call: CANCEL before the answer, BYE after; harmless when it has ended.

        A CANCEL waits for the first provisional response (RFC 3261 section 9.1). An answer that
        crosses it is acknowledged and hung up. `ended` is set when the other side has confirmed,
        or after 64 T1.
        """
        if self.wants_end:
            return
        self.record.hang_up_s = self._endpoint.scheduler.now()
        if self._dialog is not None:
            if not self._hanging_up:
                self._send_bye()
        elif self._proceeding:
            self._cancel()

    def _invite(self, authorization: list[tuple[str, str]]) -> None:
        plan = self._plan
        self._cseq += 1
        self._proceeding = False
        invite = build_request(
            "INVITE",
            plan.uri,
            via=self._endpoint.new_via(),
            from_=plan.from_,
            to=plan.to,
            call_id=self.record.call_id,
            cseq=self._cseq,
            contact=self._contact,
            headers=[*plan.headers, *authorization],
            body=bytes(self._ours),
            content_type=CONTENT_TYPE,
        )
        try:
            self._transaction = self._endpoint.request(
                invite,
                plan.hop,
                purpose="SIP target",
                on_response=self._on_response,
                on_no_answer=self._on_no_answer,
            )
        except TargetRefused as error:
            self._finish(EndedBy.FAILURE, CallFailure.TARGET_REFUSED, str(error))
            return
        self._late.invite = self._transaction.data

    def _on_response(self, response: Response) -> None:
        if response.status < 200:
            self._on_provisional(response)
        else:
            self._count_retransmissions()
            self.record.final_status = response.status
            if response.status < 300:
                self._on_answer(response)
            else:
                self._on_refusal(response)

    def _on_provisional(self, response: Response) -> None:
        now_s = self._endpoint.scheduler.now()
        if response.status in (180, 183) and self.record.ringing_s is None:
            self.record.ringing_s = now_s
        if not self._proceeding:
            self._proceeding = True
            if self.record.hang_up_s is not None:
                self._cancel()
        if self.record.first_provisional_s is None:
            self.record.first_provisional_s = now_s
            self._tell(CallEvent.PROVISIONAL)

    def _on_answer(self, response: Response) -> None:
        now_s = self._endpoint.scheduler.now()
        assert self._transaction is not None
        try:
            self._dialog = Dialog.of_caller(self._transaction.request, response)
            self._late.acknowledge(self._dialog, self._cseq)
        except (SipParseError, TargetRefused) as error:
            self._finish(EndedBy.FAILURE, failure_of_error(error), str(error))
            return
        if self.record.hang_up_s is not None:
            self.record.late_answer_s = now_s
            self._send_bye()
            return
        self.record.connected_s = now_s
        try:
            theirs = session_of(response)
            if theirs is None:
                raise SdpError("the 200 has no session description")
            self._connect_audio(theirs)
        except (SdpError, TargetRefused) as error:
            self.record.connected_s = None
            self._break_off(failure_of_error(error), str(error))
            return
        self.connected.set()
        self.settled.set()
        self._tell(CallEvent.CONNECTED)

    def _on_refusal(self, response: Response) -> None:
        status = response.status
        if self.record.hang_up_s is not None:
            self._finish(EndedBy.LOCAL)
        elif status in (401, 407):
            fields = self._authorizer.retry(response, "INVITE", str(self._plan.uri))
            if fields is None:
                self._finish(EndedBy.REMOTE, CallFailure.AUTH_FAILED, f"{status}")
            else:
                self._invite(fields)
        elif status < 400:
            self._redirect(response)
        else:
            detail = f"{status} {response.reason}"
            self._finish(EndedBy.REMOTE, failure_of_status(status), detail)

    def _redirect(self, response: Response) -> None:
        """Follow a 3xx to its first Contact, if that is allowed (RFC 3261 section 8.1.3.4)."""
        try:
            contact = response.contact
            if contact is None:
                raise SipParseError(f"{response.status} without Contact")
            if self._plan.max_redirects <= 0:
                raise SipParseError(f"{response.status} to {contact.uri}, one redirect too many")
            hop = contact.uri.hop
            self._endpoint.require_allowed(
                hop, f"Contact of the {response.status}", number=contact.uri.number
            )
        except (SipParseError, TargetRefused) as error:
            self._finish(EndedBy.REMOTE, CallFailure.REDIRECT_REFUSED, str(error))
            return
        self._plan.max_redirects -= 1
        self._plan.uri, self._plan.hop = contact.uri, hop
        self._invite(self._authorizer.start("INVITE", str(contact.uri)))

    def _on_no_answer(self, cause: NoAnswer) -> None:
        self._count_retransmissions()
        timeout = cause is NoAnswer.TIMEOUT
        failure = CallFailure.NO_RESPONSE_TIMEOUT if timeout else CallFailure.TRANSPORT_ERROR
        self._finish(EndedBy.FAILURE, failure, f"INVITE: {cause.value}")

    def _cancel(self) -> None:
        assert self._transaction is not None
        self._endpoint.request(
            cancel_for(self._transaction.request),
            self._plan.hop,
            purpose="SIP target",
            on_response=lambda response: None,
            on_no_answer=lambda cause: None,
        )
        self._cancel_timer = self._endpoint.scheduler.call_later(
            self._endpoint.timers.timeout_s, self._cancel_unanswered
        )

    def _cancel_unanswered(self) -> None:
        if self._dialog is None and not self.ended.is_set():
            if self._transaction is not None:
                self._transaction.terminate()
            self._finish(EndedBy.LOCAL, CallFailure.CANCEL_UNANSWERED, "no final response")

    def _count_retransmissions(self) -> None:
        if self._transaction is not None:
            self.record.retransmissions += self._transaction.retransmissions

    def _tell(self, event: CallEvent) -> None:
        if self._on_event is not None:
            self._endpoint.scheduler.spawn(self._on_event, self, event)

    def _on_ended(self) -> None:
        if self._cancel_timer is not None:
            self._cancel_timer.cancel()
        self._transaction = None  # it holds on to us
        self._tell(CallEvent.ENDED)
