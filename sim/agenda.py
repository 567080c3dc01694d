"""The agenda: SimPy's event loop with the model's order of what happens at one instant.

Events at one instant go one at a time by (rank, kind, id), never by order of creation; what
an event causes at the same instant happens before the next, because SimPy's own events
(resumed processes) have smaller priorities than any of ours.
"""

from __future__ import annotations

from enum import IntEnum
from heapq import heappush
from typing import Any

import simpy


class Rank(IntEnum):
    """What goes first at one instant."""

    CALENDAR = 1
    END_OF_WORK = 2
    END_OF_TALK = 3
    GIVE_UP = 4
    END_OF_ANNOUNCEMENT = 5
    ARRIVAL = 6


class Kind(IntEnum):
    """What goes first within a rank."""

    TICKET = 0
    CALL_WORK = 1
    DISPATCHER = 2
    NOTIFICATION = 3
    DESK = 4
    UNIT = 5
    UNIT_HOME = 6


_ID_BITS = 54
"""Identities stay below 2^53, so that tables can hold them as floats too."""
_KIND_BITS = 3


class Agenda(simpy.Environment):
    """SimPy's environment with timed events at absolute instants."""

    def at(self, time_s: float, rank: Rank, identity: int, kind: Kind = Kind.TICKET) -> Any:
        """Return an event that happens at `time_s`, in its place among those of that instant."""
        event = simpy.Event(self)
        event._ok = True
        event._value = None
        priority = (((rank << _KIND_BITS) | kind) << _ID_BITS) | identity
        # as `schedule` does, without going through a delay
        heappush(self._queue, (time_s, priority, next(self._eid), event))  # type: ignore[misc]
        return event
