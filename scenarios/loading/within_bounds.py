"""Data that were moved, made a scenario again: what leaves its bounds stays at them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from scenarios.key_path import KeyPath
from scenarios.loading import schema_walk
from scenarios.loading.explanation import place_in
from scenarios.loading.loaded import LoadedScenario
from scenarios.schema import Scenario
from scenarios.schema.base import Part

_ROUNDS = 20


def within_bounds(data: dict[str, Any], loaded: LoadedScenario) -> tuple[Scenario, bool]:
    """Return the scenario of moved data, and whether a rule held something back.

    A number that left its bounds is put at the bound, what counts is rounded, and what breaks a
    rule without a bound stays as it was.

    Parameters
    ----------
    data : dict
        `loaded.resolved` with something replaced in it. Parts of the scenario whose tables are
        the very same object there are taken as they were checked.
    loaded : LoadedScenario

    Returns
    -------
    scenario : Scenario
    held_back : bool
        Something stayed as it was, or further from where it was moved than at a bound.
    """
    held_back = False
    for _round in range(_ROUNDS):
        try:
            known = _with_known_parts(data, loaded.resolved, loaded.scenario)
            return Scenario.model_validate(known), held_back
        except ValidationError as error:
            for one in error.errors(include_url=False):
                path = place_in(data, one["loc"])
                if not path:
                    return loaded.scenario, True
                value = schema_walk.at(data, path)
                if one["type"] == "int_type" and isinstance(value, float):
                    data = replaced(data, path, math.floor(value + 0.5))
                    continue
                bound = one.get("ctx", {}).get("le", one.get("ctx", {}).get("ge"))
                is_number = isinstance(value, int | float)
                at_bound = bound is not None and is_number
                held_back = held_back or not at_bound
                before = schema_walk.at(loaded.resolved, path)
                data = replaced(data, path, bound if at_bound else before)
    return loaded.scenario, True


def replaced(node: Any, path: KeyPath, value: Any) -> Any:
    """Return `node` with `value` at `path`; whatever does not lead there is the same object."""
    if not path:
        return value
    inner = replaced(schema_walk.item(node, path[0]), path[1:], value)
    if isinstance(node, dict):
        return {**node, path[0]: inner}
    return [inner if i == path[0] else item for i, item in enumerate(node)]


def with_items(node: Any, items: dict[Any, Any] | list[Any]) -> Any:
    """Return a table or list of `items`, or `node` itself where they are its very own."""
    keys = items.keys() if isinstance(items, dict) else range(len(items))
    return node if all(items[key] is node[key] for key in keys) else items


def _with_known_parts(data: Any, before: Any, known: Any) -> Any:
    """Put the parts of the known scenario in the place of data that are what they were made of."""
    if data is before and isinstance(known, Part):
        return known
    if not isinstance(data, dict) or not isinstance(before, dict):
        return data
    if isinstance(known, Mapping):
        inner = known
    elif isinstance(known, Part):
        inner = known.__dict__
    else:
        return data
    return {
        key: _with_known_parts(item, before.get(key), inner.get(key)) for key, item in data.items()
    }
