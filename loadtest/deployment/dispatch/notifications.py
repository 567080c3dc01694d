"""Notifications: an agency is told of a need, and answers, or the next of the list is told.

A notification goes from `created` over `sent` (on the socket) and `delivered` (the client's
receipt) to one of its ends: acknowledged, refused, no_crew, no_answer, expired, withdrawn.
One that must be made by phone stands as `to_phone` until the relay is recorded.
"""

from __future__ import annotations

import json
from typing import Any, Literal

from loadtest.deployment.dispatch.accounts import Principal
from loadtest.deployment.dispatch.centre import Centre, Change
from loadtest.deployment.dispatch.hub import CENTRE, agency_audience
from loadtest.deployment.dispatch.problem import conflict, forbidden, not_found
from loadtest.deployment.dispatch.store import Row
from loadtest.deployment.dispatch.unit_choice import ask_for_units

NotificationState = Literal[
    "created",
    "sent",
    "delivered",
    "to_phone",
    "acknowledged",
    "refused",
    "no_crew",
    "no_answer",
    "expired",
    "withdrawn",
]
PhoneOutcome = Literal["acknowledged", "refused", "no_answer", "no_crew"]
RefusalReason = Literal["refused", "no_crew"]
LIVE: tuple[NotificationState, ...] = ("created", "sent", "delivered", "to_phone")

_LIVE_SQL = "state IN ('created', 'sent', 'delivered', 'to_phone')"


def notify_first(centre: Centre, change: Change, incident: Row) -> None:
    """Tell the first agency of each need of the incident, all at once."""
    for need in _needs(centre, incident["id"]):
        if need["state"] == "waiting":
            _notify(centre, change, incident, need, 0)


