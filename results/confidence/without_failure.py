"""How many calls without a failure prove a share."""

from __future__ import annotations

import math


def needed_without_failure(share: float, alpha: float = 0.05) -> int:
    """Return how many observations without a failure prove that at least `share` succeed.

    If fewer than `share` succeeded, n in a row would happen with probability below share^n;
    it has to fall to `alpha`: 29, 59 and 299 for 90, 95 and 99 %.

    Parameters
    ----------
    share : float
        Between 0 and 1, 1 left out: no number of calls proves "always".
    alpha : float

    Raises
    ------
    ValueError
        If the share is not at least 0 and below 1.
    """
    if not 0 <= share < 1:
        raise ValueError(f"share is {share:g}; expected at least 0 and below 1")
    return 1 if share == 0 else max(1, math.ceil(math.log(alpha) / math.log(share)))
