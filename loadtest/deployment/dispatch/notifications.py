"""Notifications: an agency is told of a need, and answers, or the next of the list is told.

A notification goes from `created` over `sent` (on the socket), `delivered` (the client's
receipt) and `taken` (somebody at the desk is on it, so no time-out runs any more) to one of its
ends: acknowledged, refused, no_crew, no_answer, expired, withdrawn. Steps between may be left
out. One that must be made by phone stands as `to_phone` until the relay is recorded.
"""

from __future__ import annotations

import json
from typing import Literal

from loadtest.deployment.dispatch.accounts import Principal
from loadtest.deployment.dispatch.centre import Centre, Change
from loadtest.deployment.dispatch.hub import CENTRE, agency_audience
from loadtest.deployment.dispatch.notification_rows import (
    LIVE,
    LIVE_SQL,
    NotificationState,
    facts,
    find,
    need_of,
    needs_of,
    set_need,
    tell_withdrawn,
)
from loadtest.deployment.dispatch.problem import conflict, forbidden
from loadtest.deployment.dispatch.store import Row
from loadtest.deployment.dispatch.unit_choice import ask_for_units

RefusalReason = Literal["refused", "no_crew"]


def notify_first(centre: Centre, change: Change, incident: Row) -> None:
    """Tell the first agency of each need of the incident, all at once."""
    for need in needs_of(centre, incident["id"]):
        if need["state"] == "waiting":
            _notify(centre, change, incident, need, 0)


def _notify(centre: Centre, change: Change, incident: Row, need: Row, step: int) -> None:
    """Tell agency number `step` of the need's list, or give the need up after the last."""
    store = centre.store
    agencies: list[str] = json.loads(need["agencies"])
    if step >= len(agencies):
        set_need(centre, need, "unserved", None)
        told = {"incident_id": incident["id"], "need": need["need"], "agencies": agencies}
        change.emit("need_unserved", CENTRE, {**told, "reference": incident["reference"]})
        return
    set_need(centre, need, "notified", None)
    agency = store.need("SELECT * FROM agencies WHERE id = ?", agencies[step])
    by_phone = agency["channel"] == "phone" or not centre.tells_agencies
    timeout_s: float = agency["acknowledge_timeout_s"]
    dropped = not by_phone and _is_dropped(centre)
    notification_id = store.insert(
        "notifications",
        incident_id=incident["id"],
        need=need["need"],
        step=step,
        agency=agency["id"],
        channel="phone" if by_phone else "application",
        units=need["units"],
        state="to_phone" if by_phone else "sent" if dropped else "created",
        created_at=change.now,
        sent_at=change.now if dropped else None,
        # Nobody's clock runs while a person dials: the relay says when there is no answer.
        due_at=None if by_phone else change.now + timeout_s,
    )
    centre.due.set()
    if dropped:
        return
    row = find(centre, notification_id)
    audience = CENTRE if by_phone else agency_audience(agency["id"])
    change.emit("phone_needed" if by_phone else "notification", audience, facts(row, incident))


def about_to_phone(centre: Centre, notification_id: int) -> Row:
    """Let the application tell an agency that was to be phoned, if it can do so again.

    Returns
    -------
    Row
        The notification that stands now: of the channel by which the agency is told.

    Raises
    ------
    Problem
        404 if there is no such notification, 409 if it is none that waits for a telephone.
    """
    with centre.change() as change:
        row = find(centre, notification_id)
        if row["state"] != "to_phone":
            raise conflict(
                f"already_{row['state']}",
                f"Notification {row['id']} is {row['state']}.",
                "GET the incident: notifications of state to_phone are those to phone.",
            )
        agency = centre.store.need("SELECT * FROM agencies WHERE id = ?", row["agency"])
        if agency["channel"] == "phone" or not centre.tells_agencies:
            return row
        end(centre, change, row, "withdrawn")
        tell_withdrawn(change, row, "told_by_application")
        incident = centre.store.need("SELECT * FROM incidents WHERE id = ?", row["incident_id"])
        need = need_of(centre, incident["id"], row["need"])
        _notify(centre, change, incident, need, row["step"])
    return centre.store.need(
        "SELECT * FROM notifications WHERE incident_id = ? AND need = ? ORDER BY id DESC LIMIT 1",
        row["incident_id"],
        row["need"],
    )


def _is_dropped(centre: Centre) -> bool:
    every = centre.config.drops_every
    if every is None:
        return False
    count = centre.store.scalar(
        "INSERT INTO counters VALUES ('application_notifications', 1)"
        " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"
    )
    assert isinstance(count, int)
    return count % every == 0


