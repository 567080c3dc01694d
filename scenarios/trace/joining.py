"""Put the parts of a trace together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from scenarios.trace.incident_draws import IncidentDraws
from scenarios.trace.referenced import only_referenced
from scenarios.trace.tables import Attempts, Callers, Candidates, Incidents, Ints, R, Tasks, Trace


def join(callers: Callers, attempts: Attempts, happenings: Sequence[IncidentDraws]) -> Trace:
    """Return the trace of callers and of what they call about.

    Parameters
    ----------
    callers : Callers
        `incident` counts through all happenings.
    """
    incidents = _concatenated([h.incidents for h in happenings], Incidents)
    candidates = _concatenated([h.candidates for h in happenings], Candidates)
    return only_referenced(
        Trace(
            callers=callers,
            attempts=attempts,
            incidents=incidents.changed(first_candidate=_first(incidents.candidates)),
            candidates=candidates.changed(first_task=_first(candidates.units)),
            tasks=_concatenated([h.tasks for h in happenings], Tasks),
        )
    )


def _concatenated(parts: Sequence[R], kind: type[R]) -> R:
    columns: dict[str, Any] = {
        f.name: np.concatenate([getattr(p, f.name) for p in parts])
        if parts
        else np.empty(0, dtype=_dtype(f.type))
        for f in fields(kind)  # type: ignore[arg-type]
    }
    return kind(**columns)


def _dtype(annotation: Any) -> type:
    return {"Ints": np.int64, "Flags": np.bool_}.get(str(annotation), np.float64)


def _first(counts: Ints) -> Ints:
    """Return the row of the first of so many, where one follows the other."""
    first: Ints = np.cumsum(counts) - counts
    return first
