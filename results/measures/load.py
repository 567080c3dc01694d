"""Levels over time: calls at once, callers in the queue. Shown, never judged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from results.measures.selection import came
from results.records import Records
from results.table import Table

HOUR_S = 3600.0
HOURS_OF_WEEK = 168


@dataclass(frozen=True)
class Level:
    """A number that steps up and down over time.

    Parameters
    ----------
    start_s, length_s : array of float
        s of the run clock; the pieces in which the level stands still.
    level : array of int
    """

    start_s: NDArray[np.float64]
    length_s: NDArray[np.float64]
    level: NDArray[np.int64]

    def maximum(self) -> int:
        """Return the highest level; 0 when nothing ever happened."""
        return int(self.level.max(initial=0))

    def mean(self) -> float:
        """Return the mean over time; NaN over no time."""
        total = float(self.length_s.sum())
        return float((self.level * self.length_s).sum()) / total if total > 0 else np.nan

    def percentile(self, share: float) -> float:
        """Return the least level not exceeded for at least `share` of the time."""
        total = float(self.length_s.sum())
        if total <= 0:
            return np.nan
        time_at = np.bincount(self.level, weights=self.length_s)
        reached = np.cumsum(time_at) >= share * total * (1 - 1e-12)
        return float(np.argmax(reached))


def calls_at_once(records: Records) -> Level:
    """Return how many calls hold a channel: from connection to the end of talk or give-up.

    A call whose end was not seen (a load test cut short) holds it for no time.
    """
    calls = records.calls
    rows = came(calls["connected_s"])
    ends = np.where(came(calls["talk_end_s"]), calls["talk_end_s"], calls["gave_up_s"])
    return _level(calls, calls["connected_s"], ends, rows, records.staffing)


def queue_length(records: Records) -> Level:
    """Return how many callers wait: from the end of the announcement to assignment or give-up."""
    calls = records.calls
    rows = came(calls["queued_s"])
    ends = np.where(came(calls["assigned_s"]), calls["assigned_s"], calls["answered_s"])
    ends = np.where(came(ends), ends, calls["gave_up_s"])
    return _level(calls, calls["queued_s"], ends, rows, records.staffing)


def by_hour_of_week(level: Level, clock_zero_s: float) -> list[Level]:
    """Cut a level into the 168 hours of the week.

    Parameters
    ----------
    level : Level
    clock_zero_s : float
        s since Monday 00:00 at which the run clock reads 0.

    Returns
    -------
    list of Level
        One an hour of the week, all weeks together.
    """
    start = level.start_s + clock_zero_s
    end = start + level.length_s
    first, last = np.floor(start / HOUR_S), np.ceil(end / HOUR_S)
    pieces = np.maximum((last - first).astype(np.int64), 1)
    owner = np.repeat(np.arange(len(start)), pieces)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    hour = first[owner] + offset
    begin = np.maximum(start[owner], hour * HOUR_S)
    length = np.minimum(end[owner], (hour + 1) * HOUR_S) - begin
    of_week = np.mod(hour, HOURS_OF_WEEK).astype(np.int64)
    order = np.argsort(of_week, kind="stable")
    cuts = np.searchsorted(of_week[order], np.arange(1, HOURS_OF_WEEK))
    return [
        Level(begin[rows] - clock_zero_s, length[rows], level.level[owner[rows]])
        for rows in np.split(order, cuts)
    ]


def _level(
    calls: Table,
    start_s: NDArray[np.float64],
    end_s: NDArray[np.float64],
    rows: NDArray[np.bool_],
    staffing: Table,
) -> Level:
    # moments of two legs seen from outside can be out of order by a millisecond
    end_s = np.where(came(end_s), np.maximum(end_s, start_s), start_s)
    starts, lengths, levels = [], [], []
    replications = np.unique(np.concatenate([calls["replication"], staffing["replication"]]))
    for replication in replications:
        mine = rows & (calls["replication"] == replication)
        duty = staffing["replication"] == replication
        duty &= came(staffing["start_s"]) & came(staffing["end_s"])
        # ends come first at one instant: the channel is free for the call that begins there
        times = np.concatenate([start_s[mine], end_s[mine]])
        steps = np.concatenate([np.ones(mine.sum()), -np.ones(mine.sum())]).astype(np.int64)
        span = np.concatenate([staffing["start_s"][duty], staffing["end_s"][duty]])
        times = np.concatenate([times, span])
        steps = np.concatenate([steps, np.zeros(len(span), dtype=np.int64)])
        instants, of = np.unique(times, return_inverse=True)
        change = np.zeros(len(instants), dtype=np.int64)
        np.add.at(change, of, steps)
        starts.append(instants[:-1])
        lengths.append(np.diff(instants))
        levels.append(np.cumsum(change)[:-1])
    if not starts:
        return Level(np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.int64))
    return Level(np.concatenate(starts), np.concatenate(lengths), np.concatenate(levels))
