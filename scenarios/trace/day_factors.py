"""Day factors: what makes one day's rate another's, and one day like the day before."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenarios.trace.rates import WeeklyCells

Floats = NDArray[np.float64]
_LEAST = 2.0**-54
_MOST = 1 - 2.0**-53
"""Next to 0 and 1, where normal scores are still finite."""


def day_factors(shape: float | None, uniforms: Floats) -> Floats:
    """Return gamma day factors of mean 1 (variance 1/shape), or ones without a shape."""
    if shape is None:
        return np.ones(len(uniforms))
    from scipy.special import gammaincinv

    factors: Floats = gammaincinv(shape, uniforms) / shape
    return factors


def calendar_days(grid: WeeklyCells) -> NDArray[np.int64]:
    """Return which calendar day each day of all weeks is.

    A week that begins within a day shares it with the week before.
    """
    return np.concatenate(
        [first + np.arange(n) for first, n in zip(grid.first_days, grid.days, strict=True)]
    )


def in_a_row(
    uniforms: Floats, days: NDArray[np.int64], correlation: float, first: int = 0
) -> Floats:
    """Make independent uniforms into uniforms of which neighbours are like each other.

    A Gaussian copula: the normal scores z follow z[t] = rho^d z[t-1] + sqrt(1 - rho^2d) e[t], with
    e the scores of the given uniforms and d the days in between, so that each is a uniform as
    before, from the first day on, and the scores of days k apart correlate by rho^k. Such a row
    is the same in both directions; it goes both ways from `first`, whose own luck it keeps.
    See Cario and Nelson (1996), Autoregressive to anything.

    Parameters
    ----------
    uniforms : array of float in [0, 1), shape (n,)
    days : array of int, shape (n,)
        Number of the calendar day, ascending; the same day twice is one day, with one luck.
    correlation : float
        rho, more than 0 and less than 1.
    first : int
        Where the row starts. What is drawn behind it does not depend on what lies before.

    Returns
    -------
    array of float in (0, 1), shape (n,)
    """
    from scipy.special import ndtr, ndtri

    own = ndtri(np.maximum(uniforms, _LEAST)).tolist()
    scores = list(own)
    apart = np.diff(days).tolist()
    for t in range(first + 1, len(own)):
        likeness = correlation ** apart[t - 1]
        scores[t] = likeness * scores[t - 1] + math.sqrt(1 - likeness**2) * own[t]
    for t in range(first - 1, -1, -1):
        likeness = correlation ** apart[t]
        scores[t] = likeness * scores[t + 1] + math.sqrt(1 - likeness**2) * own[t]
    alike: Floats = np.clip(ndtr(np.array(scores)), _LEAST, _MOST)
    return alike
