"""The record tables of one run, together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from results.table import Table, concatenate, empty_table


@dataclass(frozen=True)
class Records:
    """What was seen: one table of each kind (`results.columns`)."""

    calls: Table
    incidents: Table
    notifications: Table
    assignments: Table
    staffing: Table

    def tables(self) -> dict[str, Table]:
        """Return the tables by name, in the declared order."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


def no_records() -> Records:
    """Return records without rows."""
    return Records(**{f.name: empty_table(f.name) for f in fields(Records)})


def join_records(parts: Sequence[Records]) -> Records:
    """Join the records of several replications in the order given."""
    if not parts:
        return no_records()
    return Records(
        **{f.name: concatenate([getattr(p, f.name) for p in parts]) for f in fields(Records)}
    )
