"""The assumptions about the world that carry a range, each with the scenario at its ends."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from scenarios.loading.loaded import LoadedScenario
from scenarios.loading.ranges import End, Moved, moved_to_end
from scenarios.provenance import EXEMPT_SECTIONS, Range
from scenarios.schema.scenario import Scenario

ENDS: tuple[End, ...] = ("low", "high")
ASKED = frozenset((*EXEMPT_SECTIONS, "targets"))
"""Sections that say what is asked and how a run is made; nothing of the world stands there."""

WhyNot = Literal["without_effect", "measured"]


@dataclass(frozen=True)
class RangeEnds:
    """An assumption about the world and the scenarios at the ends of its range.

    Parameters
    ----------
    path : str
        As in `LoadedScenario.provenance`.
    span : Range
    ends : mapping of end to Moved
        Ends at which something of the world differs; empty where none does.
    why_not : "without_effect", "measured" or None
        Why no end needs to be played: nothing can be moved (weights that are moved alike leave
        a profile as it is), or a latency was measured and is assumed no more. None where ends do.
    """

    path: str
    span: Range
    ends: Mapping[End, Moved] = field(default_factory=dict)
    why_not: WhyNot | None = None


def range_ends(loaded: LoadedScenario, *, measured: Collection[str] = ()) -> tuple[RangeEnds, ...]:
    """Return every assumption about the world that has a range, in the order of the paths.

    A target's own bound is asked by somebody, and is none.

    Parameters
    ----------
    loaded : LoadedScenario
    measured : collection of str
        Fields of `technology` in whose place something measured is played.
    """
    names = {f"technology.{name}" for name in measured}
    found = []
    for one in assumed(loaded):
        if one.path in names:
            found.append(replace(one, why_not="measured"))
            continue
        moved = {end: moved_to_end(loaded, one.path, end) for end in ENDS}
        ends = {
            end: there
            for end, there in moved.items()
            if not _same_world(there.scenario, loaded.scenario, measured)
        }
        found.append(replace(one, ends=ends, why_not=None if ends else "without_effect"))
    return tuple(found)


def assumed(loaded: LoadedScenario) -> tuple[RangeEnds, ...]:
    """Return the assumptions about the world that have a range; nothing is moved yet."""
    return tuple(
        RangeEnds(path, span)
        for path, place in sorted(loaded.places.items())
        if (span := loaded.entries[place].range) is not None and not (place and place[0] in ASKED)
    )


def _same_world(moved: Scenario, usual: Scenario, measured: Collection[str]) -> bool:
    """Tell whether a trace and a plan are made of the same; a part that did not move is itself."""
    for name in Scenario.model_fields.keys() - (ASKED - {"run"}):
        there, here = getattr(moved, name), getattr(usual, name)
        if there is here:
            continue
        if name == "technology":
            there, here = (part.model_dump(exclude=set(measured)) for part in (there, here))
        if there != here:
            return False
    return True
