"""Where a scenario's numbers come from: each has a source, or is an assumption with a range.

In a file, a number, duration or list is written plainly, or with its provenance::

    share = 0.22
    share = { value = 0.22, source = "ANTARA, Feb 2019" }
    share = { value = 0.22, assumption = "as in Semarang", range = [0.1, 0.4] }

and any table may carry `source` or `assumption` and `range` for all that is in it::

    talk = { distribution = "lognormal", mean = "60s", cv = 0.9,
             assumption = "SOP says 30 to 60 s", range = ["40s", "90s"] }

    [agencies.damkar]
    assumption = "as in other cities"
    range = ["x0.7", "x1.5"]

A range is [low, high] of a number, or of a distribution's mean (of the part that is not zero);
["x0.7", "x1.5"] are factors on every number below. What stands nearer to a number prevails.

Exempt are what is no quantity of the world: how a run is made (`run`), names and texts,
coordinates, codes, days and times of day, and an incident type's `priority`. A target's bounds
are asked by somebody, so that they need a source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from scenarios.key_path import KeyPath
from scenarios.problems import Finding, shown
from scenarios.schema.base import parse_duration, parse_share
from scenarios.schema.distribution import FactorDistribution, TimeDistribution, mean_of
from scenarios.text import gettext as _

KINDS = ("source", "assumption", "setting")
RESERVED = (*KINDS, "range")
"""Keys that belong to provenance in every table, and to the schema in none."""
EXEMPT_KEYS = frozenset(
    ("label", "about", "name", "note", "id", "en", "zone", "regions", "lat", "lon", "priority")
)
"""Keys below which nothing needs provenance, wherever they stand."""
EXEMPT_SECTIONS = frozenset(("run", "checklist"))
"""Sections in which nothing needs provenance."""

_FACTOR = re.compile(r"[x×]\s*(\d+(?:[.,]\d+)?)")


@dataclass(frozen=True)
class Range:
    """The range of an assumption.

    Attributes
    ----------
    low, high : str, int or float
        As written.
    factors : tuple of two floats, or None
        What they come to as factors on all that the assumption covers; None for a plain
        number, which `low` and `high` replace.
    """

    low: str | int | float
    high: str | int | float
    factors: tuple[float, float] | None

    def __str__(self) -> str:
        """Return the range as people read it."""
        return f"{self.low} - {self.high}"


@dataclass(frozen=True)
class Provenance:
    """Where the numbers at one place, and below it, come from.

    Attributes
    ----------
    kind : {"source", "assumption", "setting"}
        A setting is a number given by ``--set`` for this run.
    text : str
        The source, the reason of the assumption, or the argument.
    range : Range or None
        Of an assumption.
    """

    kind: Literal["source", "assumption", "setting"]
    text: str
    range: Range | None = None


def parse_factor(value: object) -> float | None:
    """Read a factor such as "x2" or "x0.5"; None if it is none."""
    match = _FACTOR.fullmatch(value.strip()) if isinstance(value, str) else None
    return float(match[1].replace(",", ".")) if match else None


def take_provenance(
    table: Mapping[str, Any],
) -> tuple[dict[str, Any], dict[KeyPath, Provenance], list[Finding]]:
    """Part a file's table into what the schema knows and what says where its numbers come from.

    Returns
    -------
    plain : dict
        The table without provenance, ``{ value = ... }`` replaced by the value.
    entries : dict of key path to Provenance
    findings : list of Finding
        What is wrong with the provenance itself.
    """
    entries: dict[KeyPath, Provenance] = {}
    findings: list[Finding] = []

    def walk(node: Any, path: KeyPath) -> Any:
        if isinstance(node, dict):
            given = {key: node[key] for key in RESERVED if key in node}
            rest = {key: item for key, item in node.items() if key not in given}
            wrapped = bool(given) and set(rest) == {"value"}
            inner = rest["value"] if wrapped else rest
            if wrapped and isinstance(inner, dict):
                findings.append(
                    Finding(
                        path,
                        None,
                        _("has a table as value"),
                        _("put the keys of the table beside its source or assumption"),
                    )
                )
            if given:
                entry = _entry(given, inner, path, findings)
                if entry is not None:
                    entries[path] = entry
            if wrapped:
                return walk(inner, path)
            return {key: walk(item, (*path, key)) for key, item in rest.items()}
        if isinstance(node, list):
            return [walk(item, (*path, i)) for i, item in enumerate(node)]
        return node

    plain = walk(dict(table), ())
    return plain, entries, findings


def number_leaves(node: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Yield the path of each number, duration and share below `node` that needs provenance.

    A list of plain numbers counts as one.
    """
    if path and (path[0] in EXEMPT_SECTIONS or path[-1] in EXEMPT_KEYS):
        return
    if isinstance(node, dict):
        for key, item in node.items():
            yield from number_leaves(item, (*path, key))
    elif isinstance(node, list):
        if any(isinstance(item, dict) for item in node):
            for i, item in enumerate(node):
                yield from number_leaves(item, (*path, i))
        elif any(is_quantity(item) for item in node):
            yield path
    elif is_quantity(node):
        yield path


