"""How `compare` ends: what people and machines are told, and the exit code."""

from __future__ import annotations

import typer

from results.report.wording.names import Names
from results.terminal_paired import print_paired
from results.verdict.exit_codes import ExitCode
from scenarios.text import current_language, ngettext
from scenarios.text import gettext as _
from siap112.comparing import Compared, Side
from siap112.console import Screen


def tell_compared(found: Compared, screen: Screen) -> None:
    """Tell what differs."""
    screen.result(found.to_dict())
    if not screen.as_json:
        _tell_people(found, screen)
    if found.interrupted:
        screen.warn(_("Interrupted: this is what was finished until then."))
        raise typer.Exit(ExitCode.INTERRUPTED)


def _tell_people(found: Compared, screen: Screen) -> None:
    screen.say(f"A: {_side(found.a)}")
    screen.say(f"B: {_side(found.b)}")
    if not found.weeks:
        screen.say(_("Not one week of both was simulated."))
        return
    screen.say(
        ngettext(
            "Both on the same {n} week of the same calls (seed {seed}).",
            "Both on the same {n} weeks of the same calls (seed {seed}).",
            found.weeks,
        ).format(n=found.weeks, seed=found.seed)
    )
    screen.say("")
    print_paired(found.targets, screen.people, current_language(), scenario=found.a.scenario)
    screen.say("")
    screen.say(
        _(
            "Below each difference is its 95 % interval, week against week. ×: so many times as "
            "many weeks would show as much, had the two not played the same calls."
        )
    )
    for note in found.notes:
        screen.say(note)


def _side(side: Side) -> str:
    region = Names(side.scenario).region()
    said = region if side.name == side.scenario.name else f"{side.name} ({region})"
    return f"{said}; {', '.join(side.changes)}" if side.changes else said
