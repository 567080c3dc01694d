"""WebSocket: events as they happen, and what a client missed while it was away."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, WebSocket, WebSocketDisconnect

from loadtest.deployment.dispatch.accounts import Principal, whose
from loadtest.deployment.dispatch.centre import Centre, TheCentre
from loadtest.deployment.dispatch.hub import (
    CENTRE,
    DISPATCHERS,
    Connection,
    Event,
    Signal,
    agency_audience,
    last_seq,
    missed,
)
from loadtest.deployment.dispatch.notifications import note_sent
from loadtest.deployment.dispatch.store import Row

router = APIRouter()

_POLICY_VIOLATION = 1008
_TRY_AGAIN_LATER = 1013

DESCRIPTION = """
**WebSocket** `GET /ws?token=TOKEN[&after=SEQ]` (roles agency, dispatcher, call_taker, supervisor).
Every message is a JSON object `{"seq", "type", "at", "data"}`. The first is `hello`; its `seq` is
where the client stands. A client that comes back with `after=SEQ` gets what it missed. Send
`{"type": "ping"}` for a `pong`; the server pings by the protocol's own frames too.

| type | who hears it | data |
|---|---|---|
| `notification` | the agency | `notification_id`, `agency`, `need`, `units`, `acknowledge_within_s`, `incident` {id, number, kind, priority, kecamatan, lat, lon, description, reference} |
| `notification_withdrawn` | the agency (the centre, for one to phone) | `notification_id`, `incident_id`, `need`, `agency`, `reason`: expired, closed, phoned, told_by_application |
| `relayed` | the agency that took a need on by phone | as `notification` |
| `unit_dispatched` | the agency | `assignment_id`, `unit_id`, `agency`, `need`, `incident_id`, `reference`, `from`, `to` {lat, lon} |
| `incident_closed` | agencies notified of it, dispatchers | `incident_id`, `reference`, `disposition` |
| `incident_on_record` | dispatchers | the incident, as in `notification` |
| `phone_needed` | call-takers and dispatchers | as `notification` |
| `need_unserved` | call-takers and dispatchers | `incident_id`, `reference`, `need`, `agencies` |

A supervisor hears all of them.
"""  # noqa: E501 - rows of a table


@router.websocket("/ws")
async def listen(
    socket: WebSocket,
    centre: TheCentre,
    token: Annotated[str, Query()] = "",
    after: Annotated[int | None, Query(ge=0, le=2**53)] = None,
) -> None:
    """Serve one client until either side ends."""
    who = whose(centre, token)
    audiences = None if who is None else _audiences(who)
    if who is None or audiences == frozenset():
        await socket.close(_POLICY_VIOLATION)  # before accepting: the client sees 403
        return
    await socket.accept()
    # From the look at the log until the connection is joined nothing may wait, or an event
    # that falls between the two would be lost.
    connection = Connection(audiences, centre.config.event_backlog)
    start = last_seq(centre.store) if after is None else after
    log = [] if after is None else missed(centre.store, audiences, after)
    centre.hub.join(connection)
    sender = asyncio.create_task(_send_all(socket, centre, connection, who, start, log))
    try:
        await _receive_all(socket, connection)
    except WebSocketDisconnect:
        pass
    finally:
        centre.hub.leave(connection)
        sender.cancel()
        await asyncio.gather(sender, return_exceptions=True)


def _audiences(who: Principal) -> frozenset[str] | None:
    if who.role == "supervisor":
        return None
    if who.role == "agency" and who.agency is not None:
        return frozenset({agency_audience(who.agency)})
    if who.role == "dispatcher":
        return frozenset({DISPATCHERS, CENTRE})
    if who.role == "call_taker":
        return frozenset({CENTRE})
    return frozenset()


async def _send_all(
    socket: WebSocket,
    centre: Centre,
    connection: Connection,
    who: Principal,
    start: int,
    log: list[Row],
) -> None:
    hello = {"username": who.username, "role": who.role, "agency": who.agency}
    try:
        await _send(socket, Event(start, centre.clock(), "hello", "", hello))
        for row in log:
            data = json.loads(row["data"])
            event = Event(row["seq"], row["at"], row["type"], row["audience"], data)
            await _tell(socket, centre, who, event)
        while True:
            live = await connection.outgoing.get()
            if live is Signal.PONG:
                await socket.send_text('{"type": "pong"}')
            elif isinstance(live, Event):
                await _tell(socket, centre, who, live)
            else:
                await socket.close(_TRY_AGAIN_LATER, "too far behind; reconnect with after=SEQ")
                return
    except (WebSocketDisconnect, RuntimeError):
        # The client has gone; the receiving side sees it too and ends the connection.
        return


async def _tell(socket: WebSocket, centre: Centre, who: Principal, event: Event) -> None:
    await _send(socket, event)
    if event.type == "notification" and who.role == "agency":
        note_sent(centre, event.data["notification_id"])


async def _send(socket: WebSocket, event: Event) -> None:
    at = datetime.fromtimestamp(event.at, UTC).isoformat().replace("+00:00", "Z")
    message = {"seq": event.seq, "type": event.type, "at": at, "data": event.data}
    await socket.send_text(json.dumps(message))


async def _receive_all(socket: WebSocket, connection: Connection) -> None:
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        text = message.get("text")
        if text is None:
            continue
        try:
            asked = json.loads(text)
        except ValueError:
            continue
        if isinstance(asked, dict) and asked.get("type") == "ping":
            connection.pong()
