"""From the model's rows to the record tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from results.plan_groups import plan_groups
from results.records import Records
from results.staffing_rows import staffing_table
from results.table import Table, from_columns
from scenarios.plan import Plan
from scenarios.run_clock import HOUR_S
from scenarios.schema.base import WEEK_S
from scenarios.trace import Trace
from sim.rows import Rows

NAN = float("nan")


def to_records(rows: Rows, trace: Trace, plan: Plan, replication: int = 0) -> Records:
    """Return the record tables of one replication; what arrived in the warm-up is left out.

    Rows are in order: calls by arrival and call_id, incidents and tasks by id, notifications
    by incident, need and order.
    """
    return Records(
        calls=_calls(rows, trace, plan, replication),
        incidents=_incidents(rows, trace, plan, replication),
        notifications=_notifications(rows, trace, plan, replication),
        assignments=_assignments(rows, trace, plan, replication),
        staffing=staffing_table(plan_groups(plan, rows.busy), plan.clock, replication),
    )


def _when(plan: Plan, arrival_s: NDArray[np.float64], replication: int) -> dict[str, Any]:
    """Return the key columns of rows by the instant of arrival."""
    clock = plan.clock
    week = np.clip(np.floor(arrival_s / WEEK_S), 0, clock.weeks - 1).astype(np.int64)
    hour = np.floor((clock.start_of_week_s + arrival_s) / HOUR_S).astype(np.int64) % 168
    return {
        "replication": np.full(len(arrival_s), replication),
        "week": replication * clock.weeks + week,
        "hour_of_week": hour,
    }


def _columns(rows: Sequence[Any], names: Sequence[str]) -> dict[str, list[Any]]:
    return {name: [getattr(row, name) for row in rows] for name in names}


def _named(names: Sequence[str], numbers: Sequence[int | None]) -> list[str | None]:
    return [None if i is None else names[i] for i in numbers]


def _calls(rows: Rows, trace: Trace, plan: Plan, replication: int) -> Table:
    ids = trace.callers.caller_id.tolist()
    found = [c for c in rows.calls if c.arrival_s >= 0]
    found.sort(key=lambda c: (c.arrival_s, ids[c.caller], c.attempt))
    about = trace.callers.take(np.array([c.caller for c in found], dtype=np.int64))
    incident = about.incident
    known = incident >= 0
    arrival_s = np.array([c.arrival_s for c in found])
    incident_ids = np.full(len(found), np.nan)
    incident_ids[known] = trace.incidents.incident_id[incident[known]]
    place = [plan.kecamatan[trace.incidents.kecamatan[i]] if i >= 0 else None for i in incident]
    times = _columns(
        found,
        (
            "arrival_s",
            "connected_s",
            "queued_s",
            "assigned_s",
            "answered_s",
            "talk_end_s",
            "ticket_s",
            "work_end_s",
            "gave_up_s",
            "outcome",
            "duplicate",
            "call_taker",
            "redialled",
        ),
    )
    connected = np.array(times["connected_s"], dtype=np.float64)
    assigned = np.array(times["assigned_s"], dtype=np.float64)
    tries = about.first_attempt + np.array([c.attempt for c in found], dtype=np.int64)
    pick_up = trace.attempts.pick_up_s[tries]
    answered = np.array(times["answered_s"], dtype=np.float64)
    ticket = np.array(times["ticket_s"], dtype=np.float64)
    return from_columns(
        "calls",
        {
            **_when(plan, arrival_s, replication),
            "call_id": about.caller_id * 100 + np.array([c.attempt for c in found], dtype=np.int64),
            "caller_id": about.caller_id,
            "attempt": [c.attempt for c in found],
            "incident_id": incident_ids,
            "layer": [plan.layers[i] for i in about.layer],
            "category": [plan.categories[i].name for i in about.category],
            "kecamatan": place,
            "emergency": known,
            "trunk": [plan.trunks[i] for i in about.trunk],
            **times,
            "setup_s": connected - arrival_s,
            "ring_s": answered - assigned - pick_up,
            "ticket_latency_s": np.where(np.isnan(ticket), np.nan, about.ticket_latency_s),
        },
    )


def _counted(rows: Rows) -> set[int]:
    """Return the incidents whose first call came after the warm-up."""
    return {i.incident for i in rows.incidents if i.calls and i.first_call_s >= 0}


def _about(trace: Trace, plan: Plan, numbers: NDArray[np.int64]) -> dict[str, Any]:
    incidents = trace.incidents
    return {
        "incident_id": incidents.incident_id[numbers],
        "layer": [plan.layers[i] for i in incidents.layer[numbers]],
        "category": [plan.categories[i].name for i in incidents.category[numbers]],
        "kecamatan": [plan.kecamatan[i] for i in incidents.kecamatan[numbers]],
    }


def _incidents(rows: Rows, trace: Trace, plan: Plan, replication: int) -> Table:
    counted = _counted(rows)
    ids = trace.incidents.incident_id.tolist()
    found = sorted(
        (i for i in rows.incidents if i.incident in counted), key=lambda i: ids[i.incident]
    )
    numbers = np.array([i.incident for i in found], dtype=np.int64)
    notified = _first(rows.notifications, "notified_s")
    acknowledged = _first(rows.notifications, "acknowledged_s")
    dispatched = _first(rows.tasks, "dispatched_s")
    on_scene = _first(rows.tasks, "on_scene_s")
    at_hospital = _first(rows.tasks, "at_hospital_s")
    priority = np.array([c.priority for c in plan.categories], dtype=np.int64)
    needs = _needs(trace)
    return from_columns(
        "incidents",
        {
            **_when(plan, np.array([i.first_call_s for i in found]), replication),
            **_about(trace, plan, numbers),
            "lat": trace.incidents.lat[numbers],
            "lon": trace.incidents.lon[numbers],
            "priority": priority[trace.incidents.category[numbers]],
            "occurred_s": trace.incidents.occurred_s[numbers],
            **_columns(
                found,
                (
                    "first_call_s",
                    "connected_s",
                    "answered_s",
                    "reporter_call_id",
                    "on_record_s",
                    "ticket_call_id",
                    "dispatcher_start_s",
                    "dispatcher_end_s",
                    "closed_s",
                    "calls",
                    "answered_calls",
                    "needs_unmet",
                ),
            ),
            "notified_s": [notified.get(n, NAN) for n in numbers.tolist()],
            "acknowledged_s": [acknowledged.get(n, NAN) for n in numbers.tolist()],
            "dispatched_s": [dispatched.get(n, NAN) for n in numbers.tolist()],
            "on_scene_s": [on_scene.get(n, NAN) for n in numbers.tolist()],
            "at_hospital_s": [at_hospital.get(n, NAN) for n in numbers.tolist()],
            "needs": needs[numbers],
            "reported": [i.answered_calls > 0 for i in found],
        },
    )


def _first(rows: Sequence[Any], moment: str) -> dict[int, float]:
    """Return the earliest instant of a moment by incident."""
    found: dict[int, float] = {}
    for row in rows:
        time_s = getattr(row, moment)
        if time_s < found.get(row.incident, float("inf")):
            found[row.incident] = time_s
    return found


def _needs(trace: Trace) -> NDArray[np.int64]:
    first = (trace.candidates.order == 0).astype(np.int64)
    before = np.concatenate([[0], np.cumsum(first)])
    start = trace.incidents.first_candidate
    needs: NDArray[np.int64] = before[start + trace.incidents.candidates] - before[start]
    return needs


def _notifications(rows: Rows, trace: Trace, plan: Plan, replication: int) -> Table:
    counted = _counted(rows)
    ids = trace.incidents.incident_id.tolist()
    found = [n for n in rows.notifications if n.incident in counted]
    found.sort(key=lambda n: (ids[n.incident], n.candidate))
    numbers = np.array([n.incident for n in found], dtype=np.int64)
    candidates = np.array([n.candidate for n in found], dtype=np.int64)
    first_call = np.array([rows.incidents[n.incident].first_call_s for n in found])
    by_phone = np.array([n.by_phone for n in found], dtype=bool)
    return from_columns(
        "notifications",
        {
            **_when(plan, first_call, replication),
            **_about(trace, plan, numbers),
            "need": trace.candidates.need[candidates],
            "agency": _named(
                [a.name for a in plan.agencies], trace.candidates.agency[candidates].tolist()
            ),
            "order": trace.candidates.order[candidates],
            "channel": ["phone" if p else "application" for p in by_phone],
            "on_record_s": [rows.incidents[n.incident].on_record_s for n in found],
            **_columns(
                found,
                ("sent_s", "notified_s", "taken_s", "acknowledged_s", "ended_s", "outcome"),
            ),
            "latency_s": np.where(by_phone, np.nan, trace.candidates.latency_s[candidates]),
        },
    )


def _assignments(rows: Rows, trace: Trace, plan: Plan, replication: int) -> Table:
    counted = _counted(rows)
    found = sorted(
        (t for t in rows.tasks if t.incident in counted), key=lambda t: (t.task_id, t.candidate)
    )
    numbers = np.array([t.incident for t in found], dtype=np.int64)
    candidates = np.array([t.candidate for t in found], dtype=np.int64)
    agencies = [plan.agencies[a] for a in trace.candidates.agency[candidates]]
    of = [rows.incidents[t.incident] for t in found]
    priority = np.array([c.priority for c in plan.categories], dtype=np.int64)
    units = [
        None if t.unit is None else a.units[t.unit] for t, a in zip(found, agencies, strict=True)
    ]
    return from_columns(
        "assignments",
        {
            **_when(plan, np.array([i.first_call_s for i in of]), replication),
            **_about(trace, plan, numbers),
            "task_id": [t.task_id for t in found],
            "priority": priority[trace.incidents.category[numbers]],
            "need": trace.candidates.need[candidates],
            "agency": [a.name for a in agencies],
            "unit": [None if u is None else u.name for u in units],
            "post": [None if u is None else u.post for u in units],
            "hospital": _named(plan.hospital_names, [t.hospital for t in found]),
            **_columns(of, ("first_call_s", "connected_s", "answered_s", "on_record_s")),
            **_columns(
                found,
                (
                    "notified_s",
                    "acknowledged_s",
                    "dispatched_s",
                    "departed_s",
                    "on_scene_s",
                    "left_scene_s",
                    "at_hospital_s",
                    "cleared_s",
                    "returned_s",
                    "travel_km",
                    "homeward",
                ),
            ),
        },
    )
