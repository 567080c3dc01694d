"""From what an engine wrote down to the record tables."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from results.plan_groups import plan_groups
from results.records import Records
from results.staffing_rows import staffing_table
from results.table import Coded, Table, from_columns
from scenarios.plan import Plan
from scenarios.run_clock import HOUR_S
from scenarios.schema.base import WEEK_S
from scenarios.trace import Trace
from scenarios.trace.tables import UNITS_PER_NEED
from sim.busy import busy_of, candidate_of_task
from sim.calls_played import CallsPlayed, calls_played
from sim.played import (
    CALL,
    CALL_OUTCOMES,
    DUPLICATES,
    NOTIFICATION_OUTCOMES,
    Played,
    times_of,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def to_records(
    played: Played,
    trace: Trace,
    plan: Plan,
    replication: int = 0,
    until_s: Floats | None = None,
) -> Records:
    """Return the record tables of one replication; what arrived in the warm-up is left out.

    Rows are in order: calls by arrival and call_id, incidents and tasks by id, notifications
    by incident, need and order.

    Parameters
    ----------
    played : Played
    trace : Trace
    plan : Plan
    replication : int
    until_s : array of float, s, one for each caller, optional
        Work that a caller brings counts as work up to there.
    """
    calls = calls_played(played, trace)
    busy = busy_of(played, calls, trace, plan, until_s)
    return Records(
        calls=_calls(calls.since(0.0), trace, plan, replication),
        incidents=_incidents(played, trace, plan, replication),
        notifications=_notifications(played, trace, plan, replication),
        assignments=_assignments(played, trace, plan, replication),
        staffing=staffing_table(plan_groups(plan, busy), plan.clock, replication),
    )


def _when(plan: Plan, arrival_s: Floats, replication: int) -> dict[str, Any]:
    """Return the key columns of rows by the instant of arrival."""
    clock = plan.clock
    week = np.clip(np.floor(arrival_s / WEEK_S), 0, clock.weeks - 1).astype(np.int64)
    hour = np.floor((clock.start_of_week_s + arrival_s) / HOUR_S).astype(np.int64) % 168
    return {
        "replication": np.full(len(arrival_s), replication),
        "week": replication * clock.weeks + week,
        "hour_of_week": hour,
    }


def _times(rows: NDArray[Any]) -> dict[str, Floats]:
    return {name: rows[name] for name in times_of(rows.dtype)}


def _or_nan(numbers: NDArray[Any]) -> Floats:
    return np.where(numbers < 0, np.nan, numbers)


def _texts(codes: NDArray[Any], texts: tuple[str | None, ...]) -> Coded:
    """Code texts of which the first stands for absence."""
    return Coded(codes.astype(np.int64) - 1, [str(t) for t in texts[1:]])


def _calls(calls: CallsPlayed, trace: Trace, plan: Plan, replication: int) -> Table:
    callers, rows, caller = trace.callers, calls.row, calls.caller
    attempt = rows - callers.first_attempt[caller]
    incident = callers.incident[caller]
    known = incident >= 0
    incident_ids = np.full(len(rows), np.nan)
    incident_ids[known] = trace.incidents.incident_id[incident[known]]
    place = np.full(len(rows), -1)
    place[known] = trace.incidents.kecamatan[incident[known]]
    caller_id = callers.caller_id[caller]
    pick_up_s = trace.attempts.pick_up_s[rows]
    latency_s = callers.ticket_latency_s[caller]
    return from_columns(
        "calls",
        {
            **_when(plan, calls["arrival_s"], replication),
            "call_id": caller_id * 100 + attempt,
            "caller_id": caller_id,
            "attempt": attempt,
            "incident_id": incident_ids,
            "layer": Coded(callers.layer[caller], plan.layers),
            "category": Coded(callers.category[caller], [c.name for c in plan.categories]),
            "kecamatan": Coded(place, plan.kecamatan),
            "emergency": known,
            "trunk": Coded(callers.trunk[caller], plan.trunks),
            **{name: calls[name] for name in times_of(CALL)},
            "outcome": _texts(calls["outcome"], CALL_OUTCOMES),
            "duplicate": _texts(calls["duplicate"], DUPLICATES),
            "call_taker": _or_nan(calls["call_taker"]),
            "redialled": calls["redialled"],
            "setup_s": calls["connected_s"] - calls["arrival_s"],
            "ring_s": calls["answered_s"] - calls["assigned_s"] - pick_up_s,
            "ticket_latency_s": np.where(np.isnan(calls["ticket_s"]), np.nan, latency_s),
        },
    )


def _counted(played: Played) -> NDArray[np.bool_]:
    """Return the mask of incidents whose first call came after the warm-up."""
    incidents = played.incidents
    counted: NDArray[np.bool_] = (incidents["calls"] > 0) & (incidents["first_call_s"] >= 0)
    return counted


def _about(trace: Trace, plan: Plan, numbers: Ints) -> dict[str, Any]:
    incidents = trace.incidents
    return {
        "incident_id": incidents.incident_id[numbers],
        "layer": Coded(incidents.layer[numbers], plan.layers),
        "category": Coded(incidents.category[numbers], [c.name for c in plan.categories]),
        "kecamatan": Coded(incidents.kecamatan[numbers], plan.kecamatan),
    }


def _incidents(played: Played, trace: Trace, plan: Plan, replication: int) -> Table:
    numbers = np.flatnonzero(_counted(played))
    numbers = numbers[np.argsort(trace.incidents.incident_id[numbers], kind="stable")]
    found = played.incidents[numbers]
    of_note = _incident_of_candidate(trace)
    of_task = of_note[candidate_of_task(trace)]
    priority = np.array([c.priority for c in plan.categories], dtype=np.int64)

    def first(rows: NDArray[Any], incident: Ints, moment: str) -> Floats:
        earliest = np.full(len(trace.incidents), np.inf)
        came = (rows["there"] == 1) & ~np.isnan(rows[moment])
        np.minimum.at(earliest, incident[came], rows[moment][came])
        earliest[np.isinf(earliest)] = np.nan
        return earliest[numbers]

    times = _times(found)
    del times["dispatcher_free_s"]
    return from_columns(
        "incidents",
        {
            **_when(plan, found["first_call_s"], replication),
            **_about(trace, plan, numbers),
            "lat": trace.incidents.lat[numbers],
            "lon": trace.incidents.lon[numbers],
            "priority": priority[trace.incidents.category[numbers]],
            "occurred_s": trace.incidents.occurred_s[numbers],
            **times,
            "reporter_call_id": _or_nan(found["reporter_call_id"]),
            "ticket_call_id": _or_nan(found["ticket_call_id"]),
            "calls": found["calls"],
            "answered_calls": found["answered_calls"],
            "needs_unmet": found["needs_unmet"],
            **{
                moment: first(played.notifications, of_note, moment)
                for moment in ("notified_s", "acknowledged_s")
            },
            **{
                moment: first(played.tasks, of_task, moment)
                for moment in ("dispatched_s", "on_scene_s", "at_hospital_s")
            },
            "needs": _needs(trace)[numbers],
            "reported": found["answered_calls"] > 0,
        },
    )


def _incident_of_candidate(trace: Trace) -> Ints:
    return np.repeat(np.arange(len(trace.incidents)), trace.incidents.candidates)


def _needs(trace: Trace) -> Ints:
    first = (trace.candidates.order == 0).astype(np.int64)
    before = np.concatenate([[0], np.cumsum(first)])
    start = trace.incidents.first_candidate
    needs: Ints = before[start + trace.incidents.candidates] - before[start]
    return needs


def _notifications(played: Played, trace: Trace, plan: Plan, replication: int) -> Table:
    of = _incident_of_candidate(trace)
    rows = np.flatnonzero((played.notifications["there"] == 1) & _counted(played)[of])
    rows = rows[np.argsort(trace.incidents.incident_id[of[rows]], kind="stable")]
    notes, numbers = played.notifications[rows], of[rows]
    candidates = trace.candidates
    by_phone = notes["by_phone"] == 1
    return from_columns(
        "notifications",
        {
            **_when(plan, played.incidents["first_call_s"][numbers], replication),
            **_about(trace, plan, numbers),
            "need": candidates.need[rows],
            "agency": Coded(candidates.agency[rows], [a.name for a in plan.agencies]),
            "order": candidates.order[rows],
            "channel": Coded(np.where(by_phone, 0, 1), ["phone", "application"]),
            "on_record_s": played.incidents["on_record_s"][numbers],
            **_times(notes),
            "outcome": _texts(notes["outcome"], NOTIFICATION_OUTCOMES),
            "latency_s": np.where(by_phone, np.nan, candidates.latency_s[rows]),
        },
    )


def _assignments(played: Played, trace: Trace, plan: Plan, replication: int) -> Table:
    candidate_of = candidate_of_task(trace)
    of = _incident_of_candidate(trace)[candidate_of]
    rows = np.flatnonzero((played.tasks["there"] == 1) & _counted(played)[of])
    candidates = trace.candidates
    candidate = candidate_of[rows]
    unit_number = rows - candidates.first_task[candidate]
    task_id = (
        trace.incidents.incident_id[of[rows]] * 1000
        + candidates.need[candidate] * UNITS_PER_NEED
        + unit_number
    )
    order = np.lexsort((candidate, task_id))
    rows, task_id = rows[order], task_id[order]
    tasks, numbers, candidate = played.tasks[rows], of[rows], candidate_of[rows]
    agency = candidates.agency[candidate]
    units = [unit for a in plan.agencies for unit in a.units]
    first_unit = np.cumsum([0, *(len(a.units) for a in plan.agencies)])[:-1].astype(np.int64)
    unit = np.where(tasks["unit"] < 0, -1, first_unit[agency] + tasks["unit"])
    priority = np.array([c.priority for c in plan.categories], dtype=np.int64)
    incidents = played.incidents[numbers]
    return from_columns(
        "assignments",
        {
            **_when(plan, incidents["first_call_s"], replication),
            **_about(trace, plan, numbers),
            "task_id": task_id,
            "priority": priority[trace.incidents.category[numbers]],
            "need": candidates.need[candidate],
            "agency": Coded(agency, [a.name for a in plan.agencies]),
            "unit": Coded(unit, [u.name for u in units]),
            "post": Coded(unit, [u.post for u in units]),
            "hospital": Coded(tasks["hospital"], plan.hospital_names),
            **{
                moment: incidents[moment]
                for moment in ("first_call_s", "connected_s", "answered_s", "on_record_s")
            },
            **_times(tasks),
            "homeward": tasks["homeward"],
        },
    )
