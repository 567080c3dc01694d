"""When incidents and calls begin: rates, day factors and situations made into instants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.categories import NumberedCategory
from scenarios.run_clock import HOUR_S
from scenarios.schema.demand import IncidentType
from scenarios.schema.situation import Situation, Surge
from scenarios.streams import Streams
from scenarios.trace.day_factors import calendar_days, day_factors, in_a_row
from scenarios.trace.limits import check_number
from scenarios.trace.rates import (
    SurgeWindows,
    WeeklyCells,
    occurrences,
    surge_factor,
    weekly_rates,
)
from scenarios.trace.stage import Stage
from scenarios.trace.tables import Flags, Floats, Ints


@dataclass(frozen=True)
class Begun:
    """Incidents (or calls) of one category and layer.

    Parameters
    ----------
    streams : of each week, for all else that is drawn about them
    counts : array of int, how many each week has
    at_s, ids : arrays of one length, in order of time
    kept : array of bool, or None for all
        Which are left when situations have thinned them out. All else is drawn for all, so
        that thinning moves nobody's luck.
    """

    layer: int
    streams: tuple[Streams, ...]
    counts: Ints
    at_s: Floats
    ids: Ints
    kept: Flags | None

    @property
    def arrays(self) -> tuple[Floats, Ints, Ints, Flags | None]:
        """All that was drawn of them."""
        return self.at_s, self.counts, self.ids, self.kept


def beginnings(stage: Stage, category: NumberedCategory) -> Iterator[Begun]:
    """Draw when a category's incidents (or calls) begin, layer by layer.

    The rate is profile x day factor x the factors of all situations in force. What a factor
    exceeds 1 by comes as a layer of its own, on top of the layers before it; what it lies
    below 1 by thins all layers out.

    Raises
    ------
    TooManyCallsError
        If more are to be expected in a week than identities can tell apart.
    """
    surges = _surges(stage, category)
    own = stage.streams_of(category.layer, category.name)
    streams = {
        layer: own if layer == category.layer else stage.streams_of(layer, category.name)
        for layer in (category.layer, *surges)
    }
    kind = category.kind
    drawn = stage.before.part(
        ("beginnings", category.number),
        (
            stage.scenario.run,
            stage.scenario.situations,
            stage.layers,
            category.name,
            category.digits,
            type(kind),
            kind.rate,
            kind.day_factor_shape,
            kind.day_factor_correlation,
        ),
        lambda: tuple(_layers(stage, category, streams, surges)),
    )
    for (layer, of_weeks), (at_s, counts, ids, kept) in zip(streams.items(), drawn, strict=True):
        yield Begun(layer, of_weeks, counts, at_s, ids, kept)


def _layers(
    stage: Stage,
    category: NumberedCategory,
    streams: Mapping[int, tuple[Streams, ...]],
    surges: dict[int, SurgeWindows],
) -> Iterator[tuple[Floats, Ints, Ints, Flags | None]]:
    """Draw instants, how many each week has, identities, and which are kept, layer by layer."""
    per_hour = weekly_rates(category.kind.rate)
    factors = _day_factors(stage, category, streams[category.layer])
    for layer, of_weeks in streams.items():
        grid = stage.grids[layer]
        expected = per_hour[grid.hour] * grid.width_s / HOUR_S
        if factors is not None:
            expected *= factors[grid.day]
        if layer in surges:
            expected *= _share_of_surge(grid, layer, surges)
        check_number(grid.most_in_a_week(expected), stage.scenario, category, layer)
        at_s, counts = occurrences(expected, grid, of_weeks)
        ids = stage.ids(category, layer, counts)
        yield at_s, counts, ids, _kept(stage, of_weeks, counts, at_s, surges)


def _day_factors(
    stage: Stage, category: NumberedCategory, streams: Sequence[Streams]
) -> Floats | None:
    """Return the factor of each day of all weeks; None where all are 1."""
    shape, grid = category.kind.day_factor_shape, stage.grids[category.layer]
    if shape is None:
        return None
    luck = [own.uniforms(n, "day") for own, n in zip(streams, grid.days, strict=True)]
    uniforms = np.concatenate(luck)
    correlation = category.kind.day_factor_correlation
    if correlation > 0:
        # weeks must be the same whatever the warm-up, so the row starts behind it
        evidence = grid.days[0] if stage.weeks[0].slot == 0 else 0
        uniforms = in_a_row(uniforms, calendar_days(grid), correlation, evidence)
    return day_factors(shape, uniforms)


def _kept(
    stage: Stage,
    streams: Sequence[Streams],
    counts: Ints,
    at_s: Floats,
    surges: dict[int, SurgeWindows],
) -> Flags | None:
    """Return which are left when surges below 1 have thinned them out; None for all."""
    kept: Flags | None = None
    if not surges:
        return kept
    hour = np.floor((stage.clock.start_of_week_s + at_s) / HOUR_S).astype(np.int64) % 168
    for surging, surge in surges.items():
        factor = surge_factor(surge, at_s, hour)
        if np.all(factor >= 1):
            continue
        luck = [
            own.uniforms(n, "thinning", stage.layers[surging])
            for own, n in zip(streams, counts.tolist(), strict=True)
        ]
        left = np.concatenate(luck) < factor
        kept = left if kept is None else kept & left
    return kept


def _share_of_surge(grid: WeeklyCells, layer: int, surges: dict[int, SurgeWindows]) -> Floats:
    """Return how much a surge brings in each cell, as a share of the plain rate."""
    middle_s = grid.start_s + grid.width_s / 2
    share = np.maximum(surge_factor(surges[layer], middle_s, grid.hour) - 1, 0)
    for before, surge in surges.items():
        if before < layer:
            share *= np.maximum(surge_factor(surge, middle_s, grid.hour), 1)
    return share


def _surges(stage: Stage, category: NumberedCategory) -> dict[int, SurgeWindows]:
    """Return the surges on a category of the region's own, by the layer of their situation."""
    sort = "incidents" if isinstance(category.kind, IncidentType) else "calls"
    found: dict[int, SurgeWindows] = {}
    if category.layer != 0:
        return found
    for layer, situation in enumerate(stage.scenario.situations.values(), start=1):
        surge = surge_on(situation, category.name, sort)
        if surge is not None:
            found[layer] = SurgeWindows(surge, stage.windows[layer - 1])
    return found


def surge_on(situation: Situation, name: str, sort: str) -> Surge | None:
    """Return the surge that names the category, else its sort, else all."""
    for pattern in (name, f"{sort}.{name}", f"{sort}.*", "*"):
        if pattern in situation.surges:
            return situation.surges[pattern]
    return None