def is_quantity(value: object) -> bool:
    """Say whether `value` is a number, a duration or a share as a file writes it."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return True
    return isinstance(value, str) and as_quantity(value) is not None


def nearest(path: KeyPath, entries: Mapping[KeyPath, Provenance]) -> KeyPath | None:
    """Return the path of the entry that prevails at `path`: its own, or the nearest above."""
    for length in range(len(path), -1, -1):
        if path[:length] in entries:
            return path[:length]
    return None


def as_quantity(value: object) -> float | None:
    """Return a number, a duration (s) or a share as a file writes it; None if it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if abs(value) < 1e300 else None
    for parse in (parse_duration, parse_share):
        try:
            return parse(value)
        except ValueError:
            continue
    return None


def _entry(
    given: dict[str, Any], inner: Any, path: KeyPath, findings: list[Finding]
) -> Provenance | None:
    kinds = [kind for kind in KINDS if kind in given]
    if len(kinds) != 1:
        wrong = _("has both a source and an assumption") if kinds else _("has a range alone")
        findings.append(
            Finding(
                path, None, wrong, _('give source = "...", or assumption = "..." with its range')
            )
        )
        return None
    kind = kinds[0]
    text = given[kind]
    if not isinstance(text, str) or not text.strip():
        findings.append(
            Finding(
                (*path, kind),
                shown(text),
                _("is not a text"),
                _("write where the number comes from; no table may be named {name}").format(
                    name=kind
                ),
            )
        )
        return None
    written = given.get("range")
    if kind != "assumption":
        if written is not None:
            findings.append(
                Finding(
                    (*path, "range"),
                    shown(written),
                    _("stands beside a source"),
                    _("leave it out, or call it an assumption"),
                )
            )
        return Provenance(kind, text.strip())  # type: ignore[arg-type]
    if written is None:
        return Provenance("assumption", text.strip())
    made = _range(written, inner, path, findings)
    if made is None:  # said already; the check of coverage must not say it again
        made = Range("x1", "x1", (1.0, 1.0))
    return Provenance("assumption", text.strip(), made)


def _range(written: Any, inner: Any, path: KeyPath, findings: list[Finding]) -> Range | None:
    def wrong(expected: str, remedy: str) -> None:
        findings.append(Finding((*path, "range"), shown(written), expected, remedy))

    factors_remedy = _('write factors on all numbers below, as in ["x0.7", "x1.5"]')
    if not isinstance(written, list) or len(written) != 2:
        wrong(_("is not a range"), _('write [low, high], or factors, as in ["x0.7", "x1.5"]'))
        return None
    low, high = parse_factor(written[0]), parse_factor(written[1])
    if low is not None and high is not None:
        if not low <= 1 <= high:
            wrong(_("does not hold the number that is assumed"), factors_remedy)
            return None
        return Range(written[0], written[1], (low, high))
    low, high = as_quantity(written[0]), as_quantity(written[1])
    if low is None or high is None:
        wrong(_("is not a range"), _("write low and high in the unit of the number, or factors"))
        return None
    is_distribution = isinstance(inner, dict) and "distribution" in inner
    centre = mean_without_zeros(inner) if is_distribution else as_quantity(inner)
    if centre is None:
        if is_distribution:  # the distribution itself is wrong, and that will be said
            return Range(written[0], written[1], (1.0, 1.0))
        wrong(_("has no single number to stand around"), factors_remedy)
        return None
    if not low <= centre <= high and not (is_distribution and _is_set(inner)):
        wrong(
            _("does not hold the number that is assumed, {centre}").format(centre=f"{centre:g}"),
            _("write low, then high, with the number between them"),
        )
        return None
    if not is_distribution:
        return Range(written[0], written[1], None)
    return Range(written[0], written[1], (low / centre, high / centre) if centre else (1.0, 1.0))


def _is_set(table: dict[str, Any]) -> bool:
    """Tell whether a part of a distribution was set for a run; its range is that of before."""
    return any(isinstance(part, dict) and "setting" in part for part in table.values())


def mean_without_zeros(table: dict[str, Any]) -> float | None:
    """Return the mean of a distribution's part that is not zero, in its own unit; None if wrong."""
    plain = {
        key: item["value"] if isinstance(item, dict) and "value" in item else item
        for key, item in table.items()
        if key not in (*RESERVED, "zero")
    }
    for adapter in _adapters():
        try:
            return mean_of(adapter.validate_python(plain))
        except (ValidationError, OverflowError):
            continue
    return None


@cache
def _adapters() -> tuple[TypeAdapter[Any], ...]:
    return TypeAdapter(TimeDistribution), TypeAdapter(FactorDistribution)
