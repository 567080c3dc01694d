"""How precisely a measure is known, in words."""

from __future__ import annotations

import math

from results.measures.catalogue import MEASURES
from results.number_forms import NO_BREAK, duration, number, quantity
from results.precision.asked import Unit
from results.precision.found import PrecisionFound
from results.report.wording.names import Names
from scenarios.text import gettext as _
from scenarios.text import ngettext

PLUS_MINUS = "±" + NO_BREAK


def width_words(half_width: float, unit: Unit) -> str:
    """Return a half-width, as "± 1.2 points", "± 3 s", "± 40"."""
    if not math.isfinite(half_width):
        return _("not known yet")
    if unit == "s":
        return PLUS_MINUS + duration(half_width)
    if unit == "calls":
        return PLUS_MINUS + number(half_width, 1 if half_width < 10 else 0)
    points = _finely(100 * half_width)
    return PLUS_MINUS + ngettext("{n} point", "{n} points", 1 if points == "1" else 2).format(
        n=points
    ).replace(" ", NO_BREAK)


def _finely(value: float) -> str:
    """Return a number with two significant digits, at most three decimals."""
    digits = 0 if value >= 10 else 1 if value >= 1 else 2 if value >= 0.1 else 3
    return number(value, digits)


def name_words(name: str, names: Names) -> str:
    """Return the name of a target, or of a measure."""
    if name not in names.scenario.targets and name in MEASURES:
        return _(MEASURES[name].label)
    return names.target(name)


def found_words(found: PrecisionFound, names: Names) -> str:
    """Return what is known, and what was asked, in one sentence."""
    name = name_words(found.name, names)
    if found.scope != "all" and found.widest_cell:
        name = _("{name} ({cell}, known least)").format(
            name=name, cell=names.cell(found.scope, found.widest_cell)
        )
    asked = width_words(found.asked, found.unit)
    if not math.isfinite(found.half_width):
        return _("{name}: not known yet; asked for: {asked}").format(name=name, asked=asked)
    return _("{name}: {value} {width}; asked for: {asked}").format(
        name=name,
        value=_value(found),
        width=width_words(found.half_width, found.unit),
        asked=asked,
    )


def _value(found: PrecisionFound) -> str:
    if found.unit == "calls":
        return _("{n} a week").format(n=number(found.estimate, 1))
    return quantity(found.estimate, found.unit)


def lacking_words(found: PrecisionFound, weeks_at_most: int) -> str:
    """Return what is lacking where it is not known so precisely; empty where nothing is."""
    if found.reached:
        return ""
    seen = ngettext("Not reached in {n} week.", "Not reached in {n} weeks.", found.weeks).format(
        n=number(found.weeks)
    )
    if found.weeks_needed is None:
        more = _("How many weeks it takes cannot be said yet.")
        return f"{seen} {more}"
    if found.weeks_needed <= weeks_at_most:
        more = _("About {needed} weeks would do: repeat the command, and it goes on.")
    else:
        more = _("About {needed} weeks would do: --set run.weeks_at_most={plain}")
    return f"{seen} " + more.format(needed=number(found.weeks_needed), plain=found.weeks_needed)
