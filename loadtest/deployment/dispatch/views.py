"""How incidents, notifications, units and assignments look from outside."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from loadtest.deployment.dispatch.assignments import LEGAL_STEPS, AssignmentStatus, AssignmentStep
from loadtest.deployment.dispatch.centre import Centre
from loadtest.deployment.dispatch.config import NotificationChannel
from loadtest.deployment.dispatch.notification_rows import NotificationState
from loadtest.deployment.dispatch.shapes import filled
from loadtest.deployment.dispatch.store import Row
from loadtest.deployment.dispatch.units import UnitStatus

NeedState = Literal["waiting", "notified", "acknowledged", "unserved"]
IncidentState = Literal["queued", "taken", "forwarded", "closed"]


class NeedView(BaseModel):
    """What an incident needs, and which agency has taken it on; `waiting_units` are in queue."""

    need: int
    agencies: list[str]
    units: int
    state: NeedState
    served_by: str | None
    waiting_units: int


class NotificationView(BaseModel):
    """One agency told of one need; `ended_at` is the moment of an end without success."""

    id: int
    incident_id: int
    need: int
    step: int
    agency: str
    channel: NotificationChannel
    units: int
    state: NotificationState
    recorded_by: str | None
    created_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    taken_at: datetime | None
    acknowledged_at: datetime | None
    ended_at: datetime | None
    due_at: datetime | None


class AssignmentView(BaseModel):
    """One unit sent to one need, with the moments of its way and the legal next steps."""

    id: int
    incident_id: int
    need: int
    agency: str
    unit_id: str
    status: AssignmentStatus
    next_steps: list[AssignmentStep]
    dispatched_at: datetime
    en_route_at: datetime | None
    on_scene_at: datetime | None
    leaving_scene_at: datetime | None
    at_hospital_at: datetime | None
    handed_over_at: datetime | None
    cleared_at: datetime | None
    returned_at: datetime | None


class UnitView(BaseModel):
    """A unit: `home` is its post, `lat` and `lon` its last known place."""

    id: str
    agency: str
    post: str
    callsign: str
    home_lat: float
    home_lon: float
    lat: float
    lon: float
    status: UnitStatus
    status_at: datetime | None
    off_after_task: bool
    assignment_id: int | None


class IncidentView(BaseModel):
    """An incident with all that belongs to it; `joined`: a call was joined to one on record."""

    id: int
    number: str
    state: IncidentState
    kind: str
    priority: int
    kecamatan: str | None
    lat: float | None
    lon: float | None
    description: str | None
    reference: str | None
    created_by: str
    on_record_at: datetime
    taken_by: str | None
    taken_at: datetime | None
    forwarded_at: datetime | None
    closed_at: datetime | None
    disposition: str | None
    joined: bool = False
    calls: list[int]
    needs: list[NeedView]
    notifications: list[NotificationView]
    assignments: list[AssignmentView]


def notification_view(row: Row) -> NotificationView:
    """Show a notification's row."""
    return filled(NotificationView, row)


def assignment_view(row: Row) -> AssignmentView:
    """Show an assignment's row."""
    return filled(AssignmentView, row, next_steps=list(LEGAL_STEPS[row["status"]]))


def unit_view(row: Row) -> UnitView:
    """Show a unit's row."""
    return filled(UnitView, row, off_after_task=bool(row["off_after_task"]))


def incident_view(centre: Centre, row: Row, *, joined: bool = False) -> IncidentView:
    """Show an incident with its calls, needs, notifications and assignments."""
    store, incident_id = centre.store, row["id"]
    calls = store.all("SELECT id FROM calls WHERE incident_id = ? ORDER BY id", incident_id)
    needs = store.all("SELECT * FROM needs WHERE incident_id = ? ORDER BY need", incident_id)
    notifications = store.all(
        "SELECT * FROM notifications WHERE incident_id = ? ORDER BY id", incident_id
    )
    assignments = store.all(
        "SELECT * FROM assignments WHERE incident_id = ? ORDER BY id", incident_id
    )
    waiting = store.all(
        "SELECT need, count(*) AS n FROM unit_requests"
        " WHERE incident_id = ? AND state = 'waiting' GROUP BY need",
        incident_id,
    )
    waiting_units = {entry["need"]: entry["n"] for entry in waiting}
    return filled(
        IncidentView,
        row,
        joined=joined,
        calls=[call["id"] for call in calls],
        needs=[
            NeedView(
                need=need["need"],
                agencies=json.loads(need["agencies"]),
                units=need["units"],
                state=need["state"],
                served_by=need["served_by"],
                waiting_units=waiting_units.get(need["need"], 0),
            )
            for need in needs
        ],
        notifications=[notification_view(entry) for entry in notifications],
        assignments=[assignment_view(entry) for entry in assignments],
    )
