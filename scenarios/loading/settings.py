"""Arguments ``--set path=value``: one number, or all that fit a pattern, put differently."""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.key_path import KeyPath, Pattern, parse_path, path_text
from scenarios.loading import schema_walk
from scenarios.loading.layers import Layer, Merged
from scenarios.loading.matrix_file import PLACE, with_matrix
from scenarios.loading.scaling import mean_as_written, scaled
from scenarios.loading.value_files import with_values
from scenarios.problems import Finding, Problem, shown, suggestion
from scenarios.provenance import Provenance, parse_factor, take_provenance
from scenarios.text import gettext as _


@dataclass(frozen=True)
class Setting:
    """One argument: a path, whose keys may be patterns, and a value or a factor."""

    text: str
    path: KeyPath
    value: Any

    @property
    def name(self) -> str:
        """The argument as messages refer to it."""
        return f"--set {self.text}"


def parse_setting(text: str) -> Setting | Problem:
    """Read ``path=value``; the value as TOML if it is, else as text."""
    name, equals, value = text.partition("=")
    if any(0xD800 <= ord(c) < 0xE000 for c in text):
        return Problem(
            f"--set {text.encode('ascii', 'backslashreplace').decode()}",
            "",
            None,
            _("has characters that cannot be read"),
            _("write it in UTF-8"),
        )
    try:
        path = parse_path(name)
    except ValueError:
        path = ()
    if not equals or not path:
        return Problem(
            f"--set {text}",
            "",
            None,
            _("is not path=value"),
            _("write it as in --set demand.work.talk.mean=x2 or --set run.length='1 minggu'"),
        )
    return Setting(text, path, _value(value.strip()))


def apply_setting(
    merged: Merged, setting: Setting, of_files: list[Problem] | None = None
) -> list[Problem]:
    """Put a setting over what is merged; returns what is wrong with it.

    What is worth a look in the CSV files that it names is added to `of_files`; their paths go
    from the working folder.
    """
    places: list[KeyPath] = []
    unknown: list[Finding] = []
    for place in _places(merged.data, setting.path, (), unknown):
        if place not in places:
            places.append(place)
    at = places[0] if places else ()
    given, of_values = with_values(setting.value, Path(), setting.name, at)
    if of_values.problems:
        return of_values.problems
    if at == PLACE:
        data, of_matrix = with_matrix(_nested(at, given), Path(), setting.name, ())
        if of_matrix:
            return of_matrix
        given = schema_walk.at(data, at)
    if of_files is not None:
        of_files += of_values.notes
    plain, entries, findings = take_provenance({"value": {"": given}})
    value = plain["value"][""]
    factor = parse_factor(value)
    problems = [_problem(setting, f.path[2:], f) for f in findings]
    changed: dict[KeyPath, Any] = {}
    for place in places:
        found = schema_walk.at(merged.data, place)
        if found is None and factor is not None:
            found = schema_walk.default_at(place, merged.data)
            if found is schema_walk.MISSING and place[-1] == "mean":
                found = mean_as_written(schema_walk.at(merged.data, place[:-1]))
            if found is schema_walk.MISSING or found is None:
                unknown.append(_nothing_there(place))
                continue
        if value == {} and isinstance(found, dict):
            unknown.append(
                Finding(
                    place,
                    shown(value),
                    _("is empty, so that it would change nothing"),
                    _(
                        "name a key below it; a scenario's file takes a part away, as in "
                        'without = ["targets.name"]'
                    ),
                )
            )
            continue
        if factor is None:
            changed[place] = value
            continue
        times = scaled(found, factor)
        if times is None:
            unknown.append(
                Finding(
                    place,
                    shown(found),
                    _("is nothing that a factor can multiply"),
                    _("name a number, a duration or a distribution below it"),
                )
            )
        else:
            changed[place] = times
    # A pattern may well meet places where the rest of the path does not exist.
    is_pattern = any(isinstance(key, Pattern) for key in setting.path)
    if not changed or not is_pattern:
        problems += [_problem(setting, f.path, f) for f in unknown[:1]]
    if problems:
        return problems
    made: dict[KeyPath, Provenance] = {
        place: Provenance("setting", setting.name) for place in changed
    }
    made |= {(*place, *path[2:]): entry for place in changed for path, entry in entries.items()}
    layer = Layer(setting.name, {}, made)
    for place, item in changed.items():
        merged.replace(layer, place, item)
    return []


def _places(
    data: Any, rest: KeyPath, path: KeyPath, unknown: list[Finding], top: Any = None
) -> Iterator[KeyPath]:
    """Yield the places that fit the path; puts into `unknown` what fits nothing."""
    top = data if top is None else top
    if not rest:
        yield path
        return
    key, following = rest[0], rest[1:]
    annotation = schema_walk.annotation_at(path, top)
    keys: list[str | int]
    if isinstance(data, list):
        if isinstance(key, Pattern):
            keys = list(range(len(data)))
        elif isinstance(key, int) and key < len(data):
            keys = [key]
        else:
            unknown.append(
                Finding(
                    (*path, key),
                    None,
                    _("is not there"),
                    _("the list has {count} entries; count from [0]").format(count=len(data)),
                )
            )
            return
    else:
        named = [str(k) for k in data] if isinstance(data, dict) else []
        known = named if schema_walk.is_named_table(annotation) else _known(annotation, named)
        new_name = schema_walk.is_named_table(annotation) and not following
        if isinstance(key, Pattern):
            keys = [k for k in known if fnmatch.fnmatchcase(k, key)]
        else:
            keys = [key] if key in known or (new_name and isinstance(key, str)) else []
        if not keys:
            unknown.append(
                Finding(
                    (*path, key),
                    None,
                    _("is not a known key"),
                    suggestion(str(key), known, _("check the path against the scenario's file")),
                )
            )
            return
    for k in keys:
        inner = schema_walk.item(data, k)
        if inner is None and following:
            inner = {}
        if following and not isinstance(inner, dict | list):
            unknown.append(
                Finding(
                    (*path, k),
                    shown(inner),
                    _("has nothing below it"),
                    _("set {path} itself").format(path=path_text((*path, k))),
                )
            )
            continue
        yield from _places(inner, following, (*path, k), unknown, top)


def _known(annotation: Any, named: list[str]) -> list[str]:
    return list(dict.fromkeys((*schema_walk.keys_of(annotation), *named)))


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError, KeyError):
        return text


def _nothing_there(place: KeyPath) -> Finding:
    return Finding(
        place,
        None,
        _("is not given, so that there is nothing to multiply"),
        _("set it to a value of its own"),
    )


def _problem(setting: Setting, path: KeyPath, finding: Finding) -> Problem:
    return Problem(setting.name, path_text(path), finding.found, finding.expected, finding.remedy)


def _nested(path: KeyPath, value: Any) -> Any:
    for key in reversed(path):
        value = {key: value}
    return value
