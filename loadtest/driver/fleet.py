"""An agency's units in a load test: which one goes, and its way, step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import groupby

import gevent
from gevent.event import AsyncResult
from gevent.lock import BoundedSemaphore
from gevent.pool import Group

from loadtest.driver.context import Context
from loadtest.driver.live_rows import LiveRow
from scenarios.plan import AgencyPlan
from scenarios.ways import Position, Site, Ways, at_post

Step = Callable[[str], None]
"""Told of each step of a unit's way, by the application's word for it."""
OnDuty = Callable[[int, bool], None]
"""Told that a unit begins or ends its hours."""


@dataclass
class Unit:
    """A unit: at its post, on a task, or on its way home."""

    number: int
    home: Site
    on_duty: bool = False
    on_task: bool = False
    homeward: tuple[Site, float, float] | None = None
    task: int | None = None
    telling: BoundedSemaphore = field(default_factory=BoundedSemaphore)
    """Held while the application is told that it is sent or has returned: one at a time, else
    the one could overtake the other on the way."""

    def position(self, now_s: float) -> Position:
        """Return where a free unit is."""
        if self.homeward is None:
            return at_post(self.home)
        start, since_s, whole_s = self.homeward
        return Position(start, self.home, min(now_s - since_s, whole_s), whole_s)


class Fleet:
    """The units of one agency, by the rules of the model and the shared choice function.

    Parameters
    ----------
    context : Context
    agency : AgencyPlan
    on_duty : callable
        Told when a unit begins or ends its hours, after the first ones.
    """

    def __init__(self, context: Context, agency: AgencyPlan, *, on_duty: OnDuty) -> None:
        self._context = context
        self._agency = agency
        self._tell_duty = on_duty
        self._ways = ways = Ways(context.play.plan)
        number = context.play.plan.agencies.index(agency)
        self.units = [Unit(i, ways.home(number, i)) for i in range(len(agency.units))]
        self._waiting: list[tuple[int, float, int, Site, AsyncResult]] = []
        self.busy: list[tuple[float, float]] = []
        self._greenlet: gevent.Greenlet | None = None
        self._homeward = Group()
        """Nobody waits for a unit on its way home: it is no open work of the play."""

    def scene(self, incident: int) -> Site:
        """Return where an incident is."""
        incidents = self._context.play.trace.incidents
        return Site(
            (float(incidents.x_km[incident]), float(incidents.y_km[incident])),
            int(incidents.kecamatan[incident]),
        )

    def begin_calendar(self) -> None:
        """Let units come and go."""
        self._greenlet = gevent.spawn(self._context.guard, self._calendar)

    @property
    def on_duty(self) -> int:
        """How many units are on duty."""
        return sum(unit.on_duty for unit in self.units)

    def request(self, priority: int, task: int, scene: Site) -> AsyncResult:
        """Ask for a unit; the result is the unit that goes."""
        granted = AsyncResult()
        heappush(self._waiting, (priority, self._context.clock.now(), task, scene, granted))
        self._serve()
        return granted

    def close(self) -> None:
        """Let the calendar be; who waits gets nothing."""
        if self._greenlet is not None:
            self._greenlet.kill()
        self._homeward.kill()
        while self._waiting:
            self._waiting.pop()[-1].set(None)

    def give_back(self, unit: Unit) -> None:
        """Take back a unit that was granted and could not be sent."""
        unit.on_task = False
        self._serve()

    def begin(self, unit: Unit, task: int) -> tuple[Position, bool]:
        """Send a unit; return where it starts and whether it was on its way home."""
        start, homeward = unit.position(self._context.clock.now()), unit.homeward is not None
        unit.on_task = True
        unit.homeward = None
        unit.task = task
        return start, homeward

    def drive(
        self, unit: Unit, row: LiveRow, task: int, incident: int, start: Position, step: Step
    ) -> None:
        """Bring a unit through its task and home, at the trace's times."""
        context = self._context
        clock, plan, tasks = context.clock, context.play.plan, context.play.trace.tasks
        incidents, ways = context.play.trace.incidents, self._ways
        scene = self.scene(incident)
        due_s = float(row["dispatched_s"])
        if not row["homeward"]:
            night = self._agency.night.at(due_s)
            turnout = tasks.turnout_night_s if night else tasks.turnout_day_s
            due_s += float(turnout[task])
        clock.sleep_until(due_s)
        row.set(departed_s=clock.now(), travel_km=ways.km(start.point, scene.point))
        step("en_route")
        due_s += ways.time_from_s(start, scene, due_s, float(tasks.travel_factor[task]))
        clock.sleep_until(due_s)
        row.set(on_scene_s=clock.now())
        context.rows.incident(incident).first("on_scene_s", clock.now())
        step("on_scene")
        due_s += float(tasks.on_scene_s[task])
        clock.sleep_until(due_s)
        row.set(left_scene_s=clock.now())
        place = scene
        category = plan.categories[incidents.category[incident]]
        hospital = (
            ways.nearest_hospital(category.hospitals, scene, due_s)
            if tasks.transport[task]
            else None
        )
        if hospital is not None:
            step("leaving_scene")
            place = ways.hospital(hospital)
            row.set(hospital=plan.hospital_names[hospital])
            due_s += ways.time_s(scene, place, due_s, float(tasks.hospital_factor[task]))
            clock.sleep_until(due_s)
            row.set(at_hospital_s=clock.now())
            context.rows.incident(incident).first("at_hospital_s", clock.now())
            step("at_hospital")
            due_s += float(tasks.handover_s[task])
            clock.sleep_until(due_s)
            step("handed_over")
        step("cleared")
        row.set(cleared_s=clock.now())
        self._clear(unit, row, task, place, step)

    def _clear(self, unit: Unit, row: LiveRow, task: int, place: Site, step: Step) -> None:
        """Take a waiting task, or go home."""
        now_s = self._context.clock.now()
        self.busy.append((float(row["dispatched_s"]), now_s))
        unit.on_task = False
        whole_s = self._ways.time_s(place, unit.home, now_s)
        unit.homeward = (place, now_s, whole_s)
        self._serve()
        if unit.homeward is not None:
            self._homeward.spawn(
                self._context.guard, self._go_home, unit, row, task, now_s + whole_s, step
            )

    def _go_home(self, unit: Unit, row: LiveRow, task: int, home_s: float, step: Step) -> None:
        self._context.clock.sleep_until(home_s)
        with unit.telling:
            # one that has been chosen meanwhile was called on its way, even if the application
            # does not know of it yet
            if unit.on_task or unit.task != task or unit.homeward is None:
                return
            unit.homeward = None
            if not self._context.stop.is_set():
                row.set(returned_s=self._context.clock.now())
                step("returned")

    def _serve(self) -> None:
        while self._waiting:
            now_s = self._context.clock.now()
            free = [
                (u.number, u.position(now_s)) for u in self.units if u.on_duty and not u.on_task
            ]
            if not free:
                return
            _, _, _, scene, granted = heappop(self._waiting)
            chosen = self._ways.nearest_unit(free, scene, now_s)
            assert chosen is not None
            self.units[chosen].on_task = True
            granted.set(self.units[chosen])

    def _calendar(self) -> None:
        for time_s, changes in groupby(self._agency.on_duty.changes, key=lambda change: change[0]):
            netted = [(unit, on) for _, unit, on in changes]
            self._context.clock.sleep_until(time_s)
            for number, on in netted:
                self.units[number].on_duty = on
            if time_s > 0.0:
                for number, on in netted:
                    self._tell_duty(number, on)
            self._serve()
