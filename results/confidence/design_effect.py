"""The design effect: how much less a share is known than its number of calls would say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def design_effect(numerator: NDArray[np.float64], denominator: NDArray[np.float64]) -> float:
    """Return the between-week variance over the binomial one, pooled over cells, at least 1.

    Calls of one week share its storms, its staff and its queue, so they fail together. The
    variance of a cell's share as a ratio over W weeks is W/(W-1) sum (k - n p)^2 / N^2, and
    N p (1-p) / N^2 if calls failed one by one; numerators and denominators are summed over the
    cells before they are divided, so that cells with few failures do not decide.

    Parameters
    ----------
    numerator, denominator : array of float, shape (weeks, cells)
        Successes and observations.

    Returns
    -------
    float
        1 where nothing varies, or with a single week.

    Notes
    -----
    Cochran, W. G. (1977), Sampling Techniques, 3rd ed., section 6.3 (variance of a ratio);
    Kish, L. (1965), Survey Sampling, section 8.2 (design effect).
    """
    weeks = numerator.shape[0]
    if weeks < 2:
        return 1.0
    total = denominator.sum(axis=0)
    share = np.divide(numerator.sum(axis=0), total, out=np.zeros_like(total), where=total > 0)
    between = weeks / (weeks - 1) * np.sum((numerator - denominator * share) ** 2)
    binomial = float(np.sum(total * share * (1 - share)))
    return max(1.0, float(between) / binomial) if binomial > 0 else 1.0
