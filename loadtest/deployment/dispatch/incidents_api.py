"""HTTP: incidents, their joined calls, and the dispatchers' queue."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from loadtest.deployment.dispatch import incidents
from loadtest.deployment.dispatch.accounts import Caller, open_to
from loadtest.deployment.dispatch.centre import TheCentre
from loadtest.deployment.dispatch.config import Identifier, Latitude, Longitude
from loadtest.deployment.dispatch.incidents import NewIncident, NewNeed
from loadtest.deployment.dispatch.shapes import (
    After,
    Filter,
    Limit,
    LongText,
    PathId,
    Request,
    RowId,
    ShortText,
)
from loadtest.deployment.dispatch.store import where
from loadtest.deployment.dispatch.views import IncidentState, IncidentView, incident_view

router = APIRouter(prefix="/api", tags=["incidents"])


class NeedRequest(Request):
    """Units of one agency: of the first in the list that takes it on."""

    agencies: Annotated[list[Identifier], Field(min_length=1, max_length=50)]
    units: Annotated[int, Field(ge=1, le=50)] = 1


class IncidentRequest(Request):
    """What a call-taker puts on record.

    Priority 1 is the most urgent. `reference` is free text; a second incident with the
    reference of an open one is joined to it.
    """

    call_id: RowId | None = None
    kind: ShortText
    priority: Annotated[int, Field(ge=1, le=9)] = 1
    kecamatan: ShortText | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None
    description: LongText | None = None
    reference: ShortText | None = None
    needs: Annotated[list[NeedRequest], Field(max_length=20, default_factory=list)]


class CallJoin(Request):
    """A call about the same incident."""

    call_id: RowId


class IncidentClose(Request):
    """What became of the incident, in a word such as `resolved`."""

    disposition: ShortText


@router.post(
    "/incidents",
    status_code=201,
    **open_to(
        "call_taker",
        "dispatcher",
        "supervisor",
        errors=(404, 409),
        also={200: {"model": IncidentView, "description": "Joined to the open incident"}},
    ),
)
async def create(
    body: IncidentRequest, centre: TheCentre, who: Caller, response: Response
) -> IncidentView:
    """Put an incident on record.

    Where no dispatcher stands between, the first agency of each need is notified at once.
    Answers 200 instead of 201, with `joined`, where an open incident has the same reference:
    the call is joined to it and nobody is notified again.
    """
    located = body.lat is not None and body.lon is not None
    new = NewIncident(
        call_id=body.call_id,
        kind=body.kind,
        priority=body.priority,
        kecamatan=body.kecamatan,
        lat=body.lat if located else None,
        lon=body.lon if located else None,
        description=body.description,
        reference=body.reference,
        needs=tuple(NewNeed(tuple(need.agencies), need.units) for need in body.needs),
    )
    incident_id, joined = incidents.create(centre, who, new)
    if joined:
        response.status_code = 200
    return incident_view(centre, incidents.find(centre, incident_id), joined=joined)


@router.get("/incidents", **open_to("call_taker", "dispatcher", "agency", "supervisor", "admin"))
async def list_incidents(
    centre: TheCentre,
    who: Caller,
    reference: Filter = None,
    state: IncidentState | Literal["open"] | None = None,
    kind: Filter = None,
    after: After = 0,
    limit: Limit = 100,
) -> list[IncidentView]:
    """List incidents, the newest first; state `open` is all that are not closed."""
    states = ("queued", "taken", "forwarded") if state == "open" else state
    condition, values = where(reference=reference, state=states, kind=kind)
    if who.agency is not None:
        condition += " AND id IN (SELECT incident_id FROM notifications WHERE agency = ?)"
        values.append(who.agency)
    rows = centre.store.all(
        f"SELECT * FROM incidents WHERE {condition} AND id > ? ORDER BY id DESC LIMIT ?",
        *values,
        after,
        limit,
    )
    return [incident_view(centre, row) for row in rows]


@router.get(
    "/incidents/{incident_id}",
    **open_to("call_taker", "dispatcher", "agency", "supervisor", "admin", errors=(404,)),
)
async def get_incident(incident_id: PathId, centre: TheCentre, who: Caller) -> IncidentView:
    """Show an incident with its calls, needs, notifications and assignments."""
    incidents.check_visible(centre, incident_id, who)
    return incident_view(centre, incidents.find(centre, incident_id))


@router.post(
    "/incidents/{incident_id}/calls",
    **open_to("call_taker", "dispatcher", "supervisor", errors=(404, 409)),
)
async def join_call(
    incident_id: PathId, body: CallJoin, centre: TheCentre, who: Caller
) -> IncidentView:
    """Join a duplicate call to an incident on record."""
    incidents.join(centre, incident_id, body.call_id, who)
    return incident_view(centre, incidents.find(centre, incident_id), joined=True)


@router.post(
    "/incidents/{incident_id}/close",
    **open_to("call_taker", "dispatcher", "agency", "supervisor", errors=(404, 409)),
)
async def close(
    incident_id: PathId, body: IncidentClose, centre: TheCentre, who: Caller
) -> IncidentView:
    """Close an incident: open notifications are withdrawn; units under way go on."""
    return incident_view(centre, incidents.close(centre, incident_id, who, body.disposition))


@router.get("/dispatch/queue", tags=["dispatch"], **open_to("dispatcher", "supervisor"))
async def queue(centre: TheCentre, limit: Limit = 100) -> list[IncidentView]:
    """List the incidents that wait for a dispatcher: by priority, then the earliest."""
    rows = centre.store.all(
        "SELECT * FROM incidents WHERE state = 'queued' ORDER BY priority, id LIMIT ?", limit
    )
    return [incident_view(centre, row) for row in rows]


@router.post(
    "/incidents/{incident_id}/take", tags=["dispatch"], **open_to("dispatcher", errors=(404, 409))
)
async def take(incident_id: PathId, centre: TheCentre, who: Caller) -> IncidentView:
    """Take an incident from the queue; of several who try, one succeeds."""
    return incident_view(centre, incidents.take(centre, incident_id, who))


@router.post(
    "/incidents/{incident_id}/forward",
    tags=["dispatch"],
    **open_to("dispatcher", errors=(404, 409)),
)
async def forward(incident_id: PathId, centre: TheCentre, who: Caller) -> IncidentView:
    """Forward an incident: the first agency of each need is notified, all at once."""
    return incident_view(centre, incidents.forward(centre, incident_id, who))
