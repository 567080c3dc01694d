"""Helpers that the measures share: which rows are asked about, and times between moments."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from results.measures.declaration import Observations
from results.measures.question import MeasureQuestion
from results.table import Table

Mask = NDArray[np.bool_]


def came(moment_s: NDArray[np.float64]) -> Mask:
    """Return where a moment came."""
    return ~np.isnan(moment_s)


def asked(table: Table, question: MeasureQuestion) -> Table:
    """Return the rows of the categories, the agency and the calls that are asked about.

    Raises
    ------
    ValueError
        If an agency is asked about that the table does not know.
    """
    mask = np.ones(len(table), dtype=np.bool_)
    if question.categories is not None:
        wanted = [table.code("category", c) for c in question.categories]
        mask &= np.isin(table["category"], [c for c in wanted if c is not None])
    if question.agency is not None:
        if "agency" not in table.data:
            raise ValueError(f"{question.measure} is not known by agency; leave agency out")
        mask &= table.is_label("agency", question.agency)
    if question.calls == "emergency" and table.name == "calls":
        mask &= table["emergency"]
    return table if bool(mask.all()) else table.where(mask)


def part_of(rows: Table, counted: Mask, among: Mask) -> Observations:
    """Return the share of the rows `among` that are `counted`."""
    return Observations(rows, (counted & among).astype(np.float64), among.astype(np.float64))


def timed(
    rows: Table, elapsed_s: NDArray[np.float64], due: Mask, question: MeasureQuestion
) -> Observations:
    """Return a time as the share within the bound, or as a mean.

    Parameters
    ----------
    rows : Table
    elapsed_s : array of float
        s; NaN where the time never ended.
    due : array of bool
        Rows in which it began. One that never ended is not within any bound, and has no part
        in the mean, for its time is not known.
    question : MeasureQuestion
    """
    if question.statistic == "within":
        if question.within_s is None:
            raise ValueError(f"{question.measure} within a time; give the time")
        with np.errstate(invalid="ignore"):
            return part_of(rows, elapsed_s <= question.within_s, due)
    ended = due & came(elapsed_s)
    return Observations(rows, np.where(ended, elapsed_s, 0.0), ended.astype(np.float64))
