"""A unit on its way home that is called again: the application hears one thing after the other."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import gevent
from gevent.event import Event

from loadtest.driver.context import Context
from loadtest.driver.fleet import Fleet, Unit
from loadtest.driver.live_rows import LiveRow
from results.row_log import RowLog
from scenarios.ways import Site
from tests.loadtest.driver.hand_clock import HandClock
from tests.sim.building import Ask, Caller, Incident, UnitWork, trace_of
from tests.sim.region import Agency, Region, plan_of

SCENE = Site((1.0, 0.0))
CLEARED_S, HOME_S = 70.0, 130.0
"""The scene is a kilometre from the post, a minute; the work there takes ten seconds."""


def no_log() -> RowLog:
    return cast(RowLog, SimpleNamespace(write=lambda table, values: None))


class OneUnit:
    """An agency with one unit, which clears its first task at `CLEARED_S`."""

    def __init__(self) -> None:
        self.plan = plan_of(Region(agencies=[Agency(posts=[(0, 0)])]))
        ask = Ask(units=[UnitWork(on_scene=10)])
        trace, _ = trace_of([Caller(at=0, about=0)], [Incident(needs=[[ask]], x=1)], 1)
        self.clock = HandClock()
        context = SimpleNamespace(
            clock=self.clock,
            play=SimpleNamespace(plan=self.plan, trace=trace),
            rows=SimpleNamespace(incident=lambda number: LiveRow(no_log(), "incidents", {})),
            guard=lambda function, *args: function(*args),
            stop=Event(),
        )
        agency = self.plan.agencies[0]
        self.fleet = Fleet(cast(Context, context), agency, on_duty=lambda unit, on: None)
        self.fleet.begin_calendar()
        self.clock.move(0.0)
        self.told: list[str] = []
        self.hears = Event()
        self.hears.set()
        self.row = LiveRow(no_log(), "assignments", {"dispatched_s": 0.0, "homeward": False})
        self.unit = self.request(0)
        start, _ = self.fleet.begin(self.unit, 0)
        gevent.spawn(self.fleet.drive, self.unit, self.row, 0, 0, start, self.step)

    def request(self, task: int) -> Unit:
        return cast(Unit, self.fleet.request(1, task, SCENE).get(block=False))

    def step(self, status: str) -> None:
        self.told.append(status)
        self.hears.wait()


def test_a_unit_that_nobody_calls_comes_home() -> None:
    one = OneUnit()

    one.clock.move(HOME_S)

    assert one.told == ["en_route", "on_scene", "cleared", "returned"]
    assert (one.row["cleared_s"], one.row["returned_s"]) == (CLEARED_S, HOME_S)
    where, homeward = one.fleet.begin(one.request(1), 1)
    assert (where.point, homeward) == ((0.0, 0.0), False)
    one.fleet.close()


def test_a_unit_chosen_on_its_way_home_does_not_return_while_the_application_is_told() -> None:
    one = OneUnit()
    one.clock.move(HOME_S - 0.001)

    chosen = one.request(1)
    one.clock.move(HOME_S + 0.001)  # the request that sends it is still under way

    assert one.told == ["en_route", "on_scene", "cleared"]
    assert one.row["returned_s"] is None
    where, homeward = one.fleet.begin(chosen, 1)
    assert (where.point, homeward) == ((0.0, 0.0), True), "it was called on its way home"
    one.fleet.close()


def test_a_unit_is_not_sent_while_the_application_is_told_of_its_return() -> None:
    one = OneUnit()
    one.clock.move(HOME_S - 1)
    one.hears.clear()
    one.clock.move(HOME_S)
    assert one.told[-1] == "returned"

    chosen = one.request(1)
    assert not chosen.telling.acquire(blocking=False), "what sends it would overtake the return"
    one.hears.set()
    gevent.idle()

    assert chosen.telling.acquire(blocking=False)
    where, homeward = one.fleet.begin(chosen, 1)
    assert (where.point, homeward) == ((0.0, 0.0), False)
    one.fleet.close()
