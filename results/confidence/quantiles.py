"""Quantiles of Student's t, the normal as its limit."""

from __future__ import annotations

import math


def student_quantile(level: float, degrees: float) -> float:
    """Return the quantile of Student's t.

    Parameters
    ----------
    level : float
        Between 0 and 1.
    degrees : float
        Degrees of freedom; below 1 nothing can be said and the answer is infinite.

    Returns
    -------
    float
    """
    from scipy.special import ndtri, stdtrit

    if degrees < 1:
        return math.inf if level > 0.5 else -math.inf
    return float(ndtri(level)) if math.isinf(degrees) else float(stdtrit(degrees, level))
