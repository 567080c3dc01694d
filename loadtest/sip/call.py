"""A call leg: what callers and call-takers have in common once a dialog stands."""

from __future__ import annotations

import contextlib
import secrets

from gevent.event import Event

from loadtest.safety import TargetRefused
from loadtest.sip.authorization import Authorizer
from loadtest.sip.client_transaction import NoAnswer
from loadtest.sip.dialog import Dialog
from loadtest.sip.endpoint import ALLOWED_METHODS, Endpoint
from loadtest.sip.errors import SdpError, SipParseError
from loadtest.sip.failure import CallFailure
from loadtest.sip.late_answers import EndedDialog, LateAnswers
from loadtest.sip.media import MediaStream, checked_remote
from loadtest.sip.message import Request, Response
from loadtest.sip.record import CallRecord, EndedBy
from loadtest.sip.reliable_answer import ReliableAnswer
from loadtest.sip.rtp import AudioPath
from loadtest.sip.sdp import CONTENT_TYPE, AudioSession, answer, session_of
from loadtest.sip.server_transaction import ServerTransaction

_DISCARD_PORT = 9
_FAILURE_OF_PATH = {
    AudioPath.NONE: CallFailure.MEDIA_NONE,
    AudioPath.ONE_WAY: CallFailure.ONE_WAY_AUDIO,
}


