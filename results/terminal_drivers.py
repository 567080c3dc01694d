"""What drives the targets, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from results.number_forms import capital
from results.report.wording import driver_words as words
from results.report.wording.names import Names
from results.report.wording.target_words import outcome_word
from results.verdict.explained import TargetExplained
from scenarios.schema.scenario import Scenario
from scenarios.text import gettext as _


def print_drivers(
    explained: Sequence[TargetExplained], console: Console, *, scenario: Scenario
) -> None:
    """Print for each target what helps it most, first; nothing where nothing was explained."""
    names = Names(scenario)
    for one in explained:
        console.print()
        title = _("What helps most: {target} ({outcome})").format(
            target=names.target(one.target), outcome=outcome_word(one.outcome)
        )
        console.print(Text(title, style="bold"))
        for rank, effect in enumerate(words.shown(one), start=1):
            found, outcome = words.effect_words(effect, one)
            driver = capital(words.driver_words(effect.driver))
            console.print(Text(f" {rank}. {driver}: {found}, {outcome}"))
        if not words.shown(one):
            console.print(Text(_("Nothing that was tried makes it better.")))
