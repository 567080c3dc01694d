"""Read columns of numbers from a CSV file that people made."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scenarios.loading.toml_file import display, read_at_most
from scenarios.problems import Problem, ScenarioError, shown, suggestion
from scenarios.text import gettext as _
from scenarios.text import ngettext

_LARGEST_BYTES = 50_000_000
_TOLD = 3
"""Bad cells that are told one by one."""
_HEADING = re.compile(r"(?P<name>.*?)\s*[(\[](?P<unit>[^()\[\]]*)[)\]]")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


class CellError(ValueError):
    """What a cell holds cannot be taken; says what is wrong and what to do."""

    def __init__(self, wrong: str, remedy: str) -> None:
        super().__init__(wrong, remedy)
        self.wrong, self.remedy = wrong, remedy


@dataclass(frozen=True)
class CsvFile:
    """The rows of a CSV file, as text.

    Parameters
    ----------
    name : str
        As messages name it.
    headings : tuple of str
    rows : tuple of (number of the line, cells)
    decimal_comma : bool
        Whether a comma parts whole from decimal, as where columns are parted by semicolons.
    """

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]
    decimal_comma: bool

    def find(self, column: str) -> int | None:
        """Return which column has this heading, with or without the unit behind it."""
        for heading in (self.headings, tuple(name_and_unit(h)[0] for h in self.headings)):
            if column in heading:
                return heading.index(column)
        return None

    def numbers(self, column: int, read: Callable[[str], float]) -> list[float]:
        """Return a column, each cell read by `read`.

        Raises
        ------
        ScenarioError
            If a cell is empty or `read` raises a `CellError`.
        """
        found: list[float] = []
        problems: list[Problem] = []
        for line, cells in self.rows:
            cell = cells[column].strip() if column < len(cells) else ""
            try:
                if not cell:
                    raise CellError(_("is empty"), _("fill it in, or take the row out of the file"))
                found.append(read(cell))
            except CellError as error:
                place = _("line {line}, column {column}").format(
                    line=line, column=self.headings[column]
                )
                at = shown(cell) if cell else None
                problems.append(Problem(self.name, place, at, error.wrong, error.remedy))
        if len(problems) > _TOLD:
            more = len(problems) - _TOLD
            wrong = ngettext(
                "has {count} more cell like these", "has {count} more cells like these", more
            ).format(count=more)
            told = problems[:_TOLD]
            problems = [*told, Problem(self.name, "", None, wrong, _("mend them alike"))]
        if problems:
            raise ScenarioError(problems)
        return found

    def number(self, cell: str) -> float:
        """Read one number.

        Raises
        ------
        CellError
            If it is none.
        """
        text = cell.replace(",", ".", 1) if self.decimal_comma and "." not in cell else cell
        if not _NUMBER.fullmatch(text):
            raise CellError(_("is not a number"), _("write a number such as 12.5"))
        return float(text)


def name_and_unit(heading: str) -> tuple[str, str | None]:
    """Part a heading such as "talk (s)" into name and unit."""
    match = _HEADING.fullmatch(heading)
    return (match["name"], match["unit"].strip()) if match else (heading, None)


def read_csv(path: Path) -> CsvFile:
    """Read a CSV file, its columns parted by commas, semicolons or tabs.

    Raises
    ------
    ScenarioError
        If it cannot be read, or holds no rows below a heading.
    """
    name = display(path)
    text = _text(path, name)
    first = text.split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows = [(lines.line_num, cells) for cells in lines if any(c.strip() for c in cells)]
    except csv.Error as error:
        raise _error(
            name,
            _("is not a CSV file ({reason})").format(reason=error),
            _("save it as CSV, one row a line"),
        ) from None
    if len(rows) < 2:
        raise _error(
            name,
            _("has no rows") if rows else _("is empty"),
            _("write the names of the columns in the first line, and a row for each value"),
        )
    headings = tuple(cell.strip() for cell in rows[0][1])
    return CsvFile(name, headings, tuple(rows[1:]), delimiter != ",")


def unknown_column(found: CsvFile, column: str) -> tuple[str, str]:
    """Return what is wrong with a column that a file does not have, and what to do."""
    names = [name_and_unit(heading)[0] for heading in found.headings]
    return (
        _("is not a column of {file}").format(file=found.name),
        suggestion(column, names, _("write one of the names in its first line")),
    )


def _text(path: Path, name: str) -> str:
    try:
        content = read_at_most(path, _LARGEST_BYTES)
        if content is None:
            raise _error(
                name,
                _("is larger than 50 MB"),
                _("give a sample of its rows: a thousand say what a distribution is like"),
            )
        return content.decode("utf-8-sig")
    except FileNotFoundError:
        raise _error(
            name,
            _("does not exist"),
            _("check the path, which goes from the folder of the scenario's file"),
        ) from None
    except IsADirectoryError:
        raise _error(name, _("is a folder"), _("give a CSV file in it")) from None
    except UnicodeDecodeError:
        raise _error(
            name, _("has a character that is not UTF-8"), _("save the file as UTF-8 text")
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _error(
            name,
            _("cannot be read ({reason})").format(reason=reason),
            _("make it readable, or give another file"),
        ) from None


def _error(name: str, wrong: str, remedy: str) -> ScenarioError:
    return ScenarioError([Problem(name, "", None, wrong, remedy)])
