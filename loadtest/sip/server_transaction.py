"""Server transactions over UDP (RFC 3261 section 17.2, with the Accepted state of RFC 6026)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable

from loadtest.sip.message import Request, Response, response_for
from loadtest.sip.timers import Scheduler, Timer, Timers


class ServerTransaction:
    """One received request until its final response is surely no longer asked for.

    Timer J keeps the final response for retransmitted requests.

    Parameters
    ----------
    request : Request
        As received, its source stamped into Via.
    send : callable
        Sends a response back the way the request came; raises OSError.
    scheduler : Scheduler
    timers : Timers
    on_end : callable
        Called when the transaction can be forgotten.
    """

    def __init__(
        self,
        request: Request,
        *,
        send: Callable[[Response], None],
        scheduler: Scheduler,
        timers: Timers,
        on_end: Callable[[ServerTransaction], None],
    ) -> None:
        self.request = request
        self.retransmissions = 0
        self._send = send
        self._scheduler = scheduler
        self._timers = timers
        self._on_end = on_end
        self._last: Response | None = None
        self._ended = False
        self._end_timer: Timer | None = None

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

    def terminate(self) -> None:
        """Forget the transaction."""
        if not self._ended:
            self._ended = True
            self._stop_timers()
            self._on_end(self)

    def _after_final(self, response: Response) -> None:
        self._end_timer = self._scheduler.call_later(self._timers.timeout_s, self.terminate)

    def _transmit(self) -> None:
        if self._last is not None and not self._ended:
            with contextlib.suppress(OSError):  # the peer asks again
                self._send(self._last)

    def _stop_timers(self) -> None:
        if self._end_timer is not None:
            self._end_timer.cancel()


class InviteServerTransaction(ServerTransaction):
    """A received INVITE until its refusal is acknowledged, or its 2xx no longer asked for.

    Timers: G retransmits a refusal, doubling up to T2; H gives up on its ACK; I absorbs
    retransmitted ACKs; L absorbs INVITEs that still come after the 2xx, whose retransmission is
    the called side's business.

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
        on_end: Callable[[ServerTransaction], None],
    ) -> None:
        super().__init__(request, send=send, scheduler=scheduler, timers=timers, on_end=on_end)
        self.on_cancel: Callable[[], None] | None = None
        self._confirmed = False
        self._interval_s = timers.t1_s
        self._retransmit_timer: Timer | None = None

    def receive(self, request: Request) -> None:
        """Take a retransmission of the INVITE, or the ACK to a refusal."""
        last = self._last
        if request.method == "ACK":
            if last is not None and last.status >= 300 and not self._confirmed:
                self._confirmed = True
                self._stop_timers()
                self._end_timer = self._scheduler.call_later(self._timers.t4_s, self.terminate)
        elif last is not None and not 200 <= last.status < 300 and not self._confirmed:
            self._transmit()

    def cancel(self) -> None:
        """Pass on a CANCEL that has been answered."""
        if not self.answered and self.on_cancel is not None:
            self.on_cancel()

    def _after_final(self, response: Response) -> None:
        self._end_timer = self._scheduler.call_later(self._timers.timeout_s, self.terminate)
        if response.status >= 300:
            self._retransmit_timer = self._scheduler.call_later(self._interval_s, self._again)

    def _again(self) -> None:
        if self._ended or self._confirmed:
            return
        self.retransmissions += 1
        self._transmit()
        self._interval_s = min(2 * self._interval_s, self._timers.t2_s)
        self._retransmit_timer = self._scheduler.call_later(self._interval_s, self._again)

    def _stop_timers(self) -> None:
        super()._stop_timers()
        if self._retransmit_timer is not None:
            self._retransmit_timer.cancel()
