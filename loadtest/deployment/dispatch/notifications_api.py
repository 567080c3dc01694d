"""HTTP: the agencies' answers to notifications, and the relay by phone."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter

from loadtest.deployment.dispatch import notifications
from loadtest.deployment.dispatch.accounts import Caller, open_to
from loadtest.deployment.dispatch.centre import TheCentre
from loadtest.deployment.dispatch.config import Identifier, NotificationChannel
from loadtest.deployment.dispatch.notification_rows import LIVE, NotificationState
from loadtest.deployment.dispatch.notifications import RefusalReason
from loadtest.deployment.dispatch.phone_relay import PhoneOutcome, record_phone
from loadtest.deployment.dispatch.shapes import After, Filter, Limit, Need, PathId, Request
from loadtest.deployment.dispatch.store import where
from loadtest.deployment.dispatch.views import NotificationView, notification_view

router = APIRouter(prefix="/api", tags=["notifications"])


class Refusal(Request):
    """Why the agency does not take the need on."""

    reason: RefusalReason


class PhoneRelay(Request):
    """What came of a relay by phone."""

    agency: Identifier
    need: Need = 0
    channel: Literal["phone"] = "phone"
    outcome: PhoneOutcome


@router.get(
    "/notifications",
    **open_to("call_taker", "dispatcher", "agency", "supervisor", "admin"),
)
async def list_notifications(
    centre: TheCentre,
    who: Caller,
    agency: Filter = None,
    state: NotificationState | Literal["live"] | None = None,
    channel: NotificationChannel | None = None,
    after: After = 0,
    limit: Limit = 100,
) -> list[NotificationView]:
    """List notifications, the newest first; state `live` is all without an end.

    An agency sees its own. State `to_phone` is what the centre has to relay by phone.
    """
    states = LIVE if state == "live" else state
    condition, values = where(agency=agency, state=states, channel=channel)
    if who.agency is not None:
        condition += " AND agency = ?"
        values.append(who.agency)
    rows = centre.store.all(
        f"SELECT * FROM notifications WHERE {condition} AND id > ? ORDER BY id DESC LIMIT ?",
        *values,
        after,
        limit,
    )
    return [notification_view(row) for row in rows]


@router.post("/notifications/{notification_id}/received", **open_to("agency", errors=(404,)))
async def received(notification_id: PathId, centre: TheCentre, who: Caller) -> NotificationView:
    """Confirm that the agency's client has the notification."""
    return notification_view(notifications.receive(centre, notification_id, who))


@router.post("/notifications/{notification_id}/take", **open_to("agency", errors=(404, 409)))
async def take(notification_id: PathId, centre: TheCentre, who: Caller) -> NotificationView:
    """Say that somebody at the desk is on it; the time-out runs no longer."""
    return notification_view(notifications.take(centre, notification_id, who))


@router.post("/notifications/{notification_id}/acknowledge", **open_to("agency", errors=(404, 409)))
async def acknowledge(notification_id: PathId, centre: TheCentre, who: Caller) -> NotificationView:
    """Take the need on. Where the deployment chooses the units, it sends them now."""
    return notification_view(notifications.acknowledge(centre, notification_id, who))


@router.post("/notifications/{notification_id}/refuse", **open_to("agency", errors=(404, 409)))
async def refuse(
    notification_id: PathId, body: Refusal, centre: TheCentre, who: Caller
) -> NotificationView:
    """Do not take the need on; the next agency of its list is notified."""
    return notification_view(notifications.refuse(centre, notification_id, who, body.reason))


@router.post(
    "/notifications/{notification_id}/phone",
    **open_to("call_taker", "dispatcher", errors=(404, 409)),
)
async def phone(notification_id: PathId, centre: TheCentre) -> NotificationView:
    """Say that I am about to phone an agency, and hear whether that is still needed.

    The answer's channel is `application` where the agency could be told by it after all.
    """
    return notification_view(notifications.about_to_phone(centre, notification_id))


@router.post(
    "/incidents/{incident_id}/notifications",
    status_code=201,
    **open_to("call_taker", "dispatcher", "supervisor", errors=(404, 409)),
)
async def relay(
    incident_id: PathId, body: PhoneRelay, centre: TheCentre, who: Caller
) -> NotificationView:
    """Record a relay by phone to the agency whose turn it is, and what came of it."""
    row = record_phone(centre, incident_id, who, body.agency, body.need, body.outcome)
    return notification_view(row)
