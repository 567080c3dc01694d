"""Small record tables, written out by hand: what is left out is absent, whole numbers are 0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from results.columns import TABLES
from results.records import Records, no_records
from results.table import Table, from_columns

NAN = float("nan")


def table(name: str, rows: Iterable[Mapping[str, Any]]) -> Table:
    """Make a table of rows that name only the columns that matter."""
    absent = {"int": 0, "float": NAN, "flag": False, "label": None}
    listed = list(rows)
    columns = {c.name: [row.get(c.name, absent[c.kind]) for row in listed] for c in TABLES[name]}
    assert all(set(row) <= set(columns) for row in listed)
    return from_columns(name, columns)


def records(**rows: Iterable[Mapping[str, Any]]) -> Records:
    """Make records of the tables named; the others are empty."""
    tables = no_records().tables()
    tables.update({name: table(name, of) for name, of in rows.items()})
    return Records(**tables)


def answered(wait_s: float, **more: Any) -> dict[str, Any]:
    """Return a call connected at 100 s and answered after `wait_s`."""
    times = {"arrival_s": 99.0, "connected_s": 100.0, "answered_s": 100.0 + wait_s}
    return {"outcome": "answered", "assigned_s": 100.0 + wait_s, **times, **more}


def given_up(after_s: float, **more: Any) -> dict[str, Any]:
    """Return a call connected at 100 s and given up in the queue after `after_s`."""
    times = {"arrival_s": 99.0, "connected_s": 100.0, "gave_up_s": 100.0 + after_s}
    return {"outcome": "abandoned_queue", **times, **more}


def blocked(**more: Any) -> dict[str, Any]:
    """Return a call that met no free line."""
    return {"outcome": "blocked", "arrival_s": 99.0, **more}


def refused(**more: Any) -> dict[str, Any]:
    """Return a call of a number that is blocked for a time."""
    return {"outcome": "refused", "arrival_s": 99.0, **more}


def failed(**more: Any) -> dict[str, Any]:
    """Return a call that failed technically."""
    return {"outcome": "failed", "failure": "timeout", "arrival_s": 99.0, **more}
