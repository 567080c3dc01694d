"""Evidence: what a question found, week by week and cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from results.measures.question import MeasureQuestion


@dataclass(frozen=True)
class Evidence:
    """Numerators and denominators of one question.

    Parameters
    ----------
    question : MeasureQuestion
    cells : tuple of str
        Labels of the cells; ("all",) for a question as a whole.
    weeks : tuple of int
        Index of each unit of evidence: weeks, or batches in time of a load test.
    numerator, denominator : array of float, shape (weeks, cells)
        The estimate of a cell is the sum of its numerators over the sum of its denominators.
        For shares the denominator counts observations.

    Raises
    ------
    ValueError
        If the shapes do not agree.
    """

    question: MeasureQuestion
    cells: tuple[str, ...]
    weeks: tuple[int, ...]
    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]

    def __post_init__(self) -> None:
        shape = (len(self.weeks), len(self.cells))
        if self.numerator.shape != shape or self.denominator.shape != shape:
            raise ValueError(
                f"evidence of {self.question.measure}: arrays of shape {self.numerator.shape} "
                f"and {self.denominator.shape}; expected (weeks, cells) = {shape}"
            )

    def first(self, weeks: int) -> Evidence:
        """Return the evidence of the first `weeks` weeks."""
        return replace(
            self,
            weeks=self.weeks[:weeks],
            numerator=self.numerator[:weeks],
            denominator=self.denominator[:weeks],
        )

    def pooled(self) -> Evidence:
        """Return the same evidence with all cells put into one, "all"."""
        return replace(
            self,
            cells=("all",),
            numerator=self.numerator.sum(axis=1, keepdims=True),
            denominator=self.denominator.sum(axis=1, keepdims=True),
        )


def join_evidence(parts: Sequence[Evidence]) -> Evidence:
    """Put the evidence of several blocks of weeks together, in the order given.

    Cells are matched by label; a cell that a block did not have is without observations there.

    Raises
    ------
    ValueError
        If there is no part, the questions differ, or a week occurs twice.
    """
    if not parts:
        raise ValueError("no evidence to join")
    if any(p.question != parts[0].question for p in parts):
        raise ValueError("evidence of different questions cannot be joined")
    weeks = tuple(w for p in parts for w in p.weeks)
    if len(set(weeks)) < len(weeks):
        raise ValueError("a week occurs in two parts of the evidence")
    cells = parts[0].cells
    for part in parts[1:]:
        cells += tuple(c for c in part.cells if c not in cells)
    position = {c: i for i, c in enumerate(cells)}
    arrays = []
    for name in ("numerator", "denominator"):
        joined = np.zeros((len(weeks), len(cells)))
        row = 0
        for part in parts:
            columns = [position[c] for c in part.cells]
            joined[row : row + len(part.weeks), columns] = getattr(part, name)
            row += len(part.weeks)
        arrays.append(joined)
    return Evidence(parts[0].question, cells, weeks, arrays[0], arrays[1])
