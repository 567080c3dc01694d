"""The verdict on one target from the evidence so far."""

from __future__ import annotations

import math

import numpy as np

from results.confidence.estimate import Estimate, estimate_of
from results.measures.evidence import Evidence
from results.measures.question import question_of
from results.verdict.bound import Bound, bound_of
from results.verdict.judgement import Judgement, judge_cells, weeks_needed
from results.verdict.outcome import Outcome, Source
from results.verdict.reason import Reason
from results.verdict.target_verdict import CellVerdict, TargetVerdict
from scenarios.schema.targets import Target
from scenarios.text import N_

ALPHA = 0.05
"""One-sided, over all looks together (model.md)."""


def decide(
    name: str,
    target: Target,
    evidence: Evidence,
    *,
    look: int = 1,
    looks: int = 1,
    source: Source = "sim",
) -> TargetVerdict:
    """Judge a target by the rule of model.md ("From records to a verdict").

    Parameters
    ----------
    name : str
        Key of the target.
    target : Target
    evidence : Evidence
        The complete prefix of weeks so far, with all cells that are asked about.
    look, looks : int
        Which look this is, from 1, and how many are planned; the 5 % is divided by their number.
    source : Source

    Returns
    -------
    TargetVerdict
        `can_wait` while it is inconclusive and a look is still to come.
    """
    alpha = ALPHA / looks
    bound = bound_of(target)
    estimate = estimate_of(evidence)
    judged = judge_cells(estimate, bound, alpha)
    outcome = _outcome(judged)
    weeks = len(evidence.weeks)
    needed = None
    if outcome == "inconclusive":
        needed = weeks_needed(estimate, bound, alpha, weeks)
    cells = _cells(evidence, estimate, judged)
    worst = _worst(cells, bound)
    return TargetVerdict(
        name=name,
        measure=target.measure,
        statistic=evidence.question.statistic,
        scope=target.scope,
        outcome=outcome,
        source=source,
        side=bound.side,
        bound=bound.value,
        tolerance=bound.tolerance,
        unit=bound.unit,
        estimate=worst.estimate,
        low=worst.low,
        high=worst.high,
        n=float(np.sum(estimate.n)),
        weeks=weeks,
        worst_cell=worst.label,
        cells=cells,
        reason=_reason(
            outcome, judged, cells, worst, _open_cell(cells, bound), target.scope, weeks, needed
        ),
        weeks_needed=needed,
        can_wait=outcome == "inconclusive" and look < looks,
    )


def no_evidence(name: str, target: Target, reason: Reason, source: Source) -> TargetVerdict:
    """Return the verdict, inconclusive, on a target for which nothing was done."""
    bound = bound_of(target)
    return TargetVerdict(
        name=name,
        measure=target.measure,
        statistic=question_of(target).statistic,
        scope=target.scope,
        outcome="inconclusive",
        source=source,
        side=bound.side,
        bound=bound.value,
        tolerance=bound.tolerance,
        unit=bound.unit,
        estimate=math.nan,
        low=math.nan,
        high=math.nan,
        n=0.0,
        weeks=0,
        worst_cell="",
        cells=(),
        reason=reason,
    )


def _outcome(judged: Judgement) -> Outcome:
    if np.any(judged.missed):
        return "missed"
    return "met" if len(judged.met) and np.all(judged.met) else "inconclusive"


def _cells(evidence: Evidence, estimate: Estimate, judged: Judgement) -> tuple[CellVerdict, ...]:
    outcomes: list[Outcome] = [
        "missed" if missed else "met" if met else "inconclusive"
        for met, missed in zip(judged.met, judged.missed, strict=True)
    ]
    columns = zip(
        evidence.cells,
        outcomes,
        estimate.value.tolist(),
        np.where(judged.known, judged.low, np.nan).tolist(),
        np.where(judged.known, judged.high, np.nan).tolist(),
        estimate.n.tolist(),
        strict=True,
    )
    return tuple(CellVerdict(*column) for column in columns)


def _worst(cells: tuple[CellVerdict, ...], bound: Bound) -> CellVerdict:
    """Return the cell that decides: one surely missed before others, then the worst estimate."""
    known = [c for c in cells if not math.isnan(c.estimate)]
    if not known:
        return CellVerdict("", "inconclusive", math.nan, math.nan, math.nan, 0.0)
    return min(known, key=lambda c: (c.outcome != "missed", bound.sign * c.estimate))


def _open_cell(cells: tuple[CellVerdict, ...], bound: Bound) -> CellVerdict:
    """Return the worst of the cells that are not decided."""
    return _worst(tuple(c for c in cells if c.outcome == "inconclusive"), bound)


def _reason(
    outcome: Outcome,
    judged: Judgement,
    cells: tuple[CellVerdict, ...],
    worst: CellVerdict,
    undecided: CellVerdict,
    scope: str,
    weeks: int,
    needed: int | None,
) -> Reason:
    many = len(cells) > 1
    values: dict[str, str | float | Reason] = {
        "cells": len(cells),
        "worst_cell": f"{scope}:{worst.label}",
        "weeks": weeks,
    }
    if outcome == "met":
        if many:
            return Reason(
                N_("Every one of {cells} parts reaches the bound, surely enough."), values
            )
        return Reason(N_("The estimate reaches the bound, surely enough."), values)
    if outcome == "missed":
        count = int(np.count_nonzero(judged.missed))
        if many:
            message = N_("{count} of {cells} parts surely miss the bound; the worst: {worst_cell}.")
            return Reason(message, {**values, "count": count})
        return Reason(N_("The estimate misses the bound by more than chance explains."), values)
    empty = int(np.count_nonzero(~judged.known))
    if empty == len(cells):
        return Reason(N_("Nothing that the target counts was seen."), values)
    if weeks < 2:
        return Reason(N_("One week says nothing of how weeks differ; at least two are needed."))
    if needed is not None and many:
        count = sum(c.outcome == "inconclusive" for c in cells)
        message = N_(
            "In {count} of {cells} parts, above all {open_cell}, there is too little evidence yet: "
            "{weeks} weeks seen, about {needed} are needed."
        )
        open_cell = f"{scope}:{undecided.label}"
        return Reason(message, {**values, "count": count, "open_cell": open_cell, "needed": needed})
    if needed is not None:
        message = N_("Too little evidence yet: {weeks} weeks seen, about {needed} are needed.")
        return Reason(message, {**values, "needed": needed})
    if empty and bool(np.all(judged.met[judged.known])):
        first = next(c for c in cells if math.isnan(c.estimate))
        message = N_("In {count} of {cells} parts nothing was seen, as in {empty_cell}.")
        return Reason(message, {**values, "count": empty, "empty_cell": f"{scope}:{first.label}"})
    return Reason(N_("Too close to the bound to say, after {weeks} weeks."), values)
