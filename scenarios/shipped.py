"""The regions and situations that come along."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from scenarios.problems import near_names

Sort = Literal["region", "situation"]


@dataclass(frozen=True)
class Shipped:
    """A shipped file: its name as in commands, its names for people, its path."""

    name: str
    label_id: str
    label_en: str
    path: Path

    def label(self, language: str) -> str:
        """Return the name in "id" or "en"."""
        return self.label_id if language == "id" else self.label_en


def shipped_names(sort: Sort) -> tuple[str, ...]:
    """Return the names of the shipped regions or situations.

    Files whose name begins with an underscore are there to be extended, and not listed.
    """
    return tuple(name for name in _paths(sort) if not name.startswith("_"))


def shipped_path(name: str, sort: Sort) -> Path | None:
    """Return the path of a shipped file, or None if there is none of that name."""
    return _paths(sort).get(name)


def shipped(sort: Sort) -> tuple[Shipped, ...]:
    """Return the shipped regions or situations with their names for people, by name."""
    found = []
    for name in shipped_names(sort):
        label = _label(name, sort)
        if isinstance(label, dict):
            found.append(Shipped(name, label["id"], label["en"], _paths(sort)[name]))
        else:
            found.append(Shipped(name, label, label, _paths(sort)[name]))
    return tuple(found)


def near_shipped(name: str, sort: Sort) -> tuple[str, ...]:
    """Return shipped names for which `name` could be a slip, the likeliest first."""
    return near_names(name, shipped_names(sort))


@cache
def _paths(sort: Sort) -> dict[str, Path]:
    folder = Path(str(files("scenarios").joinpath(f"{sort}s")))
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def _label(name: str, sort: Sort) -> Any:
    """Return the file's own label, or that of the file which it extends."""
    seen = set()
    following: Any = name
    while isinstance(following, str) and following in _paths(sort) and following not in seen:
        seen.add(following)
        data = tomllib.loads(_paths(sort)[following].read_text(encoding="utf-8"))
        label = (data.get("place", {}) if sort == "region" else data).get("label")
        if label is not None:
            return label
        following = data.get("extends")
    return name
