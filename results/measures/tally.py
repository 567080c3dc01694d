"""From records and a question to evidence: sums by week and cell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from results.measures.catalogue import MEASURES
from results.measures.cells import ShiftOfHour, cells_of
from results.measures.declaration import Observations
from results.measures.evidence import Evidence
from results.measures.question import By, MeasureQuestion
from results.records import Records


def weeks_of(records: Records) -> tuple[int, ...]:
    """Return the weeks that occur in any of the tables, in order."""
    found: set[int] = set()
    for table in records.tables().values():
        found.update(int(w) for w in np.unique(table["week"]))
    return tuple(sorted(found))


def tally(
    records: Records,
    question: MeasureQuestion,
    *,
    cells: Sequence[str] | None = None,
    weeks: Sequence[int] | None = None,
    shift_of_hour: ShiftOfHour | None = None,
) -> Evidence:
    """Return the evidence that the records hold on a question.

    Parameters
    ----------
    records : Records
    question : MeasureQuestion
    cells : sequence of str, optional
        Cells that are asked about, with or without observations (`results.verdict.asked_cells`
        knows those of a target); left out: those that occur. Others that occur come behind.
    weeks : sequence of int, optional
        Weeks of evidence, a week without rows among them; left out: those in the records.
    shift_of_hour : mapping, optional
        For cells by shift.

    Returns
    -------
    Evidence

    Raises
    ------
    ValueError
        If the measure cannot be asked so.
    """
    measure = MEASURES[question.measure]
    if question.by not in measure.cells:
        raise ValueError(
            f"{question.measure} cannot be asked by {question.by}; "
            f"it can by {', '.join(measure.cells)}"
        )
    weeks = weeks_of(records) if weeks is None else tuple(weeks)
    observed = measure.observe(records, question)
    coded = [cells_of(o.rows, question.by, shift_of_hour) for o in observed]
    labels = _labels(observed, coded, question.by, cells)
    position = {label: i for i, label in enumerate(labels)}
    shape = (len(weeks), len(labels))
    numerator, denominator = np.zeros(shape), np.zeros(shape)
    for seen, (codes, names) in zip(observed, coded, strict=True):
        lookup = np.array([*(position.get(name, -1) for name in names), -1], dtype=np.int64)
        week, cell = _positions(seen.rows["week"], weeks), lookup[codes]
        numerator += _sums(week, cell, seen.numerator, shape)
        denominator += _sums(week, cell, seen.denominator, shape)
    return Evidence(question, labels, weeks, numerator, denominator)


def _labels(
    observed: Sequence[Observations],
    coded: Sequence[tuple[NDArray[np.int64], tuple[str, ...]]],
    by: By,
    cells: Sequence[str] | None,
) -> tuple[str, ...]:
    """Return the cells asked about, and behind them others with observations."""
    occurring: set[str] = set()
    for seen, (codes, names) in zip(observed, coded, strict=True):
        if by in ("all", "hour_of_week", "shift"):
            occurring.update(names)
        else:
            counted = codes[(codes >= 0) & (seen.denominator > 0)]
            occurring.update(names[i] for i in np.unique(counted))
    listed = tuple(cells) if cells is not None else ()
    further = occurring - set(listed)
    return listed + tuple(sorted(further, key=(int if by in ("hour_of_week", "week") else str)))


def _positions(week: NDArray[np.int64], weeks: Sequence[int]) -> NDArray[np.int64]:
    listed = np.asarray(weeks, dtype=np.int64)
    if not len(listed):
        return np.full(len(week), -1, dtype=np.int64)
    order = np.argsort(listed, kind="stable")
    found = np.minimum(np.searchsorted(listed[order], week), len(listed) - 1)
    positions: NDArray[np.int64] = np.where(listed[order][found] == week, order[found], -1)
    return positions


def _sums(
    week: NDArray[np.int64],
    cell: NDArray[np.int64],
    values: NDArray[np.float64],
    shape: tuple[int, int],
) -> NDArray[np.float64]:
    """Add in row order, so that the same rows give the same bits."""
    known = (week >= 0) & (cell >= 0)
    index = week[known] * shape[1] + cell[known]
    flat = np.bincount(index, weights=values[known], minlength=shape[0] * shape[1])
    return np.asarray(flat, dtype=np.float64).reshape(shape)
