"""The bands of staff that a draft needs, for the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from results.report.wording.staff_words import band_rows, heads, how_found
from results.staff_needed import StaffNeeded
from scenarios.schema.scenario import Scenario
from scenarios.text import DEFAULT_LANGUAGE, in_language
from scenarios.text import gettext as _


def print_staff_needed(
    needed: StaffNeeded,
    console: Console,
    language: str = DEFAULT_LANGUAGE,
    *,
    scenario: Scenario,
) -> None:
    """Print how many call-takers each shift needs at both ends of demand and between.

    Parameters
    ----------
    needed : StaffNeeded
    console : rich Console
    language : "id" or "en"
    scenario : Scenario
        For the names of things.
    """
    with in_language(language):
        console.print()
        console.print(Text(_("Call-takers needed"), style="bold"))
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        first, *others = heads()
        table.add_column(first)
        for head in others:
            table.add_column(head, justify="right")
        for row in band_rows(needed, scenario):
            table.add_row(*row)
        console.print(table)
        console.print(Text(how_found(needed, scenario), style="dim"))
