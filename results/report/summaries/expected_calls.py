"""How many calls the scenario lets expect in each hour of the week."""

from __future__ import annotations

import numpy as np

from results.report.summaries.hours import HOUR_S, HOURS, Floats
from scenarios.categories import NumberedCategory, numbered_categories, numbered_nuisance
from scenarios.run_clock import RunClock, run_clock, windows
from scenarios.schema.demand import Burst, IncidentType
from scenarios.schema.scenario import Scenario
from scenarios.schema.situation import Surge
from scenarios.trace.beginnings import surge_on
from scenarios.trace.rates import Cells, SurgeWindows, cells, surge_factor, weekly_rates

_GRAIN_S = 600.0  # a surge that halves within hours is followed closely enough


def expected_calls(scenario: Scenario) -> Floats:
    """Return the expected number of calls an hour, redials left out.

    Situations count with their share of the run. Further callers about an incident are counted
    to the hour in which it happens.

    Returns
    -------
    array of float, shape (168,)
        From Monday 00h; NaN for an hour that the run does not cover.
    """
    clock = run_clock(scenario.run)
    grid = cells(clock, 0.0, clock.length_s, _GRAIN_S)
    total = np.zeros(len(grid.hour))
    categories = numbered_categories(scenario)
    for category in categories:
        rate = weekly_rates(category.kind.rate)[grid.hour]
        callers = _callers(category.kind.burst) if isinstance(category.kind, IncidentType) else 1.0
        total += rate * callers * _strength(scenario, clock, grid, category)
    for found in numbered_nuisance(scenario):
        of_kind = weekly_rates(categories[found.category].kind.rate)
        shape = of_kind / of_kind.mean() if of_kind.any() else np.ones(HOURS)
        nuisance = found.nuisance
        calls_per_h = nuisance.people_per_day * nuisance.calls_each / 24
        total += shape[grid.hour] * calls_per_h * _in_force(scenario, clock, grid, found.layer)
    seconds = np.bincount(grid.hour, weights=grid.width_s, minlength=HOURS)
    calls = np.bincount(grid.hour, weights=total * grid.width_s / HOUR_S, minlength=HOURS)
    mean: Floats = np.divide(calls, seconds / HOUR_S, out=np.full(HOURS, np.nan), where=seconds > 0)
    return mean


def _callers(burst: Burst | None) -> float:
    """Return the mean number of callers about one incident.

    Further callers are geometric with mean m, cut at K: their mean is m (1 - (1 - 1/m)^K).
    """
    if burst is None:
        return 1.0
    further = burst.more_callers * (1 - (1 - 1 / burst.more_callers) ** burst.at_most)
    return float(1 + burst.share * further)


def _strength(
    scenario: Scenario, clock: RunClock, grid: Cells, category: NumberedCategory
) -> Floats:
    """Return by what situations multiply a category's rate in each cell of the run."""
    if category.layer:
        return _in_force(scenario, clock, grid, category.layer)
    sort = "incidents" if isinstance(category.kind, IncidentType) else "calls"
    middle_s = grid.start_s + grid.width_s / 2
    strength = np.ones(len(grid.hour))
    for situation in scenario.situations.values():
        surge = surge_on(situation, category.name, sort)
        if surge is not None:
            in_windows = SurgeWindows(surge, windows(situation, clock))
            strength *= surge_factor(in_windows, middle_s, grid.hour)
    return strength


def _in_force(scenario: Scenario, clock: RunClock, grid: Cells, layer: int) -> Floats:
    """Return 1 where the situation of a layer is in force, else 0; 1 for the region's own."""
    if not layer:
        return np.ones(len(grid.hour))
    situation = list(scenario.situations.values())[layer - 1]
    always = SurgeWindows(Surge(factor=0.0), windows(situation, clock))
    return 1 - surge_factor(always, grid.start_s + grid.width_s / 2, grid.hour)
