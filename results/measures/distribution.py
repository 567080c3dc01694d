"""Percentiles of the times behind a measure. Shown; a target's percentile is judged as a share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from results.measures.catalogue import MEASURES
from results.measures.cells import ShiftOfHour, cells_of
from results.measures.question import MeasureQuestion
from results.records import Records


def times_by_cell(
    records: Records, question: MeasureQuestion, *, shift_of_hour: ShiftOfHour | None = None
) -> dict[str, NDArray[np.float64]]:
    """Return the times of a measure, cell by cell, in row order.

    Parameters
    ----------
    records : Records
    question : MeasureQuestion
        On a measure of times; its statistic does not matter.

    Returns
    -------
    mapping of cell to array of float, s
        Times that ended; cells without any are left out.
    """
    found: dict[str, list[NDArray[np.float64]]] = {}
    asked = replace(question, statistic="mean", within_s=None)
    for seen in MEASURES[question.measure].observe(records, asked):
        codes, labels = cells_of(seen.rows, question.by, shift_of_hour)
        ended = (seen.denominator > 0) & (codes >= 0)
        codes, values = codes[ended], seen.numerator[ended]
        order = np.argsort(codes, kind="stable")
        present, first = np.unique(codes[order], return_index=True)
        for code, part in zip(present, np.split(values[order], first[1:]), strict=False):
            found.setdefault(labels[code], []).append(part)
    return {label: np.concatenate(parts) for label, parts in found.items()}


def percentile(times_s: NDArray[np.float64], percent: float) -> float:
    """Return the least time within which at least `percent` % of the times lie; NaN of none."""
    if not len(times_s):
        return float("nan")
    return float(np.quantile(times_s, percent / 100, method="inverted_cdf"))
