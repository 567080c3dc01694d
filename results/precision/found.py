"""How precisely a measure is known after so many weeks, and what is still lacking."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from results.confidence.estimate import Estimate
from results.measures.evidence import Evidence
from results.precision.asked import PrecisionAsked, Unit
from results.precision.half_width import half_widths, limits_at_look, precision_estimate
from results.verdict.judgement import MOST_WEEKS
from results.verdict.looks import Looks

_SLACK = 1e-12


@dataclass(frozen=True)
class PrecisionFound:
    """How precisely a measure is known.

    Parameters
    ----------
    name, measure, statistic, scope : str
        `name` as it was asked; `scope` is "all" or the kind of cell.
    unit : "s", "1" or "calls"
    asked : float
        Half-width wanted, in `unit`.
    half_width : float
        Of the cell known least; infinite where nothing can be said yet.
    estimate, low, high : float
        Of that cell: estimate and 95 % interval, the 5 % divided by the number of looks.
    n : float
        Its observations.
    weeks : int
        Weeks of evidence.
    widest_cell : str
        Label of that cell.
    reached : bool
        Every cell is known as precisely as asked.
    weeks_needed : int, optional
        When not reached: weeks of evidence, those at hand included, at which it would be if they
        went on to differ as they do; None where that cannot be said.
    """

    name: str
    measure: str
    statistic: str
    scope: str
    unit: Unit
    asked: float
    half_width: float
    estimate: float
    low: float
    high: float
    n: float
    weeks: int
    widest_cell: str
    reached: bool
    weeks_needed: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON; what is not finite becomes None."""
        return {
            k: None if isinstance(v, float) and not math.isfinite(v) else v
            for k, v in asdict(self).items()
        }


def precision_found(asked: PrecisionAsked, evidence: Evidence, looks: Looks) -> PrecisionFound:
    """Say how precisely a measure is known.

    Parameters
    ----------
    asked : PrecisionAsked
    evidence : Evidence
        The complete prefix of weeks so far.
    looks : Looks
        That are planned.
    """
    estimate = precision_estimate(evidence)
    weeks = len(evidence.weeks)
    widths = half_widths(estimate, len(looks))
    found = PrecisionFound(
        name=asked.name,
        measure=asked.question.measure,
        statistic=asked.question.statistic,
        scope=asked.question.by,
        unit=asked.unit,
        asked=asked.half_width,
        half_width=math.inf,
        estimate=math.nan,
        low=math.nan,
        high=math.nan,
        n=0.0,
        weeks=weeks,
        widest_cell="",
        reached=False,
    )
    if not len(widths):
        return found
    widest = int(np.argmax(widths))
    low, high = limits_at_look(estimate, len(looks))
    reached = bool(widths[widest] <= asked.half_width + _SLACK)
    return replace(
        found,
        half_width=float(widths[widest]),
        estimate=float(estimate.value[widest]),
        low=float(low[widest]),
        high=float(high[widest]),
        n=float(estimate.n[widest]),
        widest_cell=evidence.cells[widest],
        reached=reached,
        weeks_needed=None if reached else _weeks_needed(asked, estimate, weeks, looks),
    )


def _weeks_needed(
    asked: PrecisionAsked, estimate: Estimate, weeks: int, looks: Looks
) -> int | None:
    """Return the cap that would be enough, if the weeks went on to differ as they do.

    A higher cap has more looks, and so a wider interval at each: both are reckoned with.
    """
    if weeks < 2:
        return None

    def enough(count: int) -> bool:
        planned = replace(looks, weeks_at_most=max(count, looks.weeks_at_most))
        width = float(half_widths(estimate, len(planned), count).max())
        return width <= asked.half_width

    high = weeks
    while not enough(high):
        high *= 2
        if high > MOST_WEEKS:
            return None
    low = max(high // 2, weeks)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return -(-high // looks.block) * looks.block
