"""Play with both engines, and name the first value in which they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from results.records import Records
from results.table import Table, same
from scenarios.plan import Plan
from scenarios.trace import Trace
from sim.busy import busy_of
from sim.calls_played import calls_played
from sim.played import Played
from sim.reference import play_rows
from sim.rows_played import played_of
from sim.tables import to_records
from sim.twin.play import play_twin


@dataclass
class Case:
    """What both engines said alike about a trace under a plan."""

    trace: Trace
    plan: Plan
    played: Played


def play_both(
    trace: Trace,
    plan: Plan,
    stretches: Sequence[np.ndarray] | None = None,
    until_s: np.ndarray | None = None,
) -> Case:
    """Play with both engines; all that they wrote down must be the same, value for value.

    What the reference's desks, units and lines saw of their own work must be what is made of
    the rows.
    """
    if stretches is None:
        stretches = [np.arange(len(trace.callers))]
    rows = play_rows(trace, plan, stretches)
    reference = played_of(rows, trace)
    twin = play_twin(trace, plan, stretches)
    assert difference(reference, twin) is None, difference(reference, twin)
    one, other = (to_records(p, trace, plan, until_s=until_s) for p in (reference, twin))
    assert records_differ(one, other) is None, records_differ(one, other)
    assert busy_differs(rows.busy, busy_in(twin, trace, plan)) is None
    return Case(trace, plan, twin)


def difference(reference: Played, twin: Played) -> str | None:
    """Return the first column and row in which two plays differ; None if they do not."""
    for table in fields(Played):
        one, other = getattr(reference, table.name), getattr(twin, table.name)
        if one.dtype != other.dtype or len(one) != len(other):
            return f"{table.name}: {one.dtype} x {len(one)}, not {other.dtype} x {len(other)}"
        for column in one.dtype.names:
            found = _first(one[column], other[column])
            if found is not None:
                return f"{table.name}.{column}{found}"
    return None


def _unlike(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return (one != other) & ~((one != one) & (other != other))


def _first(one: np.ndarray, other: np.ndarray) -> str | None:
    unlike = np.flatnonzero(_unlike(one, other))
    if len(unlike) == 0:
        return None
    row = unlike[0]
    return f"[{row}]: reference {one[row]!r}, twin {other[row]!r} ({len(unlike)} rows differ)"


def records_differ(reference: Records, twin: Records) -> str | None:
    """Return the first table, column and row in which records differ; None if they do not."""
    for part in fields(Records):
        one, other = getattr(reference, part.name), getattr(twin, part.name)
        found = table_differs(one, other)
        assert (found is None) == same(one, other), "this helper and the tables' own agree"
        if found is not None:
            return found
    return None


def table_differs(one: Table, other: Table) -> str | None:
    """Return the first column and row in which two tables differ; None if they do not."""
    if one.name != other.name or len(one) != len(other):
        return f"{one.name} of {len(one)} rows, not {other.name} of {len(other)}"
    for column in one.columns:
        if column.kind == "label":
            found = _first(one.texts(column.name), other.texts(column.name))
        else:
            found = _first(one[column.name], other[column.name])
        if found is not None:
            return f"{one.name}.{column.name}{found}"
    return None


def busy_in(played: Played, trace: Trace, plan: Plan) -> dict[str, np.ndarray]:
    """Return who was at work when, as the staffing table is made of it."""
    return busy_of(played, calls_played(played, trace), trace, plan)


def busy_differs(seen: Mapping[str, Sequence[tuple[float, float]]], made: Mapping) -> str | None:
    """Return the first group whose pieces of work differ; None if all are the same."""
    if set(seen) != set(made):
        return f"groups {sorted(set(seen) ^ set(made))}"
    for group, work in seen.items():
        one, other = sorted(work), sorted(map(tuple, made[group].tolist()))
        if one != other:
            pairs = zip(one, other, strict=False)
            first = next((p for p in pairs if p[0] != p[1]), (len(one), len(other)))
            return f"{group}: reference {first[0]}, from the rows {first[1]}"
    return None
