"""Plans made by hand: speed is 60 km/h and the detour 1 unless a test says otherwise.

A kilometre then takes a minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.duty import Duty, duty_of
from scenarios.number_block import NumberBlock
from scenarios.plan import AgencyPlan, Category, Plan, UnitPlan
from scenarios.run_clock import RunClock
from scenarios.step_function import StepFunction, steps
from scenarios.travel_times import TravelTimes

DAY_S = 86_400.0
ENDLESS = float("inf")

Staff = int | Sequence[Sequence[tuple[float, float]]]
"""How many people, always on duty; or each person's stretches of duty."""
Changing = float | Sequence[tuple[float, float]]
"""A value, or (from when, value)."""


@dataclass
class Agency:
    """An agency; `posts` is where its units are, one each."""

    phone: bool = False
    desk: Staff = 1
    posts: Sequence[tuple[float, float]] = ((0, 0),)
    hours: Staff | None = None
    no_answer_after: float = 60
    night: Changing = 0


@dataclass
class Given:
    """Given travel times: tables of seconds from and to, and who is in which kecamatan."""

    tables: Sequence[Sequence[Sequence[float]]]
    homes: Sequence[Sequence[int]] = ()
    hospitals: Sequence[int] = ()
    table: Changing = 0
    slowness: Changing = 1


@dataclass
class Kind:
    """A kind of incident."""

    priority: int = 1
    hospitals: tuple[bool, ...] = (True, True, True)


@dataclass
class Region:
    """All that is not luck."""

    staff: Staff = 1
    dispatchers: Staff | None = None
    channels: Sequence[Changing] = (1000,)
    redial_abandoned: float = 0.5
    redial_blocked: float = 0.5
    agencies: Sequence[Agency] = ()
    application_up: Changing = 1
    speed_kmh: Changing = 60
    detour: float = 1
    hospitals: Sequence[tuple[float, float]] = ()
    kinds: Sequence[Kind] = (Kind(),)
    length: float = DAY_S
    warm_up: float = 0
    start_of_week: float = 0
    blocks: Sequence[NumberBlock] = ()
    given: Given | None = None


def duty(staff: Staff, begin_s: float = 0) -> Duty:
    """Return who is on duty when."""
    if isinstance(staff, int):
        return duty_of([[(begin_s, ENDLESS)]] * staff)
    return duty_of(staff)


def _steps(value: Changing) -> StepFunction:
    return steps([(0.0, value)]) if isinstance(value, int | float) else steps(value)


def _travel_times(given: Given) -> TravelTimes:
    return TravelTimes(
        kecamatan=len(given.tables[0]),
        times_s=tuple(time_s for table in given.tables for row in table for time_s in row),
        table=_steps(given.table),
        slowness=_steps(given.slowness),
        homes=tuple(tuple(rows) for rows in given.homes),
        hospitals=tuple(given.hospitals),
    )


def plan_of(region: Region) -> Plan:
    """Return the plan of a region."""
    begin_s = -region.warm_up
    kinds = [
        Category(f"kind {i}", True, k.priority, k.hospitals) for i, k in enumerate(region.kinds)
    ]
    kinds = [
        Category(f"kind {i}", True, k.priority, k.hospitals) for i, k in enumerate(region.kinds)
    ]
    return Plan(
        clock=RunClock(region.start_of_week, region.length, region.warm_up),
        layers=("base",),
        categories=(*kinds, Category("call", False, 0, ())),
        kecamatan=("11.11.11", "11.11.12", "11.11.13", "11.11.14"),
        trunks=tuple(f"trunk {i}" for i in range(len(region.channels))),
        channels=tuple(_steps(c) for c in region.channels),
        redial_abandoned=region.redial_abandoned,
        redial_blocked=region.redial_blocked,
        call_takers=duty(region.staff, begin_s),
        dispatchers=None if region.dispatchers is None else duty(region.dispatchers, begin_s),
        agencies=tuple(
            AgencyPlan(
                name=f"agency {i}",
                by_phone=a.phone,
                no_answer_after_s=a.no_answer_after,
                desk=duty(a.desk, begin_s),
                units=tuple(UnitPlan(f"post {k}/1", f"post {k}", p) for k, p in enumerate(a.posts)),
                on_duty=duty(len(a.posts) if a.hours is None else a.hours, begin_s),
                night=_steps(a.night),
            )
            for i, a in enumerate(region.agencies)
        ),
        application_up=_steps(region.application_up),
        speed_kmh=_steps(region.speed_kmh),
        detour=region.detour,
        hospitals=tuple(region.hospitals),
        hospital_names=tuple(f"hospital {i}" for i in range(len(region.hospitals))),
        blocks=tuple(region.blocks),
        travel_times=None if region.given is None else _travel_times(region.given),
    )
