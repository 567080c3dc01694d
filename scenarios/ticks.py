"""The grain of time: every time that enters a run is a multiple of 2^-20 s.

Sums and differences of such numbers are exact in any order up to 2^33 s (272 years),
so two engines, or two ways of writing one formula, agree to the last bit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TICKS_PER_SECOND = 1 << 20
LONGEST_S = 100 * 366 * 86_400.0
"""Longest duration that enters a run: a hundred years, well within the grain of time."""


def to_ticks(
    seconds: NDArray[np.float64], out: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Return `seconds` rounded to the grain (half to even); NaN and inf stay.

    Parameters
    ----------
    seconds : array of float, s, any shape
    out : array of float, same shape, optional
        Where to write, `seconds` itself if wished; else a new array.

    Returns
    -------
    array of float, s, same shape
    """
    ticks = np.rint(np.multiply(seconds, TICKS_PER_SECOND, out=out), out=out)
    # a power of two, so to multiply is to divide
    rounded: NDArray[np.float64] = np.multiply(ticks, 1 / TICKS_PER_SECOND, out=out)
    return rounded


def to_tick(seconds: float) -> float:
    """Return one finite time in seconds rounded to the grain, as `to_ticks` does."""
    return round(seconds * TICKS_PER_SECOND) / TICKS_PER_SECOND
