"""Put stand-ins where the schema found something wrong, so that the other checks can be made.

All that is wrong with a file is to be said at once; but who needs which agency can only be
asked of a whole scenario.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from scenarios.key_path import KeyPath
from scenarios.loading import schema_walk
from scenarios.loading.explanation import place_in
from scenarios.loading.skeleton import stand_in
from scenarios.problems import Finding
from scenarios.schema import Scenario

_ROUNDS = 6


def repaired(given: Mapping[str, Any]) -> tuple[Scenario | None, list[KeyPath]]:
    """Return a scenario with stand-ins for what is wrong in `given`, and their places.

    The scenario is None if no repair helps.
    """
    data = copy.deepcopy(dict(given))
    places: list[KeyPath] = []
    for _round in range(_ROUNDS):
        try:
            return Scenario.model_validate(data), places
        except ValidationError as error:
            for one in error.errors(include_url=False, include_input=False, include_context=False):
                path = place_in(data, one["loc"])
                if path in places and len(path) > 1:  # its stand-in does not fit: a wider one
                    path = path[:-1]
                places.append(path)
                _put(data, path, remove=one["type"] == "extra_forbidden")
    return None, places


def untouched(finding: Finding, places: list[KeyPath]) -> bool:
    """Say whether a finding rests on nothing that is a stand-in."""
    return not any(
        place[: len(path)] == path or path[: len(place)] == place
        for place in places
        for path in (finding.path, *finding.reads)
    ) and not any(path[: len(place)] == place for place in places for path in finding.names)


def _put(data: dict[str, Any], path: KeyPath, *, remove: bool) -> None:
    if not path:
        return
    holder = schema_walk.at(data, path[:-1])
    value = None if remove else stand_in(path)
    key = path[-1]
    if isinstance(holder, dict):
        if value is None:
            holder.pop(key, None)
        else:
            holder[key] = value
    elif isinstance(holder, list) and isinstance(key, int) and key < len(holder):
        if value is None:
            del holder[key]
        else:
            holder[key] = value
