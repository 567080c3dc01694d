"""Time in the user agent: the timer values of RFC 3261 and who runs the timers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import gevent


@dataclass(frozen=True, slots=True)
class Timers:
    """Timer values over UDP (RFC 3261 section 17 and table 4).

    Attributes
    ----------
    t1_s : float
        Round-trip estimate; first retransmission.
    t2_s : float
        Longest interval between retransmissions of all but INVITE.
    t4_s : float
        How long a message can stay in the network.
    """

    t1_s: float = 0.5
    t2_s: float = 4.0
    t4_s: float = 5.0

    @property
    def timeout_s(self) -> float:
        """Timers B, F, H, J, L and M: 64 T1. D, at least 32 s, is the same at the default T1."""
        return 64 * self.t1_s


class Timer(Protocol):
    """A callback to come."""

    def cancel(self) -> None:
        """Drop it; harmless when it has come or been dropped already."""


class Scheduler(Protocol):
    """Clock, timers and background work."""

    def now(self) -> float:
        """Return the time in seconds."""

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Timer:
        """Call `callback`, which must not block, after a delay."""

    def spawn(self, callback: Callable[..., Any], *args: Any) -> None:
        """Call `callback`, which may block, as soon as may be; calls start in order."""


class GeventScheduler:
    """Timers on the hub of gevent.

    Parameters
    ----------
    clock : callable
        Returns seconds; what records are written with.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock

    def now(self) -> float:
        """Return the time in seconds."""
        return self._clock()

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Timer:
        """Call `callback` in the hub after a delay."""
        return _HubTimer(delay_s, callback)

    def spawn(self, callback: Callable[..., Any], *args: Any) -> None:
        """Call `callback` in a greenlet of its own."""
        gevent.spawn(callback, *args)


class _HubTimer:
    __slots__ = ("_callback", "_watcher")

    def __init__(self, delay_s: float, callback: Callable[[], None]) -> None:
        self._callback: Callable[[], None] | None = callback
        self._watcher = gevent.get_hub().loop.timer(max(delay_s, 0.0))
        # the loop's own idea of now is as old as its last wake-up
        self._watcher.start(self._fire, update=True)

    def _fire(self) -> None:
        callback = self._callback
        self.cancel()
        if callback is not None:
            callback()

    def cancel(self) -> None:
        if self._callback is not None:
            self._callback = None
            self._watcher.stop()
            self._watcher.close()
