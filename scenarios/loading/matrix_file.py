"""Put the travel times of a CSV file into the matrix that names it."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from scenarios.key_path import KeyPath, path_text
from scenarios.loading.csv_columns import CellError, CsvFile, read_csv
from scenarios.problems import Problem, ScenarioError, shown
from scenarios.text import gettext as _

PLACE = ("place", "roads", "matrix")
COLUMNS = {
    "from": ("from", "dari"),
    "to": ("to", "ke"),
    "minutes": ("minutes", "menit"),
    "hour": ("hour", "jam"),
}
"""What they hold, and how a file may name them."""
HOURS = 24

Minutes = dict[str, dict[str, list[float]]]


def with_matrix(data: Any, folder: Path, name: str, prefix: KeyPath) -> tuple[Any, list[Problem]]:
    """Return a file's data with the travel times of the CSV file that its matrix names.

    Where the file cannot be taken the matrix is left out, and the problems say why.

    Parameters
    ----------
    data : dict
        As a file has it, with its provenance.
    folder : Path
        From which the CSV file's path goes.
    name : str
        The scenario's file, as messages name it.
    prefix : key path
        Where in the scenario the data are put; a situation has no matrix.
    """
    table = data
    for key in PLACE:
        table = table.get(key) if isinstance(table, dict) else None
    if prefix or not isinstance(table, dict) or "file" not in table:
        return data, []
    roads = data["place"]["roads"]
    kept = {key: value for key, value in table.items() if key != "file"}
    try:
        matrix = {**kept, "minutes": _minutes(table, folder, name)}
    except ScenarioError as error:
        without = {key: value for key, value in roads.items() if key != "matrix"}
        return {**data, "place": {**data["place"], "roads": without}}, list(error.problems)
    return {**data, "place": {**data["place"], "roads": {**roads, "matrix": matrix}}}, []


def _minutes(table: dict[str, Any], folder: Path, name: str) -> Minutes:
    def wrong(key: str, expected: str, remedy: str) -> ScenarioError:
        place = path_text((*PLACE, key))
        return ScenarioError([Problem(name, place, shown(table.get(key)), expected, remedy)])

    if not isinstance(table["file"], str):
        raise wrong("file", _("is not a text"), _('write it in quotation marks, as in "text"'))
    if "minutes" in table:
        raise wrong(
            "minutes",
            _("stands beside a file, which holds the values"),
            _("leave one of the two out"),
        )
    found = read_csv(folder / table["file"])
    columns = {what: _column(found, words) for what, words in COLUMNS.items()}
    missing = [what for what, at in columns.items() if at is None and what != "hour"]
    if missing:
        raise _error(
            found,
            _("has no column {columns}").format(columns=", ".join(missing)),
            _("name its columns from, to, minutes and, where times differ by hour, hour"),
        )
    at = {what: column for what, column in columns.items() if column is not None}
    minutes = found.numbers(at["minutes"], lambda cell: _not_negative(found.number(cell)))
    hours = (
        found.numbers(at["hour"], lambda cell: _hour(found.number(cell))) if "hour" in at else []
    )
    of_pair: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    doubled = []
    for i, (line, cells) in enumerate(found.rows):
        pair = _cell(cells, at["from"]), _cell(cells, at["to"])
        hour = int(hours[i]) if hours else 0
        if hour in of_pair[pair]:
            doubled.append(line)
        of_pair[pair][hour] = minutes[i]
    if doubled:
        raise _error(
            found,
            _("says {count} times what a row before it said, first in line {line}").format(
                count=len(doubled), line=doubled[0]
            ),
            _("keep one row for each way and hour"),
        )
    expected = HOURS if hours else 1
    short = [pair for pair, by_hour in of_pair.items() if len(by_hour) < expected]
    if short:
        raise _error(
            found,
            _("lacks hours of {count} ways, the first from {start} to {end}").format(
                count=len(short), start=short[0][0], end=short[0][1]
            ),
            _("give all hours from 0 to 23 of each way, or leave the column of the hour out"),
        )
    matrix: Minutes = defaultdict(dict)
    for (start, end), by_hour in of_pair.items():
        matrix[start][end] = [by_hour[hour] for hour in sorted(by_hour)]
    return dict(matrix)


def _column(found: CsvFile, words: tuple[str, ...]) -> int | None:
    return next((at for word in words if (at := found.find(word)) is not None), None)


def _cell(cells: list[str], column: int) -> str:
    return cells[column].strip() if column < len(cells) else ""


def _not_negative(number: float) -> float:
    if number < 0:
        raise CellError(_("is below 0"), _("write how many minutes it takes"))
    return number


def _hour(number: float) -> float:
    if number not in range(HOURS):
        raise CellError(_("is not an hour"), _("write a whole hour from 0 to 23"))
    return number


def _error(found: CsvFile, wrong: str, remedy: str) -> ScenarioError:
    return ScenarioError([Problem(found.name, "", None, wrong, remedy)])
