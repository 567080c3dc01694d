"""Put what CSV files hold into the distributions that name them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scenarios.key_path import KeyPath, path_text
from scenarios.loading import schema_walk
from scenarios.loading.csv_columns import (
    CellError,
    CsvFile,
    name_and_unit,
    read_csv,
    unknown_column,
)
from scenarios.problems import Problem, ScenarioError, shown, suggestion
from scenarios.provenance import RESERVED
from scenarios.schema import Scenario
from scenarios.schema.base import Duration, format_duration, parse_duration, parse_share
from scenarios.schema.empirical import MOST_VALUES, Quantiles, Samples, ValueFile
from scenarios.text import gettext as _
from scenarios.ticks import LONGEST_S

_KEYS = tuple(ValueFile.model_fields)
_SORTS = ("quantiles", "samples")
_OF_SECONDS = (Quantiles[Duration], Samples[Duration])


@dataclass
class ValueFiles:
    """What came of reading the files that one layer of a scenario names.

    Attributes
    ----------
    problems : list of Problem
    notes : list of Problem
        What was read, and yet is worth a look.
    failed : list of key path
        Distributions of which nothing more is to be said; a stand-in is in their place.
    """

    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    failed: list[KeyPath] = field(default_factory=list)


def with_values(data: Any, folder: Path, name: str, prefix: KeyPath) -> tuple[Any, ValueFiles]:
    """Return a file's data with the values of the CSV files that its distributions name.

    Parameters
    ----------
    data : dict
        As a file has it, with its provenance.
    folder : Path
        From which the files' paths go.
    name : str
        The scenario's file or argument, as messages name it.
    prefix : key path
        Where in the scenario the data are put; messages leave it out.
    """
    found = ValueFiles()

    def walk(node: Any, path: KeyPath) -> Any:
        if isinstance(node, list):
            return [walk(item, (*path, i)) for i, item in enumerate(node)]
        if not isinstance(node, dict):
            return node
        if "file" in node and node.get("distribution") in _SORTS:
            return read(node, path)
        wrapped = any(key in node for key in RESERVED) and not node.keys() - {*RESERVED, "value"}
        return {
            key: item if key in RESERVED else walk(item, path if wrapped else (*path, key))
            for key, item in node.items()
        }

    def read(table: dict[str, Any], path: KeyPath) -> dict[str, Any]:
        kept = {key: item for key, item in table.items() if key not in _KEYS}
        member = _member_at((*prefix, *path), table)
        if member is None:  # no distribution stands here, and that will be said
            return {**kept, "distribution": "constant", "value": "60s"}
        try:
            values, notes = _values(table, folder, name, path, member in _OF_SECONDS)
        except ScenarioError as error:
            found.problems += error.problems
            found.failed.append(path)
            one = "60s" if member in _OF_SECONDS else 1.0
            said = {key: item for key, item in kept.items() if key in (*RESERVED, "zero")}
            if not said.keys() & {"source", "assumption"}:
                said["source"] = name  # of the stand-in nobody is asked where it comes from
            return {**said, "distribution": "constant", "value": one}
        found.notes += notes
        return {**kept, **values}

    return walk(data, ()), found


def _member_at(path: KeyPath, table: dict[str, Any]) -> Any:
    annotation: Any = Scenario
    for key in path:
        annotation = schema_walk.child(annotation, key, None)
        if annotation is None:
            return None
    found = schema_walk.resolve(annotation, table)
    is_part = isinstance(found, type) and issubclass(found, Quantiles | Samples)
    return found if is_part else None


def _values(
    table: dict[str, Any], folder: Path, name: str, path: KeyPath, of_time: bool
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the keys that say what a file holds, and what is worth a look."""

    def wrong(key: str, expected: str, remedy: str) -> ScenarioError:
        place = path_text((*path, key))
        return ScenarioError([Problem(name, place, shown(table.get(key)), expected, remedy)])

    for key in _KEYS:
        if key in table and not isinstance(table[key], str):
            raise wrong(key, _("is not a text"), _('write it in quotation marks, as in "text"'))
    for key in ("values", "shares"):
        if key in table:
            raise wrong(
                key,
                _("stands beside a file, which holds the values"),
                _("leave one of the two out"),
            )
    is_quantiles = table["distribution"] == "quantiles"
    if "share_column" in table and not is_quantiles:
        raise wrong(
            "share_column", _("belongs to quantiles"), _("leave it out: samples have no shares")
        )
    csv_file = read_csv(folder / table["file"])
    if is_quantiles and "share_column" not in table:
        raise wrong(
            "share_column",
            _("is missing"),
            _("name the column of the shares, as in share_column = {name}").format(
                name=shown(csv_file.headings[0])
            ),
        )
    taken = table.get("share_column")
    column = _column(csv_file, table, "column", wrong, without=taken)
    numbers = csv_file.numbers(column, _reader(csv_file, column, table, of_time, wrong))
    write = _as_duration if of_time else float
    if is_quantiles:
        at = _column(csv_file, table, "share_column", wrong)
        shares = csv_file.numbers(at, _share_reader(csv_file, at))
        if len(numbers) <= MOST_VALUES:
            return {"shares": shares, "values": [write(v) for v in numbers]}, []
        if shares != sorted(shares):
            raise wrong(
                "share_column", _("does not rise"), _("sort the rows of the file by their shares")
            )
    else:
        if len(numbers) <= MOST_VALUES:
            return {"values": [write(v) for v in sorted(numbers)]}, []
        numbers = sorted(numbers)
        shares = [i / (len(numbers) - 1) for i in range(len(numbers))]
    import numpy as np

    grid = np.arange(MOST_VALUES) / (MOST_VALUES - 1)
    summary = np.interp(grid, shares, numbers).tolist()
    note = Problem(
        csv_file.name,
        csv_file.headings[column],
        None,
        _("has {rows} rows, more than {most}").format(rows=len(numbers), most=MOST_VALUES),
        _("it stands in the scenario by its quantiles at each thousandth, evenly between them"),
    )
    made = {
        "distribution": "quantiles",
        "shares": grid.tolist(),
        "values": [write(v) for v in summary],
    }
    return made, [note]


