"""A 2xx to INVITE, sent again until its ACK comes (RFC 3261 section 13.3.1.4)."""

from __future__ import annotations

from collections.abc import Callable

from loadtest.sip.timers import Scheduler, Timer, Timers


class ReliableAnswer:
    """Repeats a 2xx: after T1, doubling up to T2, for 64 T1 in all.

    Parameters
    ----------
    send : callable
        Sends the answer once more.
    cseq : int
        Number of the INVITE, which its ACK bears.
    scheduler : Scheduler
    timers : Timers
    on_missing : callable
        Called when no ACK came in time.
    """

    def __init__(
        self,
        send: Callable[[], None],
        *,
        cseq: int,
        scheduler: Scheduler,
        timers: Timers,
        on_missing: Callable[[], None],
    ) -> None:
        self.cseq = cseq
        self.retransmissions = 0
        self.waiting = True
        self._send = send
        self._scheduler = scheduler
        self._timers = timers
        self._on_missing = on_missing
        self._interval_s = timers.t1_s
        self._again_timer: Timer = scheduler.call_later(self._interval_s, self._again)
        self._end_timer: Timer = scheduler.call_later(timers.timeout_s, self._give_up)

    def stop(self) -> None:
        """Send no more: the ACK came, or the call is over."""
        self.waiting = False
        self._again_timer.cancel()
        self._end_timer.cancel()

    def _again(self) -> None:
        if self.waiting:
            self.retransmissions += 1
            self._send()
            self._interval_s = min(2 * self._interval_s, self._timers.t2_s)
            self._again_timer = self._scheduler.call_later(self._interval_s, self._again)

    def _give_up(self) -> None:
        if self.waiting:
            self.stop()
            self._on_missing()
