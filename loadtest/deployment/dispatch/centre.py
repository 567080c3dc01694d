"""The centre at work: what every part of the application holds in common, and how it changes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import HTTPConnection

from loadtest.deployment.dispatch.acd_link import AcdClient
from loadtest.deployment.dispatch.config import DispatchConfig
from loadtest.deployment.dispatch.hub import Event, Hub
from loadtest.deployment.dispatch.store import Store
from loadtest.deployment.timetable import Timetable


class Bell:
    """Wakes those who wait for something to change, by the name of what they wait for."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = {}

    def ring(self, name: str) -> None:
        """Wake all who wait for `name`."""
        for waiter in self._waiting.get(name, ()):
            waiter.set()

    @contextmanager
    def listen(self, name: str) -> Iterator[asyncio.Event]:
        """Register from here on; the event is set by each ring and cleared by its waiter."""
        waiter = asyncio.Event()
        self._waiting.setdefault(name, set()).add(waiter)
        try:
            yield waiter
        finally:
            self._waiting[name].discard(waiter)
            if not self._waiting[name]:
                del self._waiting[name]


@dataclass(slots=True)
class Change:
    """One change under way: its moment, and the events to be told once it is written."""

    store: Store
    now: float
    events: list[Event] = field(default_factory=list)

    def emit(self, type_: str, audience: str, data: dict[str, Any]) -> None:
        """Log an event for an audience; it is delivered when the change is written."""
        seq = self.store.insert(
            "events", at=self.now, type=type_, audience=audience, data=json.dumps(data)
        )
        self.events.append(Event(seq, self.now, type_, audience, data))


@dataclass(slots=True)
class Centre:
    """The running application: settings, database, clock, connections, call distributor."""

    config: DispatchConfig
    store: Store
    clock: Callable[[], float]
    acd: AcdClient | None
    hub: Hub = field(default_factory=Hub)
    bell: Bell = field(default_factory=Bell)
    due: asyncio.Event = field(default_factory=asyncio.Event)
    up: Timetable = field(init=False)

    def __post_init__(self) -> None:
        self.up = Timetable(1.0, self.config.application_up)

    @property
    def tells_agencies(self) -> bool:
        """Whether agencies can be told by application now; else the centre has to phone."""
        return bool(self.up.at(self.clock()))

    @contextmanager
    def change(self) -> Iterator[Change]:
        """Make a change: one transaction, then its events.

        Nothing inside may wait, so that changes come one after another.
        """
        change = Change(self.store, self.clock())
        with self.store.transaction():
            yield change
        self.hub.deliver(change.events)


def _centre(connection: HTTPConnection) -> Centre:
    centre: Centre = connection.app.state.centre
    return centre


TheCentre = Annotated[Centre, Depends(_centre)]


def moment(seconds: float | None) -> datetime | None:
    """Return a moment of the database as the API shows it, or None if it never came."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
