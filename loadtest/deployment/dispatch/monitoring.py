"""Monitoring: what goes on, in figures; also the shape of the feed to a national centre."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from loadtest.deployment.dispatch.accounts import open_to
from loadtest.deployment.dispatch.centre import Centre, TheCentre, moment
from loadtest.deployment.dispatch.config import VERSION, fingerprint

router = APIRouter()

_S_PER_HOUR = 3600


class HourSummary(BaseModel):
    """The calls that arrived and the incidents put on record within one hour."""

    start: datetime
    calls: int
    answered: int
    abandoned: int
    blocked: int
    incidents: int


class MonitoringSummary(BaseModel):
    """Counts since the database was made.

    `answered` and `abandoned` count calls by what befell them, whatever state they are in now.
    An escalation is a notification made because an agency before it in the list did not take
    the need on.
    """

    at: datetime
    calls: int
    calls_by_state: dict[str, int]
    calls_by_disposition: dict[str, int]
    answered: int
    abandoned: int
    blocked: int
    incidents_open: int
    incidents_closed: int
    incidents_by_kind: dict[str, int]
    needs_unserved: int
    escalations: int
    notifications_by_state: dict[str, int]
    units_by_status: dict[str, int]
    unit_requests_waiting: int
    call_takers_by_state: dict[str, int]
    clients_connected: int
    per_hour: list[HourSummary]


class Health(BaseModel):
    """Whether the application can do its work."""

    status: Literal["ok"]
    database: Literal["ok"]


class Version(BaseModel):
    """What is deployed; `fingerprint` changes with version or settings."""

    name: str
    version: str
    fingerprint: str


@router.get(
    "/api/monitoring/summary", tags=["monitoring"], **open_to("dispatcher", "supervisor", "admin")
)
async def summary(centre: TheCentre) -> MonitoringSummary:
    """Show what goes on, in figures."""
    now = moment(centre.clock())
    assert now is not None
    return MonitoringSummary(
        at=now,
        calls=_count(centre, "calls"),
        calls_by_state=_by(centre, "calls", "state"),
        calls_by_disposition=_by(centre, "calls", "disposition"),
        answered=_count(centre, "calls WHERE answered_at IS NOT NULL"),
        abandoned=_count(centre, "calls WHERE abandoned_at IS NOT NULL"),
        blocked=_count(centre, "calls WHERE blocked_at IS NOT NULL"),
        incidents_open=_count(centre, "incidents WHERE closed_at IS NULL"),
        incidents_closed=_count(centre, "incidents WHERE closed_at IS NOT NULL"),
        incidents_by_kind=_by(centre, "incidents", "kind"),
        needs_unserved=_count(centre, "needs WHERE state = 'unserved'"),
        escalations=_count(centre, "notifications WHERE step > 0"),
        notifications_by_state=_by(centre, "notifications", "state"),
        units_by_status=_by(centre, "units", "status"),
        unit_requests_waiting=_count(centre, "unit_requests WHERE state = 'waiting'"),
        call_takers_by_state=_by(centre, "users", "state", "role = 'call_taker'"),
        clients_connected=len(centre.hub),
        per_hour=_per_hour(centre),
    )


@router.get("/health", tags=["monitoring"], openapi_extra={"x-roles": ["anybody"]})
async def health(centre: TheCentre) -> Health:
    """Say whether the application can do its work; it reads its database to know."""
    centre.store.scalar("SELECT count(*) FROM agencies")
    return Health(status="ok", database="ok")


@router.get("/version", tags=["monitoring"], openapi_extra={"x-roles": ["anybody"]})
async def version(centre: TheCentre) -> Version:
    """Say what is deployed."""
    return Version(name=centre.config.name, version=VERSION, fingerprint=fingerprint(centre.config))


def _count(centre: Centre, table_and_condition: str) -> int:
    value = centre.store.scalar(f"SELECT count(*) FROM {table_and_condition}")
    assert isinstance(value, int)
    return value


def _by(centre: Centre, table: str, column: str, condition: str = "1") -> dict[str, int]:
    rows = centre.store.all(
        f"SELECT {column} AS name, count(*) AS n FROM {table}"
        f" WHERE {condition} AND {column} IS NOT NULL GROUP BY {column} ORDER BY {column}"
    )
    return {row["name"]: row["n"] for row in rows}


def _per_hour(centre: Centre) -> list[HourSummary]:
    first = (
        "coalesce(arrived_at, connected_at, queued_at, offered_at, answered_at,"
        " ended_at, abandoned_at, blocked_at)"
    )
    rows = centre.store.all(
        "SELECT hour, sum(calls) AS calls, sum(answered) AS answered,"
        " sum(abandoned) AS abandoned, sum(blocked) AS blocked, sum(incidents) AS incidents"
        f" FROM (SELECT cast({first} / {_S_PER_HOUR} AS INTEGER)"
        " AS hour, 1 AS calls, answered_at IS NOT NULL AS answered,"
        " abandoned_at IS NOT NULL AS abandoned, blocked_at IS NOT NULL AS blocked,"
        " 0 AS incidents FROM calls"
        f" UNION ALL SELECT cast(on_record_at / {_S_PER_HOUR} AS INTEGER), 0, 0, 0, 0, 1"
        " FROM incidents) GROUP BY hour ORDER BY hour"
    )
    hours = []
    for row in rows:
        start = moment(row["hour"] * _S_PER_HOUR)
        assert start is not None
        figures = {name: row[name] for name in HourSummary.model_fields if name != "start"}
        hours.append(HourSummary(start=start, **figures))
    return hours
