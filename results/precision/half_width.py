"""The half-width of the interval of each cell, at one of several looks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from results.confidence.estimate import Estimate, estimate_of
from results.measures.evidence import Evidence

Floats = NDArray[np.float64]
TWO_SIDED = 0.05
"""Of the interval, over all looks together."""


def precision_estimate(evidence: Evidence) -> Estimate:
    """Return the house's estimate: Wilson for shares, else Student t over weeks."""
    if evidence.question.statistic == "count":  # a number a week
        evidence = replace(evidence, denominator=np.ones_like(evidence.denominator))
    return estimate_of(evidence)


def limits_at_look(
    estimate: Estimate, looks: int, weeks: int | None = None
) -> tuple[Floats, Floats]:
    """Return the two limits of the 95 % interval of each cell.

    The 5 % is divided by the number of looks. A run that ends when an interval happens to be
    short ends too often when the weeks happen to differ little, and the interval would then hold
    the truth less often than it says (Law, A. M., Kelton, W. D., Koenig, L. W. (1981), Relative
    width sequential confidence intervals for the mean, Communications in Statistics B 10,
    29-39). Bonferroni's division makes it hold whatever the rule of stopping.

    Parameters
    ----------
    estimate : Estimate
    looks : int
        How many are planned.
    weeks : int, optional
        As if there were so many weeks like those seen.
    """
    return estimate.limits(TWO_SIDED / looks / 2, weeks)


def half_widths(estimate: Estimate, looks: int, weeks: int | None = None) -> Floats:
    """Return the half-width of each cell; infinite where nothing is known."""
    low, high = limits_at_look(estimate, looks, weeks)
    widths: Floats = np.where(estimate.n > 0, (high - low) / 2, np.inf)
    return widths
