"""An agency's units: which one goes, where it is, what waits for it."""

from __future__ import annotations

from collections.abc import Generator
from heapq import heappop, heappush
from itertools import groupby
from typing import Any

from scenarios.plan import AgencyPlan
from scenarios.ways import Position, Site, Ways, at_post
from sim.agenda import Agenda
from sim.rank import UNITS_AT_MOST, Kind, Rank
from sim.rows import TaskRow


class Unit:
    """A unit: at its post, on a task, or on its way home."""

    __slots__ = ("home", "homeward", "last_task", "number", "on_duty", "on_task")

    def __init__(self, number: int, home: Site) -> None:
        self.number = number
        self.home = home
        self.on_duty = False
        self.on_task = False
        self.homeward: tuple[Site, float, float] | None = None
        """Where and when the way home began, and how long it takes."""
        self.last_task: TaskRow | None = None

    def position(self, now_s: float) -> Position:
        """Return where a free unit is: on its way home, or at home."""
        if self.homeward is None:
            return at_post(self.home)
        start, since_s, whole_s = self.homeward
        return Position(start, self.home, now_s - since_s, whole_s)


class Fleet:
    """The units of one agency.

    A task gets the free unit with the shortest travel time (ties: lower number), or waits. A
    unit that becomes free takes the waiting task of highest priority, then the earliest, then
    the lowest id. No pre-emption, no re-routing outbound; after its hours a unit takes no new
    task.
    """

    def __init__(self, agenda: Agenda, ways: Ways, agency: AgencyPlan, number: int) -> None:
        self._agenda = agenda
        self._ways = ways
        self._number = number
        self.units = [Unit(i, ways.home(number, i)) for i in range(len(agency.units))]
        self._waiting: list[tuple[int, float, int, Site, Any]] = []
        self._free: set[int] = set()
        self.on_duty = 0
        self.busy: list[tuple[float, float]] = []
        agenda.process(self._calendar(agency))

    def request(self, task: TaskRow, priority: int, scene: Site) -> Any:
        """Return an event that fires with the unit that goes."""
        granted = self._agenda.event()
        heappush(self._waiting, (priority, self._agenda.now, task.task_id, scene, granted))
        self._serve()
        return granted

    def clear(self, unit: Unit, place: Site, task: TaskRow) -> None:
        """End a unit's task at `place`: it takes a waiting one, or goes home."""
        now_s = self._agenda.now
        self.busy.append((task.dispatched_s, now_s))
        unit.on_task = False
        unit.last_task = task
        whole_s = self._ways.time_s(place, unit.home, now_s)
        unit.homeward = (place, now_s, whole_s)
        if unit.on_duty:
            self._free.add(unit.number)
            self._serve()
        if unit.homeward is not None:
            identity = self._number * UNITS_AT_MOST + unit.number
            home = self._agenda.at(now_s + whole_s, Rank.END_OF_WORK, identity, Kind.UNIT_HOME)
            home.callbacks.append(lambda _: self._at_home(unit, task))

    def _at_home(self, unit: Unit, task: TaskRow) -> None:
        """Note the return, unless the unit was called on its way (and began another one)."""
        if unit.homeward is None or unit.last_task is not task:
            return
        unit.homeward = None
        task.returned_s = self._agenda.now

    def _serve(self) -> None:
        while self._waiting and self._free:
            _, _, _, scene, granted = heappop(self._waiting)
            now_s = self._agenda.now
            chosen = self._ways.nearest_unit(
                ((i, self.units[i].position(now_s)) for i in sorted(self._free)), scene, now_s
            )
            assert chosen is not None
            self._free.remove(chosen)
            self.units[chosen].on_task = True
            granted.succeed(self.units[chosen])

    def _calendar(self, agency: AgencyPlan) -> Generator[Any, Any, None]:
        for time_s, changes in groupby(agency.on_duty.changes, key=lambda change: change[0]):
            netted = [(unit, on) for _, unit, on in changes]
            yield self._agenda.at(time_s, Rank.CALENDAR, UNITS_AT_MOST + self._number)
            for number, on in netted:
                unit = self.units[number]
                unit.on_duty = on
                self.on_duty += 1 if on else -1
                if on and not unit.on_task:
                    self._free.add(number)
                else:
                    self._free.discard(number)
            self._serve()
