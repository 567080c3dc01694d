"""A load test is one run: it is cut into batches in time, which stand for its weeks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from results.records import Records
from results.table import Table

BATCHES = 10
"""Least number of batches of a load test (model.md: design effect from at least ten)."""
_TIME_OF = {
    "calls": "arrival_s",
    "incidents": "first_call_s",
    "notifications": "on_record_s",
    "assignments": "first_call_s",
    "staffing": "start_s",
}


def in_batches(records: Records, batches: int = BATCHES) -> Records:
    """Return the records with the batch in time in place of the week.

    The batches hold about the same number of call attempts, so that none is empty while there
    are as many calls as batches; every table is cut at the same instants of the run clock.

    Parameters
    ----------
    records : Records
        Of one run.
    batches : int

    Returns
    -------
    Records
        Weeks are 0 to `batches` - 1.
    """
    arrivals = np.sort(records.calls["arrival_s"], kind="stable")
    n = len(arrivals)
    first = [arrivals[i * n // batches] for i in range(1, batches)] if n else []
    edges = np.asarray(first, dtype=np.float64)
    tables = {name: _cut(table, edges) for name, table in records.tables().items()}
    return Records(**tables)


def _cut(table: Table, edges: NDArray[np.float64]) -> Table:
    batch = np.searchsorted(edges, table[_TIME_OF[table.name]], side="right").astype(np.int64)
    return replace(table, data={**table.data, "week": batch})
