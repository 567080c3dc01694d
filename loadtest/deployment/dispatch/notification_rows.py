"""The rows of notifications and needs: their states, and what others are told of them."""

from __future__ import annotations

from typing import Any, Literal

from loadtest.deployment.dispatch.centre import Centre, Change
from loadtest.deployment.dispatch.hub import CENTRE, agency_audience
from loadtest.deployment.dispatch.problem import not_found
from loadtest.deployment.dispatch.store import Row

NotificationState = Literal[
    "created",
    "sent",
    "delivered",
    "taken",
    "to_phone",
    "acknowledged",
    "refused",
    "no_crew",
    "no_answer",
    "expired",
    "withdrawn",
]
LIVE: tuple[NotificationState, ...] = ("created", "sent", "delivered", "taken", "to_phone")

LIVE_SQL = "state IN ('created', 'sent', 'delivered', 'taken', 'to_phone')"


def find(centre: Centre, notification_id: int) -> Row:
    """Return a notification's row.

    Raises
    ------
    Problem
        404 if there is none.
    """
    row = centre.store.one("SELECT * FROM notifications WHERE id = ?", notification_id)
    if row is None:
        raise not_found("notification", notification_id)
    return row


def needs_of(centre: Centre, incident_id: int) -> list[Row]:
    """Return what an incident needs, in order."""
    return centre.store.all("SELECT * FROM needs WHERE incident_id = ? ORDER BY need", incident_id)


def need_of(centre: Centre, incident_id: int, need: int) -> Row:
    """Return one need of an incident.

    Raises
    ------
    Problem
        404 if there is none.
    """
    row = centre.store.one(
        "SELECT * FROM needs WHERE incident_id = ? AND need = ?", incident_id, need
    )
    if row is None:
        raise not_found(f"need of incident {incident_id}", need)
    return row


def set_need(centre: Centre, need: Row, state: str, served_by: str | None) -> None:
    """Set how far a need has come, and which agency has taken it on."""
    centre.store.run(
        "UPDATE needs SET state = ?, served_by = ? WHERE incident_id = ? AND need = ?",
        state,
        served_by,
        need["incident_id"],
        need["need"],
    )


def facts(row: Row, incident: Row) -> dict[str, Any]:
    """Return what goes out with a notification."""
    due_at = row["due_at"]
    return {
        "notification_id": row["id"],
        "agency": row["agency"],
        "need": row["need"],
        "units": row["units"],
        "acknowledge_within_s": None if due_at is None else round(due_at - row["created_at"], 3),
        "incident": incident_facts(incident),
    }


def incident_facts(incident: Row) -> dict[str, Any]:
    """Return what an agency is told of an incident."""
    names = ("id", "number", "kind", "priority", "kecamatan", "lat", "lon", "description")
    return {name: incident[name] for name in (*names, "reference")}


def tell_withdrawn(change: Change, row: Row, reason: str) -> None:
    """Tell whoever had a notification that it is none any more."""
    data = {
        "notification_id": row["id"],
        "incident_id": row["incident_id"],
        "need": row["need"],
        "agency": row["agency"],
        "reason": reason,
    }
    by_phone = row["channel"] == "phone"
    audience = CENTRE if by_phone else agency_audience(row["agency"])
    change.emit("notification_withdrawn", audience, data)
