"""The grain of time: every time that enters a run is a multiple of 2^-20 s.

Sums and differences of such numbers are exact in any order up to 2^33 s (272 years),
so two engines, or two ways of writing one formula, agree to the last bit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TICKS_PER_SECOND = 1 << 20


def to_ticks(seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `seconds` rounded to the grain (half to even); NaN and inf stay.

    Parameters
    ----------
    seconds : array of float, s, any shape

    Returns
    -------
    array of float, s, same shape
    """
    rounded: NDArray[np.float64] = np.rint(seconds * TICKS_PER_SECOND) / TICKS_PER_SECOND
    return rounded


def to_tick(seconds: float) -> float:
    """Return one finite time in seconds rounded to the grain, as `to_ticks` does."""
    return round(seconds * TICKS_PER_SECOND) / TICKS_PER_SECOND
