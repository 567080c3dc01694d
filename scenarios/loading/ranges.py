"""A scenario with one assumption moved to an end of its range."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from scenarios.key_path import KeyPath
from scenarios.loading import schema_walk
from scenarios.loading.loaded import LoadedScenario
from scenarios.loading.scaling import scaled
from scenarios.loading.within_bounds import replaced, with_items, within_bounds
from scenarios.provenance import EXEMPT_KEYS, EXEMPT_SECTIONS, Range, as_quantity
from scenarios.schema import Scenario

WEIGHTS = frozenset(("hour_of_day", "day_of_week", "hour_of_week", "kecamatan_weights"))
"""Keys of weights that are relative to one another."""
_HALVINGS = 7
_EXACT = 2**53

End = Literal["low", "high"]


@dataclass(frozen=True)
class Moved:
    """A scenario with one assumption moved towards an end of its range.

    Parameters
    ----------
    scenario : Scenario
    reach : float
        How much of the way could be gone: 1 is the end itself. Less where the whole way would
        break a rule that has no bound to stop at, as more people than can take their breaks one
        after another.
    """

    scenario: Scenario
    reach: float = 1.0


def at_end_of_range(loaded: LoadedScenario, path: str, end: End) -> Scenario:
    """Return the scenario with the assumption at `path` moved to one end of its range.

    As `moved_to_end`, which says besides whether the end was reached.
    """
    return moved_to_end(loaded, path, end).scenario


def moved_to_end(loaded: LoadedScenario, path: str, end: End) -> Moved:
    """Move the assumption at `path` to one end of its range, or as near as the rules allow.

    Factors move every number that the assumption covers, and of a distribution its size; a
    number that would leave its bounds stays at the bound (a share at 1), numbers of people and
    things are rounded, and what is relative (weights, the trunk groups' shares) stays.

    Parameters
    ----------
    loaded : LoadedScenario
    path : str
        A key of `LoadedScenario.provenance` whose entry is an assumption.
    end : {"low", "high"}

    Raises
    ------
    KeyError
        If nothing is assumed there.
    """
    place = loaded.places[path]
    span = loaded.entries[place].range
    if span is None:
        raise KeyError(path)
    whole, held_back = _at(loaded, place, span, end, 1.0)
    if not held_back or span.factors is not None:  # of several numbers the others go all the way
        return Moved(whole)
    low, high, best = 0.0, 1.0, None
    for _halving in range(_HALVINGS):
        middle = (low + high) / 2
        found, held_back = _at(loaded, place, span, end, middle)
        if held_back:
            high = middle
        else:
            low, best = middle, found
    if best is None:
        return Moved(whole, 0.0)
    return Moved(best, low)


def moved_together(loaded: LoadedScenario, paths: Iterable[str], end: End) -> Scenario:
    """Move several assumptions to the same end of their ranges at once, as far as rules allow.

    Parameters
    ----------
    loaded : LoadedScenario
    paths : iterable of str
        Keys of `LoadedScenario.provenance` whose entries have a range.
    end : {"low", "high"}
    """
    data = loaded.resolved
    for path in paths:
        place = loaded.places[path]
        span = loaded.entries[place].range
        if span is None:
            raise KeyError(path)
        value = schema_walk.at(data, place)
        if span.factors is None:
            moved = span.low if end == "low" else span.high
        else:
            factor = span.factors[0 if end == "low" else 1]
            moved = _moved(value, place, factor, place, loaded)
        data = replaced(data, place, moved)
    return within_bounds(data, loaded)[0]


def _at(
    loaded: LoadedScenario, place: KeyPath, span: Range, end: End, reach: float
) -> tuple[Scenario, bool]:
    """Return the scenario so much of the way to an end, and whether a rule held something back."""
    value = schema_walk.at(loaded.resolved, place)
    if span.factors is None:
        moved = _between(value, span, end, reach)
    else:
        factor = 1 + reach * (span.factors[0 if end == "low" else 1] - 1)
        moved = _moved(value, place, factor, place, loaded)
    return within_bounds(replaced(loaded.resolved, place, moved), loaded)


def _between(value: Any, span: Range, end: End, reach: float) -> Any:
    written = span.low if end == "low" else span.high
    now, then = as_quantity(value), as_quantity(written)
    if reach == 1 or not now or then is None:
        return written
    return scaled(not_whole(value), 1 + reach * (then / now - 1))


def _moved(node: Any, path: KeyPath, factor: float, top: KeyPath, loaded: LoadedScenario) -> Any:
    if path != top and path in loaded.entries:  # what stands nearer to a number prevails
        return node
    if path and (path[0] in EXEMPT_SECTIONS or path[-1] in EXEMPT_KEYS):
        return node
    if path[:1] == ("targets",) and top[:1] != ("targets",):  # asked for, not estimated
        return node
    if path[:2] == ("lines", "trunks") and path[-1] == "share":
        return node
    if path and path[-1] in WEIGHTS:  # moved alike they would leave the profile as it is
        return node
    if isinstance(node, dict) and "distribution" in node:
        own = {key: node[key] for key in node if (*path, key) in loaded.entries}
        times = scaled(not_whole(node), factor)
        return node if times is None else {**times, **own}
    if isinstance(node, dict):
        tables = {k: _moved(v, (*path, k), factor, top, loaded) for k, v in node.items()}
        return with_items(node, tables)
    times = scaled(not_whole(node), factor)
    if times is not None:
        return times
    if isinstance(node, list):
        return with_items(
            node, [_moved(v, (*path, i), factor, top, loaded) for i, v in enumerate(node)]
        )
    return node


def not_whole(node: Any) -> Any:
    """Return numbers written as whole ones as others; where they count, the schema says so."""
    if isinstance(node, int) and not isinstance(node, bool) and abs(node) < _EXACT:
        return float(node)
    if isinstance(node, list):
        return [not_whole(item) for item in node]
    return {k: not_whole(v) for k, v in node.items()} if isinstance(node, dict) else node
