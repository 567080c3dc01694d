"""Places at the call-takers' desk: the relief waits until whoever overruns has finished."""

from __future__ import annotations

from collections import deque
from typing import Protocol


class Sitter(Protocol):
    """Somebody who wants a place."""

    @property
    def at_work(self) -> bool:
        """Whether a call is being handled."""

    def seated(self) -> None:
        """Begin; a place is free, or was kept."""


class Seats:
    """As many places as people are scheduled; who overruns a shift keeps a place until done."""

    def __init__(self) -> None:
        self._scheduled: set[Sitter] = set()
        self._seated: set[Sitter] = set()
        self._waiting: deque[Sitter] = deque()

    def take(self, sitter: Sitter) -> None:
        """Come on duty: sit down, or wait for a place.

        Who worked through a whole break has kept the place.
        """
        self._scheduled.add(sitter)
        if sitter in self._seated:
            sitter.seated()
            return
        self._waiting.append(sitter)
        self._serve()

    def leave(self, sitter: Sitter) -> None:
        """Go off duty; who is at work keeps the place until `finished`."""
        self._scheduled.discard(sitter)
        if sitter in self._waiting:
            self._waiting.remove(sitter)
        if not sitter.at_work:
            self._seated.discard(sitter)
        self._serve()

    def finished(self, sitter: Sitter) -> None:
        """End a piece of work: who went off duty meanwhile gives the place to the relief."""
        if sitter not in self._scheduled:
            self._seated.discard(sitter)
            self._serve()

    def _serve(self) -> None:
        while self._waiting and len(self._seated) < len(self._scheduled):
            sitter = self._waiting.popleft()
            self._seated.add(sitter)
            sitter.seated()
