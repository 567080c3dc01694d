"""Layers of a scenario: files and arguments, laid one over another.

What a layer says prevails over what lies below. Tables are merged key by key; lists are
replaced. Some keys are different ways of saying one thing (`people`, `by_hour` or `shifts`):
a layer that says it in one way takes the other ways away from below.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scenarios.key_path import KeyPath
from scenarios.loading import schema_walk
from scenarios.provenance import Provenance

_WAYS: tuple[Mapping[str, tuple[str, ...]], ...] = (
    {"people": (), "by_hour": (), "shifts": ("absence",)},
    {"per_day": ("hour_of_day", "day_of_week", "hour_of_week"), "per_hour": ()},
    {"hour_of_week": (), "hour_of_day": ("day_of_week",)},
    {"hour_of_week": (), "day_of_week": ("hour_of_day",)},
    {"start_day": ("start_time",), "start_at": ()},
    {"start_date": (), "start_day": ()},
    {"within": ("at_least",), "percentile": ("at_most_time",), "mean_at_most": ()},
)
"""Keys of one table that are different ways of saying one thing, each with what goes with it."""


@dataclass(frozen=True)
class Layer:
    """What one file or argument says.

    Attributes
    ----------
    name : str
        The file or argument, as people refer to it.
    data : dict
        Plain data, from the top of the scenario.
    entries : dict of key path to Provenance
    prefix : key path
        The place in the scenario where the file is put: a situation's file stands below
        ``situations.NAME``. Paths in messages leave it out.
    path : Path or None
        The file.
    without : tuple of key path
        Places of the layers below that it takes out.
    """

    name: str
    data: dict[str, Any]
    entries: Mapping[KeyPath, Provenance]
    prefix: KeyPath = ()
    path: Path | None = None
    without: tuple[KeyPath, ...] = ()


@dataclass
class Merged:
    """Layers merged from the lowest to the highest.

    `origins` holds for each place which layer said it last.
    """

    layers: list[Layer] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    origins: dict[KeyPath, int] = field(default_factory=dict)

    def add(self, layer: Layer) -> None:
        """Lay `layer` over what is there."""
        for place in layer.without:
            self._take_out(place)
        self.layers.append(layer)
        merged = self._merge(self.data, layer.data, ())
        assert isinstance(merged, dict)
        self.data = merged

    def replace(self, layer: Layer, path: KeyPath, value: Any) -> None:
        """Put `value` at `path` as said by `layer`; a table is merged into the one there.

        Tables on the way that do not exist are made; lists must be there.
        """
        if layer not in self.layers:
            self.layers.append(layer)
        while not isinstance(schema_walk.at(self.data, path[:-1]), dict | list):
            path, value = path[:-1], {str(path[-1]): value}
        holder = schema_walk.at(self.data, path[:-1])
        key = path[-1]
        if isinstance(holder, list):
            holder[int(key)] = self._merge(holder[int(key)], value, path)
        else:
            merged = self._merge(holder, {str(key): value}, path[:-1])
            holder.clear()
            holder.update(merged)

    def layer_of(self, path: KeyPath) -> Layer:
        """Return the layer that said last what stands at `path`, or at the nearest place above."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.origins:
                return self.layers[self.origins[path[:length]]]
        return self.layers[0]

    def _take_out(self, place: KeyPath) -> None:
        holder = schema_walk.at(self.data, place[:-1])
        if isinstance(holder, dict) and place[-1] in holder:
            del holder[str(place[-1])]
            self._forget(place)

    def _merge(self, below: Any, above: Any, path: KeyPath) -> Any:
        tables = isinstance(below, dict) and isinstance(above, dict)
        # Parameters of two distributions do not mix.
        if not tables or ("distribution" in above and path):
            self._forget(path)
            return self._copied(above, path)
        self.origins[path] = len(self.layers) - 1
        gone = _displaced(below, above)
        for key in gone:
            self._forget((*path, key))
        merged = {key: item for key, item in below.items() if key not in gone}
        for key, item in above.items():
            inner = (*path, key)
            merged[key] = (
                self._merge(merged[key], item, inner)
                if key in merged
                else self._copied(item, inner)
            )
        return merged

    def _forget(self, path: KeyPath) -> None:
        """Let what was said at `path` and below count no more.

        Else a key that the new table or list lacks would be told of the file that had it.
        """
        for place in [p for p in self.origins if p[: len(path)] == path]:
            del self.origins[place]

    def _copied(self, node: Any, path: KeyPath) -> Any:
        self.origins[path] = len(self.layers) - 1
        if isinstance(node, dict):
            return {key: self._copied(item, (*path, key)) for key, item in node.items()}
        if isinstance(node, list):
            return [self._copied(item, (*path, i)) for i, item in enumerate(node)]
        return copy.copy(node)


def _displaced(below: Mapping[str, Any], above: Mapping[str, Any]) -> set[str]:
    """Return the keys of `below` that say in another way what `above` says."""
    gone: set[str] = set()
    for ways in _WAYS:
        said = [way for way in ways if way in above]
        if len(said) != 1:  # a layer that says it in two ways is wrong: the schema will say so
            continue
        for way, along in ways.items():
            if way not in said and way in below:
                gone |= {way, *along} & below.keys() - above.keys() - {*said, *ways[said[0]]}
    return gone
