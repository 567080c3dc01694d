"""What is still open while a simulation goes on, as lines below its bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from results.report.wording.names import Names
from results.report.wording.precision_words import name_words, width_words
from scenarios.schema.scenario import Scenario
from scenarios.text import gettext as _

if TYPE_CHECKING:
    from sim.standing import Standing, StillOpen

MOST = 6
"""Lines; what is open beyond them is counted."""


def standing_lines(standing: Standing, scenario: Scenario) -> tuple[str, ...]:
    """Return a line for each question that is open, with the half-width of its interval."""
    names = Names(scenario)
    lines = [f"  {_line(one, names)}" for one in standing.still_open[:MOST]]
    more = len(standing.still_open) - MOST
    if more > 0:
        lines.append("  " + _("and {n} more").format(n=more))
    return tuple(lines)


def _line(one: StillOpen, names: Names) -> str:
    values = {"name": name_words(one.name, names), "width": width_words(one.half_width, one.unit)}
    if one.asked is not None:
        return _("{name}: {width}, asked for: {asked}").format(
            asked=width_words(one.asked, one.unit), **values
        )
    if one.scope == "all":
        return _("{name}: open, {width}").format(**values)
    return _("{name}: open, {width} ({cell})").format(
        cell=names.cell(one.scope, one.cell), **values
    )
