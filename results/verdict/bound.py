"""The bound of a target, in the form in which it is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenarios.schema.targets import Target

SHARE_TOLERANCE = 0.01
"""1 point (model.md)."""
MEAN_TOLERANCE = 0.02
"""2 % of the bound (model.md)."""


@dataclass(frozen=True)
class Bound:
    """What the estimate has to reach.

    Parameters
    ----------
    side : "at_least" or "at_most"
    value : float
        A share, or seconds of a mean.
    tolerance : float
        How far the limit of the interval may lie beyond; in the unit of `value`.
    unit : "1" or "s"
    """

    side: Literal["at_least", "at_most"]
    value: float
    tolerance: float
    unit: Literal["1", "s"]

    @property
    def sign(self) -> float:
        """1 where more is better, -1 where less is."""
        return 1.0 if self.side == "at_least" else -1.0


def bound_of(target: Target) -> Bound:
    """Return the bound of a target.

    A percentile bound is the bound of its share. The target's own tolerance is in points for
    shares and ratios, relative to the bound for means.
    """
    share = target.share_bound()
    points = SHARE_TOLERANCE if target.tolerance is None else target.tolerance
    if share is not None:
        return Bound("at_least", share[1], points, "1")
    if target.mean_at_most is not None:
        part = MEAN_TOLERANCE if target.tolerance is None else target.tolerance
        return Bound("at_most", target.mean_at_most, part * target.mean_at_most, "s")
    if target.at_least is not None:
        return Bound("at_least", target.at_least, points, "1")
    if target.at_most is not None:
        return Bound("at_most", target.at_most, points, "1")
    raise ValueError(f"target on {target.measure} has no bound")  # the schema lets none through
