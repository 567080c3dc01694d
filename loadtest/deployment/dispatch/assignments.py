"""A unit's way through an assignment: legal steps only, each with its moment."""

from __future__ import annotations

from typing import Literal, get_args

from loadtest.deployment.dispatch.accounts import Principal
from loadtest.deployment.dispatch.centre import Centre, Change
from loadtest.deployment.dispatch.problem import conflict, forbidden, not_found
from loadtest.deployment.dispatch.store import Row
from loadtest.deployment.dispatch.unit_choice import FREE, dispatch_unit, serve_waiting

AssignmentStep = Literal[
    "en_route",
    "on_scene",
    "leaving_scene",
    "at_hospital",
    "handed_over",
    "cleared",
    "returned",
]
AssignmentStatus = Literal["dispatched"] | AssignmentStep

# Without a patient a unit clears from the scene; a call-off clears it on its way there.
LEGAL_STEPS: dict[str, tuple[AssignmentStep, ...]] = {
    "dispatched": ("en_route", "cleared"),
    "en_route": ("on_scene", "cleared"),
    "on_scene": ("leaving_scene", "cleared"),
    "leaving_scene": ("at_hospital",),
    "at_hospital": ("handed_over",),
    "handed_over": ("cleared",),
    "cleared": ("returned",),
    "returned": (),
}
assert set(LEGAL_STEPS) == {"dispatched", *get_args(AssignmentStep)}


def assign(centre: Centre, incident_id: int, who: Principal, unit_id: str, need: int) -> Row:
    """Assign the unit that an agency chose.

    Raises
    ------
    Problem
        404 if there is no such incident, need or unit; 403 if unit or need are another agency's;
        409 if the unit is not free, the need has all its units, or the deployment chooses.
    """
    store = centre.store
    with centre.change() as change:
        if centre.config.choice != "agency":
            raise conflict(
                "deployment_chooses",
                "This deployment chooses the units itself.",
                "Wait for the event unit_dispatched.",
            )
        incident = store.one("SELECT * FROM incidents WHERE id = ?", incident_id)
        if incident is None:
            raise not_found("incident", incident_id)
        wanted = store.one(
            "SELECT * FROM needs WHERE incident_id = ? AND need = ?", incident_id, need
        )
        if wanted is None:
            raise not_found(f"need of incident {incident_id}", need)
        unit = find_unit(centre, unit_id)
        if unit["agency"] != who.agency:
            raise forbidden(f"Unit {unit_id} is {unit['agency']}'s.", "Send a unit of your own.")
        if wanted["served_by"] != who.agency:
            raise conflict(
                "not_acknowledged",
                f"Need {need} of incident {incident_id} is not {who.agency}'s.",
                "Acknowledge its notification first.",
            )
        if incident["closed_at"] is not None:
            raise conflict("incident_closed", f"Incident {incident_id} is closed.", "Send nobody.")
        sent = store.scalar(
            "SELECT count(*) FROM assignments WHERE incident_id = ? AND need = ?"
            " AND (cleared_at IS NULL OR on_scene_at IS NOT NULL)",
            incident_id,
            need,
        )
        if isinstance(sent, int) and sent >= wanted["units"]:
            raise conflict(
                "need_filled",
                f"Need {need} of incident {incident_id} has its {wanted['units']} unit(s).",
                "No more are needed.",
            )
        if unit["status"] not in FREE:
            raise conflict(
                "unit_not_free",
                f"Unit {unit_id} is {unit['status']}.",
                f"Choose a unit that is {' or '.join(FREE)}.",
            )
        assignment_id = dispatch_unit(centre, change, incident, need, unit)
    return find(centre, assignment_id)


def step(
    centre: Centre,
    assignment_id: int,
    who: Principal,
    status: AssignmentStep,
    position: tuple[float, float] | None,
) -> Row:
    """Take an assignment to its next status, at `position` (latitude, longitude) if known.

    Raises
    ------
    Problem
        404 if there is no such assignment, 403 if it is another agency's, 409 with the legal
        steps if this is none of them.
    """
    with centre.change() as change:
        row = find_for(centre, assignment_id, who)
        take_step(centre, change, row, status, position)
    return find(centre, assignment_id)


def take_step(
    centre: Centre,
    change: Change,
    row: Row,
    status: AssignmentStep,
    position: tuple[float, float] | None,
) -> None:
    """Take a step inside a change; raises as `step` does."""
    legal = LEGAL_STEPS[row["status"]]
    unit = find_unit(centre, row["unit_id"])
    if status not in legal:
        raise conflict(
            "illegal_step",
            f"Assignment {row['id']} is {row['status']}; from there to {status} is no step.",
            f"Legal: {', '.join(legal) or 'none, it is over'}.",
        )
    if status == "returned" and unit["assignment_id"] != row["id"]:
        raise conflict(
            "unit_reassigned",
            f"Unit {unit['id']} has been sent elsewhere on its way home.",
            "Go on with its newer assignment.",
        )
    centre.store.update("assignments", row["id"], **{"status": status, f"{status}_at": change.now})
    lat, lon = position or _place(centre, row, unit, status)
    state: str = status
    off = unit["off_after_task"]
    if status == "cleared":
        state = "out_of_service" if off else "returning"
    elif status == "returned":
        state = "out_of_service" if unit["status"] == "out_of_service" else "available"
    done = status == "returned"
    centre.store.update(
        "units",
        unit["id"],
        status=state,
        status_at=change.now,
        lat=lat,
        lon=lon,
        off_after_task=0 if status == "cleared" else off,
        assignment_id=None if done else row["id"],
    )
    if state in FREE:
        serve_waiting(centre, change, unit["agency"])


def _place(centre: Centre, row: Row, unit: Row, status: AssignmentStep) -> tuple[float, float]:
    if status == "returned":
        return unit["home_lat"], unit["home_lon"]
    if status == "on_scene":
        incident = centre.store.need("SELECT * FROM incidents WHERE id = ?", row["incident_id"])
        if incident["lat"] is not None:
            return incident["lat"], incident["lon"]
    return unit["lat"], unit["lon"]


def find(centre: Centre, assignment_id: int) -> Row:
    """Return an assignment's row.

    Raises
    ------
    Problem
        404 if there is none.
    """
    row = centre.store.one("SELECT * FROM assignments WHERE id = ?", assignment_id)
    if row is None:
        raise not_found("assignment", assignment_id)
    return row


def find_for(centre: Centre, assignment_id: int, who: Principal) -> Row:
    """Return the row of an assignment that `who` may see.

    Raises
    ------
    Problem
        404 if there is none, 403 if it is another agency's.
    """
    row = find(centre, assignment_id)
    if who.role == "agency" and row["agency"] != who.agency:
        raise forbidden(
            f"Assignment {assignment_id} is {row['agency']}'s.", "Report your own units."
        )
    return row


def find_unit(centre: Centre, unit_id: str) -> Row:
    """Return a unit's row.

    Raises
    ------
    Problem
        404 if there is none.
    """
    row = centre.store.one("SELECT * FROM units WHERE id = ?", unit_id)
    if row is None:
        raise not_found("unit", unit_id)
    return row
