"""How many wait in one queue, over one replication."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Backlog:
    """Who waited in a queue, and when; who did not wait is not there.

    Parameters
    ----------
    enter_s, leave_s : arrays of float, each in ascending order, s of the run clock
        Instants at which somebody joins the queue and leaves it. They are not pairs: only how
        many wait matters here. Infinite for who never leaves.
    """

    enter_s: Floats
    leave_s: Floats

    def at(self, time_s: Floats | float) -> NDArray[np.int64]:
        """Return how many wait at instants."""
        joined = np.searchsorted(self.enter_s, time_s, side="right")
        left = np.searchsorted(self.leave_s, time_s, side="right")
        return np.asarray(joined - left, dtype=np.int64)

    def last_empty_s(self, end_s: float) -> float:
        """Return the last instant up to the end at which nobody waited; 0 if somebody always did.

        Parameters
        ----------
        end_s : float
            s; arrivals end there.
        """
        if self.at(end_s) == 0:
            return end_s
        begins = self._begins()
        begins = begins[begins <= end_s]
        return max(0.0, float(begins[-1])) if len(begins) else 0.0

    def _begins(self) -> Floats:
        """Return when somebody joined an empty queue."""
        before = np.arange(len(self.enter_s))
        left = np.searchsorted(self.leave_s, self.enter_s, side="right")
        begins: Floats = self.enter_s[left >= before]
        return begins

    def changes(self, cycle_s: float, end_s: float, least: float = 1.0) -> Floats:
        """Return by how much the queue grew over each cycle at whose begin enough waited.

        Cycles are counted back from the end. One in which the queue was empty at some instant
        ends there: all who waited have left, whoever has come since. So a queue that keeps up
        grows by less than nothing on average, whenever one begins to look; what is told by the
        future (that it will not be empty again) does not choose the cycles.

        Parameters
        ----------
        cycle_s : float
            Length of a cycle, s.
        end_s : float
        least : float
            So many wait at the begin of a cycle that counts; 1 or more.
        """
        cycles = np.arange(int(end_s // cycle_s), -1, -1, dtype=np.float64)
        edges: Floats = end_s - cycle_s * cycles
        waiting = self.at(edges)
        begins = self._begins()
        emptied = np.diff(np.searchsorted(begins, edges, side="right")) > 0
        after = np.where(emptied, 0, waiting[1:])
        changes: Floats = (after - waiting[:-1])[waiting[:-1] >= least].astype(np.float64)
        return changes


def backlog(enter_s: Floats, leave_s: Floats) -> Backlog:
    """Return a queue from when each joined and left it, in any order.

    Parameters
    ----------
    enter_s, leave_s : arrays of float, one length
        NaN in `leave_s` for who never leaves.
    """
    leave_s = np.where(np.isnan(leave_s), np.inf, leave_s)
    waited = leave_s > enter_s
    return Backlog(np.sort(enter_s[waited]), np.sort(leave_s[waited]))


def all_changes(
    queues: Iterable[Backlog], cycle_s: float, end_s: float, least: float = 1.0
) -> Floats:
    """Return the changes of several replications, one behind another."""
    return np.concatenate([np.empty(0), *(q.changes(cycle_s, end_s, least) for q in queues)])
