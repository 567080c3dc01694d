"""What all draws of a replication share: weeks, layers, cells of time, streams, identities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scenarios.categories import NumberedCategory, NumberedNuisance, layers
from scenarios.run_clock import RunClock, Window, run_clock, windows
from scenarios.schema.base import WEEK_S
from scenarios.schema.scenario import Scenario
from scenarios.streams import Key, Streams
from scenarios.trace.drawn_before import DrawnBefore
from scenarios.trace.rates import WeeklyCells, hours_of_weeks, minutes_in_force
from scenarios.trace.tables import IDS_PER_CATEGORY, IDS_PER_WEEK, Ints


@dataclass(frozen=True)
class DrawnWeek:
    """A unit of drawing: a week of evidence, or the warm-up (slot 0)."""

    slot: int
    name: tuple[Key, ...]
    begin_s: float
    end_s: float


@dataclass(frozen=True)
class Stage:
    """What all draws of a replication share.

    Parameters
    ----------
    windows : for each situation, when it is in force
    layers : names, "base" first
    grids : for each layer, the cells of time in which it brings something
    before : what was drawn before of the same replication
    """

    scenario: Scenario
    clock: RunClock
    streams: Streams
    weeks: tuple[DrawnWeek, ...]
    windows: tuple[tuple[Window, ...], ...]
    layers: tuple[str, ...]
    grids: tuple[WeeklyCells, ...]
    before: DrawnBefore

    def streams_of(self, layer: int, *key: Key) -> tuple[Streams, ...]:
        """Return the streams of something that a layer brings, for each week."""
        own = self.streams.of(self.layers[layer], *key)
        return tuple(own.of(*week.name) for week in self.weeks)

    def ids(self, found: NumberedCategory | NumberedNuisance, layer: int, counts: Ints) -> Ints:
        """Return incident ids, so many in each week, one week after another."""
        slots = np.array([week.slot for week in self.weeks], dtype=np.int64)
        first = (found.digits + 100 * layer) * IDS_PER_CATEGORY + slots * IDS_PER_WEEK
        ids: Ints = np.repeat(first - (np.cumsum(counts) - counts), counts)
        ids += np.arange(len(ids))
        return ids


def set_stage(
    scenario: Scenario, seed: int, replication: int, before: DrawnBefore | None = None
) -> Stage:
    """Return what all draws of a replication share."""
    clock = run_clock(scenario.run)
    weeks = tuple(_drawn_weeks(clock, replication))
    stretches = [(week.begin_s, week.end_s) for week in weeks]
    in_force = tuple(windows(situation, clock) for situation in scenario.situations.values())
    return Stage(
        scenario,
        clock,
        Streams(seed, "trace"),
        weeks,
        in_force,
        layers(scenario),
        (
            hours_of_weeks(clock, stretches),
            *minutes_in_force(clock, stretches, in_force),
        ),
        DrawnBefore() if before is None else before,
    )


def _drawn_weeks(clock: RunClock, replication: int) -> Iterator[DrawnWeek]:
    if clock.warm_up_s > 0:
        yield DrawnWeek(0, ("warm-up", replication), clock.begin_s, 0.0)
    for week in range(clock.weeks):
        yield DrawnWeek(
            week + 1,
            ("week", replication * clock.weeks + week),
            week * WEEK_S,
            min((week + 1) * WEEK_S, clock.length_s),
        )
