"""What a trace needs of its tables: what no caller leads to is dropped."""

from __future__ import annotations

import numpy as np

from scenarios.trace.tables import Ints, Trace


def only_referenced(trace: Trace) -> Trace:
    """Drop attempts, incidents, candidates and tasks that no caller leads to.

    Rows keep their order, attempts that of the callers; row numbers are counted anew.
    """
    callers = trace.callers
    attempts = np.repeat(callers.first_attempt, callers.attempts) + _ramp(callers.attempts)
    incidents = np.unique(callers.incident[callers.incident >= 0])
    happened = trace.incidents.take(incidents)
    candidates = np.repeat(happened.first_candidate, happened.candidates) + _ramp(
        happened.candidates
    )
    asked = trace.candidates.take(candidates)
    tasks = np.repeat(asked.first_task, asked.units) + _ramp(asked.units)
    row = np.searchsorted(incidents, callers.incident)
    return Trace(
        callers=callers.changed(
            incident=np.where(callers.incident >= 0, row, -1),
            first_attempt=np.cumsum(callers.attempts) - callers.attempts,
        ),
        attempts=trace.attempts.take(attempts),
        incidents=happened.changed(
            first_candidate=np.cumsum(happened.candidates) - happened.candidates
        ),
        candidates=asked.changed(first_task=np.cumsum(asked.units) - asked.units),
        tasks=trace.tasks.take(tasks),
    )


def _ramp(counts: Ints) -> Ints:
    """Return 0 .. n-1 for each count n, one after another."""
    ramp: Ints = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return ramp
