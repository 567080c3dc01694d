"""The relay by phone: what must be phoned, and what came of it."""

from __future__ import annotations

import json
from typing import Literal

from loadtest.deployment.dispatch.accounts import Principal
from loadtest.deployment.dispatch.centre import Centre, Change
from loadtest.deployment.dispatch.hub import agency_audience
from loadtest.deployment.dispatch.notification_rows import (
    LIVE_SQL,
    facts,
    find,
    need_of,
    tell_withdrawn,
)
from loadtest.deployment.dispatch.notifications import accept, end, end_and_move_on
from loadtest.deployment.dispatch.problem import conflict, not_found
from loadtest.deployment.dispatch.store import Row

PhoneOutcome = Literal["acknowledged", "refused", "no_answer", "no_crew"]


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
    the notification on its socket is withdrawn. When every agency of the list has failed, any of
    them may be phoned again.

    Raises
    ------
    Problem
        404 if there is no such incident or need; 409 if it is closed, or not that agency's
        turn.
    """
    store = centre.store
    with centre.change() as change:
        incident = store.one("SELECT * FROM incidents WHERE id = ?", incident_id)
        if incident is None:
            raise not_found("incident", incident_id)
        if incident["closed_at"] is not None:
            raise conflict(
                "incident_closed", f"Incident {incident_id} is closed.", "Phone nobody about it."
            )
        need = need_of(centre, incident_id, need_number)
        row = store.one(
            "SELECT * FROM notifications WHERE incident_id = ? AND need = ?"
            f" AND {LIVE_SQL} ORDER BY id DESC LIMIT 1",
            incident_id,
            need_number,
        )
        if row is None and need["state"] == "unserved" and agency in json.loads(need["agencies"]):
            row = _again_by_phone(centre, change, need, agency)
        if row is None or row["agency"] != agency:
            turn = "nobody's turn" if row is None else f"the turn of {row['agency']}"
            raise conflict(
                "not_its_turn",
                f"For need {need_number} of incident {incident_id} it is {turn}, not of {agency}.",
                "GET the incident: notifications of state to_phone are those to phone.",
            )
        if row["channel"] != "phone":
            end(centre, change, row, "withdrawn")
            tell_withdrawn(change, row, "phoned")
            row = _phone_row(centre, change, need, agency, row["step"])
        store.update("notifications", row["id"], recorded_by=who.username, sent_at=change.now)
        if outcome == "acknowledged":
            # The agency has heard it on the phone; its screen shows what it has taken on.
            change.emit("relayed", agency_audience(agency), facts(row, incident))
            accept(centre, change, row, who)
        else:
            end_and_move_on(centre, change, row, outcome)
    return find(centre, row["id"])


def _phone_row(centre: Centre, change: Change, need: Row, agency: str, step: int) -> Row:
    made = centre.store.insert(
        "notifications",
        incident_id=need["incident_id"],
        need=need["need"],
        step=step,
        agency=agency,
        channel="phone",
        units=need["units"],
        state="to_phone",
        created_at=change.now,
    )
    return find(centre, made)


def _again_by_phone(centre: Centre, change: Change, need: Row, agency: str) -> Row:
    # Behind the end of the list, so that a failure leaves the need unserved as it was.
    return _phone_row(centre, change, need, agency, len(json.loads(need["agencies"])))
