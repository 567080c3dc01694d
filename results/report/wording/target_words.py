"""A target and its verdict in words: bound, estimate, interval, evidence, reason."""

from __future__ import annotations

import math
from dataclasses import replace

from results.measures.catalogue import MEASURES
from results.number_forms import (
    NOTHING,
    duration,
    number,
    percent_short,
    quantity,
)
from results.report.wording.names import Names
from results.report.wording.range_words import end_words, place_words
from results.verdict.bound import Bound, bound_of
from results.verdict.outcome import OUTCOME_LABELS
from results.verdict.reason import Reason
from results.verdict.target_verdict import TargetVerdict
from scenarios.schema.targets import Target
from scenarios.text import N_, ngettext
from scenarios.text import gettext as _

SYMBOLS = {"met": "✓", "missed": "✗", "inconclusive": "?"}
"""Stand beside the word, so that colour is never alone."""
ORDER = {"missed": 0, "inconclusive": 1, "met": 2}
"""What needs attention comes first."""

_OBSERVATIONS = {
    "calls": N_("{n} calls"),
    "incidents": N_("{n} incidents"),
    "notifications": N_("{n} notifications"),
    "assignments": N_("{n} requests for a unit"),
}
_SCOPES = {
    "hour_of_week": N_("worst of {cells} hours of the week: {cell}"),
    "shift": N_("worst of {cells} shifts: {cell}"),
    "agency": N_("worst of {cells} agencies: {cell}"),
    "kecamatan": N_("worst of {cells} kecamatan: {cell}"),
    "category": N_("worst of {cells} kinds: {cell}"),
}


def outcome_word(outcome: str) -> str:
    """Return "met", "missed", "inconclusive" in the language in force."""
    return _(OUTCOME_LABELS[outcome])


def asked(verdict: TargetVerdict, target: Target | None) -> str:
    """Return the bound in words, as "at least 90 % within 10 s"."""
    bound = Bound(verdict.side, verdict.bound, verdict.tolerance, verdict.unit)
    return _asked(bound, target)


def asked_by(target: Target) -> str:
    """Return the bound of a target in words."""
    return _asked(bound_of(target), target)


def _asked(bound: Bound, target: Target | None) -> str:
    if bound.unit == "s":
        return _("on average at most {time}").format(time=duration(bound.value))
    share = percent_short(bound.value)
    timed = target.share_bound() if target is not None else None
    if timed is not None and timed[0] is not None:
        return _("at least {share} within {time}").format(share=share, time=duration(timed[0]))
    text = _("at least {share}") if bound.side == "at_least" else _("at most {share}")
    return text.format(share=share)


def found(verdict: TargetVerdict) -> str:
    """Return the estimate."""
    return quantity(verdict.estimate, verdict.unit)


def between(verdict: TargetVerdict) -> str:
    """Return the interval in words, as "between 91 % and 94 %"; empty where nothing is known."""
    if not _is_known(verdict):
        return ""
    low, high = _limits(verdict)
    return _("between {low} and {high}").format(low=low, high=high)


def span(verdict: TargetVerdict) -> str:
    """Return the interval shorter, as "91 % to 94 %"; empty where nothing is known."""
    if not _is_known(verdict):
        return ""
    low, high = _limits(verdict)
    return _("{low} to {high}").format(low=low, high=high)


def _is_known(verdict: TargetVerdict) -> bool:
    known = not math.isnan(verdict.estimate)
    bounded = math.isfinite(verdict.low) and math.isfinite(verdict.high)
    return known and bounded and not (verdict.unit == "1" and verdict.low <= 0 < 1 <= verdict.high)


def _limits(verdict: TargetVerdict) -> tuple[str, str]:
    low, high = max(verdict.low, 0.0), verdict.high
    return quantity(low, verdict.unit), quantity(high, verdict.unit)


def where(verdict: TargetVerdict, names: Names) -> str:
    """Return which part the estimate is of; empty for a target judged as a whole."""
    text = _SCOPES.get(verdict.scope)
    if text is None or math.isnan(verdict.estimate) or len(verdict.cells) < 2:
        return ""
    cell = names.cell(verdict.scope, verdict.worst_cell)
    return _(text).format(cells=len(verdict.cells), cell=cell)


def evidence(verdict: TargetVerdict) -> str:
    """Return where the numbers come from and how many there are."""
    many = _OBSERVATIONS.get(MEASURES[verdict.measure].table)
    seen = _(many).format(n=number(verdict.n)) if many and verdict.n else ""
    if verdict.source == "loadtest":
        if not verdict.n:
            return _("load test")
        return _("load test, {seen}").format(seen=seen) if seen else _("load test")
    weeks = ngettext("{n} week", "{n} weeks", verdict.weeks).format(n=number(verdict.weeks))
    if not seen:
        return _("simulation of {weeks}").format(weeks=weeks)
    return _("simulation of {weeks}, {seen}").format(weeks=weeks, seen=seen)


def reason(verdict: TargetVerdict, names: Names) -> str:
    """Return why, with cells by their names."""
    return named_reason(verdict.reason, names).text()


def named_reason(why: Reason, names: Names) -> Reason:
    """Return a reason with the names of cells and places in place of their keys."""
    values: dict[str, str | float | Reason] = {}
    for key, value in why.values.items():
        if isinstance(value, Reason):
            values[key] = named_reason(value, names)
        elif isinstance(value, str) and key.endswith("_cell") and ":" in value:
            by, _colon, label = value.partition(":")
            values[key] = f"named:{names.cell(by, label)}"
        elif isinstance(value, str) and key.endswith("_path"):
            values[key] = place_words(value, names)
        elif isinstance(value, str) and key.endswith("_end"):
            place, _equals, written = value.rpartition("=")
            values[key] = end_words(place, written)
        else:
            values[key] = value
    return replace(why, values=values)


def still_needed(verdict: TargetVerdict) -> str:
    """Return how many more weeks would decide; empty where that is not known or not needed."""
    if verdict.outcome != "inconclusive" or verdict.weeks_needed is None:
        return ""
    more = verdict.weeks_needed - verdict.weeks
    if more <= 0:
        return ""
    return ngettext(
        "about {n} more week of simulation, if the numbers stay as they are",
        "about {n} more weeks of simulation, if the numbers stay as they are",
        more,
    ).format(n=number(more))


def worst_cells(verdict: TargetVerdict, names: Names, count: int = 3) -> str:
    """Return the worst parts with their estimates; empty for a target judged as a whole."""
    if verdict.scope == "all" or len(verdict.cells) < 2:
        return ""
    return "; ".join(
        f"{names.cell(verdict.scope, cell.label)}: "
        + (NOTHING if math.isnan(cell.estimate) else quantity(cell.estimate, verdict.unit))
        for cell in verdict.worst(count)
        if cell.outcome != "met" or not _perfect(cell.estimate, verdict)
    )


def _perfect(value: float, verdict: TargetVerdict) -> bool:
    return verdict.unit == "1" and value == (1.0 if verdict.side == "at_least" else 0.0)
