"""What a region's verdict says of the ranges of its assumptions."""

from __future__ import annotations

from collections.abc import Sequence

from results.verdict.ranges_tried import AssumptionTried, RangesTried
from results.verdict.reason import Reason
from scenarios.text import N_

SHOWN = 4
"""Assumptions that a reason names; the report names all."""


def flips_of(ranges: RangesTried) -> list[Reason]:
    """Return what has to be measured first: assumptions within whose ranges a target flips."""
    first = ranges.to_measure
    if not first:
        return []
    message = N_("Within the range of {count} assumptions a target flips. Measure first: {which}.")
    return [Reason(message, {"count": len(first), "which": _listed(first)})]


def left_open(ranges: RangesTried) -> list[Reason]:
    """Return what was not tried, or on too few weeks to judge by, for want of time."""
    if not ranges.open:
        return []
    reasons = []
    untried = ranges.of("not_tried")
    briefly = [a for a in ranges.open if a.state == "briefly"]
    briefly.sort(key=lambda a: -a.furthest)
    values: dict[str, str | float | Reason] = {"of": len(ranges.assumptions)}
    if untried and ranges.asked == "none":
        message = N_(
            "None of the {of} assumptions was moved to the ends of its range: not tried (--ranges)."
        )
        return [Reason(message, values)]
    if untried:
        message = N_("{count} of {of} assumptions were not tried at the ends: {which}.")
        values = {**values, "count": len(untried), "which": _listed(untried)}
        reasons.append(Reason(message, values))
    if briefly:
        message = N_(
            "{count} of {of} assumptions were tried at the ends on too few weeks to judge by: "
            "{which}."
        )
        values = {**values, "count": len(briefly), "which": _listed(briefly)}
        reasons.append(Reason(message, values))
    return reasons


def _listed(assumptions: Sequence[AssumptionTried]) -> Reason:
    said = _named(assumptions[0])
    for assumption in assumptions[1:SHOWN]:
        said = Reason("{first}; {then}", {"first": said, "then": _named(assumption)})
    if len(assumptions) > SHOWN:
        more: dict[str, str | float | Reason] = {"first": said, "count": len(assumptions) - SHOWN}
        said = Reason(N_("{first}; and {count} more"), more)
    return said


def _named(assumption: AssumptionTried) -> Reason:
    return Reason("{assumption_path}", {"assumption_path": assumption.path})
