"""When incidents and calls begin: rates, day factors and situations made into instants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scenarios.categories import NumberedCategory, layers
from scenarios.run_clock import HOUR_S, RunClock, windows
from scenarios.schema.base import WEEK_S
from scenarios.schema.demand import IncidentType
from scenarios.schema.scenario import Scenario
from scenarios.schema.situation import Situation, Surge
from scenarios.streams import Key, Streams
from scenarios.trace.limits import check_number
from scenarios.trace.rates import (
    MINUTE_S,
    Cells,
    SurgeWindows,
    cells,
    day_factors,
    in_force,
    occurrences,
    surge_factor,
    weekly_rates,
)
from scenarios.trace.tables import IDS_PER_CATEGORY, IDS_PER_WEEK, Flags, Floats, Ints


@dataclass(frozen=True)
class DrawnWeek:
    """A unit of drawing: a week of evidence, or the warm-up (slot 0)."""

    slot: int
    name: tuple[Key, ...]
    begin_s: float
    end_s: float


@dataclass(frozen=True)
class Begun:
    """Incidents (or calls) of one category, layer and week.

    Parameters
    ----------
    streams : Streams
        For all else that is drawn about them.
    at_s, ids : arrays of one length, in order of time
    kept : array of bool
        Which are left when situations have thinned them out. All else is drawn for all, so
        that thinning moves nobody's luck.
    """

    layer: int
    streams: Streams
    at_s: Floats
    ids: Ints
    kept: Flags


def drawn_weeks(clock: RunClock, replication: int) -> Iterator[DrawnWeek]:
    if clock.warm_up_s > 0:
        yield DrawnWeek(0, ("warm-up", replication), clock.begin_s, 0.0)
    for week in range(clock.weeks):
        yield DrawnWeek(
            week + 1,
            ("week", replication * clock.weeks + week),
            week * WEEK_S,
            min((week + 1) * WEEK_S, clock.length_s),
        )


def beginnings(
    scenario: Scenario,
    clock: RunClock,
    streams: Streams,
    week: DrawnWeek,
    category: NumberedCategory,
) -> Iterator[Begun]:
    """Draw when a category's incidents (or calls) begin, layer by layer.

    The rate is profile x day factor x the factors of all situations in force. What a factor
    exceeds 1 by comes as a layer of its own, on top of the layers before it; what it lies
    below 1 by thins all layers out.

    Raises
    ------
    TooManyCallsError
        If more are to be expected in a week than identities can tell apart.
    """
    names = layers(scenario)
    surges = _surges(scenario, clock, category)
    days = streams.of(names[category.layer], category.name, *week.name)
    factors: Floats | None = None
    for layer in (category.layer, *surges):
        grid = _grid(scenario, clock, week, layer)
        if factors is None:
            luck = days.uniforms(int(grid.day[-1]) + 1, "day")
            factors = day_factors(category.kind.day_factor_shape, luck)
        rates = weekly_rates(category.kind.rate)[grid.hour]
        expected = rates * grid.width_s / HOUR_S * factors[grid.day]
        expected = expected * _share_of_layer(scenario, clock, grid, layer, surges)
        check_number(float(expected.sum()), scenario, category, layer)
        of_layer = streams.of(names[layer], category.name, *week.name)
        at_s = occurrences(expected, grid, of_layer)
        first = (category.digits + 100 * layer) * IDS_PER_CATEGORY + week.slot * IDS_PER_WEEK
        hour = np.floor((clock.start_of_week_s + at_s) / HOUR_S).astype(np.int64) % 168
        kept = np.ones(len(at_s), dtype=np.bool_)
        for surging, surge in surges.items():
            luck = of_layer.uniforms(len(at_s), "thinning", names[surging])
            kept &= luck < surge_factor(surge, at_s, hour)
        yield Begun(layer, of_layer, at_s, first + np.arange(len(at_s)), kept)


def _grid(scenario: Scenario, clock: RunClock, week: DrawnWeek, layer: int) -> Cells:
    """Return hours for the region's own, minutes for what a situation brings."""
    if layer == 0:
        return cells(clock, week.begin_s, week.end_s, HOUR_S)
    edges = [
        edge_s
        for situation in scenario.situations.values()
        for window in windows(situation, clock)
        for edge_s in window
    ]
    return cells(clock, week.begin_s, week.end_s, MINUTE_S, edges)


def _share_of_layer(
    scenario: Scenario, clock: RunClock, grid: Cells, layer: int, surges: dict[int, SurgeWindows]
) -> Floats:
    """Return how much a layer brings in each cell, as a share of the plain rate."""
    middle_s = grid.start_s + grid.width_s / 2
    if layer == 0:
        return np.ones(len(middle_s))
    if layer not in surges:
        situation = list(scenario.situations.values())[layer - 1]
        return in_force(windows(situation, clock), middle_s).astype(np.float64)
    share = np.maximum(surge_factor(surges[layer], middle_s, grid.hour) - 1, 0)
    for before, surge in surges.items():
        if before < layer:
            share *= np.maximum(surge_factor(surge, middle_s, grid.hour), 1)
    return share


def _surges(
    scenario: Scenario, clock: RunClock, category: NumberedCategory
) -> dict[int, SurgeWindows]:
    """Return the surges on a category of the region's own, by the layer of their situation."""
    sort = "incidents" if isinstance(category.kind, IncidentType) else "calls"
    found: dict[int, SurgeWindows] = {}
    if category.layer != 0:
        return found
    for layer, situation in enumerate(scenario.situations.values(), start=1):
        surge = surge_on(situation, category.name, sort)
        if surge is not None:
            found[layer] = SurgeWindows(surge, windows(situation, clock))
    return found


def surge_on(situation: Situation, name: str, sort: str) -> Surge | None:
    """Return the surge that names the category, else its sort, else all."""
    for pattern in (name, f"{sort}.{name}", f"{sort}.*", "*"):
        if pattern in situation.surges:
            return situation.surges[pattern]
    return None
