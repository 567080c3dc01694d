"""How precisely what was asked is known, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from rich.console import Console
from rich.text import Text

from results.precision.found import PrecisionFound
from results.report.wording.names import Names
from results.report.wording.precision_words import found_words, lacking_words
from scenarios.schema.scenario import Scenario
from scenarios.text import DEFAULT_LANGUAGE, in_language
from scenarios.text import gettext as _

_WIDTH = 80


def print_precision(
    found: Sequence[PrecisionFound],
    console: Console,
    language: str = DEFAULT_LANGUAGE,
    *,
    scenario: Scenario,
) -> None:
    """Print a line or two for each measure asked, those that are not known well enough first.

    Parameters
    ----------
    found : sequence of PrecisionFound
    console : rich Console
    language : "id" or "en"
    scenario : Scenario
        For the names of things, and the cap.
    """
    with in_language(language):
        names = Names(scenario)
        console.print()
        console.print(Text(_("How precisely (95 % intervals)"), style="bold"))
        for one in sorted(found, key=lambda f: f.reached):
            symbol, style = ("✓", "green") if one.reached else ("?", "yellow")
            said = found_words(one, names)
            lacking = lacking_words(one, scenario.run.weeks_at_most)
            if lacking:
                said = f"{said}. {lacking}"
            lines = wrap(said, _WIDTH - 2, break_on_hyphens=False, break_long_words=False)
            console.print(Text(f"{symbol} ", style=style) + Text("\n  ".join(lines)))
