"""A play's clock that is moved by hand."""

from __future__ import annotations

import gevent
from gevent.event import Event

from loadtest.driver.play_clock import PlayClock


class HandClock(PlayClock):
    """Stands still until it is moved; whoever sleeps is woken in order."""

    def __init__(self) -> None:
        super().__init__()
        self._now_s = 0.0
        self._sleepers: list[tuple[float, int, Event]] = []
        self._started.set()

    def now(self) -> float:
        return self._now_s

    def sleep_until(self, run_s: float) -> None:
        if run_s > self._now_s:
            waking = Event()
            self._sleepers.append((run_s, len(self._sleepers), waking))
            waking.wait()

    def move(self, to_s: float) -> None:
        """Let time pass; all that is due happens on the way, each at its instant."""
        gevent.idle()
        while due := [sleeper for sleeper in self._sleepers if sleeper[0] <= to_s]:
            first = min(due, key=lambda sleeper: sleeper[:2])
            self._sleepers.remove(first)
            self._now_s = max(first[0], self._now_s)
            first[2].set()
            gevent.idle()
        self._now_s = to_s
        gevent.idle()
