"""Places at the call-takers' desk: the relief waits until whoever overruns has finished."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Sitter(Protocol):
    """Somebody who takes calls while on duty; neither method may block."""

    def sit(self) -> None:
        """Be ready: calls may come."""

    def stand(self) -> None:
        """Be not ready: nobody may ring here."""


class Seats:
    """Lets as many be ready that never more are at work than are scheduled.

    The rule of the model: a call starts when fewer call-takers are at work than are scheduled,
    and whoever overruns a shift or into a break is still at work. The deployment knows nothing
    of it; it sees who declares to be ready. So with each one who overruns, one of those on duty
    and idle is held back, the last to have become idle.
    """

    def __init__(self) -> None:
        self._on_duty: set[Sitter] = set()
        self._at_work: set[Sitter] = set()
        self._idle: list[Sitter] = []
        self._ready: set[Sitter] = set()

    def change(self, off: Iterable[Sitter], on: Iterable[Sitter]) -> None:
        """Let some go off duty and some come on duty, at one instant."""
        for sitter in off:
            self._on_duty.discard(sitter)
            if sitter in self._idle:
                self._idle.remove(sitter)
                self._hold_back(sitter)
        for sitter in on:
            self._on_duty.add(sitter)
            if sitter not in self._at_work and sitter not in self._idle:
                self._idle.append(sitter)
        self._settle()

    def begin(self, sitter: Sitter) -> None:
        """Note that a call rings at somebody: they are at work."""
        self._at_work.add(sitter)
        self._ready.discard(sitter)
        if sitter in self._idle:
            self._idle.remove(sitter)
        self._settle()

    def finish(self, sitter: Sitter) -> None:
        """Note that somebody's work is done."""
        self._at_work.discard(sitter)
        if sitter in self._on_duty and sitter not in self._idle:
            self._idle.append(sitter)
        self._settle()

    def _settle(self) -> None:
        places = max(len(self._on_duty) - len(self._at_work), 0)
        for sitter in self._idle[places:]:
            self._hold_back(sitter)
        for sitter in self._idle[:places]:
            if sitter not in self._ready:
                self._ready.add(sitter)
                sitter.sit()

    def _hold_back(self, sitter: Sitter) -> None:
        if sitter in self._ready:
            self._ready.discard(sitter)
            sitter.stand()
