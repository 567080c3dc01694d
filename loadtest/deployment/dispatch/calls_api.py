"""HTTP: the call distributor's events, and the call-takers' calls."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from loadtest.deployment.dispatch import calls
from loadtest.deployment.dispatch.accounts import Caller, open_to
from loadtest.deployment.dispatch.calls import CallEventType, CallState
from loadtest.deployment.dispatch.centre import TheCentre
from loadtest.deployment.dispatch.problem import Problem, answers
from loadtest.deployment.dispatch.shapes import (
    Filter,
    Limit,
    LongText,
    PathId,
    Request,
    ShortText,
    filled,
)
from loadtest.deployment.dispatch.shared_key import WITH_KEY
from loadtest.deployment.dispatch.store import where

router = APIRouter()

CallDisposition = Literal[
    "emergency",
    "duplicate",
    "prank",
    "ghost",
    "information",
    "test",
    "other_region",
    "abandoned",
]
_Word = Annotated[str, Field(max_length=200)]


class CallEvent(Request):
    """Something that befell a call, as the call distributor reports it."""

    acd_call_id: Annotated[str, Field(min_length=1, max_length=500)]
    number: Annotated[str, Field(max_length=200, description="The caller's; empty if withheld.")]
    event: CallEventType
    extension: _Word | None = None
    trunk: _Word | None = None
    run: _Word | None = None
    at: Annotated[
        float | str,
        Field(description="Moment: seconds of the Unix epoch, or ISO 8601 with a zone."),
    ]


class CallEventAnswer(BaseModel):
    """The call's row."""

    call_id: int


class Call(BaseModel):
    """A call with its moments; one that never came is null."""

    id: int
    acd_call_id: str
    number: str
    trunk: str | None
    run: str | None
    state: CallState
    extension: str | None
    arrived_at: datetime | None
    connected_at: datetime | None
    queued_at: datetime | None
    offered_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    abandoned_at: datetime | None
    blocked_at: datetime | None
    claimed_by: str | None
    claimed_at: datetime | None
    closed_at: datetime | None
    disposition: CallDisposition | None
    note: str | None
    incident_id: int | None


class NumberClaim(Request):
    """The call from this number is mine; wait so long for the distributor to report it."""

    number: ShortText
    wait_ms: Annotated[int, Field(ge=0, le=30000)] | None = None


class CallClose(Request):
    """What the call was."""

    disposition: CallDisposition
    note: LongText | None = None


def _epoch_s(at: float | str) -> float:
    seconds = at if isinstance(at, float | int) else None
    if isinstance(at, str):
        try:
            parsed = datetime.fromisoformat(at)
            seconds = parsed.timestamp() if parsed.tzinfo else None
        except (ValueError, OverflowError):
            seconds = None
    # Beyond year 9999 a moment cannot be shown.
    if seconds is None or not 0 <= seconds < 253402300800:
        raise Problem(
            422,
            "invalid",
            f"at: {at!r} is not a moment.",
            "Give seconds of the Unix epoch, or ISO 8601 with a zone (2025-01-31T08:00:00+07:00).",
        )
    return float(seconds)


@router.post(
    "/cti/events",
    tags=["call distributor"],
    dependencies=[WITH_KEY],
    responses=answers(401, 422),
    openapi_extra={"x-roles": ["call_distributor"]},
)
async def cti_event(body: CallEvent, centre: TheCentre) -> CallEventAnswer:
    """Take an event of the call distributor; telling it again changes nothing."""
    at = _epoch_s(body.at)
    with centre.change() as change:
        call_id = calls.note_event(
            centre,
            change,
            acd_call_id=body.acd_call_id,
            number=body.number,
            event=body.event,
            at=at,
            extension=body.extension,
            trunk=body.trunk,
            run=body.run,
        )
    return CallEventAnswer(call_id=call_id)


@router.get(
    "/api/calls",
    tags=["calls"],
    **open_to("call_taker", "dispatcher", "supervisor", "admin"),
)
async def list_calls(
    centre: TheCentre,
    who: Caller,
    number: Filter = None,
    state: CallState | None = None,
    mine: Annotated[bool, Query(description="Only those I claimed.")] = False,
    limit: Limit = 100,
) -> list[Call]:
    """List calls, the newest first; `number` matches in any notation."""
    key = None if number is None else calls.number_key(number, centre.config.match_last_digits)
    condition, values = where(
        number_key=key, state=state, claimed_by=who.username if mine else None
    )
    rows = centre.store.all(
        f"SELECT * FROM calls WHERE {condition} ORDER BY id DESC LIMIT ?", *values, limit
    )
    return [filled(Call, row) for row in rows]


@router.get(
    "/api/calls/{call_id}",
    tags=["calls"],
    **open_to("call_taker", "dispatcher", "supervisor", "admin", errors=(404,)),
)
async def get_call(call_id: PathId, centre: TheCentre) -> Call:
    """Show a call."""
    return filled(Call, calls.find(centre.store, call_id))


@router.post("/api/calls/claim", tags=["calls"], **open_to("call_taker", errors=(404, 409)))
async def claim_by_number(body: NumberClaim, centre: TheCentre, who: Caller) -> Call:
    """Claim the call that I have just answered, by the caller's number.

    Waits up to `wait_ms` (the application's limit if not given) for the call distributor's
    event, since the telephone may be quicker. 409 says who has the call instead.
    """
    limit_ms = centre.config.claim_wait_max_ms
    wait_ms = limit_ms if body.wait_ms is None else min(body.wait_ms, limit_ms)
    return filled(Call, await calls.claim_by_number(centre, body.number, who, wait_ms / 1000))


@router.post(
    "/api/calls/{call_id}/claim", tags=["calls"], **open_to("call_taker", errors=(404, 409))
)
async def claim(call_id: PathId, centre: TheCentre, who: Caller) -> Call:
    """Claim a call; of several who try, one succeeds."""
    return filled(Call, calls.claim(centre, call_id, who))


@router.post(
    "/api/calls/{call_id}/close",
    tags=["calls"],
    **open_to("call_taker", "supervisor", errors=(404, 409)),
)
async def close(call_id: PathId, body: CallClose, centre: TheCentre, who: Caller) -> Call:
    """Close a call with what it was. An emergency needs its incident first."""
    return filled(Call, calls.close(centre, call_id, who, body.disposition, body.note))
