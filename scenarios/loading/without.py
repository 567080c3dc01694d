"""What a file takes out of those that it extends: ``without = ["targets.jawab-10-detik"]``."""

from __future__ import annotations

from typing import Any

from scenarios.key_path import KeyPath, parse_path, path_text
from scenarios.loading import schema_walk
from scenarios.loading.layers import Layer, Merged
from scenarios.problems import Problem, shown, suggestion
from scenarios.text import gettext as _


def take_without(
    data: dict[str, Any], name: str, prefix: KeyPath, problems: list[Problem]
) -> tuple[KeyPath, ...]:
    """Take `without` out of a file's data, and return the places that it names.

    Parameters
    ----------
    name : str
        The file, as messages name it.
    prefix : key path
        Where in the scenario the file is put.
    problems : list of Problem
        What is wrong with it is added.
    """
    written = data.pop("without", [])
    found = []
    for text in written if isinstance(written, list) else [written]:
        try:
            if not isinstance(written, list) or not isinstance(text, str):
                raise ValueError
            path = parse_path(text)
        except ValueError:
            remedy = _('write a list of places, as in without = ["targets.jawab-10-detik"]')
            wrong = _("is not a place in a scenario")
            problems.append(Problem(name, "without", shown(written), wrong, remedy))
            continue
        found.append((*prefix, *path))
    return tuple(found)


def unknown_without(merged: Merged, layer: Layer) -> list[Problem]:
    """Return the places that a layer takes out and that nothing below it has."""
    problems = []
    for place in layer.without:
        holder = schema_walk.at(merged.data, place[:-1])
        if isinstance(holder, dict) and place[-1] in holder:
            continue
        known = list(holder) if isinstance(holder, dict) else []
        problems.append(
            Problem(
                layer.name,
                "without",
                shown(path_text(place[len(layer.prefix) :])),
                _("is not in what this file extends"),
                suggestion(str(place[-1]), known, _("leave it out of the list")),
            )
        )
    return problems
