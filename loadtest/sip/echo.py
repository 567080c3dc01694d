"""What is remembered of finished transactions: plain bytes, so that the collector has no work.

At 100 calls a second some 13,000 finished transactions are within the 32 s for which a repetition
must be known. Kept as objects with timers, they cost the garbage collector pauses that the pacer
of the audio feels.
"""

from __future__ import annotations

from collections import deque

from loadtest.sip.timers import Scheduler
from loadtest.sip.udp import Address

Key = tuple[str, ...]


class Echo:
    """Keeps, for a while, what is sent again when a message comes again.

    Parameters
    ----------
    scheduler : Scheduler
        Only its clock is used: what has lapsed is dropped as new things come.
    """

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._kept: dict[Key, tuple[float, bytes, Address]] = {}
        self._order: deque[tuple[float, Key]] = deque()

    def keep(self, key: Key, for_s: float, data: bytes, address: Address) -> None:
        """Remember `data`, empty where a repetition is only to be absorbed."""
        now_s = self._scheduler.now()
        self._kept[key] = (now_s + for_s, data, address)
        self._order.append((now_s + for_s, key))
        while self._order and self._order[0][0] <= now_s:
            _, old = self._order.popleft()
            held = self._kept.get(old)
            if held is not None and held[0] <= now_s:
                del self._kept[old]

    def find(self, key: Key) -> tuple[bytes, Address] | None:
        """Return what is to be sent again and where, or None where nothing is remembered."""
        held = self._kept.get(key)
        if held is None or held[0] <= self._scheduler.now():
            return None
        return held[1], held[2]

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()
        self._order.clear()

    def __len__(self) -> int:
        return len(self._kept)
