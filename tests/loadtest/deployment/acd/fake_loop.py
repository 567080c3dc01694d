"""An event loop's clock that a test moves by hand."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count


class FakeHandle:
    """What `call_at` gives back."""

    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class FakeLoop:
    """Enough of an event loop for timers: time stands still but for `advance`."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self._order = count()
        self._due: list[tuple[float, int, FakeHandle, Callable[..., None], tuple[object, ...]]] = []

    def time(self) -> float:
        return self.now_s

    def call_at(self, when_s: float, step: Callable[..., None], *args: object) -> FakeHandle:
        handle = FakeHandle()
        heapq.heappush(self._due, (when_s, next(self._order), handle, step, args))
        return handle

    def call_later(self, after_s: float, step: Callable[..., None], *args: object) -> FakeHandle:
        return self.call_at(self.now_s + after_s, step, *args)

    def advance(self, until_s: float) -> None:
        """Run everything that is due until `until_s`."""
        while self._due and self._due[0][0] <= until_s:
            self.now_s, _, handle, step, args = heapq.heappop(self._due)
            if not handle.cancelled:
                step(*args)
        self.now_s = until_s
