"""Rates over the run: how many of a category are to be expected in each short cell of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
        weights = np.array(rate.hour_of_week)
    else:
        weights = np.outer(
            np.array(rate.day_of_week or (1.0,) * 7), np.array(rate.hour_of_day or (1.0,) * 24)
        ).ravel()
    assert rate.per_day is not None
    rates: Floats = weights / weights.mean() * rate.per_day / 24
    return rates


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


def in_force(windows: Sequence[Window], time_s: Floats) -> NDArray[np.bool_]:
    """Return which instants lie in one of the windows."""
    inside = np.zeros(len(time_s), dtype=np.bool_)
    for begin_s, end_s in windows:
        inside |= (time_s >= begin_s) & (time_s < end_s)
    return inside


def surge_factor(found: SurgeWindows, time_s: Floats, hour: NDArray[np.int64]) -> Floats:
    """Return the factor that a surge puts on the rate at given instants (1 outside its windows)."""
    surge = found.surge
    factor = np.ones(len(time_s))
    for begin_s, end_s in found.windows:
        inside = (time_s >= begin_s) & (time_s < end_s)
        height = np.full(int(inside.sum()), surge.factor)
        if surge.factor_by_hour is not None:
            height *= np.array(surge.factor_by_hour)[hour[inside] % 24]
        if surge.half_life is not None:
            excess = np.maximum(height - 1, 0) * np.exp2(
                -(time_s[inside] - begin_s) / surge.half_life
            )
            height = np.minimum(height, 1) + excess
        factor[inside] = height
    return factor


def day_factors(shape: float | None, uniforms: Floats) -> Floats:
    """Return gamma day factors of mean 1 (variance 1/shape), or ones without a shape."""
    if shape is None:
        return np.ones(len(uniforms))
    from scipy.special import gammaincinv

    factors: Floats = gammaincinv(shape, uniforms) / shape
    return factors


def occurrences(expected: Floats, grid: Cells, streams: Streams) -> Floats:
    """Draw a Poisson number in each cell, and an instant for each, in ascending order.

    The instants lie on the grain of time, alike in a cell of any week.
    What is drawn in the first cells does not depend on how many cells follow.

    Parameters
    ----------
    expected : array of float, expected number in each cell
    """
    counts = streams.generator("counts").poisson(expected)
    places = streams.uniforms(int(counts.sum()), "instants")
    cell = np.repeat(np.arange(len(counts)), counts)
    return np.sort(grid.start_s[cell] + to_ticks(places * grid.width_s[cell]))
