"""What a trace needs of its tables: what no caller leads to is dropped."""

from __future__ import annotations

import numpy as np

from scenarios.trace.tables import Ints, R, Trace


def only_referenced(trace: Trace) -> Trace:
    """Drop attempts, incidents, candidates and tasks that no caller leads to.

    Rows keep their order, attempts that of the callers; row numbers are counted anew.
    """
    callers = trace.callers
    attempts, first_attempt = _taken(trace.attempts, callers.first_attempt, callers.attempts)
    about = callers.incident >= 0
    called = np.zeros(len(trace.incidents) + 1, dtype=np.bool_)
    called[callers.incident[about]] = True
    row = np.cumsum(called) - 1
    row[-1] = -1
    happened = trace.incidents.take(called[:-1])
    asked, first_candidate = _taken(trace.candidates, happened.first_candidate, happened.candidates)
    tasks, first_task = _taken(trace.tasks, asked.first_task, asked.units)
    return Trace(
        callers=callers.changed(incident=row[callers.incident], first_attempt=first_attempt),
        attempts=attempts,
        incidents=happened.changed(first_candidate=first_candidate),
        candidates=asked.changed(first_task=first_task),
        tasks=tasks,
    )


def _taken(table: R, first: Ints, counts: Ints) -> tuple[R, Ints]:
    """Return the rows `first` to `first + counts`, one after another's, and their first rows."""
    ends = np.cumsum(counts)
    begins: Ints = ends - counts
    if np.array_equal(first, begins) and int(counts.sum()) == len(table):
        return table, begins
    rows = np.arange(int(counts.sum())) + np.repeat(first - begins, counts)
    return table.take(rows), begins
