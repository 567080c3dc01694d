"""Rates over the run: how many of a category are to be expected in each short cell of time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from scenarios.run_clock import HOUR_S, RunClock, Window
from scenarios.schema.base import DAY_S
from scenarios.schema.demand import Rate
from scenarios.schema.situation import Surge
from scenarios.streams import Streams
from scenarios.ticks import to_ticks

Floats = NDArray[np.float64]
MINUTE_S = 60.0


@dataclass(frozen=True)
class SurgeWindows:
    """A surge and the stretches in which it is in force."""

    surge: Surge
    windows: tuple[Window, ...]


def weekly_rates(rate: Rate) -> Floats:
    """Return the expected number in each hour of the week.

    Returns
    -------
    array of float, shape (168,), per hour, from Monday 00h
    """
    if rate.per_hour is not None:
        return np.tile(np.array(rate.per_hour), 168 // len(rate.per_hour))
    if rate.hour_of_week is not None:
        weights = _told(rate.hour_of_week)
    else:
        weights = np.outer(
            _told(rate.day_of_week or (1.0,) * 7), _told(rate.hour_of_day or (1.0,) * 24)
        ).ravel()
    assert rate.per_day is not None
    rates: Floats = weights / weights.mean() * rate.per_day / 24
    return rates


def _told(weights: Sequence[float]) -> Floats:
    """Return weights so that their sums and products can be told from 0 and infinity."""
    told = np.array(weights)
    largest = told.max()
    return told if 1e-100 < largest < 1e100 else told / largest


@dataclass(frozen=True)
class Cells:
    """A stretch of the run in cells of at most `HOUR_S`, none across an hour of the clock.

    Parameters
    ----------
    start_s, width_s : arrays of float
    hour : array of int, hour of the week
    day : array of int, number of the calendar day within the stretch
    """

    start_s: Floats
    width_s: Floats
    hour: NDArray[np.int64]
    day: NDArray[np.int64]


def cells(
    clock: RunClock,
    begin_s: float,
    end_s: float,
    grain_s: float,
    also_s: Iterable[float] = (),
) -> Cells:
    """Cut a stretch of the run into cells of `grain_s` (an hour or a minute) of the clock.

    Parameters
    ----------
    also_s : instants at which to cut too, as where a situation begins or ends
    """
    offset = (clock.start_of_week_s + begin_s) % grain_s
    edges = np.arange(begin_s - offset, end_s, grain_s)
    edges = np.append(np.maximum(edges, begin_s), end_s)
    within = [e for e in also_s if begin_s < e < end_s]
    if within:
        edges = np.unique(np.append(edges, within))
    start_s = edges[:-1]
    since_monday = clock.start_of_week_s + start_s
    day = np.floor(since_monday / DAY_S).astype(np.int64)
    return Cells(
        start_s=start_s,
        width_s=np.diff(edges),
        hour=np.floor(since_monday / HOUR_S).astype(np.int64) % 168,
        day=day - day[0],
    )


@dataclass(frozen=True)
class WeeklyCells:
    """The cells of all drawn weeks, one week behind another.

    Parameters
    ----------
    start_s, width_s, hour : as of `Cells`
    day : array of int
        Number of the calendar day, counted through the days of all weeks.
    days : tuple of int
        How many calendar days each week touches.
    first_days : tuple of int
        The calendar day with which each week begins, counted from the Monday of instant 0.
    bounds : tuple of int
        Where each week's cells begin, and behind the last one the end.
    """

    start_s: Floats
    width_s: Floats
    hour: NDArray[np.int64]
    day: NDArray[np.int64]
    days: tuple[int, ...]
    first_days: tuple[int, ...]
    bounds: tuple[int, ...]

    def most_in_a_week(self, expected: Floats) -> float:
        """Return the greatest sum over a week of something given for each cell."""
        return max(float(expected[a:b].sum()) for a, b in pairwise(self.bounds))


def hours_of_weeks(clock: RunClock, weeks: Sequence[Window]) -> WeeklyCells:
    """Cut weeks into the hours of the clock."""
    return _weekly(clock, weeks, [[cells(clock, a, b, HOUR_S)] for a, b in weeks])


def minutes_in_force(
    clock: RunClock, weeks: Sequence[Window], situations: Sequence[Sequence[Window]]
) -> tuple[WeeklyCells, ...]:
    """Cut what of weeks each situation is in force into minutes of the clock.

    It is cut too where it begins or ends, and where one before it does.
    """
    found = []
    edges: list[float] = []
    for stretches in situations:
        edges += [edge_s for stretch in stretches for edge_s in stretch]
        parts = [
            [
                cells(clock, max(a, begin_s), min(b, end_s), MINUTE_S, edges)
                for a, b in stretches
                if a < end_s and b > begin_s
            ]
            for begin_s, end_s in weeks
        ]
        found.append(_weekly(clock, weeks, parts))
    return tuple(found)


def _weekly(
    clock: RunClock, weeks: Sequence[Window], parts: Sequence[Sequence[Cells]]
) -> WeeklyCells:
    """Join the cells of each week, and count days through all of them."""
    first_day = [math.floor((clock.start_of_week_s + begin_s) / DAY_S) for begin_s, _ in weeks]
    days = [
        math.ceil((clock.start_of_week_s + end_s) / DAY_S) - day
        for day, (_, end_s) in zip(first_day, weeks, strict=True)
    ]
    before = np.cumsum(days) - days
    sizes = [sum(len(part.start_s) for part in of_week) for of_week in parts]
    every = [part for of_week in parts for part in of_week]
    start_s = np.concatenate([np.empty(0), *(part.start_s for part in every)])
    calendar_day = np.floor((clock.start_of_week_s + start_s) / DAY_S).astype(np.int64)
    return WeeklyCells(
        start_s=start_s,
        width_s=np.concatenate([np.empty(0), *(part.width_s for part in every)]),
        hour=np.concatenate([np.empty(0, dtype=np.int64), *(part.hour for part in every)]),
        day=calendar_day + np.repeat(before - first_day, sizes),
        days=tuple(days),
        first_days=tuple(first_day),
        bounds=tuple(accumulate(sizes, initial=0)),
    )


def surge_factor(found: SurgeWindows, time_s: Floats, hour: NDArray[np.int64]) -> Floats:
    """Return the factor that a surge puts on the rate at given instants (1 outside its windows)."""
    surge = found.surge
    factor = np.ones(len(time_s))
    window, inside = window_of(found.windows, time_s)
    height = np.full(len(inside), surge.factor)
    if surge.factor_by_hour is not None:
        height *= np.array(surge.factor_by_hour)[hour[inside] % 24]
    if surge.half_life is not None:
        begin_s = np.array([begin for begin, _ in found.windows])[window]
        excess = np.maximum(height - 1, 0) * np.exp2(-(time_s[inside] - begin_s) / surge.half_life)
        height = np.minimum(height, 1) + excess
    factor[inside] = height
    return factor


def window_of(
    windows: Sequence[Window], time_s: Floats
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return in which windows instants lie: (window, row of the instant) for those in one.

    Parameters
    ----------
    windows : ascending, none within another
    """
    if not windows:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    begin_s, end_s = np.array(windows).T
    latest = np.searchsorted(begin_s, time_s, side="right") - 1
    inside = np.flatnonzero((latest >= 0) & (time_s < end_s[latest]))
    return latest[inside], inside


