"""A scenario with its demand, and the time that calls take, at the ends of their ranges."""

from __future__ import annotations

from scenarios.key_path import KeyPath, path_text
from scenarios.loading.loaded import LoadedScenario
from scenarios.loading.ranges import End, moved_together
from scenarios.provenance import nearest, number_leaves
from scenarios.schema.scenario import Scenario

VOLUME = frozenset(("per_day", "per_hour", "people_per_day"))
HANDLING = frozenset(("talk", "talk_duplicate", "wrap_up", "wrap_up_duplicate"))


def demand_at_end(loaded: LoadedScenario, end: End) -> Scenario:
    """Return the scenario with all rates, talk and wrap-up times at one end of their ranges.

    Numbers with a source stay as they are.
    """
    places = {
        place
        for leaf in number_leaves(loaded.resolved)
        if leaf[0] == "demand" and _is_load(leaf)
        for place in (nearest(leaf, loaded.entries),)
        if place and loaded.entries[place].range is not None
    }
    return moved_together(loaded, sorted(path_text(place) for place in places), end)


def _is_load(leaf: KeyPath) -> bool:
    return leaf[-1] in VOLUME or not HANDLING.isdisjoint(leaf)
