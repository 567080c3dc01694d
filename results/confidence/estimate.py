"""What both kinds of estimate offer: a value in each cell, and one-sided limits."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from results.confidence.ratio import RatioEstimate
from results.confidence.share import ShareEstimate
from results.measures.evidence import Evidence


class Estimate(Protocol):
    """A value in each cell, and how sure it is."""

    @property
    def value(self) -> NDArray[np.float64]:
        """Estimates, one a cell; NaN without observations."""
        ...

    @property
    def n(self) -> NDArray[np.float64]:
        """Observations, one a cell."""
        ...

    def limits(
        self, alpha: float, weeks: int | None = None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return one-sided limits, each wrong with probability `alpha`, below and above.

        Parameters
        ----------
        alpha : float
        weeks : int, optional
            As if there were so many weeks like those seen; left out: those seen.
        """
        ...


def estimate_of(evidence: Evidence) -> Estimate:
    """Return the estimate that suits the statistic: Wilson for shares, else Student t."""
    if evidence.question.statistic in ("share", "within"):
        return ShareEstimate(evidence.numerator, evidence.denominator)
    return RatioEstimate(evidence.numerator, evidence.denominator)
