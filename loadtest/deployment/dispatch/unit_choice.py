"""The deployment chooses the unit: the nearest of the agency, or a place in its waiting list.

Requests are served by priority (1 before 2), then the earliest, then the lower incident id.
Distance is a straight line; of units equally far, the one that stands first in the settings.
"""

from __future__ import annotations

from math import cos, radians

from loadtest.deployment.dispatch.centre import Centre, Change
from loadtest.deployment.dispatch.hub import agency_audience
from loadtest.deployment.dispatch.store import Row

FREE = ("available", "returning")


def ask_for_units(
    centre: Centre, change: Change, incident_id: int, need: int, agency: str, units: int
) -> None:
    """Ask for units of an agency, and send those that are free."""
    incident = centre.store.need("SELECT * FROM incidents WHERE id = ?", incident_id)
    for _ in range(units):
        centre.store.insert(
            "unit_requests",
            incident_id=incident_id,
            need=need,
            agency=agency,
            priority=incident["priority"],
            created_at=change.now,
        )
    serve_waiting(centre, change, agency)


def serve_waiting(centre: Centre, change: Change, agency: str) -> None:
    """Send free units of an agency to its waiting requests, until one or the other runs out."""
    store = centre.store
    while True:
        request = store.one(
            "SELECT * FROM unit_requests WHERE agency = ? AND state = 'waiting'"
            " ORDER BY priority, created_at, incident_id, id LIMIT 1",
            agency,
        )
        if request is None:
            return
        incident = store.need("SELECT * FROM incidents WHERE id = ?", request["incident_id"])
        unit = _nearest(centre, agency, incident)
        if unit is None:
            return
        store.update("unit_requests", request["id"], state="assigned")
        dispatch_unit(centre, change, incident, request["need"], unit)


def dispatch_unit(centre: Centre, change: Change, incident: Row, need: int, unit: Row) -> int:
    """Assign a free unit to a need and tell its agency; return the assignment's id."""
    store = centre.store
    assignment_id = store.insert(
        "assignments",
        incident_id=incident["id"],
        need=need,
        agency=unit["agency"],
        unit_id=unit["id"],
        status="dispatched",
        dispatched_at=change.now,
    )
    store.update(
        "units",
        unit["id"],
        status="dispatched",
        status_at=change.now,
        assignment_id=assignment_id,
    )
    change.emit(
        "unit_dispatched",
        agency_audience(unit["agency"]),
        {
            "assignment_id": assignment_id,
            "unit_id": unit["id"],
            "agency": unit["agency"],
            "need": need,
            "incident_id": incident["id"],
            "reference": incident["reference"],
            "from": {"lat": unit["lat"], "lon": unit["lon"]},
            "to": {"lat": incident["lat"], "lon": incident["lon"]},
        },
    )
    return assignment_id


def _nearest(centre: Centre, agency: str, incident: Row) -> Row | None:
    units = centre.store.all(
        "SELECT * FROM units WHERE agency = ? AND status IN ('available', 'returning')"
        " ORDER BY position",
        agency,
    )
    if not units:
        return None
    if incident["lat"] is None:  # nobody knows where: the first that is free
        return units[0]
    return min(units, key=lambda unit: _distance(unit, incident))


def _distance(unit: Row, incident: Row) -> float:
    """Return a number that grows with the straight line between unit and incident."""
    east = (unit["lon"] - incident["lon"]) * cos(radians(incident["lat"]))
    north = unit["lat"] - incident["lat"]
    return float(east * east + north * north)
