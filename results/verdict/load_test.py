"""The verdict on one target from a load test: one run, cut into batches in time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from results.confidence.batches import BATCHES, in_batches
from results.confidence.estimate import estimate_of
from results.confidence.without_failure import needed_without_failure
from results.manifest import Deployment, Play
from results.measures.catalogue import MEASURES
from results.measures.cells import ShiftOfHour
from results.measures.evidence import Evidence
from results.measures.question import question_of
from results.measures.tally import tally
from results.records import Records
from results.verdict.bound import Bound, bound_of
from results.verdict.decide import decide, no_evidence
from results.verdict.reason import Reason
from results.verdict.target_verdict import TargetVerdict
from scenarios.schema.targets import Target
from scenarios.text import N_


@dataclass(frozen=True)
class LoadTest:
    """A load test that was made.

    Parameters
    ----------
    records : Records
    deployment : Deployment
    play : Play
    ended_early : Reason or str, optional
        Why the run did not reach its end (the deployment died, the operator stopped it). None
        for a whole run.
    """

    records: Records
    deployment: Deployment
    play: Play
    ended_early: Reason | str | None = None


def judge_load_test(
    name: str,
    target: Target,
    test: LoadTest,
    *,
    cells: Sequence[str] | None = None,
    shift_of_hour: ShiftOfHour | None = None,
) -> TargetVerdict:
    """Judge a target by what the deployment did.

    The rule is that of `decide` with batches in time for weeks and a single look; besides, a
    share is met only with as many calls as would prove it without a failure (29, 59 or 299 for
    90, 95 or 99 %), and without a failure so many are enough. Inconclusive whatever was seen:

    - a run that did not reach its end;
    - a measure that depends on speed and density, from a packed or compressed run;
    - what would be met, against the reference deployment, which is not the region's. What is
      missed there is missed: the embedded deployment in a broken mode has to be found out.

    Parameters
    ----------
    name : str
    target : Target
    test : LoadTest
    cells, shift_of_hour : optional
        As for `tally`.
    """
    evidence = tally(
        in_batches(test.records),
        question_of(target),
        cells=cells,
        weeks=range(BATCHES),
        shift_of_hour=shift_of_hour,
    )
    plain = decide(name, target, evidence, source="loadtest")
    verdict = replace(plain, weeks_needed=None, can_wait=False)
    if test.ended_early is not None:
        message = N_("The load test did not reach its end: {why}")
        return _open(verdict, Reason(message, {"why": test.ended_early}))
    if not MEASURES[target.measure].technical and not test.play.plain:
        return _open(verdict, Reason(N_("A packed or sped-up load test says nothing of this.")))
    if math.isnan(verdict.estimate):
        return _open(verdict, Reason(N_("The load test saw nothing that the target counts.")))
    if verdict.outcome == "missed":
        return verdict
    lacking = _lacking(evidence, bound_of(target))
    if lacking is not None:
        return _open(verdict, lacking)
    verdict = _without_failure(verdict)
    if verdict.outcome == "inconclusive":
        return _open(verdict, _too_close(verdict))
    if test.deployment.reference:
        message = N_("It holds on the reference deployment, which is not the region's own.")
        return _open(verdict, Reason(message))
    return verdict


def no_load_test(name: str, target: Target, why: Reason | str | None = None) -> TargetVerdict:
    """Return the verdict on a target that asks for a load test where none was made.

    Parameters
    ----------
    why : Reason or str, optional
        Why there was none.
    """
    reason = Reason(N_("No load test was made."))
    if why:
        reason = Reason(N_("No load test was made: {why}"), {"why": why})
    return no_evidence(name, target, reason, "loadtest")


def _open(verdict: TargetVerdict, reason: Reason) -> TargetVerdict:
    return replace(verdict, outcome="inconclusive", reason=reason)


def _lacking(evidence: Evidence, bound: Bound) -> Reason | None:
    """Return the reason why there are too few observations for a share, None if there are not."""
    if evidence.question.statistic not in ("share", "within"):
        return None
    share = bound.value if bound.side == "at_least" else 1 - bound.value
    if share >= 1:  # no number of calls proves "always"; as much as the tolerance can be proved
        share = 1 - bound.tolerance
    if share >= 1:
        message = N_("No number of calls proves that nothing ever fails; give a tolerance.")
        return Reason(message)
    needed = needed_without_failure(share)
    fewest = float(estimate_of(evidence).n.min(initial=math.inf))
    if fewest >= needed:
        return None
    values = {"n": fewest, "needed": needed, "proved_share": share}
    if len(evidence.cells) > 1:
        message = N_(
            "Too few: the smallest of {cells} parts has {n}; {needed} without a failure would "
            "prove {proved_share}."
        )
        return Reason(message, {**values, "cells": len(evidence.cells)})
    return Reason(
        N_("Too few: {n} seen; {needed} without a failure would prove {proved_share}."), values
    )


def _without_failure(verdict: TargetVerdict) -> TargetVerdict:
    """Let parts without a failure count as met; that they are large enough was shown before."""
    perfect = 1.0 if verdict.side == "at_least" else 0.0
    if verdict.statistic not in ("share", "within") or verdict.outcome == "met":
        return verdict
    cells = tuple(
        replace(cell, outcome="met") if cell.estimate == perfect else cell for cell in verdict.cells
    )
    if any(cell.outcome != "met" for cell in cells):
        return replace(verdict, cells=cells)
    reason = Reason(N_("{n} observations, enough, and surely within the bound."), {"n": verdict.n})
    return replace(verdict, cells=cells, outcome="met", reason=reason)


def _too_close(verdict: TargetVerdict) -> Reason:
    if any(cell.n == 0 for cell in verdict.cells):
        return Reason(N_("In some parts the load test saw nothing."))
    return Reason(N_("Too close to the bound to say with {n} observations."), {"n": verdict.n})
