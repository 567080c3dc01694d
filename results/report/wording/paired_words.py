"""What differs between two simulations, in words."""

from __future__ import annotations

from results.measures.catalogue import MEASURES
from results.number_forms import NO_BREAK, NOTHING, duration, fixed, number, quantity
from results.paired.row import Change, PairedRow, PairedTarget
from results.precision.asked import Unit
from results.report.wording.names import Names
from scenarios.text import N_
from scenarios.text import gettext as _

CHANGES: dict[Change, str] = {
    "better": N_("better"),
    "worse": N_("worse"),
    "more": N_("more"),
    "less": N_("less"),
    "unsure": N_("not sure"),
    "alike": N_("alike"),
    "unknown": N_("too few weeks"),
}
_IN_PARTS = {
    "hour_of_week": N_(
        "Of {count} hours of the week {better} surely better, {worse} surely worse."
    ),
    "shift": N_("Of {count} shifts {better} surely better, {worse} surely worse."),
    "agency": N_("Of {count} agencies {better} surely better, {worse} surely worse."),
    "kecamatan": N_("Of {count} kecamatan {better} surely better, {worse} surely worse."),
    "category": N_("Of {count} kinds {better} surely better, {worse} surely worse."),
}


def name_words(row: PairedRow, names: Names) -> str:
    """Return the name of the target, or of the measure and what of it."""
    if row.is_target:
        return names.target(row.name)
    label = _(MEASURES[row.measure].label)
    if row.statistic.startswith("within "):
        seconds = float(row.statistic.removeprefix("within ").split()[0])
        return _("{measure} within {time}").format(measure=label, time=duration(seconds))
    if row.statistic == "mean" or row.statistic.startswith("mean "):
        return _("{measure}, on average").format(measure=label)
    return label


def value_words(value: float | None, unit: Unit) -> str:
    """Return an estimate."""
    if value is None:
        return NOTHING
    return number(value, 1) if unit == "calls" else quantity(value, unit)


def difference_words(row: PairedRow) -> str:
    """Return the difference, and in the next line its interval: "+4.1 points", "3.8 to 4.4"."""
    if row.difference is None:
        return NOTHING
    if row.low is None or row.high is None:
        digits = _digits(row.difference, row.unit) if row.difference else 0
        return _with_unit(_signed(row.difference, row.unit, digits), row.unit)
    digits = _digits((row.high - row.low) / 2, row.unit)
    value, low, high = (_signed(v, row.unit, digits) for v in (row.difference, row.low, row.high))
    return _with_unit(value, row.unit) + "\n" + _("{low} to {high}").format(low=low, high=high)


def _digits(size: float, unit: Unit) -> int:
    """Return how many decimals tell numbers that are known about so closely."""
    size = abs(size) * (100 if unit == "1" else 1)
    return 0 if size >= 10 else 1 if size >= 0.5 else 2 if size >= 0.05 else 3


def _signed(value: float, unit: Unit, digits: int) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else ""
    if unit == "s":
        return sign + duration(abs(value))
    return sign + fixed(abs(value) * (100 if unit == "1" else 1), digits)


def _with_unit(said: str, unit: Unit) -> str:
    return _("{n} points").format(n=said).replace(" ", NO_BREAK) if unit == "1" else said


def saved_words(row: PairedRow) -> str:
    """Return how much pairing saved, as "14 ×"; empty where it cannot be said."""
    if row.variance_saved is None:
        return ""
    saved = row.variance_saved
    return f"{number(saved, 1 if saved < 10 else 0)}{NO_BREAK}×"


def parts_words(target: PairedTarget, names: Names) -> str:
    """Return in how many parts something surely changed, and where most; empty without parts."""
    if target.by not in _IN_PARTS or len(target.parts) < 2:
        return ""
    better = [p for p in target.parts if p.change == "better"]
    worse = [p for p in target.parts if p.change == "worse"]
    text = _(_IN_PARTS[target.by]).format(
        count=number(len(target.parts)), better=number(len(better)), worse=number(len(worse))
    )
    sure = [*better, *worse]
    if not sure:
        return text
    most = max(sure, key=lambda p: abs(p.difference or 0.0))
    greatest = _("The greatest difference: {cell}, {a} in A and {b} in B.").format(
        cell=names.cell(target.by, most.cell),
        a=value_words(most.a, most.unit),
        b=value_words(most.b, most.unit),
    )
    return f"{text} {greatest}"
