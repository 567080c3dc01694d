"""Client transactions over UDP (RFC 3261 section 17.1)."""

from __future__ import annotations

import contextlib
import enum
from collections.abc import Callable

from loadtest.sip.message import Request, Response, ack_for
from loadtest.sip.timers import Scheduler, Timer, Timers

Key = tuple[str, str]  # branch, method


class NoAnswer(enum.Enum):
    """Why a client transaction ended without a final response."""

    TIMEOUT = "timeout"
    TRANSPORT = "transport"


class ClientTransaction:
    """One request until its final response; `InviteClientTransaction` differs for INVITE.

    Timers: E retransmits, doubling up to T2; F gives up. Once it has ended, retransmitted
    responses are to be absorbed for T4 (timer K).

    Parameters
    ----------
    request : Request
    send : callable
        Sends bytes to this transaction's destination; raises OSError.
    scheduler : Scheduler
    timers : Timers
    on_response : callable
        Gets each provisional response and the final one once.
    on_no_answer : callable
        Gets the cause where no final response came.
    on_end : callable
        Called when the transaction has ended, with the time for which repetitions of its final
        response are to be known, and what is to be sent at each.

    Attributes
    ----------
    data : bytes
        The request as sent.
    """

    def __init__(
        self,
        request: Request,
        *,
        send: Callable[[bytes], None],
        scheduler: Scheduler,
        timers: Timers,
        on_response: Callable[[Response], None],
        on_no_answer: Callable[[NoAnswer], None],
        on_end: Callable[[ClientTransaction, float, bytes], None],
    ) -> None:
        self.request = request
        self.data = bytes(request)
        self.key: Key = (request.via.branch, request.method)
        self.retransmissions = 0
        self._send = send
        self._scheduler = scheduler
        self._timers = timers
        self._on_response = on_response
        self._on_no_answer = on_no_answer
        self._on_end = on_end
        self._proceeding = False
        self._final = False
        self._ended = False
        self._interval_s = timers.t1_s
        self._retransmit_timer: Timer | None = None
        self._end_timer: Timer | None = None

    def start(self) -> None:
        """Send the request for the first time."""
        try:
            self._send(self.data)
        except OSError:
            self._scheduler.call_later(0.0, lambda: self._fail(NoAnswer.TRANSPORT))
            return
        self._retransmit_timer = self._scheduler.call_later(self._interval_s, self._retransmit)
        self._end_timer = self._scheduler.call_later(
            self._timers.timeout_s, lambda: self._fail(NoAnswer.TIMEOUT)
        )

    def receive(self, response: Response) -> None:
        """Take a response that bears this transaction's branch and method."""
        if self._ended or self._final:
            return
        if response.status < 200:
            self._proceed()
        else:
            self._final = True
            self.terminate(self._timers.t4_s)
        self._on_response(response)

    def terminate(self, echo_s: float = 0.0, echo: bytes = b"") -> None:
        """End the transaction: nothing more is sent or reported by it."""
        if not self._ended:
            self._ended = True
            self._stop_timers()
            self._on_end(self, echo_s, echo)

    def _proceed(self) -> None:
        self._proceeding = True  # from now on timer E runs at T2

    def _next_interval_s(self) -> float:
        if self._proceeding:
            return self._timers.t2_s
        return min(2 * self._interval_s, self._timers.t2_s)

    def _retransmit(self) -> None:
        if self._ended or self._final:
            return
        self.retransmissions += 1
        try:
            self._send(self.data)
        except OSError:
            self._fail(NoAnswer.TRANSPORT)
            return
        self._interval_s = self._next_interval_s()
        self._retransmit_timer = self._scheduler.call_later(self._interval_s, self._retransmit)

    def _fail(self, cause: NoAnswer) -> None:
        if not self._ended and not self._final:
            self.terminate()
            self._on_no_answer(cause)

    def _stop_timers(self) -> None:
        for timer in (self._retransmit_timer, self._end_timer):
            if timer is not None:
                timer.cancel()


class InviteClientTransaction(ClientTransaction):
    """An INVITE until its final response.

    Timers: A retransmits, doubling, until anything comes back; B gives up. A refusal is
    acknowledged, and so is each repetition of it for 64 T1 (timer D). The ACK of a 2xx is the
    caller's business, and so are its repetitions.
    """

    def receive(self, response: Response) -> None:
        """Take a response that bears this transaction's branch and method."""
        if self._ended:
            return
        if response.status < 200:
            self._proceed()
        elif response.status < 300:
            self._final = True
            self.terminate()
        else:
            self._final = True
            ack = bytes(ack_for(self.request, response))
            with contextlib.suppress(OSError):  # the refusal comes again, and so does the ACK
                self._send(ack)
            self.terminate(self._timers.timeout_s, ack)
        self._on_response(response)

    def _proceed(self) -> None:
        if not self._proceeding:
            self._proceeding = True
            self._stop_timers()

    def _next_interval_s(self) -> float:
        return 2 * self._interval_s
