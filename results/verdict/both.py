"""A target that asks for both kinds of evidence."""

from __future__ import annotations

from dataclasses import replace

from results.verdict.outcome import Outcome
from results.verdict.reason import Reason
from results.verdict.target_verdict import TargetVerdict
from scenarios.text import N_


def both(simulated: TargetVerdict, tested: TargetVerdict) -> TargetVerdict:
    """Join the two verdicts on one target: met if both are, missed if either is.

    The numbers shown are those of the part that decides: a missed one, else an inconclusive one,
    else the simulation's. Where the simulation's part flips within an assumption's range, it
    counts as inconclusive, so that the load test alone can still say missed.
    """
    parts = (simulated, tested)
    outcome = _joint(simulated.outcome, tested.outcome)
    assumed = _joint(simulated.as_assumed or simulated.outcome, tested.outcome)
    deciding = next(p for p in parts if p.outcome == outcome)
    reason = Reason(N_("Simulation and load test both meet it."))
    if outcome != "met" and deciding is simulated:
        reason = Reason(N_("Simulation: {why}"), {"why": simulated.reason})
    elif outcome != "met":
        reason = Reason(N_("Load test: {why}"), {"why": tested.reason})
    return replace(
        deciding,
        outcome=outcome,
        source="both",
        reason=reason,
        parts=parts,
        as_assumed=assumed if assumed != outcome else None,
        flips=simulated.flips,
        weeks_needed=simulated.weeks_needed,
        can_wait=outcome == "inconclusive" and simulated.can_wait,
    )


def _joint(simulated: Outcome, tested: Outcome) -> Outcome:
    if "missed" in (simulated, tested):
        return "missed"
    return "met" if simulated == tested == "met" else "inconclusive"
