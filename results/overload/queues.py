"""The queues that records tell of: for call-takers, dispatchers, desks and units."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from results.overload.backlog import Backlog, Floats, backlog
from results.records import Records
from results.table import Table

Queues = dict[int, Backlog]
"""One queue in each replication."""


def queues_of(records: Records, end_s: float) -> Iterator[tuple[str, Queues]]:
    """Yield (group, its queue in each replication), groups as in the staffing table.

    Who leaves of their own accord is left out, for impatience bounds a queue: callers of a kind
    of which somebody gave up, and notifications that nobody took up in time.

    Parameters
    ----------
    records : Records
        Of a simulation.
    end_s : float
        s of the run clock; arrivals end there.
    """
    replications = np.unique(records.staffing["replication"]).tolist()
    calls = records.calls
    stays = ~np.isnan(calls["queued_s"]) & _endless(calls, end_s)
    yield (
        "call_takers",
        _queues(calls, calls["queued_s"], calls["assigned_s"], stays, replications),
    )
    incidents = records.incidents
    if records.staffing.code("group", "dispatchers") is not None:
        yield (
            "dispatchers",
            _queues(
                incidents,
                incidents["on_record_s"],
                incidents["dispatcher_start_s"],
                ~np.isnan(incidents["on_record_s"]),
                replications,
            ),
        )
    notes = records.notifications
    waits = ~np.isnan(notes["notified_s"])
    waits &= ~(np.isnan(notes["taken_s"]) & ~np.isnan(notes["ended_s"]))
    for agency in notes.labels["agency"]:
        here = waits & notes.is_label("agency", agency)
        yield (
            f"desk:{agency}",
            _queues(notes, notes["notified_s"], notes["taken_s"], here, replications),
        )
    tasks = records.assignments
    for agency in tasks.labels["agency"]:
        here = tasks.is_label("agency", agency)
        yield (
            f"units:{agency}",
            _queues(tasks, tasks["acknowledged_s"], tasks["dispatched_s"], here, replications),
        )


def _endless(calls: Table, end_s: float) -> NDArray[np.bool_]:
    """Return the mask of calls of kinds of which nobody gave up while calls still came."""
    category = calls["category"]
    gave_up = np.bincount(
        category[calls["gave_up_s"] <= end_s], minlength=len(calls.labels["category"])
    )
    endless: NDArray[np.bool_] = gave_up[category] == 0
    return endless


def _queues(
    table: Table,
    enter_s: Floats,
    leave_s: Floats,
    rows: NDArray[np.bool_],
    replications: list[int],
) -> Queues:
    of = table["replication"]
    found = {}
    for replication in replications:
        mine = rows & (of == replication)
        found[replication] = backlog(enter_s[mine], leave_s[mine])
    return found