_Wrong = Callable[[str, str, str], ScenarioError]


def _column(
    found: CsvFile, table: dict[str, Any], key: str, wrong: _Wrong, without: str | None = None
) -> int:
    """Return the column that the table names by `key`, or the only one."""
    if key in table:
        at = found.find(table[key])
        if at is None:
            raise wrong(key, *unknown_column(found, table[key]))
        return at
    left = [i for i in range(len(found.headings)) if without is None or i != found.find(without)]
    if len(left) != 1:
        names = [name_and_unit(heading)[0] for heading in found.headings]
        raise wrong(
            key,
            _("is missing, and {file} has {count} columns").format(
                file=found.name, count=len(found.headings)
            ),
            suggestion("", names, _("write one of the names in its first line")),
        )
    return left[0]


def _reader(
    found: CsvFile, column: int, table: dict[str, Any], of_time: bool, wrong: _Wrong
) -> Callable[[str], float]:
    """Return what reads a cell as seconds, or as a plain factor."""
    said = name_and_unit(found.headings[column])[1]
    unit = table.get("unit", said)
    if not of_time:
        if "unit" in table:
            raise wrong(
                "unit", _("stands beside plain factors, which have none"), _("leave it out")
            )
        return lambda cell: _not_negative(found.number(cell))
    if "unit" in table and said is not None and _seconds(table["unit"]) != _seconds(said):
        raise wrong(
            "unit",
            _("is not the unit in the heading of the column, {heading}").format(
                heading=shown(found.headings[column])
            ),
            _("leave it out, or mend one of the two"),
        )
    if unit is None:
        return _duration_with_unit
    unit_s = _seconds(unit)
    if unit_s is None:
        if "unit" in table:
            raise wrong("unit", _("is not a unit of time"), _('write "s", "min" or "jam"'))
        raise wrong(
            "column",
            _("has the heading {heading}, which names no unit of time").format(
                heading=shown(found.headings[column])
            ),
            _('write the unit beside it, as in unit = "s"'),
        )
    return lambda cell: _within(_not_negative(found.number(cell)) * unit_s)


def _seconds(unit: str) -> float | None:
    try:
        return parse_duration(f"1 {unit}") if unit.isalpha() else None
    except ValueError:
        return None


def _duration_with_unit(cell: str) -> float:
    try:
        return _within(_not_negative(parse_duration(cell)))
    except CellError:
        raise
    except ValueError:
        raise CellError(
            _("has no unit"),
            _('write unit = "s" beside the file, or the unit in the heading, as in "talk (s)"'),
        ) from None


def _share_reader(found: CsvFile, column: int) -> Callable[[str], float]:
    in_percent = name_and_unit(found.headings[column])[1] == "%"

    def read(cell: str) -> float:
        try:
            share = parse_share(cell) if "%" in cell else found.number(cell)
        except CellError:
            raise
        except ValueError:
            raise CellError(_("is not a share"), _('write 0.58 or "58 %"')) from None
        share = share / 100 if in_percent and "%" not in cell else share
        if not 0 <= share <= 1:
            raise CellError(_("is not a share"), _("write a number from 0 to 1"))
        return share

    return read


def _not_negative(value: float) -> float:
    if value < 0:
        raise CellError(_("is negative"), _("write 0 or more"))
    return value


def _within(seconds: float) -> float:
    if seconds > LONGEST_S:
        raise CellError(_("is longer than a hundred years"), _("write a shorter duration"))
    return seconds


def _as_duration(seconds: float) -> str:
    return format_duration(round(seconds, 6))


def untold(findings: Sequence[Any], found: ValueFiles) -> list[Any]:
    """Return the findings that are about nothing that a file failed to give."""
    return [f for f in findings if not any(f.path[: len(p)] == p for p in found.failed)]