class Call:
    """One leg of a call.

    Nothing here blocks; whoever wants to wait, waits for an event.

    Parameters
    ----------
    endpoint : Endpoint
    record : CallRecord
    local_tag : str
    contact : str
        Our Contact, as ``<sip:...>``.
    media : MediaStream or None
        None offers a stream that stays inactive.
    authorizer : Authorizer

    Attributes
    ----------
    record : CallRecord
        What is written down so far.
    connected : gevent.event.Event
        Set once both sides are in conversation.
    ended : gevent.event.Event
        Set when the leg is over and its record complete.
    settled : gevent.event.Event
        Set with the first of the two.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        record: CallRecord,
        *,
        local_tag: str,
        contact: str,
        media: MediaStream | None,
        authorizer: Authorizer,
    ) -> None:
        self.record = record
        self.connected = Event()
        self.ended = Event()
        self.settled = Event()
        self._endpoint = endpoint
        self._local_tag = local_tag
        self._contact = contact
        self._media = media
        self._authorizer = authorizer
        self._dialog: Dialog | None = None
        self._reliable: ReliableAnswer | None = None
        self._late: LateAnswers | None = None
        self._hanging_up = False
        host = endpoint.address[0]
        self._ours = AudioSession(
            host,
            media.address[1] if media else _DISCARD_PORT,
            direction="sendrecv" if media else "inactive",
            session_id=secrets.randbits(31),
        )
        endpoint.add_dialog(record.call_id, local_tag, self)

    @property
    def wants_end(self) -> bool:
        """Whether our side has asked for the end, or the call is over."""
        return self.record.hang_up_s is not None or self.ended.is_set()

    def wait_connected(self, timeout_s: float | None = None) -> bool:
        """Wait for an answer or the end; return whether the call is, or was, connected."""
        self.settled.wait(timeout_s)
        return bool(self.connected.is_set())

    def receive_request(self, request: Request, transaction: ServerTransaction) -> None:
        """Take a request of the dialog."""
        dialog = self._dialog
        if dialog is None or not dialog.matches(request):
            transaction.reply(481)
        elif not dialog.in_order(request):
            transaction.reply(500)  # RFC 3261 section 12.2.2
        elif request.method == "BYE":
            transaction.reply(200)
            self._remote_bye()
        elif request.method in ("INVITE", "UPDATE"):
            self._renegotiate(dialog, request, transaction)
        elif request.method in ("OPTIONS", "INFO", "NOTIFY"):
            transaction.reply(200, headers=[("Allow", ALLOWED_METHODS)])
        elif request.method == "REFER":
            transaction.reply(603)  # it would have us call a number of the other side's choice
        else:
            transaction.reply(405, headers=[("Allow", ALLOWED_METHODS)])

    def receive_ack(self, ack: Request) -> None:
        """Take the ACK of our 2xx."""
        answered = self._reliable
        if answered is None or ack.cseq[0] != answered.cseq or not answered.waiting:
            return
        self.record.retransmissions += answered.retransmissions
        answered.stop()
        self._acknowledged(ack)

    def receive_late_answer(self, response: Response) -> None:
        """Take a 2xx without transaction; only a caller has use for one."""
        if self._late is not None:
            self._late.receive(response)

    def _acknowledged(self, ack: Request) -> None:
        """Go on after the ACK; it may bear the answer to our offer in a 2xx."""
        try:
            theirs = session_of(ack)
            if theirs is not None:
                self._connect_audio(theirs)
        except (SdpError, TargetRefused) as error:
            self._break_off(failure_of_error(error), str(error))

    def _renegotiate(
        self, dialog: Dialog, request: Request, transaction: ServerTransaction
    ) -> None:
        if self._reliable is not None and self._reliable.waiting:
            transaction.reply(491)  # the INVITE before this one is not done
            return
        contact = request.contact
        body: bytes = b""
        try:
            theirs = session_of(request)
            if theirs is not None:
                self._ours = self._answer_to(theirs)
                self._connect_audio(theirs)
            if theirs is not None or request.method == "INVITE":
                body = bytes(self._ours)
        except (SdpError, TargetRefused):
            transaction.reply(488)
            return
        if contact is not None:
            dialog.target = contact.uri
        self._send_answer(transaction, body)

    def _send_answer(self, transaction: ServerTransaction, body: bytes) -> None:
        """Send a 200 with our session description; that of an INVITE until its ACK."""
        request = transaction.request
        response = transaction.reply(
            200,
            to_tag=self._local_tag,
            contact=self._contact,
            headers=[("Allow", ALLOWED_METHODS)],
            body=body,
            content_type=CONTENT_TYPE if body else None,
        )
        if request.method == "INVITE":
            self._reliable = ReliableAnswer(
                lambda: self._send_again(request, response),
                cseq=request.cseq[0],
                scheduler=self._endpoint.scheduler,
                timers=self._endpoint.timers,
                on_missing=self._ack_missing,
            )

    def _send_again(self, request: Request, response: Response) -> None:
        with contextlib.suppress(OSError, TargetRefused):  # counted by the endpoint
            self._endpoint.send(response, request.via.reply_to, "Via of a request")

    def _ack_missing(self) -> None:
        self._break_off(CallFailure.ACK_MISSING, "no ACK to our 200")

    def _answer_to(self, theirs: AudioSession) -> AudioSession:
        ours = self._ours
        agreed = answer(
            theirs,
            ours.host,
            ours.port,
            session_id=ours.session_id,
            version=ours.version + 1,
        )
        if self._media is None:
            agreed = AudioSession(
                agreed.host, agreed.port, agreed.codecs, "inactive", agreed.session_id,
                agreed.version, agreed.media_lines, agreed.audio_index,
            )  # fmt: skip
        return agreed

    def _connect_audio(self, theirs: AudioSession) -> None:
        """Let audio flow; raises SdpError or TargetRefused."""
        if self._media is not None:
            self._media.start(self._ours, theirs)
        else:
            checked_remote(theirs)

    def _send_bye(self, *, headers: list[tuple[str, str]] | None = None) -> None:
        """End the dialog by BYE; `_finish` follows when it is confirmed."""
        dialog = self._dialog
        assert dialog is not None
        self._hanging_up = True
        self._stop_media()
        if self._reliable is not None:
            self._reliable.stop()
        uri = str(dialog.target)
        fields = self._authorizer.start("BYE", uri) if headers is None else headers
        bye = dialog.request("BYE", self._endpoint.new_via(), headers=fields)
        try:
            self._endpoint.request(
                bye,
                dialog.next_hop.hop,
                purpose="Contact or route of the other side",
                on_response=self._on_bye_response,
                on_no_answer=self._on_bye_no_answer,
            )
        except (TargetRefused, SipParseError) as error:
            self._finish(EndedBy.FAILURE, failure_of_error(error), str(error))

    def _on_bye_response(self, response: Response) -> None:
        if response.status < 200 or self.ended.is_set():
            return
        if response.status in (401, 407):
            assert self._dialog is not None
            fields = self._authorizer.retry(response, "BYE", str(self._dialog.target))
            if fields is not None:
                self._send_bye(headers=fields)
                return
            self._finish(EndedBy.LOCAL, CallFailure.AUTH_FAILED, "BYE refused")
        elif response.status in (408, 481):
            lost = response.status == 481
            failure = CallFailure.DIALOG_LOST if lost else CallFailure.BYE_TIMEOUT
            self._finish(EndedBy.LOCAL, failure, f"{response.status} to BYE")
        else:
            self._finish(EndedBy.LOCAL)

    def _on_bye_no_answer(self, cause: NoAnswer) -> None:
        timeout = cause is NoAnswer.TIMEOUT
        failure = CallFailure.BYE_TIMEOUT if timeout else CallFailure.TRANSPORT_ERROR
        self._finish(EndedBy.LOCAL, failure, f"BYE: {cause.value}")

    def _remote_bye(self) -> None:
        # both sides may hang up at once; then ours came first as far as we know
        self._finish(EndedBy.LOCAL if self._hanging_up else EndedBy.REMOTE)

    def _break_off(self, failure: CallFailure, detail: str) -> None:
        """Hang up a connected call for a failure of its own."""
        if self.record.failure is None and not self.ended.is_set():
            self.record.failure, self.record.detail = failure, detail
            if not self._hanging_up:
                self._send_bye()

    def _stop_media(self) -> None:
        if self._media is not None and self.record.media is None:
            report = self._media.stop()
            if self.record.connected_s is not None:
                self.record.media = report
            self._media = None

    def _finish(
        self, ended_by: EndedBy, failure: CallFailure | None = None, detail: str = ""
    ) -> None:
        """Complete the record; the first to call it says how the call ended."""
        record = self.record
        if self.ended.is_set():
            return
        self._stop_media()
        if self._reliable is not None:
            self._reliable.stop()
            self._reliable = None  # it holds on to us
        record.ended_s = self._endpoint.scheduler.now()
        if record.failure is None:  # what broke the call off outranks how it then ended
            if failure is None and record.media is not None:
                failure = _FAILURE_OF_PATH.get(record.media.path)
            record.failure, record.detail = failure, detail
        else:
            ended_by = EndedBy.FAILURE
        record.ended_by = ended_by
        heir = EndedDialog(self._late)
        self._endpoint.retire_dialog(record.call_id, self._local_tag, heir)
        self.ended.set()
        self.settled.set()
        self._on_ended()

    def _on_ended(self) -> None:
        """Tell whoever is to be told."""


def failure_of_error(error: Exception) -> CallFailure:
    """Return the class of what was raised while a call was handled."""
    if isinstance(error, TargetRefused):
        return CallFailure.TARGET_REFUSED
    if isinstance(error, SdpError):
        return CallFailure.BAD_ANSWER_SDP
    if isinstance(error, OSError):
        return CallFailure.TRANSPORT_ERROR
    return CallFailure.PROTOCOL_ERROR
