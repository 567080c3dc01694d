"""From the reference's rows to what both engines return."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.trace import Trace
from sim.played import (
    CALL,
    CALL_OUTCOMES,
    DUPLICATES,
    INCIDENT,
    NOTIFICATION,
    NOTIFICATION_OUTCOMES,
    TASK,
    Played,
    times_of,
)
from sim.rows import Rows


def played_of(rows: Rows, trace: Trace) -> Played:
    """Return the reference's rows as arrays."""
    first = trace.callers.first_attempt
    calls = np.zeros(len(trace.attempts), CALL)
    callers = np.fromiter((c.caller for c in rows.calls), np.int64, len(rows.calls))
    at = first[callers] + np.fromiter((c.attempt for c in rows.calls), np.int64, len(rows.calls))
    _times(calls, at, rows.calls)
    calls["call_taker"][at] = [_or_none(c.call_taker) for c in rows.calls]
    outcome = {text: code for code, text in enumerate(CALL_OUTCOMES)}
    duplicate = {text: code for code, text in enumerate(DUPLICATES)}
    calls["outcome"][at] = [outcome[c.outcome] for c in rows.calls]
    calls["duplicate"][at] = [duplicate[c.duplicate] for c in rows.calls]
    calls["redialled"][at] = [c.redialled for c in rows.calls]
    incidents = np.zeros(len(trace.incidents), INCIDENT)
    called = [i for i in rows.incidents if i.calls]
    at = np.array([i.incident for i in called], dtype=np.int64)
    _times(incidents, at, called)
    for name in ("reporter_call_id", "ticket_call_id"):
        incidents[name][at] = [_or_none(getattr(i, name)) for i in called]
    for name in ("calls", "answered_calls", "needs_unmet", "open_work"):
        incidents[name][at] = [getattr(i, name) for i in called]
    notes = np.zeros(len(trace.candidates), NOTIFICATION)
    at = np.array([n.candidate for n in rows.notifications], dtype=np.int64)
    _times(notes, at, rows.notifications)
    notes["outcome"][at] = [NOTIFICATION_OUTCOMES.index(n.outcome) for n in rows.notifications]
    notes["by_phone"][at] = [n.by_phone for n in rows.notifications]
    tasks = np.zeros(len(trace.tasks), TASK)
    at = np.array([t.number for t in rows.tasks], dtype=np.int64)
    _times(tasks, at, rows.tasks)
    for name in ("unit", "hospital"):
        tasks[name][at] = [_or_none(getattr(t, name)) for t in rows.tasks]
    tasks["homeward"][at] = [t.homeward for t in rows.tasks]
    return Played(calls, incidents, notes, tasks)


def _times(table: NDArray[Any], at: NDArray[np.int64], rows: Sequence[Any]) -> None:
    for name in times_of(table.dtype):
        table[name][at] = np.fromiter(map(attrgetter(name), rows), np.float64, len(rows))
    if "there" in (table.dtype.names or ()):
        table["there"][at] = 1


def _or_none(value: float | None) -> int:
    """Return a number as it stands, -1 where there is none."""
    return -1 if value is None or value != value else int(value)
