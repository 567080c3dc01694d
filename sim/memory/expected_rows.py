"""How many rows one replication is expected to have, from the scenario alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scenarios.categories import (
    NumberedCategory,
    layers,
    numbered_categories,
    numbered_nuisance,
)
from scenarios.key_path import path_text
from scenarios.run_clock import HOUR_S, RunClock, run_clock, windows
from scenarios.schema.base import DAY_S, WEEK_S
from scenarios.schema.demand import Burst, IncidentType, Rate, Redial
from scenarios.schema.scenario import Scenario
from scenarios.schema.staffing import Staffing
from scenarios.trace.beginnings import surge_on
from scenarios.trace.rates import Cells, SurgeWindows, cells, surge_factor, weekly_rates

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ExpectedRows:
    """Expected numbers in one replication, warm-up included.

    Parameters
    ----------
    callers : float
    attempts : float
        Every try that they could make: when demand exceeds capacity, they are made.
    incidents, candidates : float
        Incidents, and agencies that could serve a need of theirs.
    tasks : float
        Units that the first agency of each need would send.
    spare_tasks : float
        Units that the other agencies would.
    changes : float
        Comings and goings of people and units.
    staffing : float
        Rows of the staffing table.
    situation_minutes : tuple of float
        For each situation, minutes in which it is in force.
    callers_of : mapping of path to float
        Callers by the place in the scenario that says how many there are.
    """

    callers: float = 0.0
    attempts: float = 0.0
    incidents: float = 0.0
    candidates: float = 0.0
    tasks: float = 0.0
    spare_tasks: float = 0.0
    changes: float = 0.0
    staffing: float = 0.0
    situation_minutes: tuple[float, ...] = ()
    callers_of: Mapping[str, float] = field(default_factory=dict)


def expected_rows(scenario: Scenario) -> ExpectedRows:
    """Return how many rows one replication is expected to have.

    Surges count with what they add, hour by hour; what they take away is drawn all the same.
    """
    clock = run_clock(scenario.run)
    hours = cells(clock, clock.begin_s, clock.length_s, HOUR_S)
    tries = _tries(scenario.callers.redial)
    callers_of: dict[str, float] = {}
    attempts = incidents = candidates = tasks = spare = 0.0
    for category in numbered_categories(scenario):
        begun = _begun(scenario, category, clock, hours)
        calling = begun
        if isinstance(category.kind, IncidentType):
            kind = category.kind
            calling *= 1 + _more_callers(kind.burst)
            incidents += begun
            for need in kind.needs:
                candidates += begun * need.share * len(need.agencies)
                tasks += begun * need.share * need.units
                spare += begun * need.share * need.units * (len(need.agencies) - 1)
        callers_of[_place(scenario, category)] = calling
        attempts += calling * tries
    for found in numbered_nuisance(scenario):
        days = float(_in_force(scenario, found.layer, clock, hours).sum()) / DAY_S
        calling = found.nuisance.people_per_day * days * found.nuisance.calls_each
        callers_of[_path(scenario, found.layer, "nuisance", found.name)] = calling
        attempts += calling
    return ExpectedRows(
        callers=sum(callers_of.values()),
        attempts=attempts,
        incidents=incidents,
        candidates=candidates,
        tasks=tasks,
        spare_tasks=spare,
        changes=_changes(scenario, clock),
        staffing=_groups(scenario) * (clock.length_s / HOUR_S + 1),
        situation_minutes=tuple(
            float(_in_force(scenario, layer, clock, hours).sum()) / 60
            for layer in range(1, len(scenario.situations) + 1)
        ),
        callers_of=callers_of,
    )


def _begun(scenario: Scenario, category: NumberedCategory, clock: RunClock, hours: Cells) -> float:
    """Return how many of a category begin, drawn ones that are thinned out included."""
    in_force_s = _in_force(scenario, category.layer, clock, hours)
    expected = weekly_rates(_rate(category))[hours.hour] * in_force_s / HOUR_S
    if category.layer == 0:
        sort = "incidents" if isinstance(category.kind, IncidentType) else "calls"
        for situation in scenario.situations.values():
            surge = surge_on(situation, category.name, sort)
            if surge is not None:
                begin_s = np.maximum(hours.start_s, clock.begin_s)
                when = SurgeWindows(surge, windows(situation, clock))
                expected = expected * np.maximum(surge_factor(when, begin_s, hours.hour), 1)
    return float(expected.sum())


def _rate(category: NumberedCategory) -> Rate:
    return category.kind.rate


def _in_force(scenario: Scenario, layer: int, clock: RunClock, hours: Cells) -> Floats:
    """Return how many seconds of each hour a layer can bring something."""
    if layer == 0:
        return hours.width_s
    situation = scenario.situations[layers(scenario)[layer]]
    end_s = hours.start_s + hours.width_s
    inside = np.zeros(len(end_s))
    for a, b in windows(situation, clock):
        inside += np.clip(np.minimum(end_s, b) - np.maximum(hours.start_s, a), 0, None)
    return inside


def _more_callers(burst: Burst | None) -> float:
    return 0.0 if burst is None else burst.share * min(burst.more_callers, burst.at_most)


def _tries(redial: Redial | None) -> float:
    """Return how many tries a caller could make, on average."""
    if redial is None:
        return 1.0
    again = max(redial.after_abandoning, redial.after_blocked)
    return float(sum(again**attempt for attempt in range(redial.at_most + 1)))


def _place(scenario: Scenario, category: NumberedCategory) -> str:
    sort = "incidents" if isinstance(category.kind, IncidentType) else "calls"
    return _path(scenario, category.layer, sort, category.name, "rate")


def _path(scenario: Scenario, layer: int, *rest: str) -> str:
    if layer == 0:
        return path_text(("demand", *rest))
    return path_text(("situations", layers(scenario)[layer], *rest))


def _groups(scenario: Scenario) -> int:
    dispatchers = 0 if scenario.dispatchers is None else 1
    return 1 + dispatchers + 2 * len(scenario.agencies) + len(scenario.lines.trunks)


def _changes(scenario: Scenario, clock: RunClock) -> float:
    """Return how often somebody comes or goes, calendars after the end included."""
    days = (clock.horizon_s - clock.begin_s) / DAY_S
    staffings = [scenario.call_takers.staffing]
    if scenario.dispatchers is not None:
        staffings.append(scenario.dispatchers.staffing)
    staffings += [agency.desk.staffing for agency in scenario.agencies.values()]
    weekly = sum(_weekly_changes(staffing) for staffing in staffings)
    daily = sum(
        2 * post.units
        for agency in scenario.agencies.values()
        for post in agency.posts
        if post.hours is not None
    )
    return weekly * days * DAY_S / WEEK_S + daily * days


def _weekly_changes(staffing: Staffing) -> float:
    if staffing.by_hour is not None:
        counts = np.array(staffing.by_hour)
        steps = np.abs(counts - np.roll(counts, 1)).sum()
        return float(steps) * 168 / len(counts)
    if staffing.shifts is not None:
        return float(
            sum(
                2 * shift.people * len(shift.days) * (1 + len(shift.breaks))
                for shift in staffing.shifts.values()
            )
        )
    return 0.0
