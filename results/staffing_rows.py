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

    The integral of the number under way is piecewise linear; its values at the edges differ
    by what lies between them.
    """
    if len(begin_s) == 0:
        return np.zeros(len(edges) - 1)
    low, high = edges[0], edges[-1]
    begin_s, end_s = np.clip(begin_s, low, high), np.clip(end_s, low, high)
    instants = np.concatenate([begin_s, end_s])
    change = np.concatenate([count, -count])
    order = np.argsort(instants, kind="stable")
    instants, change = instants[order], change[order]
    level = np.cumsum(change)
    area = np.concatenate([[0.0], np.cumsum(level[:-1] * np.diff(instants))])
    at = np.searchsorted(instants, edges, side="right") - 1
    inside = at >= 0
    row = np.maximum(at, 0)
    value = np.where(inside, area[row] + level[row] * (edges - instants[row]), 0.0)
    covered: Floats = np.diff(value)
    return covered


def _peaks(work: Floats, edges: Floats) -> NDArray[np.int64]:
    """Return the greatest number under way at one instant between each pair of edges."""
    hours = len(edges) - 1
    work = work[work[:, 1] > work[:, 0]]
    if len(work) == 0:
        return np.zeros(hours, dtype=np.int64)
    instants = np.concatenate([work[:, 0], work[:, 1]])
    change = np.concatenate([np.ones(len(work)), -np.ones(len(work))])
    order = np.argsort(instants, kind="stable")
    instants, level = instants[order], np.cumsum(change[order])
    settled = np.append(instants[1:] > instants[:-1], True)
    instants, level = instants[settled], level[settled]
    before = np.searchsorted(instants, edges[:-1], side="right") - 1
    at_start = np.where(before >= 0, level[np.maximum(before, 0)], 0.0)
    within = np.searchsorted(edges, instants, side="right") - 1
    peak = at_start.copy()
    valid = (within >= 0) & (within < hours)
    np.maximum.at(peak, within[valid], level[valid])
    return peak.astype(np.int64)
