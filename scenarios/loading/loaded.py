"""A scenario as loaded: the frozen model, and where all of it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scenarios.key_path import KeyPath, path_text
from scenarios.problems import Problem
from scenarios.provenance import Provenance
from scenarios.schema import Scenario
from scenarios.toml_text import to_toml


@dataclass(frozen=True)
class LoadedScenario:
    """A scenario that is right in itself.

    Attributes
    ----------
    scenario : Scenario
        The frozen model.
    files : tuple of Path
        The files read, the extended ones first.
    entries : mapping of key path to Provenance
        Where the numbers come from; what stands nearest above a number is its own.
    notes : tuple of Problem
        What is allowed, and yet worth a look.
    resolved : dict
        The merged data in a file's notation, without provenance; defaults are left out.
    """

    scenario: Scenario
    files: tuple[Path, ...]
    entries: Mapping[KeyPath, Provenance]
    notes: tuple[Problem, ...]
    resolved: dict[str, Any]

    @property
    def provenance(self) -> dict[str, Provenance]:
        """Where the numbers come from, by path in the file's notation; "" is the whole file."""
        return {text: self.entries[place] for text, place in self.places.items()}

    @cached_property
    def places(self) -> dict[str, KeyPath]:
        """Where the entries stand, by path in the file's notation."""
        return {path_text(place): place for place in self.entries}

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the scenario's canonical JSON: equal for what is equal, however written.

        The order of named tables counts, for what happens at one instant may go by it.
        """
        return hashlib.sha256(self.scenario.model_dump_json().encode()).hexdigest()


def dump_toml(loaded: LoadedScenario) -> str:
    """Return the scenario as one TOML file that loads to the very same scenario.

    Files extended, situations and settings are merged into it; sources and assumptions stand
    where they belong.
    """
    return to_toml(_with_provenance(loaded.resolved, (), loaded.entries))


def _with_provenance(node: Any, path: KeyPath, entries: Mapping[KeyPath, Provenance]) -> Any:
    inner: Any
    if isinstance(node, dict):
        inner = {k: _with_provenance(v, (*path, k), entries) for k, v in node.items()}
    elif isinstance(node, list):
        inner = [_with_provenance(item, (*path, i), entries) for i, item in enumerate(node)]
    else:
        inner = node
    entry = entries.get(path)
    if entry is None:
        return inner
    said: dict[str, Any] = {entry.kind: entry.text}
    if entry.range is not None:
        said["range"] = [entry.range.low, entry.range.high]
    if isinstance(inner, dict):
        return {**said, **inner}
    return {"value": inner, **said}
