"""A scenario with one assumption moved to an end of its range."""

from __future__ import annotations

import copy
from typing import Any, Literal

from pydantic import ValidationError

from scenarios.key_path import KeyPath, path_text
from scenarios.loading import schema_walk
from scenarios.loading.explanation import place_in
from scenarios.loading.loaded import LoadedScenario
from scenarios.loading.scaling import scaled
from scenarios.provenance import EXEMPT_KEYS, EXEMPT_SECTIONS
from scenarios.schema import Scenario

_ROUNDS = 20


def at_end_of_range(loaded: LoadedScenario, path: str, end: Literal["low", "high"]) -> Scenario:
    """Return the scenario with the assumption at `path` moved to one end of its range.

    Factors move every number that the assumption covers, and of a distribution its size; a
    number that would leave its bounds stays at the bound (a share at 1), whole numbers are
    rounded, and the trunk groups' shares, which sum to 1, stay.

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
    place = {path_text(place): place for place in loaded.entries}[path]
    span = loaded.entries[place].range
    if span is None:
        raise KeyError(path)
    data = copy.deepcopy(loaded.resolved)
    if span.factors is None:
        _put(data, place, span.low if end == "low" else span.high)
    else:
        factor = span.factors[0 if end == "low" else 1]
        moved = _moved(schema_walk.at(data, place), place, factor, place, loaded)
        if place:
            _put(data, place, moved)
        else:
            data = moved
    return _within_bounds(data, loaded.resolved)


def _moved(node: Any, path: KeyPath, factor: float, top: KeyPath, loaded: LoadedScenario) -> Any:
    if path != top and path in loaded.entries:  # what stands nearer to a number prevails
        return node
    if path and (path[0] in EXEMPT_SECTIONS or path[-1] in EXEMPT_KEYS):
        return node
    if path[:1] == ("targets",) and top[:1] != ("targets",):  # asked for, not estimated
        return node
    if path[:2] == ("lines", "trunks") and path[-1] == "share":
        return node
    if isinstance(node, dict) and "distribution" in node:
        own = {key: node[key] for key in node if (*path, key) in loaded.entries}
        times = scaled(node, factor)
        return node if times is None else {**times, **own}
    if isinstance(node, dict):
        return {k: _moved(v, (*path, k), factor, top, loaded) for k, v in node.items()}
    times = scaled(node, factor)
    if times is not None:
        return times
    if isinstance(node, list):
        return [_moved(v, (*path, i), factor, top, loaded) for i, v in enumerate(node)]
    return node


def _within_bounds(data: dict[str, Any], before: dict[str, Any]) -> Scenario:
    for _round in range(_ROUNDS):
        try:
            return Scenario.model_validate(data)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                path = place_in(data, one["loc"])
                if not path:
                    return Scenario.model_validate(before)
                bound = one.get("ctx", {}).get("le", one.get("ctx", {}).get("ge"))
                is_number = isinstance(schema_walk.at(data, path), int | float)
                at_bound = bound is not None and is_number
                _put(data, path, bound if at_bound else schema_walk.at(before, path))
    return Scenario.model_validate(before)


def _put(data: Any, path: KeyPath, value: Any) -> None:
    holder = schema_walk.at(data, path[:-1])
    holder[path[-1]] = value
