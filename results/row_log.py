"""The append-only log of a load test: one row a line, so that a killed run loses one line."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from results.columns import TABLES, Column
from results.records import Records
from results.table import Table, from_columns
from results.whole_file import RunFolderError, cannot_write
from scenarios.text import gettext as _

KEYS: Mapping[str, tuple[str, ...]] = {
    "calls": ("replication", "call_id"),
    "incidents": ("replication", "incident_id"),
    "notifications": ("replication", "incident_id", "need", "agency", "order"),
    "assignments": ("replication", "task_id"),
    "staffing": ("replication", "group", "start_s"),
}
"""What makes a row the same row: a later line about it takes the place of an earlier one."""


class RowLog:
    """Appends rows to a log, each line handed to the system before the next is written.

    Several processes may append to one log: each line is written in one go.

    Parameters
    ----------
    path : Path
        Made, with its folder, where it is not there.

    Raises
    ------
    RunFolderError
        If it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
            self._end_cut_line()
        except OSError as error:
            raise RunFolderError(cannot_write(path, error)) from error

    def write(self, table: str, row: Mapping[str, Any]) -> None:
        """Append a row.

        Parameters
        ----------
        table : str
        row : mapping of column to value
            What is left out, None or NaN is absent. The columns of the row's key
            (`KEYS`) and all "int" columns are needed.

        Raises
        ------
        ValueError
            If a column is unknown or a needed one is left out.
        RunFolderError
            If the log cannot be written.
        """
        kinds = {c.name: c for c in TABLES[table]}
        unknown = set(row) - set(kinds)
        lacking = {n for n, c in kinds.items() if c.kind == "int"} - set(row)
        if unknown or lacking:
            raise ValueError(
                f"row of {table}: unknown {sorted(unknown)}, left out {sorted(lacking)}"
            )
        plain = {n: _plain(v, kinds[n]) for n, v in row.items()}
        plain = {n: v for n, v in plain.items() if v is not None}
        line = json.dumps({"table": table, "row": plain}, ensure_ascii=False, allow_nan=False)
        try:
            os.write(self._file, line.encode() + b"\n")
        except OSError as error:
            raise RunFolderError(cannot_write(self._path, error)) from error

    def close(self) -> None:
        """Close the log."""
        os.close(self._file)

    def _end_cut_line(self) -> None:
        """Keep a line that a killed process left unfinished from spoiling the next."""
        size = os.fstat(self._file).st_size
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            os.write(self._file, b"\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def read_log(path: Path) -> tuple[Records, int]:
    """Read a log back: the last line about each row, in the order of the rows' first lines.

    Returns
    -------
    records : Records
    cut : int
        Lines that were passed over because they were cut.

    Raises
    ------
    RunFolderError
        If it is not there.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        message = _("{path}: cannot be read ({error}); give the folder of a run")
        raise RunFolderError(message.format(path=path, error=error.strerror)) from error
    rows: dict[str, dict[tuple[Any, ...], Mapping[str, Any]]] = {name: {} for name in TABLES}
    cut = 0
    for line in filter(None, lines):
        try:
            entry = json.loads(line)
            row = entry["row"]
            key = tuple(row.get(column) for column in KEYS[entry["table"]])
        except (ValueError, KeyError, TypeError, AttributeError):
            cut += 1
            continue
        rows[entry["table"]][key] = row
    return Records(**{name: _table(name, list(of.values())) for name, of in rows.items()}), cut


def _table(name: str, rows: list[Mapping[str, Any]]) -> Table:
    absent = {"float": math.nan, "flag": False, "label": None}
    return from_columns(
        name,
        {c.name: [row.get(c.name, absent.get(c.kind)) for row in rows] for c in TABLES[name]},
    )


def _plain(value: Any, column: Column) -> Any:
    if value is None:
        return None
    if column.kind == "label":
        return str(value)
    if column.kind == "flag":
        return bool(value)
    number = float(value)
    if not math.isfinite(number):
        return None
    return int(value) if column.kind == "int" else number
