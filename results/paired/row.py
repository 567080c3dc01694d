"""One line of a comparison: a measure in one part, in both simulations."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from results.measures.catalogue import MEASURES
from results.measures.evidence import Evidence
from results.measures.question import MeasureQuestion
from results.measures.rows import scope_text, statistic_text
from results.paired.difference import PairedDifference, paired_difference
from results.precision.asked import Unit

Change = Literal["better", "worse", "more", "less", "unsure", "alike", "unknown"]
ALPHA = 0.05


@dataclass(frozen=True)
class PairedRow:
    """A measure as a whole, or in one part.

    Parameters
    ----------
    name : str
        Of the target or measure.
    is_target : bool
    measure, statistic, scope : str
        As in the rows of measures.
    cell : str
        "all", or the label of the part.
    unit : "s", "1" or "calls"
    a, b : float, optional
        Estimates; None without observations.
    difference, low, high : float, optional
        b - a, and its paired 95 % interval; None where there is none.
    change : Change
        "better", "worse", "more" or "less" where the interval leaves 0 out: that of the whole
        at 5 %, that of a part at 5 % divided by the number of parts. "alike": not one week
        differs. "unknown": too few weeks with observations.
    variance_saved : float, optional
        See `PairedDifference.variance_saved`.
    """

    name: str
    is_target: bool
    measure: str
    statistic: str
    scope: str
    cell: str
    unit: Unit
    a: float | None
    b: float | None
    difference: float | None
    low: float | None
    high: float | None
    change: Change
    variance_saved: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {k: v for k, v in asdict(self).items() if k != "cell"}


@dataclass(frozen=True)
class PairedTarget:
    """A target or measure in both simulations: the whole, and its parts.

    Parameters
    ----------
    whole : PairedRow
    parts : tuple of PairedRow
        Empty for what is asked as a whole.
    by : str
        Kind of part.
    """

    whole: PairedRow
    parts: tuple[PairedRow, ...] = ()
    by: str = "all"

    def rows(self) -> Iterable[PairedRow]:
        """Yield the whole, then the parts."""
        yield self.whole
        yield from self.parts


def paired_target(name: str, a: Evidence, b: Evidence, *, is_target: bool) -> PairedTarget:
    """Compare two simulations by one question."""
    question = a.question
    if question.by == "all":
        (whole,) = _rows(name, question, paired_difference(a, b), is_target, ALPHA)
        return PairedTarget(whole)
    pooled = paired_difference(a.pooled(), b.pooled())
    (whole,) = _rows(name, question, pooled, is_target, ALPHA)
    cells = paired_difference(a, b)
    alpha = ALPHA / max(1, len(cells.cells))
    return PairedTarget(whole, tuple(_rows(name, question, cells, is_target, alpha)), question.by)


def _rows(
    name: str, question: MeasureQuestion, found: PairedDifference, is_target: bool, alpha: float
) -> Iterable[PairedRow]:
    low, high = found.limits(ALPHA)
    surely_low, surely_high = found.limits(alpha)
    saved = found.variance_saved
    unit: Unit = MEASURES[question.measure].unit
    if question.statistic in ("share", "within", "ratio"):
        unit = "1"
    for i, cell in enumerate(found.cells):
        whole = cell == "all"
        yield PairedRow(
            name=name,
            is_target=is_target,
            measure=question.measure,
            statistic=statistic_text(question),
            scope=scope_text(question, cell, whole=whole),
            cell=cell,
            unit=unit,
            a=_number(found.a[i]),
            b=_number(found.b[i]),
            difference=_number(found.difference[i]),
            low=_number(low[i]),
            high=_number(high[i]),
            change=_change(
                question,
                float(found.difference[i]),
                float(found.error[i]),
                float(surely_low[i]),
                float(surely_high[i]),
            ),
            variance_saved=_number(saved[i]),
        )


def _change(
    question: MeasureQuestion, difference: float, error: float, low: float, high: float
) -> Change:
    if math.isnan(error) or math.isnan(difference):
        return "unknown"
    if error == 0:
        return "alike" if difference == 0 else "unknown"
    if low <= 0 <= high:
        return "unsure"
    better = "higher" if question.statistic == "within" else MEASURES[question.measure].better
    rises = difference > 0
    if better == "neither":
        return "more" if rises else "less"
    return "better" if rises == (better == "higher") else "worse"


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