def occurrences(
    expected: Floats, grid: WeeklyCells, streams: Sequence[Streams]
) -> tuple[Floats, NDArray[np.int64]]:
    """Draw a Poisson number in each cell, and an instant for each, in ascending order.

    The instants lie on the grain of time, alike in a cell of any week.
    What is drawn in the first cells does not depend on how many cells follow.

    Parameters
    ----------
    expected : array of float, expected number in each cell
    streams : of each week

    Returns
    -------
    (array of float, s, ascending; array of int, how many each week has)
    """
    counts = np.zeros(len(expected), dtype=np.int64)
    of_weeks = np.zeros(len(streams), dtype=np.int64)
    for week, (own, (begin, end)) in enumerate(zip(streams, pairwise(grid.bounds), strict=True)):
        if begin < end:
            counts[begin:end] = own.generator("counts").poisson(expected[begin:end])
            of_weeks[week] = counts[begin:end].sum()
    at_s = np.empty(int(of_weeks.sum()))
    begin = 0
    for own, n in zip(streams, of_weeks.tolist(), strict=True):
        if n:
            own.fill(at_s[begin : begin + n], "instants")
        begin += n
    at_s *= np.repeat(grid.width_s, counts)
    to_ticks(at_s, out=at_s)
    at_s += np.repeat(grid.start_s, counts)
    at_s.sort()
    return at_s, of_weeks
