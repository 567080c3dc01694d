"""HTTP: units, and their assignments."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import model_validator

from loadtest.deployment.dispatch import assignments, units
from loadtest.deployment.dispatch.accounts import Caller, open_to
from loadtest.deployment.dispatch.assignments import AssignmentStep
from loadtest.deployment.dispatch.centre import TheCentre
from loadtest.deployment.dispatch.config import Identifier, Latitude, Longitude
from loadtest.deployment.dispatch.shapes import Filter, Need, PathId, Request
from loadtest.deployment.dispatch.store import where
from loadtest.deployment.dispatch.units import SettableStatus, UnitStatus
from loadtest.deployment.dispatch.views import (
    AssignmentView,
    UnitView,
    assignment_view,
    unit_view,
)

router = APIRouter(prefix="/api", tags=["units"])


class _Placed(Request):
    lat: Latitude | None = None
    lon: Longitude | None = None

    @model_validator(mode="after")
    def _both_or_none(self) -> _Placed:
        if (self.lat is None) != (self.lon is None):
            raise ValueError("give lat and lon, or neither")
        return self

    @property
    def position(self) -> tuple[float, float] | None:
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)


class UnitChange(_Placed):
    """Where a unit is, and whether it takes tasks."""

    status: SettableStatus | None = None


class AssignmentRequest(Request):
    """The unit that the agency sends."""

    unit_id: Identifier
    need: Need = 0


class AssignmentChange(_Placed):
    """The next step of a unit's way, and where the unit is then."""

    status: AssignmentStep


@router.get("/units", **open_to("call_taker", "dispatcher", "agency", "supervisor", "admin"))
async def list_units(
    centre: TheCentre, agency: Filter = None, status: UnitStatus | None = None
) -> list[UnitView]:
    """List units in the order of the settings."""
    condition, values = where(agency=agency, status=status)
    rows = centre.store.all(f"SELECT * FROM units WHERE {condition} ORDER BY position", *values)
    return [unit_view(row) for row in rows]


@router.patch("/units/{unit_id}", **open_to("agency", "supervisor", errors=(404, 409)))
async def change_unit(
    unit_id: Annotated[str, Path(max_length=200)],
    body: UnitChange,
    centre: TheCentre,
    who: Caller,
) -> UnitView:
    """Set where a unit is, and whether it takes tasks.

    Out of service during a task holds from the task's end on (`off_after_task`).
    """
    return unit_view(units.change_unit(centre, unit_id, who, body.status, body.position))


@router.post(
    "/incidents/{incident_id}/assignments",
    status_code=201,
    **open_to("agency", errors=(404, 409)),
)
async def assign(
    incident_id: PathId, body: AssignmentRequest, centre: TheCentre, who: Caller
) -> AssignmentView:
    """Send a unit that the agency chose; 409 if it is not free."""
    return assignment_view(assignments.assign(centre, incident_id, who, body.unit_id, body.need))


@router.get(
    "/assignments/{assignment_id}",
    **open_to("call_taker", "dispatcher", "agency", "supervisor", "admin", errors=(404,)),
)
async def get_assignment(assignment_id: PathId, centre: TheCentre, who: Caller) -> AssignmentView:
    """Show an assignment; an agency sees its own."""
    return assignment_view(assignments.find_for(centre, assignment_id, who))


@router.patch("/assignments/{assignment_id}", **open_to("agency", "supervisor", errors=(404, 409)))
async def step(
    assignment_id: PathId, body: AssignmentChange, centre: TheCentre, who: Caller
) -> AssignmentView:
    """Take an assignment to its next status; 409 names the legal ones."""
    row = assignments.step(centre, assignment_id, who, body.status, body.position)
    return assignment_view(row)
