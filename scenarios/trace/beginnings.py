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
from scenarios.trace.rates import (
    MINUTE_S,
    SurgeWindows,
    cells,
    day_factors,
    occurrences,
    surge_factor,
    weekly_rates,
)
from scenarios.trace.tables import IDS_PER_CATEGORY, IDS_PER_WEEK, Floats, Ints


class TooManyCallsError(ValueError):
    """A category brings more in one week than identities can tell apart."""


@dataclass(frozen=True)
class DrawnWeek:
    """A unit of drawing: a week of evidence, or the warm-up (slot 0)."""

    slot: int
    name: tuple[Key, ...]
    begin_s: float
    end_s: float


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
    layer: int,
) -> tuple[Floats, Ints] | None:
    """Return when a category's incidents (or calls) of one layer begin, and their ids."""
    if layer != category.layer and category.layer != 0:
        return None
    surges = _surges(scenario, clock, category)
    own = layer == category.layer
    if not own and layer not in surges:
        return None
    grain_s = HOUR_S if layer == 0 and not clock.start_of_week_s % HOUR_S else MINUTE_S
    grid = cells(clock, week.begin_s, week.end_s, grain_s)
    key = (layers(scenario)[layer], category.name, *week.name)
    expected = weekly_rates(category.kind.rate)[grid.hour] * grid.width_s / HOUR_S
    factors = day_factors(
        category.kind.day_factor_shape, streams.uniforms(int(grid.day[-1]) + 1, "day", *key)
    )
    expected = expected * factors[grid.day]
    middle_s = grid.start_s + grid.width_s / 2
    if layer > 0:
        situation = list(scenario.situations.values())[layer - 1]
        if own:
            always = SurgeWindows(Surge(factor=0.0), windows(situation, clock))
            share = 1 - surge_factor(always, middle_s, grid.hour)
        else:
            share = np.maximum(surge_factor(surges[layer], middle_s, grid.hour) - 1, 0)
        expected = expected * share
    at_s = occurrences(expected, grid, streams.generator("occurrences", *key))
    if len(at_s) >= IDS_PER_WEEK:
        raise TooManyCallsError(
            f"{category.name}: {len(at_s)} in one week; expected fewer than {IDS_PER_WEEK}"
        )
    number = category.number + 100 * layer
    ids = number * IDS_PER_CATEGORY + week.slot * IDS_PER_WEEK + np.arange(len(at_s))
    if own:
        kept = np.ones(len(at_s), dtype=bool)
        hour = np.floor((clock.start_of_week_s + at_s) / HOUR_S).astype(np.int64) % 168
        for surging, surge in surges.items():
            if surging != layer:
                luck = streams.uniforms(len(at_s), "thinning", surging, *key)
                kept &= luck < surge_factor(surge, at_s, hour)
        at_s, ids = at_s[kept], ids[kept]
    return at_s, ids


def _surges(
    scenario: Scenario, clock: RunClock, category: NumberedCategory
) -> dict[int, SurgeWindows]:
    """Return the surges on a category by the layer of their situation."""
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