def _notify(centre: Centre, change: Change, incident: Row, need: Row, step: int) -> None:
    """Tell agency number `step` of the need's list, or give the need up after the last."""
    store = centre.store
    agencies: list[str] = json.loads(need["agencies"])
    if step >= len(agencies):
        _set_need(centre, need, "unserved", None)
        told = {"incident_id": incident["id"], "need": need["need"], "agencies": agencies}
        change.emit("need_unserved", CENTRE, {**told, "reference": incident["reference"]})
        return
    _set_need(centre, need, "notified", None)
    agency = store.need("SELECT * FROM agencies WHERE id = ?", agencies[step])
    by_phone = agency["channel"] == "phone"
    timeout_s: float = agency["acknowledge_timeout_s"]
    dropped = not by_phone and _is_dropped(centre)
    notification_id = store.insert(
        "notifications",
        incident_id=incident["id"],
        need=need["need"],
        step=step,
        agency=agency["id"],
        channel=agency["channel"],
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
    change.emit("phone_needed" if by_phone else "notification", audience, _facts(row, incident))


def _facts(row: Row, incident: Row) -> dict[str, Any]:
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
        _accept(centre, change, row, who)
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
    _end(centre, change, notification, state)
    incident = centre.store.need(
        "SELECT * FROM incidents WHERE id = ?", notification["incident_id"]
    )
    need = _need(centre, incident["id"], notification["need"])
    _notify(centre, change, incident, need, notification["step"] + 1)


def withdraw_all(centre: Centre, change: Change, incident_id: int) -> None:
    """Withdraw the notifications of an incident that are still without an answer."""
    rows = centre.store.all(
        f"SELECT * FROM notifications WHERE incident_id = ? AND {_LIVE_SQL} ORDER BY id",
        incident_id,
    )
    for row in rows:
        _end(centre, change, row, "withdrawn")
        _tell_withdrawn(change, row, "closed")


def record_phone(
    centre: Centre,
    incident_id: int,
    who: Principal,
    agency: str,
    need_number: int,
    outcome: PhoneOutcome,
) -> Row:
    """Record a relay by phone to the agency whose turn it is.

    An agency that is notified by application may be phoned as well, as when its client is down:
    the notification on its socket is withdrawn.

    Raises
    ------
    Problem
        404 if there is no such incident or need, 409 if it is not that agency's turn.
    """
    store = centre.store
    with centre.change() as change:
        incident = store.one("SELECT * FROM incidents WHERE id = ?", incident_id)
        if incident is None:
            raise not_found("incident", incident_id)
        _need(centre, incident_id, need_number)
        row = store.one(
            "SELECT * FROM notifications WHERE incident_id = ? AND need = ?"
            f" AND {_LIVE_SQL} ORDER BY id DESC LIMIT 1",
            incident_id,
            need_number,
        )
        if row is None or row["agency"] != agency:
            turn = "nobody's turn" if row is None else f"the turn of {row['agency']}"
            raise conflict(
                "not_its_turn",
                f"For need {need_number} of incident {incident_id} it is {turn}, not of {agency}.",
                "GET the incident: notifications of state to_phone are those to phone.",
            )
        if row["channel"] != "phone":
            _end(centre, change, row, "withdrawn")
            _tell_withdrawn(change, row, "phoned")
            columns = ("incident_id", "need", "step", "agency", "units")
            made = store.insert(
                "notifications",
                **{name: row[name] for name in columns},
                channel="phone",
                state="to_phone",
                created_at=change.now,
            )
            row = find(centre, made)
        store.update("notifications", row["id"], recorded_by=who.username, sent_at=change.now)
        if outcome == "acknowledged":
            # The agency has heard it on the phone; its screen shows what it has taken on.
            change.emit("relayed", agency_audience(agency), _facts(row, incident))
            _accept(centre, change, row, who)
        else:
            end_and_move_on(centre, change, row, outcome)
    return find(centre, row["id"])


def _accept(centre: Centre, change: Change, row: Row, who: Principal) -> None:
    centre.store.update(
        "notifications",
        row["id"],
        state="acknowledged",
        acknowledged_at=change.now,
        recorded_by=who.username,
    )
    need = _need(centre, row["incident_id"], row["need"])
    _set_need(centre, need, "acknowledged", row["agency"])
    if centre.config.choice == "deployment":
        ask_for_units(centre, change, row["incident_id"], row["need"], row["agency"], row["units"])


def _end(centre: Centre, change: Change, row: Row, state: NotificationState) -> None:
    centre.store.update("notifications", row["id"], state=state, ended_at=change.now)
    if state == "expired":
        _tell_withdrawn(change, row, "expired")


def _tell_withdrawn(change: Change, row: Row, reason: str) -> None:
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


def _must_live(row: Row) -> None:
    if row["state"] not in LIVE:
        raise conflict(
            f"already_{row['state']}",
            f"Notification {row['id']} is {row['state']}.",
            "A notification has one end; nothing is left to answer.",
        )


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


def _own(centre: Centre, notification_id: int, who: Principal) -> Row:
    row = find(centre, notification_id)
    if row["agency"] != who.agency or row["channel"] == "phone":
        raise forbidden(
            f"Notification {notification_id} is not for {who.agency} to answer here.",
            "Answer the notifications that your agency received on its socket.",
        )
    return row


def _needs(centre: Centre, incident_id: int) -> list[Row]:
    return centre.store.all("SELECT * FROM needs WHERE incident_id = ? ORDER BY need", incident_id)


def _need(centre: Centre, incident_id: int, need: int) -> Row:
    row = centre.store.one(
        "SELECT * FROM needs WHERE incident_id = ? AND need = ?", incident_id, need
    )
    if row is None:
        raise not_found(f"need of incident {incident_id}", need)
    return row


def _set_need(centre: Centre, need: Row, state: str, served_by: str | None) -> None:
    centre.store.run(
        "UPDATE needs SET state = ?, served_by = ? WHERE incident_id = ? AND need = ?",
        state,
        served_by,
        need["incident_id"],
        need["need"],
    )
