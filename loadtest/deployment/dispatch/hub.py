"""Who is connected, and to whom an event goes: the live half of the event log."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from loadtest.deployment.dispatch.store import Row, Store

# Audiences. An event is written once for each audience; the supervisor hears all of them.
CENTRE = "centre"  # call-takers and dispatchers
DISPATCHERS = "dispatchers"


def agency_audience(agency: str) -> str:
    """Return the audience that is one agency's clients."""
    return f"agency:{agency}"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, as it goes over the WebSocket."""

    seq: int
    at: float
    type: str
    audience: str
    data: dict[str, Any]


class Signal(Enum):
    """What stands in an outgoing queue beside events."""

    PONG = auto()
    GIVEN_UP = auto()


@dataclass(eq=False, slots=True)
class Connection:
    """One client: the audiences it hears (None is all of them) and its outgoing queue.

    In the queue PONG answers the client's ping, and GIVEN_UP says that the client lags too far
    behind and is to be disconnected.
    """

    audiences: frozenset[str] | None
    backlog: int
    outgoing: asyncio.Queue[Event | Signal] = field(default_factory=asyncio.Queue)
    lost: bool = False

    def hears(self, audience: str) -> bool:
        """Whether events for `audience` go to this client."""
        return self.audiences is None or audience in self.audiences

    def put(self, event: Event) -> None:
        """Queue an event, or give the client up when too many are waiting."""
        if self.lost:
            return
        if self.outgoing.qsize() >= self.backlog:
            self.lost = True
            self.outgoing.put_nowait(Signal.GIVEN_UP)
        else:
            self.outgoing.put_nowait(event)

    def pong(self) -> None:
        """Queue the answer to a ping."""
        if self.outgoing.qsize() < self.backlog:
            self.outgoing.put_nowait(Signal.PONG)


class Hub:
    """The connections there are."""

    def __init__(self) -> None:
        self._connections: set[Connection] = set()

    def join(self, connection: Connection) -> None:
        """Add a connection: from now on it hears what is delivered."""
        self._connections.add(connection)

    def leave(self, connection: Connection) -> None:
        """Remove a connection."""
        self._connections.discard(connection)

    def deliver(self, events: list[Event]) -> None:
        """Queue committed events for everybody who hears them."""
        for event in events:
            for connection in self._connections:
                if connection.hears(event.audience):
                    connection.put(event)

    def __len__(self) -> int:
        return len(self._connections)


def last_seq(store: Store) -> int:
    """Return the sequence number of the newest event, 0 before the first."""
    value = store.scalar("SELECT coalesce(max(seq), 0) FROM events")
    assert isinstance(value, int)
    return value


def missed(store: Store, audiences: frozenset[str] | None, after: int) -> list[Row]:
    """Return the logged events after sequence number `after` that `audiences` hear."""
    if audiences is None:
        return store.all("SELECT * FROM events WHERE seq > ? ORDER BY seq", after)
    marks = ", ".join("?" * len(audiences))
    return store.all(
        f"SELECT * FROM events WHERE audience IN ({marks}) AND seq > ? ORDER BY seq",
        *sorted(audiences),
        after,
    )
