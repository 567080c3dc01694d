"""The agenda: SimPy's event loop with the model's order of what happens at one instant.

Events at one instant go one at a time by (rank, kind, id), never by order of creation; what
an event causes at the same instant happens before the next, because SimPy's own events
(resumed processes) have smaller priorities than any of ours.
"""

from __future__ import annotations

from heapq import heappush
from typing import Any

import simpy

from sim.rank import PLACES, Kind, Rank


class _Timed(simpy.Event):
    """An event that will happen at its instant: it is triggered from the beginning."""

    _ok = True
    _value = None


class Agenda(simpy.Environment):
    """SimPy's environment with timed events at absolute instants."""

    def at(self, time_s: float, rank: Rank, identity: int, kind: Kind = Kind.TICKET) -> Any:
        """Return an event that happens at `time_s`, in its place among those of that instant."""
        event = _Timed(self)
        place = PLACES[rank][kind] | identity
        # as `schedule` does, without going through a delay
        heappush(self._queue, (time_s, place, next(self._eid), event))  # type: ignore[misc]
        return event
