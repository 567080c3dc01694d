"""Who was at work when, by group of the staffing table, from what was written down."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenarios.plan import Plan
from scenarios.trace import Trace
from sim.calls_played import CallsPlayed
from sim.played import CALL_OUTCOMES, Played

Floats = NDArray[np.float64]


def busy_of(
    played: Played,
    calls: CallsPlayed,
    trace: Trace,
    plan: Plan,
    until_s: Floats | None = None,
) -> dict[str, Floats]:
    """Return each group's pieces of work as rows (begin_s, end_s); work without end ends at inf.

    Parameters
    ----------
    played : Played
    calls : CallsPlayed
        Of that play.
    trace : Trace
    plan : Plan
    until_s : array of float, s, one for each caller, optional
        Work that a caller brings is cut there, and left out if it begins later.
    """
    caller = calls.caller
    incident = np.repeat(np.arange(len(trace.incidents)), trace.incidents.candidates)
    agency = trace.candidates.agency
    task_agency = agency[candidate_of_task(trace)]
    answered = calls["outcome"] == CALL_OUTCOMES.index("answered")
    no_line = [CALL_OUTCOMES.index(outcome) for outcome in ("blocked", "refused")]
    turned_away = np.isin(calls["outcome"], no_line)
    until_call_s = until_incident_s = None
    if until_s is not None:
        until_call_s = until_s[caller]
        until_incident_s = np.full(len(trace.incidents), -np.inf)
        about = trace.callers.incident
        until_incident_s[about[about >= 0]] = until_s[about >= 0]

    def cut(
        who: NDArray[np.bool_], begin_s: Floats, end_s: Floats, last_s: Floats | None
    ) -> Floats:
        work = np.column_stack([begin_s[who], end_s[who]])
        work[np.isnan(work[:, 1]), 1] = np.inf
        if last_s is not None:
            last_s = last_s[who]
            work[:, 1] = np.minimum(work[:, 1], last_s)
            work = work[work[:, 0] < last_s]
        return work

    def of(rows: Floats | None, numbers: NDArray[np.int64]) -> Floats | None:
        return None if rows is None else rows[numbers]

    assigned_s = calls["assigned_s"]
    end_s = np.where(answered, calls["work_end_s"], calls["gave_up_s"])
    found = {"call_takers": cut(~np.isnan(assigned_s), assigned_s, end_s, until_call_s)}
    if plan.dispatchers is not None:
        start_s = played.incidents["dispatcher_start_s"]
        begun = (played.incidents["calls"] > 0) & ~np.isnan(start_s)
        free_s = played.incidents["dispatcher_free_s"]
        found["dispatchers"] = cut(begun, start_s, free_s, until_incident_s)
    notes, tasks = played.notifications, played.tasks
    taken = (notes["there"] == 1) & ~np.isnan(notes["taken_s"])
    cleared = (tasks["there"] == 1) & ~np.isnan(tasks["cleared_s"])
    until_note_s = of(until_incident_s, incident)
    until_task_s = of(until_note_s, candidate_of_task(trace))
    for number, one in enumerate(plan.agencies):
        found[f"desk:{one.name}"] = cut(
            taken & (agency == number), notes["taken_s"], notes["ended_s"], until_note_s
        )
        found[f"units:{one.name}"] = cut(
            cleared & (task_agency == number),
            tasks["dispatched_s"],
            tasks["cleared_s"],
            until_task_s,
        )
    held_s = np.where(answered, calls["talk_end_s"], calls["gave_up_s"])
    trunk = trace.callers.trunk[caller]
    for number, name in enumerate(plan.trunks):
        held = ~turned_away & (trunk == number)
        found[f"lines:{name}"] = cut(held, calls["arrival_s"], held_s, until_call_s)
    return found


def candidate_of_task(trace: Trace) -> NDArray[np.int64]:
    """Return the candidate to which each task belongs."""
    units = trace.candidates.units
    within = np.arange(int(units.sum())) - np.repeat(np.cumsum(units) - units, units)
    found = np.zeros(len(trace.tasks), dtype=np.int64)
    found[np.repeat(trace.candidates.first_task, units) + within] = np.repeat(
        np.arange(len(units)), units
    )
    return found
