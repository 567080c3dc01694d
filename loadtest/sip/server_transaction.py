"""Server transactions over UDP (RFC 3261 section 17.2, with the Accepted state of RFC 6026)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable

from loadtest.sip.message import Request, Response, response_for
from loadtest.sip.timers import Scheduler, Timer, Timers


class ServerTransaction:
    """One received request until its final response.

    Once it has ended, the final response is sent again to each repetition for 64 T1 (timer J).

    Parameters
    ----------
    request : Request
        As received, its source stamped into Via.
    send : callable
        Sends a response back the way the request came; raises OSError.
    scheduler : Scheduler
    timers : Timers
    on_end : callable
        Called when the transaction has ended, with the time for which repetitions of its request
        are to be known, and what is to be sent at each.
    """

    def __init__(
        self,
        request: Request,
        *,
        send: Callable[[Response], None],
        scheduler: Scheduler,
        timers: Timers,
        on_end: Callable[[float, bytes], None],
    ) -> None:
        self.request = request
        self.retransmissions = 0
        self._send = send
        self._scheduler = scheduler
        self._timers = timers
        self._on_end = on_end
        self._last: Response | None = None
        self._ended = False

    @property
    def answered(self) -> bool:
        """Whether a final response has been sent."""
        return self._last is not None and self._last.status >= 200

    def respond(self, response: Response) -> None:
        """Send a response.

        Raises
        ------
        RuntimeError
            If a final one has been sent before.
        """
        if self.answered:
            raise RuntimeError(f"{self.request!r} already has its final response {self._last!r}")
        self._last = response
        self._transmit()
        if response.status >= 200:
            self._after_final(response)

    def reply(
        self,
        status: int,
        *,
        to_tag: str | None = None,
        contact: str | None = None,
        headers: Iterable[tuple[str, str]] = (),
        body: bytes = b"",
        content_type: str | None = None,
    ) -> Response:
        """Build a response to the request, send and return it; parameters as `response_for`."""
        response = response_for(
            self.request,
            status,
            to_tag=to_tag,
            contact=contact,
            headers=headers,
            body=body,
            content_type=content_type,
        )
        self.respond(response)
        return response

    def receive(self, request: Request) -> None:
        """Take a retransmission of the request."""
        self._transmit()

    def terminate(self, echo_s: float = 0.0, echo: bytes = b"") -> None:
        """End the transaction: nothing more is sent by it."""
        if not self._ended:
            self._ended = True
            self._on_end(echo_s, echo)

    def _after_final(self, response: Response) -> None:
        self.terminate(self._timers.timeout_s, bytes(response))

    def _transmit(self) -> None:
        if self._last is not None and not self._ended:
            with contextlib.suppress(OSError):  # the peer asks again
                self._send(self._last)


class InviteServerTransaction(ServerTransaction):
    """A received INVITE until its 2xx, or until its refusal is acknowledged.

    Timers: G retransmits a refusal, doubling up to T2; H gives up on its ACK. Once it has ended,
    repetitions are to be absorbed: of the ACK for T4 (timer I), of the INVITE for 64 T1 after a
    2xx (timer L), whose retransmission is the called side's business.

    Attributes
    ----------
    on_cancel : callable or None
        Called when a CANCEL comes before a final response.
    """

    def __init__(
        self,
        request: Request,
        *,
        send: Callable[[Response], None],
        scheduler: Scheduler,
        timers: Timers,
        on_end: Callable[[float, bytes], None],
    ) -> None:
        super().__init__(request, send=send, scheduler=scheduler, timers=timers, on_end=on_end)
        self.on_cancel: Callable[[], None] | None = None
        self._interval_s = timers.t1_s
        self._retransmit_timer: Timer | None = None
        self._end_timer: Timer | None = None

    def receive(self, request: Request) -> None:
        """Take a retransmission of the INVITE, or the ACK to a refusal."""
        last = self._last
        if request.method == "ACK":
            if last is not None and last.status >= 300:
                self.terminate(self._timers.t4_s)
        else:
            self._transmit()

    def cancel(self) -> None:
        """Pass on a CANCEL that has been answered."""
        if not self.answered and self.on_cancel is not None:
            self.on_cancel()

    def terminate(self, echo_s: float = 0.0, echo: bytes = b"") -> None:
        """End the transaction: nothing more is sent by it."""
        for timer in (self._retransmit_timer, self._end_timer):
            if timer is not None:
                timer.cancel()
        self.on_cancel = None
        super().terminate(echo_s, echo)

    def _after_final(self, response: Response) -> None:
        if response.status < 300:
            self.terminate(self._timers.timeout_s)
        else:
            self._end_timer = self._scheduler.call_later(self._timers.timeout_s, self.terminate)
            self._retransmit_timer = self._scheduler.call_later(self._interval_s, self._again)

    def _again(self) -> None:
        if self._ended:
            return
        self.retransmissions += 1
        self._transmit()
        self._interval_s = min(2 * self._interval_s, self._timers.t2_s)
        self._retransmit_timer = self._scheduler.call_later(self._interval_s, self._again)
