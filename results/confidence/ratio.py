"""A mean in each cell, as a ratio of sums over weeks, with Student's t."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from results.confidence.quantiles import student_quantile

_WEEKS_WITH_OBSERVATIONS = 4
"""Fewer weeks than this say nothing of how a mean varies; an assumption of this project."""


@dataclass(frozen=True)
class RatioEstimate:
    """Ratios of sums (means of times, occupancies) with their intervals.

    Parameters
    ----------
    numerator, denominator : array of float, shape (weeks, cells)
        Sums, and counts or seconds that they are divided by.

    Notes
    -----
    The variance of the ratio R over W weeks is W/(W-1) sum (y - R x)^2 / (sum x)^2: Cochran,
    W. G. (1977), Sampling Techniques, 3rd ed., section 6.3. A ratio of expectations, not an
    average of weekly ratios.
    """

    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]

    @cached_property
    def n(self) -> NDArray[np.float64]:
        """Denominators, one a cell."""
        total: NDArray[np.float64] = self.denominator.sum(axis=0)
        return total

    @cached_property
    def value(self) -> NDArray[np.float64]:
        """Ratios, one a cell; NaN without observations."""
        value: NDArray[np.float64] = np.divide(
            self.numerator.sum(axis=0), self.n, out=np.full(self.n.shape, np.nan), where=self.n > 0
        )
        return value

    @cached_property
    def standard_error(self) -> NDArray[np.float64]:
        """Standard error, one a cell.

        A cell whose weeks do not differ at all borrows the spread of the others: five calls
        answered at once are no proof that every call is.
        """
        weeks = self.numerator.shape[0]
        if weeks < 2:
            return np.full(self.n.shape, np.inf)
        residual = self.numerator - self.denominator * np.nan_to_num(self.value)
        squares = weeks / (weeks - 1) * np.sum(residual**2, axis=0)
        total = float(self.n.sum())
        pooled = float(squares.sum()) / total if total > 0 else 0.0
        squares = np.where(squares > 0, squares, pooled * self.n)
        value: NDArray[np.float64] = np.divide(
            np.sqrt(squares), self.n, out=np.full(self.n.shape, np.inf), where=self.n > 0
        )
        return value

    def limits(
        self, alpha: float, weeks: int | None = None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return one-sided limits, each wrong with probability `alpha`; see `Estimate`."""
        seen = self.numerator.shape[0]
        factor = 1.0 if weeks is None else weeks / seen
        observed = np.count_nonzero(self.denominator, axis=0) * factor
        lower, upper = np.full(self.n.shape, -np.inf), np.full(self.n.shape, np.inf)
        error = self.standard_error / np.sqrt(factor)
        for count in np.unique(observed[observed >= _WEEKS_WITH_OBSERVATIONS]):
            of = observed == count
            half = student_quantile(1 - alpha, float(count - 1)) * error[of]
            lower[of], upper[of] = self.value[of] - half, self.value[of] + half
        return lower, upper
