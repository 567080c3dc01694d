"""The play's clock: run time 0 is the planned instant of the first arrival."""

from __future__ import annotations

import time

import gevent
from gevent.event import Event


class PlayClock:
    """Turns the monotonic clock into run time; stands still at -inf until it is started."""

    def __init__(self) -> None:
        self._start_s = float("inf")
        self._started = Event()

    @property
    def started(self) -> bool:
        """Whether the play has a beginning."""
        return bool(self._started.is_set())

    def start(self, at_monotonic_s: float) -> None:
        """Let run time 0 be this value of `time.monotonic`."""
        self._start_s = at_monotonic_s
        self._started.set()

    def now(self) -> float:
        """Return the run time, s; negative before the play begins."""
        return time.monotonic() - self._start_s

    def run_time(self, monotonic_s: float) -> float:
        """Return the run time of a moment that SIP wrote down, s."""
        return monotonic_s - self._start_s

    def sleep_until(self, run_s: float) -> None:
        """Let others work until `run_s`; return at once when it is past."""
        self._started.wait()
        left_s = run_s - self.now()
        if left_s > 0:
            gevent.sleep(left_s)
