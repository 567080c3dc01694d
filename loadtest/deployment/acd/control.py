"""The control interface over HTTP: how the distributor is, and which call-takers are ready."""

from __future__ import annotations

import hmac
from typing import Annotated, Literal

from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from loadtest.deployment.acd.calls.exchange import Exchange
from loadtest.deployment.acd.cti.events import EventSender
from loadtest.deployment.acd.distribution.call_taker import PlaceState, Readiness
from loadtest.deployment.acd.signalling.transactions import Transactions


class Health(BaseModel):
    """The process takes calls."""

    status: Literal["ok"] = "ok"
    version: str


class TrunkGroupStatus(BaseModel):
    """Calls at once of a trunk group, and what was offered to it since the start."""

    channels: int
    in_use: int
    peak_in_use: int
    offered: int
    blocked: int


class AgentStatus(BaseModel):
    """A call-taker's place."""

    extension: str
    registered: bool
    state: PlaceState
    call_id: str | None


class CtiStatus(BaseModel):
    """Delivery of events to the dispatch application."""

    delivered: int
    failed: int
    pending: int
    last_failure: str | None


class SipStatus(BaseModel):
    """Datagrams that were no use."""

    malformed: int
    unsent: int


class Status(BaseModel):
    """What a monitor shows."""

    trunk_groups: dict[str, TrunkGroupStatus]
    calls: int
    queue: int
    agents: list[AgentStatus]
    counts: dict[str, int]
    cti: CtiStatus
    sip: SipStatus


class StateWish(BaseModel):
    """What a call-taker declares."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["ready", "not_ready"]


class StateNow(BaseModel):
    """The state that a declaration makes; during a call it holds from the call's end."""

    extension: str
    state: PlaceState


class PlayBegins(BaseModel):
    """When a play begins; `zero_at` is its run time 0, seconds of the Unix epoch."""

    model_config = ConfigDict(extra="forbid")

    zero_at: Annotated[float, Field(ge=0, allow_inf_nan=False)]


def build_app(
    exchange: Exchange, events: EventSender, transactions: Transactions, *, key: str, version: str
) -> FastAPI:
    """Return the control interface; all but ``/health`` asks for `key` in ``X-CTI-Key``."""
    app = FastAPI(title="Call distributor", version=version)

    def authorise(x_cti_key: Annotated[str | None, Header()] = None) -> None:
        if x_cti_key is None or not hmac.compare_digest(x_cti_key.encode(), key.encode()):
            raise HTTPException(401, "header X-CTI-Key is missing or wrong")

    @app.get("/health")
    async def health() -> Health:
        return Health(version=version)

    @app.get("/status", dependencies=[Depends(authorise)])
    async def status() -> Status:
        distributor = exchange.distributor
        exchange.follow_play()
        return Status(
            trunk_groups={
                name: TrunkGroupStatus(
                    channels=group.channels,
                    in_use=group.in_use,
                    peak_in_use=group.peak_in_use,
                    offered=group.offered,
                    blocked=group.blocked,
                )
                for name, group in distributor.trunk_groups.snapshot().items()
            },
            calls=len(distributor.calls),
            queue=len(distributor.queue),
            agents=[
                AgentStatus(
                    extension=call_taker.extension,
                    registered=call_taker.registered,
                    state=call_taker.state,
                    call_id=call_taker.call_id,
                )
                for call_taker in distributor.call_takers.values()
            ],
            counts=dict(sorted(exchange.counts.items())),
            cti=CtiStatus(
                delivered=events.delivered,
                failed=events.failed,
                pending=events.pending,
                last_failure=events.last_failure,
            ),
            sip=SipStatus(malformed=transactions.malformed, unsent=transactions.unsent),
        )

    @app.put("/agents/{extension}/state", dependencies=[Depends(authorise)])
    async def declare(extension: str, wish: StateWish) -> StateNow:
        if extension not in exchange.distributor.call_takers:
            raise HTTPException(404, f"no extension {extension}")
        return StateNow(
            extension=extension, state=exchange.declare(extension, Readiness(wish.state))
        )

    @app.put("/play", dependencies=[Depends(authorise)])
    async def begin_play(play: PlayBegins) -> PlayBegins:
        exchange.begin_play(play.zero_at)
        return play

    return app
