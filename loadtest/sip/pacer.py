"""One clock for all outgoing audio: a packet each 20 ms, the streams spread over phases."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Protocol

import gevent

from loadtest.sip.g711 import FRAME_S

_BIN_S = 0.0001
_BINS = 2000


class PacedStream(Protocol):
    """Whatever has a packet to send every 20 ms."""

    def send_frame(self) -> None:
        """Send the next packet; must not block or raise."""


class Lateness:
    """How late the pacer's ticks came, in bins of 0.1 ms up to 0.2 s."""

    def __init__(self) -> None:
        self.count = 0
        self.worst_s = 0.0
        self._bins = [0] * _BINS

    def add(self, lateness_s: float) -> None:
        """Count one tick."""
        self.count += 1
        self.worst_s = max(self.worst_s, lateness_s)
        self._bins[min(max(int(lateness_s / _BIN_S), 0), _BINS - 1)] += 1

    def quantile_s(self, share: float) -> float:
        """Return the upper edge of the bin that holds this quantile; NaN before the first tick."""
        wanted = share * self.count
        seen = 0
        for index, count in enumerate(self._bins):
            seen += count
            if count and seen >= wanted:
                return (index + 1) * _BIN_S
        return math.nan


class MediaPacer:
    """Calls each stream once in 20 ms, from one repeating timer of the hub.

    A tick that comes late is made up for at once, so that no packet is left out; after a pause of
    more than `longest_gap_s` the clock starts anew, and the ticks left out are counted.

    Parameters
    ----------
    phases : int
        Ticks in 20 ms; each serves its share of the streams, which smooths the load.
    clock : callable
        Returns seconds.
    longest_gap_s : float

    Attributes
    ----------
    lateness : Lateness
    skipped_ticks : int
    """

    def __init__(
        self,
        *,
        phases: int = 4,
        clock: Callable[[], float] = time.monotonic,
        longest_gap_s: float = 0.2,
    ) -> None:
        if phases < 1:
            raise ValueError(f"phases is {phases}; expected at least 1")
        self.lateness = Lateness()
        self.skipped_ticks = 0
        self._clock = clock
        self._longest_gap_s = longest_gap_s
        self._tick_s = FRAME_S / phases
        # dicts as ordered sets: streams leave at any time, and send in the order they came
        self._phases: list[dict[PacedStream, None]] = [{} for _ in range(phases)]
        self._home: dict[PacedStream, dict[PacedStream, None]] = {}
        self._next_s = 0.0
        self._turn = 0
        self._timer = gevent.get_hub().loop.timer(self._tick_s, self._tick_s)
        self._running = False

    def add(self, stream: PacedStream) -> None:
        """Send for `stream` from now on, in the phase with the fewest streams."""
        if stream in self._home:
            return
        phase = min(self._phases, key=len)
        phase[stream] = None
        self._home[stream] = phase
        if not self._running:
            self._running = True
            self._next_s = self._clock() + self._tick_s
            self._timer.start(self._on_timer, update=True)

    def remove(self, stream: PacedStream) -> None:
        """Send no more for `stream`; harmless when it is not here."""
        phase = self._home.pop(stream, None)
        if phase is not None:
            del phase[stream]
        if not self._home and self._running:
            self._running = False
            self._timer.stop()

    def close(self) -> None:
        """Send for nobody any more."""
        self._home.clear()
        for phase in self._phases:
            phase.clear()
        self._running = False
        self._timer.stop()
        self._timer.close()

    def __len__(self) -> int:
        return len(self._home)

    def _on_timer(self) -> None:
        now_s = self._clock()
        behind_s = now_s - self._next_s
        if behind_s > self._longest_gap_s:
            skipped = int(behind_s / self._tick_s)
            self.skipped_ticks += skipped
            self._next_s += skipped * self._tick_s
        while self._running and self._next_s <= now_s:
            self.lateness.add(now_s - self._next_s)
            self._next_s += self._tick_s
            self._turn = (self._turn + 1) % len(self._phases)
            for stream in list(self._phases[self._turn]):
                stream.send_frame()
