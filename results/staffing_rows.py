"""The staffing table: from who was on duty and who was at work when, hour by hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from results.table import Coded, Table, from_columns
from scenarios.run_clock import HOUR_S, RunClock
from scenarios.schema.base import WEEK_S

Floats = NDArray[np.float64]
Interval = tuple[float, float]


@dataclass(frozen=True)
class Group:
    """A group of people, units or channels.

    Parameters
    ----------
    on_duty : sequence of (begin_s, end_s, how many)
    busy : sequence of (begin_s, end_s), or array of two columns, one for each piece of work
    """

    on_duty: Sequence[tuple[float, float, float]]
    busy: Sequence[Interval] | Floats


def staffing_table(groups: Mapping[str, Group], clock: RunClock, replication: int = 0) -> Table:
    """Return one row for each group and hour of the clock within the evidence.

    Work that reaches beyond the end of the run is not counted; it has no hour.
    """
    edges = hour_edges(clock)
    start_s, end_s = edges[:-1], edges[1:]
    n, names = len(start_s), list(groups)
    scheduled, busy, peak = [], [], []
    for group in groups.values():
        duty = np.array(group.on_duty, dtype=np.float64).reshape(-1, 3)
        work = np.array(group.busy, dtype=np.float64).reshape(-1, 2)
        scheduled.append(_covered(duty[:, 0], duty[:, 1], duty[:, 2], edges))
        busy.append(_covered(work[:, 0], work[:, 1], np.ones(len(work)), edges))
        peak.append(_peaks(work, edges))
    middle_s = clock.start_of_week_s + start_s
    return from_columns(
        "staffing",
        {
            "replication": np.full(n * len(names), replication),
            "week": np.tile(
                replication * clock.weeks
                + np.minimum(start_s // WEEK_S, clock.weeks - 1).astype(np.int64),
                len(names),
            ),
            "hour_of_week": np.tile(np.floor(middle_s / HOUR_S).astype(np.int64) % 168, len(names)),
            "group": Coded(np.repeat(np.arange(len(names)), n), names),
            "start_s": np.tile(start_s, len(names)),
            "end_s": np.tile(end_s, len(names)),
            "scheduled_s": np.concatenate(scheduled) if names else np.empty(0),
            "busy_s": np.concatenate(busy) if names else np.empty(0),
            "peak": np.concatenate(peak) if names else np.empty(0, dtype=np.int64),
        },
    )


def hour_edges(clock: RunClock) -> Floats:
    """Return the instants that cut the evidence at each hour of the clock."""
    first_s = HOUR_S - clock.start_of_week_s % HOUR_S
    inner = np.arange(first_s, clock.length_s, HOUR_S)
    return np.concatenate([[0.0], inner, [clock.length_s]])


def _covered(begin_s: Floats, end_s: Floats, count: Floats, edges: Floats) -> Floats:
    """Return how much of the intervals lies between each pair of edges, times their counts.

    What begins in an hour lies in the rest of it, less the rest after its end; what is under
    way at the beginning of an hour lies in all of it.
    """
    begun, rest_s = _in_hours(begin_s, count, edges)
    ended, rest_after_s = _in_hours(end_s, count, edges)
    change = begun - ended
    covered: Floats = (np.cumsum(change) - change) * np.diff(edges)
    covered += rest_s - rest_after_s
    return covered


def _in_hours(instants: Floats, count: Floats, edges: Floats) -> tuple[Floats, Floats]:
    """Return, by hour, the sum of counts at instants, and of counts times the rest of the hour."""
    hours = len(edges) - 1
    instants = np.clip(instants, edges[0], edges[-1])
    hour = np.minimum(np.searchsorted(edges, instants, side="right") - 1, hours - 1)
    rest_s = (edges[hour + 1] - instants) * count
    counts: Floats = np.bincount(hour, weights=count, minlength=hours).astype(np.float64)
    rests_s: Floats = np.bincount(hour, weights=rest_s, minlength=hours).astype(np.float64)
    return counts, rests_s


def _peaks(work: Floats, edges: Floats) -> NDArray[np.int64]:
    """Return the greatest number under way at one instant between each pair of edges.

    It is reached where something begins, or is there when the hour begins.
    """
    work = work[work[:, 1] > work[:, 0]]
    begin_s, end_s = np.sort(work[:, 0]), np.sort(work[:, 1])

    def ended(instants: Floats) -> NDArray[np.int64]:
        return np.searchsorted(end_s, instants, side="right")

    peak = np.searchsorted(begin_s, edges[:-1], side="right") - ended(edges[:-1])
    # of those that begin at one instant the last one is followed by the number after all of them
    level = np.arange(1, len(begin_s) + 1) - ended(begin_s)
    bounds = np.searchsorted(begin_s, edges)
    busy = np.flatnonzero(bounds[1:] > bounds[:-1])
    if len(busy):
        highest = np.maximum.reduceat(level[: bounds[-1]], bounds[busy])
        peak[busy] = np.maximum(peak[busy], highest)
    return peak
