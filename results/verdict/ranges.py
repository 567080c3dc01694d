"""Targets judged at the ends of assumptions' ranges.

model.md: "An assumption carries a range. A target whose outcome flips within it is inconclusive."
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from results.measures.evidence import Evidence
from results.verdict.bound import bound_of
from results.verdict.decide import decide
from results.verdict.flip import Flip, TargetAtEnd
from results.verdict.outcome import OUTCOME_LABELS, Outcome
from results.verdict.ranges_tried import AssumptionTried, RangesTried
from results.verdict.reason import Reason
from results.verdict.target_verdict import TargetVerdict
from scenarios.schema.targets import Target
from scenarios.text import N_

_SLACK = 1e-12
_SHOWN = 3
"""Assumptions that a reason names; the data and the report have all."""


def decided(verdicts: Mapping[str, TargetVerdict]) -> tuple[str, ...]:
    """Return the targets that can flip: those met or missed with the numbers as assumed."""
    return tuple(n for n, v in verdicts.items() if v.outcome != "inconclusive")


def at_end(
    target: Target,
    base: TargetVerdict,
    evidence: Evidence,
    *,
    look: int,
    looks: int,
) -> TargetAtEnd:
    """Judge a target at an end of a range by the very rule by which it was judged before.

    It has turned if its estimates lie on the other side of the bound than before: a target that
    was met and whose estimate no longer reaches the bound in some cell, or that was missed and
    now reaches it in all. So an outcome turned round is a flip, and so is "inconclusive" where
    the estimate crossed the bound: what was said is not what would most likely be found there.
    An end that is inconclusive for want of evidence alone, with the estimate where it was (fewer
    calls make wider intervals), says nothing against what was found.

    Parameters
    ----------
    target : Target
    base : TargetVerdict
        With the numbers as assumed.
    evidence : Evidence
        At the end, of the same weeks.
    look, looks : int
        Those of `base`.
    """
    found = decide(base.name, target, evidence, look=look, looks=looks)
    before, now = _reaches(base), _reaches(found)
    turned = base.outcome != "inconclusive" and now is not None and now != before
    return TargetAtEnd(found.outcome, found.estimate, found.worst_cell, turned)


def way_to_bound(target: Target, base: TargetVerdict, before: Evidence, now: Evidence) -> float:
    """Return how much of the way to its bound a target went, 1 is at the bound.

    A guess from a few weeks, by which ends are put in order: the share that fails (or the mean)
    is taken to change by the same factor in the deciding cell as in all cells together.

    Parameters
    ----------
    base : TargetVerdict
        Over all weeks.
    before, now : Evidence
        Of the same weeks, with the number as assumed and at the end.

    Returns
    -------
    float
        0 where nothing changed or nothing can be said; negative away from the bound.
    """
    bound = bound_of(target)
    is_share = before.question.statistic in ("share", "within")

    def failing(estimate: float) -> float:
        return 1 - estimate if bound.side == "at_least" else estimate

    def pooled(evidence: Evidence) -> tuple[float, float]:
        total = float(np.sum(evidence.denominator))
        part = failing(float(np.sum(evidence.numerator)) / total) if total > 0 else math.nan
        # as if half an observation more had failed, of one more: no failure is not "never"
        return ((part * total + 0.5) / (total + 1) if is_share else part), total

    (was, total), (becomes, _total) = pooled(before), pooled(now)
    worst, limit = failing(base.estimate), failing(bound.value)
    if is_share and worst <= 0:
        worst = 0.5 / (total + 1)
    if not all(v > 0 and math.isfinite(v) for v in (was, becomes, worst, limit)):
        return 0.0
    ahead = math.log(limit / worst)
    return math.log(becomes / was) / ahead if abs(ahead) > _SLACK else 0.0


def with_ranges(
    verdicts: Mapping[str, TargetVerdict], tried: RangesTried
) -> dict[str, TargetVerdict]:
    """Return the verdicts with those that flip within a range made inconclusive.

    Estimate and interval stay those of the numbers as assumed; `flips` has the others.
    """
    return {name: _with_flips(verdict, tried) for name, verdict in verdicts.items()}


def _with_flips(verdict: TargetVerdict, tried: RangesTried) -> TargetVerdict:
    ordered = sorted(tried.to_measure, key=lambda a: -_furthest(a, verdict.name))
    flips = [flip for a in ordered if (flip := a.flip(verdict.name)) is not None]
    if not flips:
        return verdict
    return replace(
        verdict,
        outcome="inconclusive",
        as_assumed=verdict.outcome,
        reason=_reason(verdict.outcome, flips),
        weeks_needed=None,
        can_wait=False,
        flips=tuple(flips),
    )


def _furthest(assumption: AssumptionTried, target: str) -> float:
    return max((end.way.get(target, 0.0) for end in assumption.ends.values()), default=0.0)


def _reaches(verdict: TargetVerdict) -> bool | None:
    """Say whether the estimates reach the bound in all cells; None where nothing was seen."""
    if verdict.outcome != "inconclusive":
        return verdict.outcome == "met"
    sign = 1.0 if verdict.side == "at_least" else -1.0
    known = [c.estimate for c in verdict.cells if not math.isnan(c.estimate)]
    if not known:
        return None
    return all(sign * (estimate - verdict.bound) >= -_SLACK for estimate in known)


def _reason(as_assumed: Outcome, flips: list[Flip]) -> Reason:
    values: dict[str, str | float | Reason] = {"which": _listed(flips[:_SHOWN], len(flips))}
    if as_assumed == "met":
        message = N_("Met with the numbers as assumed, but not throughout their ranges: {which}.")
        return Reason(message, values)
    return Reason(
        N_("Missed with the numbers as assumed, but not throughout their ranges: {which}."), values
    )


def _listed(flips: list[Flip], count: int) -> Reason:
    said = _flip_reason(flips[0])
    for flip in flips[1:]:
        said = Reason("{first}; {then}", {"first": said, "then": _flip_reason(flip)})
    if count > len(flips):
        more: dict[str, str | float | Reason] = {"first": said, "count": count - len(flips)}
        said = Reason(N_("{first}; and {count} more"), more)
    return said


def _flip_reason(flip: Flip) -> Reason:
    values: dict[str, str | float | Reason] = {
        "assumption_path": flip.path,
        "low_end": f"{flip.path}={flip.range_low}",
        "high_end": f"{flip.path}={flip.range_high}",
    }
    if flip.low is not None and flip.low.turned:
        values["low_outcome"] = Reason(OUTCOME_LABELS[flip.low.outcome])
    if flip.high is not None and flip.high.turned:
        values["high_outcome"] = Reason(OUTCOME_LABELS[flip.high.outcome])
    if "low_outcome" in values and "high_outcome" in values:
        message = N_("{assumption_path} ({low_outcome} at {low_end}, {high_outcome} at {high_end})")
    elif "low_outcome" in values:
        message = N_("{assumption_path} ({low_outcome} at {low_end})")
    else:
        message = N_("{assumption_path} ({high_outcome} at {high_end})")
    return Reason(message, values)
