"""Lay a scenario out in the run clock: staff, lines, roads and what situations take away."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache

from scenarios.categories import layers, numbered_categories
from scenarios.duty import Duty, duty_of, holding, hours_of_duty, lay_out
from scenarios.number_block import number_blocks
from scenarios.plan import AgencyPlan, Category, Plan, UnitPlan
from scenarios.run_clock import HOUR_S, RunClock, Window, run_clock, windows
from scenarios.schema.agencies import Agency, Post
from scenarios.schema.base import DAY_S
from scenarios.schema.demand import IncidentType
from scenarios.schema.scenario import Scenario
from scenarios.schema.situation import Situation
from scenarios.step_function import StepFunction, steps
from scenarios.streams import Streams
from scenarios.territory import Territory, territory
from scenarios.travel import KmPoint
from scenarios.travel_layout import lay_out_travel_times

Lack = tuple[Window, float, str]


def lay_out_plan(scenario: Scenario, seed: int, replication: int = 0) -> Plan:
    """Return the plan of one replication.

    Parameters
    ----------
    scenario : Scenario
    seed : int
        Seed of the run; only absences are drawn here, by (group, shift, date, person).
    replication : int
    """
    clock = run_clock(scenario.run)
    land = territory(scenario.place)
    streams = Streams(seed, "plan", replication)
    in_force = [(name, s, windows(s, clock)) for name, s in scenario.situations.items()]

    def lacks(group: str) -> list[Lack]:
        return [
            (window, share, name)
            for name, situation, found in in_force
            for window in found
            if (share := _share(situation.staff_absence, group)) > 0
        ]

    def effect(value: Callable[[Situation], float | None]) -> list[tuple[Window, float]]:
        return [
            (window, found)
            for _, situation, in_windows in in_force
            for window in in_windows
            if (found := value(situation)) is not None
        ]

    dispatchers = scenario.dispatchers
    hospitals = scenario.place.hospitals
    return Plan(
        clock=clock,
        layers=layers(scenario),
        categories=tuple(
            Category(
                name=c.name,
                incident=isinstance(c.kind, IncidentType),
                priority=c.kind.priority if isinstance(c.kind, IncidentType) else 0,
                hospitals=tuple(h.takes is None or c.name in h.takes for h in hospitals),
            )
            for c in numbered_categories(scenario)
        ),
        kecamatan=land.codes,
        trunks=tuple(scenario.lines.trunks),
        channels=tuple(
            _over_time(
                clock,
                (float(trunk.channels),),
                effect(lambda s, n=name: _factor(s.channels, n)),  # type: ignore[misc]
                whole=True,
            )
            for name, trunk in scenario.lines.trunks.items()
        ),
        redial_abandoned=scenario.callers.redial.after_abandoning if scenario.callers.redial else 0,
        redial_blocked=scenario.callers.redial.after_blocked if scenario.callers.redial else 0,
        call_takers=lay_out(
            scenario.call_takers.staffing, clock, streams, "call_takers", lacks("call_takers")
        ),
        dispatchers=None
        if dispatchers is None
        else lay_out(dispatchers.staffing, clock, streams, "dispatchers", lacks("dispatchers")),
        agencies=tuple(
            _agency(
                name,
                agency,
                land,
                clock,
                streams,
                lacks(f"desk:{name}"),
                [
                    (window, share, situation_name)
                    for situation_name, s, found in in_force
                    for window in found
                    if (share := _share(s.units_absence, name)) > 0
                ],
            )
            for name, agency in scenario.agencies.items()
        ),
        application_up=_over_time(
            clock, (1.0,), effect(lambda s: 0.0 if s.application_lost else None)
        ),
        speed_kmh=_over_time(
            clock,
            scenario.place.roads.speed_kmh,
            effect(lambda s: s.speed_factor if s.speed_factor != 1 else None),
        ),
        detour=scenario.place.roads.detour,
        hospitals=tuple(land.at(h.lat, h.lon) for h in hospitals),
        hospital_names=tuple(h.name for h in hospitals),
        blocks=number_blocks(scenario),
        travel_times=lay_out_travel_times(
            scenario,
            land,
            _over_time(clock, tuple(map(float, range(24))), ()),
            _over_time(
                clock,
                (1.0,),
                effect(lambda s: 1 / s.speed_factor if s.speed_factor != 1 else None),
            ),
        ),
    )


def _share(by_group: dict[str, float], group: str) -> float:
    return by_group.get(group, by_group.get("*", 0.0))


def _factor(by_name: dict[str, float], name: str) -> float | None:
    return by_name.get(name, by_name.get("*"))


def _over_time(
    clock: RunClock,
    by_hour: tuple[float, ...],
    factors: Iterable[tuple[Window, float]],
    *,
    whole: bool = False,
) -> StepFunction:
    """Return a value by hour times the factors of the windows in force; `whole` rounds down."""
    return _steps_over_time(clock, by_hour, tuple(factors), whole)


@lru_cache(maxsize=8)  # a run's replications, and the ends of its ranges, share most of them
def _steps_over_time(
    clock: RunClock,
    by_hour: tuple[float, ...],
    found: tuple[tuple[Window, float], ...],
    whole: bool,
) -> StepFunction:
    edges = {clock.begin_s}
    if len(by_hour) > 1:
        edge_s = clock.begin_s - (clock.start_of_week_s + clock.begin_s) % HOUR_S
        while edge_s < clock.horizon_s:
            edges.add(max(edge_s, clock.begin_s))
            edge_s += HOUR_S
    for window, _ in found:
        edges |= {e for e in window if clock.begin_s < e < clock.horizon_s}
    changes = []
    instants = sorted(edges)
    in_force = holding(instants, [window for window, _ in found])
    for begin_s, numbers in zip(instants, in_force, strict=True):
        value = by_hour[clock.hour_of_week(begin_s) % len(by_hour)]
        for number in numbers:
            value *= found[number][1]
        # 100 x 0.29 is a hair below 29
        changes.append((begin_s, float(math.floor(value + 1e-9)) if whole else value))
    return steps(changes)


def _agency(
    name: str,
    agency: Agency,
    land: Territory,
    clock: RunClock,
    streams: Streams,
    desk_lacks: list[Lack],
    unit_lacks: list[Lack],
) -> AgencyPlan:
    units: list[UnitPlan] = []
    stretches: list[list[Window]] = []
    for post in agency.posts:
        home = _home(post, land)
        hours = (post.hours.start, post.hours.length) if post.hours else None
        units += [UnitPlan(f"{post.name}/{i + 1}", post.name, home) for i in range(post.units)]
        stretches += hours_of_duty(post.units, hours, clock)
    return AgencyPlan(
        name=name,
        by_phone=agency.notify == "phone",
        no_answer_after_s=agency.desk.no_answer_after,
        desk=lay_out(agency.desk.staffing, clock, streams, f"desk:{name}", desk_lacks),
        units=tuple(units),
        on_duty=_without(stretches, unit_lacks, streams, name),
        night=_night(agency.field.night_from, agency.field.night_to, clock),
    )


def _home(post: Post, land: Territory) -> KmPoint:
    if post.lat is not None and post.lon is not None:
        return land.at(post.lat, post.lon)
    row = land.codes.index(post.kecamatan or "")
    return land.at(float(land.lat[row]), float(land.lon[row]))


def _without(
    stretches: list[list[Window]], lacks: list[Lack], streams: Streams, agency: str
) -> Duty:
    """Take units out of service for whole windows, each drawn by itself."""
    left = stretches
    times: Counter[str] = Counter()
    for window, share, situation in lacks:
        luck = streams.uniforms(len(stretches), "units out", agency, situation, times[situation])
        times[situation] += 1
        left = [
            [
                piece
                for a, b in unit
                for piece in ((a, min(b, window[0])), (max(a, window[1]), b))
                if piece[1] > piece[0]
            ]
            if u < share
            else unit
            for unit, u in zip(left, luck, strict=True)
        ]
    return duty_of(left)


def _night(from_s: float, to_s: float, clock: RunClock) -> StepFunction:
    if from_s == to_s:
        return steps([(clock.begin_s, 0.0)])
    midnight_s, _ = clock.first_day()
    changes: list[tuple[float, float]] = []
    day_s = midnight_s - DAY_S
    while day_s < clock.horizon_s:
        changes += [(day_s + from_s, 1.0), (day_s + to_s, 0.0)]
        day_s += DAY_S
    return steps(sorted(changes))
