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
    cells = len(estimate.value)
    low, high = estimate.limits(alpha, weeks)
    surely_low, surely_high = estimate.limits(alpha / max(cells, 1), weeks)
    known = estimate.n > 0
    with np.errstate(invalid="ignore"):
        if bound.side == "at_least":
            reaches = estimate.value >= bound.value - _SLACK
            near = low >= bound.value - bound.tolerance - _SLACK
            missed = surely_high < bound.value - _SLACK
        else:
            reaches = estimate.value <= bound.value + _SLACK
            near = high <= bound.value + bound.tolerance + _SLACK
            missed = surely_low > bound.value + _SLACK
    return Judgement(known, known & reaches, known & reaches & near, known & missed, low, high)


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
    now = judge_cells(estimate, bound, alpha)
    misses = bool(np.any(now.known & ~now.reaches))

    def decided(count: int) -> bool:
        then = judge_cells(estimate, bound, alpha, count)
        return bool(np.any(then.missed)) if misses else bool(np.all(then.met))

    if weeks < 2 or (not misses and not np.all(now.known)):
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
