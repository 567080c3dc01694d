"""A staffed desk: people who come and go by the calendar, and what waits for them."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from heapq import heappop, heappush
from itertools import groupby
from typing import Any

from scenarios.duty import Duty
from sim.agenda import Agenda
from sim.rank import Rank


class Request:
    """A place in the queue; who waits in it is woken by `over`, and then looks at `person`."""

    __slots__ = ("over", "person", "waiting")

    def __init__(self) -> None:
        self.waiting = True
        self.over: Any = None
        self.person: int | None = None

    def end(self, person: int | None) -> None:
        """Leave the queue, with a person or without."""
        self.waiting = False
        self.person = person
        if self.over is not None:
            self.over.succeed()

    def withdraw(self, _event: Any = None) -> None:
        """Leave the queue, if still in it."""
        if self.waiting:
            self.end(None)


class StaffedDesk:
    """People on duty, first come first served.

    Work starts when fewer people are at work than are scheduled. Who overruns a shift or into
    a break still counts as at work, so that the relief waits for the place: constant staffing
    written as shifts is constant staffing. The one on duty idle longest begins, ties to the
    lower number.

    Parameters
    ----------
    agenda : Agenda
    duty : Duty
    number : int
        Orders the changes of several desks at one instant.
    """

    def __init__(self, agenda: Agenda, duty: Duty, number: int) -> None:
        self._agenda = agenda
        self._number = number
        self._queue: deque[Request] = deque()
        self._scheduled = 0
        self._at_work: dict[int, float] = {}
        self._on_duty = [False] * duty.people
        self._idle_since = [0.0] * duty.people
        self._idle: list[tuple[float, int]] = []
        self.busy: list[tuple[float, float]] = []
        agenda.process(self._calendar(duty))

    def request(self) -> Request:
        """Join the queue; somebody may be there at once."""
        request = Request()
        self._queue.append(request)
        self._serve()
        if request.waiting:
            request.over = self._agenda.event()
        return request

    def release(self, person: int | None) -> None:
        """End a person's work."""
        assert person is not None
        now_s = self._agenda.now
        self.busy.append((self._at_work.pop(person), now_s))
        if self._on_duty[person]:
            self._becomes_idle(person)
        self._serve()

    def close(self) -> None:
        """Write down the work of those whom no event lets go any more."""
        self.busy += [(since_s, float("inf")) for since_s in self._at_work.values()]
        self._at_work.clear()

    def _becomes_idle(self, person: int) -> None:
        self._idle_since[person] = self._agenda.now
        heappush(self._idle, (self._agenda.now, person))

    def _serve(self) -> None:
        while self._queue and len(self._at_work) < self._scheduled:
            request = self._queue.popleft()
            if request.waiting:
                person = self._longest_idle()
                self._at_work[person] = self._agenda.now
                request.end(person)

    def _longest_idle(self) -> int:
        while True:
            since_s, person = heappop(self._idle)
            if (
                self._on_duty[person]
                and person not in self._at_work
                and self._idle_since[person] == since_s
            ):
                return person

    def _calendar(self, duty: Duty) -> Generator[Any, Any, None]:
        for time_s, changes in groupby(duty.changes, key=lambda change: change[0]):
            netted = [(person, on) for _, person, on in changes]
            yield self._agenda.at(time_s, Rank.CALENDAR, self._number)
            for person, on in netted:
                self._on_duty[person] = on
                self._scheduled += 1 if on else -1
                if on and person not in self._at_work:
                    self._becomes_idle(person)
            self._serve()
