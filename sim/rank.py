"""The order of what happens at one instant; both engines ask here.

Events at one instant go one at a time by (rank, kind, id), never by order of creation.
"""

from __future__ import annotations

from enum import IntEnum


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

FIRST_DESK = 2
"""Agencies' desks come after call-takers (0) and dispatchers (1) in the calendar of an instant."""
UNITS_AT_MOST = 10_000
"""Of one agency; keeps the identities of all agencies' units apart."""


PLACES = tuple(
    tuple(((rank << _KIND_BITS) | kind) << _ID_BITS for kind in sorted(Kind))
    for rank in range(max(Rank) + 1)
)
"""`PLACES[rank][kind] | id` is an event's place in its instant; the smallest goes first."""
