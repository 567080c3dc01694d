"""Put the parts of a trace together: row numbers moved, callers in order of arrival."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np

from scenarios.run_clock import RunClock
from scenarios.ticks import to_tick
from scenarios.trace.caller_draws import CallerDraws
from scenarios.trace.incident_draws import IncidentDraws
from scenarios.trace.referenced import only_referenced
from scenarios.trace.tables import Attempts, Callers, Candidates, Incidents, Tasks, Trace

R = TypeVar("R", Callers, Attempts, Incidents, Candidates, Tasks)


def _concatenate(parts: Sequence[R], kind: type[R]) -> R:
    columns: dict[str, Any] = {
        f.name: np.concatenate([getattr(p, f.name) for p in parts])
        if parts
        else np.empty(0, dtype=_dtype(f.type))
        for f in fields(kind)
    }
    return kind(**columns)


def _dtype(annotation: Any) -> type:
    return {"Ints": np.int64, "Flags": np.bool_}.get(str(annotation), np.float64)


def _shifted(parts: Sequence[Any], column: str, sizes: Sequence[int]) -> list[Any]:
    """Return the tables with row numbers of `column` moved behind the earlier parts."""
    moved = []
    before = 0
    for part, size in zip(parts, sizes, strict=True):
        moved.append(part.changed(**{column: getattr(part, column) + before}))
        before += size
    return moved


def join(
    people: Sequence[CallerDraws], happenings: Sequence[IncidentDraws], clock: RunClock
) -> Trace:
    """Return the trace of all who call before the end, and of what they call about."""
    callers = _concatenate(
        _shifted([p.callers for p in people], "first_attempt", [len(p.attempts) for p in people]),
        Callers,
    )
    in_time = callers.arrival_s < to_tick(clock.length_s)
    order = np.lexsort((callers.caller_id, callers.arrival_s))
    incidents = _shifted(
        [h.incidents for h in happenings],
        "first_candidate",
        [len(h.candidates) for h in happenings],
    )
    candidates = _shifted(
        [h.candidates for h in happenings], "first_task", [len(h.tasks) for h in happenings]
    )
    return only_referenced(
        Trace(
            callers=callers.take(order[in_time[order]]),
            attempts=_concatenate([p.attempts for p in people], Attempts),
            incidents=_concatenate(incidents, Incidents),
            candidates=_concatenate(candidates, Candidates),
            tasks=_concatenate([h.tasks for h in happenings], Tasks),
        )
    )
