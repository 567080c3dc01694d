"""Wilson's score interval of a share."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def wilson_limits(
    share: ArrayLike, n: ArrayLike, z: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lower and the upper limit.

    Parameters
    ----------
    share : array of float
        Estimates, 0 to 1; NaN where nothing was seen.
    n : array of float
        Observations, divided by the design effect where there is one.
    z : float
        Quantile of one side, as 1.645 for 95 %.

    Returns
    -------
    lower, upper : array of float
        0 and 1 where n is 0 or z infinite: nothing is known.

    Notes
    -----
    Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22, 209-212.
    """
    p, n = np.broadcast_arrays(np.asarray(share, np.float64), np.asarray(n, np.float64))
    lower, upper = np.zeros(p.shape), np.ones(p.shape)
    known = n > 0
    if not np.isfinite(z) or not known.any():
        return lower, upper
    p, n = p[known], n[known]
    scale = 1 + z**2 / n
    centre = (p + z**2 / (2 * n)) / scale
    half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / scale
    # at p = 0 and p = 1 the limit is exact; what rounding leaves would read as one failure
    lower[known] = np.where(p == 0, 0.0, np.maximum(centre - half, 0.0))
    upper[known] = np.where(p == 1, 1.0, np.minimum(centre + half, 1.0))
    return lower, upper
