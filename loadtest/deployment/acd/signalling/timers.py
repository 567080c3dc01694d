"""Timer values of RFC 3261 (section 17, table 4) and the one that repeats a message."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

T1_S = 0.5
T2_S = 4.0
T4_S = 5.0
GIVE_UP_S = 64 * T1_S


class Repeater:
    """Repeats a message at growing intervals until it is stopped or 64 T1 have passed.

    The first repetition comes after T1, each next after twice the time before, at most `cap_s`.

    Parameters
    ----------
    repeat
        Sends the message once more.
    give_up
        Called once after 64 T1 without `stop`.
    cap_s
        Longest interval in seconds; None for none (the INVITE of a client).
    """

    __slots__ = ("_cap_s", "_deadline_s", "_give_up", "_handle", "_interval_s", "_loop", "_repeat")

    def __init__(
        self, repeat: Callable[[], None], give_up: Callable[[], None], *, cap_s: float | None
    ) -> None:
        self._repeat = repeat
        self._give_up = give_up
        self._cap_s = cap_s
        self._interval_s = T1_S
        self._loop = asyncio.get_running_loop()
        now_s = self._loop.time()
        self._deadline_s = now_s + GIVE_UP_S
        self._handle: asyncio.TimerHandle | None = self._loop.call_at(now_s + T1_S, self._fire)

    def stop(self) -> None:
        """Repeat no more, and do not give up either."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def slow_down(self) -> None:
        """Repeat at the longest interval from the next time on (a provisional response came)."""
        if self._cap_s is not None:
            self._interval_s = self._cap_s

    def _fire(self) -> None:
        now_s = self._loop.time()
        if now_s >= self._deadline_s:
            self._handle = None
            self._give_up()
            return
        self._interval_s *= 2
        if self._cap_s is not None:
            self._interval_s = min(self._interval_s, self._cap_s)
        next_s = min(now_s + self._interval_s, self._deadline_s)
        self._handle = self._loop.call_at(next_s, self._fire)
        self._repeat()
