"""The rule: which cells reach a bound, which surely miss it, and what remains open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from results.confidence.estimate import Estimate
from results.verdict.bound import Bound

Mask = NDArray[np.bool_]
MOST_WEEKS = 1 << 14
"""Beyond this many weeks (three centuries) "weeks still needed" is not a number to name."""
_SLACK = 1e-12  # a limit that equals the bound must not fail by its last bit


@dataclass(frozen=True)
class Judgement:
    """What the rule says of each cell.

    Parameters
    ----------
    known, reaches, met, missed : array of bool, one a cell
        Has observations; its estimate reaches the bound; reaches it surely enough; surely
        misses it.
    low, high : array of float
        One-sided limits at `alpha`.
    """

    known: Mask
    reaches: Mask
    met: Mask
    missed: Mask
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def judge_cells(
    estimate: Estimate, bound: Bound, alpha: float, weeks: int | None = None
) -> Judgement:
    """Apply the rule of model.md to every cell.

    Met: the estimate reaches the bound, and the one-sided limit at `alpha` is not worse than the
    bound by more than the tolerance; no correction for the number of cells, since all must pass.
    Missed: the one-sided limit at `alpha` / cells lies beyond the bound.

    Parameters
    ----------
    estimate : Estimate
    bound : Bound
    alpha : float
        0.05 divided by the number of looks.
    weeks : int, optional
        As if there were so many weeks like those seen.
    """
    low, high = estimate.limits(alpha, weeks)
    known = estimate.n > 0
    reaches = known & _as_good_as(estimate.value, bound)
    met = reaches & _near(low, high, bound)
    missed = known & _surely_misses(estimate, bound, alpha, weeks)
    return Judgement(known, reaches, met, missed, low, high)


def _as_good_as(values: NDArray[np.float64], bound: Bound, tolerance: float = 0.0) -> Mask:
    """Return where a value is no worse than the bound by more than a tolerance; NaN is nowhere."""
    with np.errstate(invalid="ignore"):
        if bound.side == "at_least":
            return values >= bound.value - tolerance - _SLACK
        return values <= bound.value + tolerance + _SLACK


def _near(low: NDArray[np.float64], high: NDArray[np.float64], bound: Bound) -> Mask:
    """Return where the worse limit is not worse than the bound by more than the tolerance."""
    return _as_good_as(low if bound.side == "at_least" else high, bound, bound.tolerance)


def _surely_misses(estimate: Estimate, bound: Bound, alpha: float, weeks: int | None) -> Mask:
    """Return where even the better limit, at `alpha` / cells, lies beyond the bound."""
    low, high = estimate.limits(alpha / max(len(estimate.value), 1), weeks)
    with np.errstate(invalid="ignore"):
        if bound.side == "at_least":
            return high < bound.value - _SLACK
        return low > bound.value + _SLACK


def weeks_needed(estimate: Estimate, bound: Bound, alpha: float, weeks: int) -> int | None:
    """Return after how many weeks all would be decided if the estimates stood as they are.

    Parameters
    ----------
    weeks : int
        Weeks at hand.

    Returns
    -------
    int or None
        None where it cannot be said: cells without observations, a single week, an estimate
        that lies on the bound, or more than `MOST_WEEKS`.
    """
    known = estimate.n > 0
    misses = bool(np.any(known & ~_as_good_as(estimate.value, bound)))

    def decided(count: int) -> bool:
        if misses:
            return bool(np.any(known & _surely_misses(estimate, bound, alpha, count)))
        return bool(np.all(_near(*estimate.limits(alpha, count), bound)))

    if weeks < 2 or (not misses and not np.all(known)):
        return None
    high = weeks
    while not decided(high):
        high *= 2
        if high > MOST_WEEKS:
            return None
    low = max(high // 2, weeks)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if decided(middle) else (middle + 1, high)
    return high
