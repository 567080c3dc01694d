"""A share in each cell: Wilson's interval with n divided by the design effect."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from results.confidence.design_effect import design_effect
from results.confidence.quantiles import student_quantile
from results.confidence.wilson import wilson_limits


@dataclass(frozen=True)
class ShareEstimate:
    """Shares with their intervals.

    Parameters
    ----------
    numerator, denominator : array of float, shape (weeks, cells)
        Successes and observations.
    """

    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]

    @cached_property
    def n(self) -> NDArray[np.float64]:
        """Observations, one a cell."""
        total: NDArray[np.float64] = self.denominator.sum(axis=0)
        return total

    @cached_property
    def value(self) -> NDArray[np.float64]:
        """Shares, one a cell; NaN without observations."""
        value: NDArray[np.float64] = np.divide(
            self.numerator.sum(axis=0), self.n, out=np.full(self.n.shape, np.nan), where=self.n > 0
        )
        return value

    @cached_property
    def design_effect(self) -> float:
        """Pooled over the cells."""
        return design_effect(self.numerator, self.denominator)

    @property
    def effective_n(self) -> NDArray[np.float64]:
        """Observations that failing one by one would say as much."""
        return self.n / self.design_effect

    def limits(
        self, alpha: float, weeks: int | None = None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return one-sided limits, each wrong with probability `alpha`; see `Estimate`.

        The quantile is Student's with as many degrees of freedom as weeks less one: the design
        effect is itself estimated from the weeks, and with eight of them the normal quantile
        would be wrong far more often than it says.
        """
        seen = self.numerator.shape[0]
        if seen < 2:
            return np.zeros(self.n.shape), np.ones(self.n.shape)
        weeks = seen if weeks is None else weeks
        quantile = student_quantile(1 - alpha, self._degrees(weeks))
        return wilson_limits(self.value, self.effective_n * (weeks / seen), quantile)

    def _degrees(self, weeks: int) -> float:
        return float(weeks - 1)
