"""A staffed desk in real time: people by the calendar, first come first served."""

from __future__ import annotations

from collections import deque
from itertools import groupby

import gevent
from gevent.event import AsyncResult

from loadtest.driver.play_clock import PlayClock
from scenarios.duty import Duty


class Place:
    """A place in the queue of a desk; `granted` becomes the person, or None when withdrawn."""

    def __init__(self) -> None:
        self.granted: AsyncResult = AsyncResult()
        self.waiting = True

    def withdraw(self) -> None:
        """Leave the queue, if still in it."""
        if self.waiting:
            self.waiting = False
            self.granted.set(None)


class StaffedDesk:
    """People on duty; work starts when fewer are at work than are scheduled.

    The same rule as in the simulation: who overruns a shift still counts as at work. The
    lowest free number begins; which person it is matters to nobody here.
    """

    def __init__(self, duty: Duty, clock: PlayClock) -> None:
        self._duty = duty
        self._clock = clock
        self._queue: deque[Place] = deque()
        self._on_duty: set[int] = set()
        self._since: dict[int, float] = {}
        self.busy: list[tuple[float, float]] = []
        self._greenlet: gevent.Greenlet | None = None

    def begin(self) -> None:
        """Let people come and go by the calendar."""
        self._greenlet = gevent.spawn(self._calendar)

    def request(self) -> Place:
        """Join the queue."""
        place = Place()
        self._queue.append(place)
        self._serve()
        return place

    def release(self, person: int) -> None:
        """End a person's work."""
        self.busy.append((self._since.pop(person), self._clock.now()))
        self._serve()

    @property
    def scheduled(self) -> int:
        """How many are on duty now."""
        return len(self._on_duty)

    def close(self) -> None:
        """Let the calendar be; all who wait are sent away."""
        if self._greenlet is not None:
            self._greenlet.kill()
        while self._queue:
            self._queue.popleft().withdraw()

    def _serve(self) -> None:
        while self._queue and len(self._since) < len(self._on_duty):
            place = self._queue.popleft()
            if not place.waiting:
                continue
            place.waiting = False
            person = min(self._on_duty - self._since.keys())
            self._since[person] = self._clock.now()
            place.granted.set(person)

    def _calendar(self) -> None:
        for time_s, changes in groupby(self._duty.changes, key=lambda change: change[0]):
            netted = [(person, on) for _, person, on in changes]
            self._clock.sleep_until(time_s)
            for person, on in netted:
                if on:
                    self._on_duty.add(person)
                else:
                    self._on_duty.discard(person)
            self._serve()
