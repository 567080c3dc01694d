"""A queue that only grows: demand exceeds capacity, and from when.

Said of a queue when both hold:

1. In most replications somebody has waited at every instant since a whole cycle before the end
   of arrivals, or longer. The cycle is that in which demand and staffing repeat: the week; in a
   run of a week or less, the day. So a queue that is long each day and gone each night is not
   meant. In a run of a week or less one that only weekends clear looks like one that nothing
   clears.
2. Over all cycles of all replications the queue has grown on average, more than chance would
   have it (Student's t, `SURE`). A cycle in which it was empty for a moment counts as a fall to
   nothing (`Backlog.changes`); one at whose begin next to nobody waited (`WORTH`) does not
   count, so that what went well before a change for the worse does not hide it. This part is
   needed because the first is not proof: a queue at 95 % load whose pieces of work are long is
   not empty for weeks either, but where it stands it falls as often as it rises. The spread is
   taken as at least that of a Poisson number, so that three lone tasks are no trend.

It has exceeded capacity since somebody joined an empty queue for the last time: the median of
the replications that the first part is true of, as the nearest hour.

Where all callers' patience ends, or the lines are full, a queue stays bounded whatever the
demand; then calls are lost, which has measures of its own, and nothing is said here. Nor of
days that start empty, each by itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Literal

import numpy as np

from results.confidence.quantiles import student_quantile
from results.overload.backlog import Floats, all_changes
from results.overload.queues import Queues, queues_of
from results.records import Records
from scenarios.run_clock import HOUR_S, RunClock, run_clock
from scenarios.schema.base import DAY_S, WEEK_S
from scenarios.schema.run import Run

SURE = 0.99
"""One-sided. Measured on queues of one server at 95 % load, 11,000 runs of a week and of four, in 1
to 32 replications, services of 1 to 60 minutes, with day factors and without: said of 0.2 %, of
0.6 % at worst (two replications of one week, services of an hour)."""
WORTH = 0.05
"""Of those who wait when arrivals end, at the begin of a cycle that counts."""


@dataclass(frozen=True)
class Overload:
    """A queue that only grows.

    Parameters
    ----------
    group : str
        Whom is waited for, as in the staffing table: call_takers, dispatchers, desk:AGENCY or
        units:AGENCY.
    from_s : float
        s of the run clock, a full hour: since then it has not been empty.
    hour_of_week : int
        The same, 0 = Monday 00h.
    week : int
        And the week of the run, from 0.
    cycle : "day" or "week"
    growth : float
        By how many it grows in a cycle, on average.
    waiting : float
        How many wait when arrivals end, on average over all replications.
    replications, of : int
        In how many replications it was not empty any more, of how many.
    """

    group: str
    from_s: float
    hour_of_week: int
    week: int
    cycle: Literal["day", "week"]
    growth: float
    waiting: float
    replications: int
    of: int

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Overload:
        """Read it back from plain data."""
        return cls(**data)


def overloads(records: Records, run: Run) -> tuple[Overload, ...]:
    """Return the queues that only grow, in the order in which a call meets them.

    Parameters
    ----------
    records : Records
        Of the simulation of continuous weeks; days that start empty tell nothing.
    run : Run
        How the scenario was run.
    """
    if run.days == "independent" or len(records.staffing) == 0:
        return ()
    clock = run_clock(run)
    found = (_overload(name, queues, clock) for name, queues in queues_of(records, clock.length_s))
    return tuple(one for one in found if one is not None)


def _overload(group: str, queues: Queues, clock: RunClock) -> Overload | None:
    end_s = clock.length_s
    cycle_s = WEEK_S if end_s > WEEK_S else DAY_S
    since_s = [queue.last_empty_s(end_s) for queue in queues.values()]
    stuck_s = [t for t in since_s if end_s - t >= cycle_s]
    if 2 * len(stuck_s) <= len(since_s):
        return None
    waiting = float(np.mean([queue.at(end_s) for queue in queues.values()]))
    changes = all_changes(queues.values(), cycle_s, end_s, max(1.0, WORTH * waiting))
    if not grows(changes):
        return None
    since_hour = round((clock.start_of_week_s + median(stuck_s)) / HOUR_S)
    from_s = max(0.0, since_hour * HOUR_S - clock.start_of_week_s)
    return Overload(
        group,
        from_s,
        clock.hour_of_week(from_s),
        clock.week(from_s),
        "week" if cycle_s == WEEK_S else "day",
        float(changes.mean()),
        waiting,
        len(stuck_s),
        len(since_s),
    )


def grows(changes: Floats) -> bool:
    """Tell whether changes are above 0 on average, more than chance would have it."""
    n = len(changes)
    mean = float(changes.mean()) if n else 0.0
    if n < 2 or mean <= 0:
        return False
    spread = max(float(changes.var(ddof=1)), mean)
    return mean > student_quantile(SURE, n - 1) * math.sqrt(spread / n)