def note_sent(centre: Centre, notification_id: int) -> None:
    """Enter that a notification went out on its agency's socket; later ones change nothing."""
    centre.store.run(
        "UPDATE notifications SET sent_at = ?,"
        " state = CASE state WHEN 'created' THEN 'sent' ELSE state END"
        " WHERE id = ? AND sent_at IS NULL",
        centre.clock(),
        notification_id,
    )


def receive(centre: Centre, notification_id: int, who: Principal) -> Row:
    """Enter the receipt of the agency's client; a second one changes nothing.

    Raises
    ------
    Problem
        404 if there is no such notification, 403 if it is another agency's.
    """
    with centre.change() as change:
        _own(centre, notification_id, who)
        # A receipt can overtake the note that the message went out.
        centre.store.run(
            "UPDATE notifications SET delivered_at = ?, sent_at = coalesce(sent_at, ?),"
            " state = CASE WHEN state IN ('created', 'sent') THEN 'delivered' ELSE state END"
            " WHERE id = ? AND delivered_at IS NULL",
            change.now,
            change.now,
            notification_id,
        )
    return find(centre, notification_id)


def take(centre: Centre, notification_id: int, who: Principal) -> Row:
    """Enter that somebody at the agency's desk is on it: its time-out runs no longer.

    Taking it again changes nothing.

    Raises
    ------
    Problem
        404, 403 as for `receive`; 409 if the notification has come to its end already.
    """
    with centre.change() as change:
        row = _own(centre, notification_id, who)
        _must_live(row)
        if row["taken_at"] is None:
            centre.store.update(
                "notifications", notification_id, state="taken", taken_at=change.now
            )
    return find(centre, notification_id)


def acknowledge(centre: Centre, notification_id: int, who: Principal) -> Row:
    """Enter that the agency takes the need on.

    Raises
    ------
    Problem
        404, 403 as for `receive`; 409 if the notification has come to another end already.
    """
    with centre.change() as change:
        row = _own(centre, notification_id, who)
        _must_live(row)
        accept(centre, change, row, who)
    return find(centre, notification_id)


def refuse(centre: Centre, notification_id: int, who: Principal, reason: RefusalReason) -> Row:
    """Enter that the agency does not take the need on; the next of the list is told.

    Raises
    ------
    Problem
        404, 403 as for `receive`; 409 if the notification has come to another end already.
    """
    with centre.change() as change:
        row = _own(centre, notification_id, who)
        _must_live(row)
        end_and_move_on(centre, change, row, reason)
    return find(centre, notification_id)


def end_and_move_on(
    centre: Centre, change: Change, notification: Row, state: NotificationState
) -> None:
    """End a notification without success and tell the next agency of the need's list."""
    end(centre, change, notification, state)
    incident = centre.store.need(
        "SELECT * FROM incidents WHERE id = ?", notification["incident_id"]
    )
    need = need_of(centre, incident["id"], notification["need"])
    _notify(centre, change, incident, need, notification["step"] + 1)


def withdraw_all(centre: Centre, change: Change, incident_id: int) -> None:
    """Withdraw the notifications of an incident that are still without an answer."""
    rows = centre.store.all(
        f"SELECT * FROM notifications WHERE incident_id = ? AND {LIVE_SQL} ORDER BY id",
        incident_id,
    )
    for row in rows:
        end(centre, change, row, "withdrawn")
        tell_withdrawn(change, row, "closed")


def accept(centre: Centre, change: Change, row: Row, who: Principal) -> None:
    """Enter inside a change that the agency takes the need on."""
    centre.store.update(
        "notifications",
        row["id"],
        state="acknowledged",
        acknowledged_at=change.now,
        recorded_by=who.username,
    )
    need = need_of(centre, row["incident_id"], row["need"])
    set_need(centre, need, "acknowledged", row["agency"])
    if centre.config.choice == "deployment":
        ask_for_units(centre, change, row["incident_id"], row["need"], row["agency"], row["units"])


def end(centre: Centre, change: Change, row: Row, state: NotificationState) -> None:
    """End a notification inside a change."""
    centre.store.update("notifications", row["id"], state=state, ended_at=change.now)
    if state == "expired":
        tell_withdrawn(change, row, "expired")


def _must_live(row: Row) -> None:
    if row["state"] not in LIVE:
        raise conflict(
            f"already_{row['state']}",
            f"Notification {row['id']} is {row['state']}.",
            "A notification has one end; nothing is left to answer.",
        )


def _own(centre: Centre, notification_id: int, who: Principal) -> Row:
    row = find(centre, notification_id)
    if row["agency"] != who.agency or row["channel"] == "phone":
        raise forbidden(
            f"Notification {notification_id} is not for {who.agency} to answer here.",
            "Answer the notifications that your agency received on its socket.",
        )
    return row
