"""Which cell a row of records belongs to."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from results.measures.question import By
from results.table import Table, code_labels

HOURS_OF_WEEK = 168
ShiftOfHour = Mapping[int, str]
"""Shift on duty in each hour of the week (0 = Monday 00:00). Where staffing is a head count by
the hour there is one shift: leave the mapping out."""


def cells_of(
    table: Table, by: By, shift_of_hour: ShiftOfHour | None = None
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return the cell of each row and the labels of the cells.

    Parameters
    ----------
    table : Table
    by : By
    shift_of_hour : mapping of hour of the week to shift, optional

    Returns
    -------
    codes : array of int
        Index into the labels; -1 for a row that belongs to no cell.
    labels : tuple of str
        Hours of the week are "0" to "167", all of them; other cells are those that occur.

    Raises
    ------
    ValueError
        If the table does not know that kind of cell.
    """
    if by == "all" or (by == "shift" and shift_of_hour is None):
        return np.zeros(len(table), dtype=np.int64), ("all",)
    if by == "hour_of_week":
        return table["hour_of_week"], tuple(str(h) for h in range(HOURS_OF_WEEK))
    if by == "week":
        found, codes = np.unique(table["week"], return_inverse=True)
        return codes.astype(np.int64), tuple(str(w) for w in found)
    if by == "shift":
        assert shift_of_hour is not None
        per_hour, shifts = code_labels(shift_of_hour.get(h) for h in range(HOURS_OF_WEEK))
        return per_hour.astype(np.int64)[table["hour_of_week"]], shifts
    if table.name == "staffing" and by == "agency":
        agency_of, agencies = code_labels(agency_of_group(g) for g in table.labels["group"])
        lookup = np.append(agency_of, np.int32(-1))
        return lookup[table["group"]].astype(np.int64), agencies
    if by not in table.data:
        raise ValueError(f"table {table.name} has no {by}; it cannot be asked by it")
    return table[by].astype(np.int64), table.labels[by]


def agency_of_group(group: str) -> str | None:
    """Return the agency of a staffing group such as "units:damkar", None for the centre's own."""
    kind, _, name = group.partition(":")
    return name if kind in ("desk", "units") and name else None
