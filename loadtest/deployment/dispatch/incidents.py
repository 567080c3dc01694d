"""Incidents: put on record, joined by duplicates, taken by dispatchers, forwarded, closed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from loadtest.deployment.dispatch import calls
from loadtest.deployment.dispatch.accounts import Principal
from loadtest.deployment.dispatch.centre import Centre, Change
from loadtest.deployment.dispatch.hub import DISPATCHERS, agency_audience
from loadtest.deployment.dispatch.notification_rows import incident_facts
from loadtest.deployment.dispatch.notifications import notify_first, withdraw_all
from loadtest.deployment.dispatch.problem import Problem, conflict, forbidden, not_found
from loadtest.deployment.dispatch.store import Row


@dataclass(frozen=True, slots=True)
class NewNeed:
    """What an incident needs: so many units of the first agency in the list that takes it on."""

    agencies: tuple[str, ...]
    units: int


@dataclass(frozen=True, slots=True)
class NewIncident:
    """What a call-taker puts on record; priority 1 is the most urgent."""

    call_id: int | None
    kind: str
    priority: int
    kecamatan: str | None
    lat: float | None
    lon: float | None
    description: str | None
    reference: str | None
    needs: tuple[NewNeed, ...]


def create(centre: Centre, who: Principal, new: NewIncident) -> tuple[int, bool]:
    """Put an incident on record, or join its call to the open one of the same reference.

    Returns
    -------
    int
        The incident's id.
    bool
        Whether it was there already; nobody is notified again then.

    Raises
    ------
    Problem
        422 for an unknown agency; 404, 403 or 409 if the call cannot bear the incident.
    """
    _check_agencies(centre, new)
    with centre.change() as change:
        first = centre.store.one(
            "SELECT * FROM incidents WHERE reference = ? AND closed_at IS NULL", new.reference
        )
        if first is not None:
            if new.call_id is not None:
                _attach(centre, new.call_id, int(first["id"]), who)
            return int(first["id"]), True
        incident_id = _insert(centre, change, who, new)
        if new.call_id is not None:
            _attach(centre, new.call_id, incident_id, who)
        incident = find(centre, incident_id)
        if centre.config.dispatchers:
            change.emit("incident_on_record", DISPATCHERS, incident_facts(incident))
        else:
            notify_first(centre, change, incident)
    return incident_id, False


def _insert(centre: Centre, change: Change, who: Principal, new: NewIncident) -> int:
    queued = centre.config.dispatchers
    incident_id = centre.store.insert(
        "incidents",
        number="",
        state="queued" if queued else "forwarded",
        kind=new.kind,
        priority=new.priority,
        kecamatan=new.kecamatan,
        lat=new.lat,
        lon=new.lon,
        description=new.description,
        reference=new.reference,
        created_by=who.username,
        on_record_at=change.now,
        forwarded_at=None if queued else change.now,
    )
    day = datetime.fromtimestamp(change.now, UTC).strftime("%Y%m%d")
    centre.store.update("incidents", incident_id, number=f"{day}-{incident_id:06d}")
    for number, need in enumerate(new.needs):
        centre.store.run(
            "INSERT INTO needs VALUES (?, ?, ?, ?, 'waiting', NULL)",
            incident_id,
            number,
            json.dumps(need.agencies),
            need.units,
        )
    return incident_id


def _check_agencies(centre: Centre, new: NewIncident) -> None:
    known = {agency.id for agency in centre.config.agencies}
    for number, need in enumerate(new.needs):
        unknown = [agency for agency in need.agencies if agency not in known]
        if unknown or len(set(need.agencies)) != len(need.agencies):
            raise Problem(
                422,
                "unknown_agency" if unknown else "agency_twice",
                f"needs.{number}.agencies: {', '.join(map(repr, unknown or need.agencies))}"
                f" {'is not known' if unknown else 'names an agency twice'}.",
                f"Name each once, of: {', '.join(sorted(known)) or 'none are configured'}.",
            )


def join(centre: Centre, incident_id: int, call_id: int, who: Principal) -> None:
    """Join a call to an incident that is open.

    Raises
    ------
    Problem
        404 if either is not there; 403 or 409 if the call is another's or has an incident.
    """
    with centre.change():
        incident = find(centre, incident_id)
        if incident["closed_at"] is not None:
            raise conflict(
                "incident_closed",
                f"Incident {incident_id} is closed.",
                "Put a new incident on record.",
            )
        _attach(centre, call_id, incident_id, who)


def _attach(centre: Centre, call_id: int, incident_id: int, who: Principal) -> None:
    call = calls.find(centre.store, call_id)
    if who.role == "call_taker" and call["claimed_by"] != who.username:
        holder = call["claimed_by"]
        raise conflict(
            "call_not_yours",
            f"Call {call_id} is {'not claimed' if holder is None else f'claimed by {holder}'}.",
            "Claim the call first.",
        )
    if call["incident_id"] not in (None, incident_id):
        raise conflict(
            "call_has_incident",
            f"Call {call_id} is about incident {call['incident_id']}.",
            "A call is about one incident.",
        )
    centre.store.update("calls", call_id, incident_id=incident_id)


def take(centre: Centre, incident_id: int, who: Principal) -> Row:
    """Give a queued incident to a dispatcher; one of several who try succeeds.

    Raises
    ------
    Problem
        404 if there is no such incident, 409 if it is not in the queue.
    """
    with centre.change() as change:
        incident = find(centre, incident_id)
        if incident["state"] != "queued":
            taken = f" by {incident['taken_by']}" if incident["taken_by"] else ""
            raise conflict(
                "not_queued",
                f"Incident {incident_id} is {incident['state']}{taken}.",
                "GET /api/dispatch/queue and take another.",
            )
        centre.store.update(
            "incidents", incident_id, state="taken", taken_by=who.username, taken_at=change.now
        )
    return find(centre, incident_id)


def forward(centre: Centre, incident_id: int, who: Principal) -> Row:
    """Forward a checked incident: the first agency of each need is told, all at once.

    Raises
    ------
    Problem
        404 if there is no such incident, 409 if it is not the dispatcher's to forward.
    """
    with centre.change() as change:
        incident = find(centre, incident_id)
        mine = incident["state"] == "queued" or (
            incident["state"] == "taken" and incident["taken_by"] == who.username
        )
        if not mine:
            taken = f" by {incident['taken_by']}" if incident["taken_by"] else ""
            raise conflict(
                "not_to_forward",
                f"Incident {incident_id} is {incident['state']}{taken}.",
                "Forward an incident once, after taking it.",
            )
        centre.store.run(
            "UPDATE incidents SET state = 'forwarded', forwarded_at = ?,"
            " taken_by = coalesce(taken_by, ?), taken_at = coalesce(taken_at, ?) WHERE id = ?",
            change.now,
            who.username,
            change.now,
            incident_id,
        )
        notify_first(centre, change, find(centre, incident_id))
    return find(centre, incident_id)


def close(centre: Centre, incident_id: int, who: Principal, disposition: str) -> Row:
    """Close an incident: open notifications are withdrawn, waiting requests given up.

    Units that are under way go on to the end of their assignments.

    Raises
    ------
    Problem
        404 if there is no such incident, 403 if the agency has no part in it, 409 if closed.
    """
    store = centre.store
    with centre.change() as change:
        incident = find(centre, incident_id)
        _check_part(centre, incident_id, who)
        if incident["closed_at"] is not None:
            raise conflict(
                "incident_closed",
                f"Incident {incident_id} was closed as {incident['disposition']}.",
                "An incident is closed once.",
            )
        withdraw_all(centre, change, incident_id)
        store.run(
            "UPDATE unit_requests SET state = 'cancelled'"
            " WHERE incident_id = ? AND state = 'waiting'",
            incident_id,
        )
        store.update(
            "incidents",
            incident_id,
            state="closed",
            closed_at=change.now,
            disposition=disposition,
        )
        data = {
            "incident_id": incident_id,
            "reference": incident["reference"],
            "disposition": disposition,
        }
        told = store.all(
            "SELECT DISTINCT agency FROM notifications WHERE incident_id = ? ORDER BY agency",
            incident_id,
        )
        for row in told:
            change.emit("incident_closed", agency_audience(row["agency"]), data)
        if centre.config.dispatchers:
            change.emit("incident_closed", DISPATCHERS, data)
    return find(centre, incident_id)


def check_visible(centre: Centre, incident_id: int, who: Principal) -> None:
    """Make sure that `who` may see the incident: an agency sees those it was notified of.

    Raises
    ------
    Problem
        404 if there is no such incident, 403 if it is none of the agency's.
    """
    find(centre, incident_id)
    _check_part(centre, incident_id, who)


def _check_part(centre: Centre, incident_id: int, who: Principal) -> None:
    if who.role != "agency":
        return
    part = centre.store.one(
        "SELECT 1 FROM notifications WHERE incident_id = ? AND agency = ? LIMIT 1",
        incident_id,
        who.agency,
    )
    if part is None:
        raise forbidden(
            f"{who.agency} was not notified of incident {incident_id}.",
            "An agency sees the incidents that it was notified of.",
        )


def find(centre: Centre, incident_id: int) -> Row:
    """Return an incident's row.

    Raises
    ------
    Problem
        404 if there is none.
    """
    row = centre.store.one("SELECT * FROM incidents WHERE id = ?", incident_id)
    if row is None:
        raise not_found("incident", incident_id)
    return row
