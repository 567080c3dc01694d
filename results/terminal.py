"""The verdict and its targets for the terminal, readable at 80 columns, plain in a pipe."""

from __future__ import annotations

from textwrap import wrap

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from results.number_forms import capital
from results.report.wording import target_words as words
from results.report.wording.names import Names
from results.report.wording.verdict_words import VERDICT_WORDS, deployment_name, heads
from results.verdict.region import RegionVerdict
from results.verdict.target_verdict import TargetVerdict
from scenarios.schema.scenario import Scenario
from scenarios.text import DEFAULT_LANGUAGE, in_language
from scenarios.text import gettext as _

_WIDTHS = (15, 25, 20, 20)
"""Columns of the table of targets, 80 together."""
_STYLES = {
    "met": "green",
    "missed": "bold red",
    "inconclusive": "yellow",
    "ready": "bold green",
    "not_ready": "bold red",
}


def print_verdict(
    verdict: RegionVerdict,
    console: Console,
    language: str = DEFAULT_LANGUAGE,
    *,
    scenario: Scenario,
) -> None:
    """Print the verdict, the deployment tested and the targets, missed ones first.

    Colours and lines stand only where the console is a terminal; the words say everything.

    Parameters
    ----------
    verdict : RegionVerdict
    console : rich Console
    language : "id" or "en"
    scenario : Scenario
        For the names of things and the bounds of targets.
    """
    with in_language(language):
        names = Names(scenario)
        for head in heads(verdict):
            console.print(Text(head, style="bold"))
        line = Text(f"{names.region()}: ", style="bold")
        line.append(_(VERDICT_WORDS[verdict.outcome]), style=_STYLES[verdict.outcome])
        console.print(line)
        for reason in verdict.reasons:
            console.print(Text(words.named_reason(reason, names).text()))
        console.print(Text(_deployment(verdict)))
        if scenario.situations:
            listed = ", ".join(names.situation(key) for key in scenario.situations)
            console.print(Text(_("Situations in force: {names}").format(names=listed)))
        if verdict.targets:
            console.print()
            _print_targets(verdict, names, console)


def _deployment(verdict: RegionVerdict) -> str:
    tested = verdict.deployment
    if tested is None:
        return _("Deployment tested: none")
    return _("Deployment tested: {profile}, version {version}, fingerprint {fingerprint}").format(
        profile=deployment_name(tested),
        version=tested.version or _("not told"),
        fingerprint=tested.fingerprint[:12],
    )


def _print_targets(verdict: RegionVerdict, names: Names, console: Console) -> None:
    heads = (_("Result"), _("Target"), _("Asked for"), _("Found"))
    console.print(_row(*(Text(head, style="bold") for head in heads)))
    if console.is_terminal:
        console.print(Text("─" * sum(_WIDTHS), style="dim"))
    for target in sorted(verdict.targets, key=lambda t: words.ORDER[t.outcome]):
        console.print(_target(target, names))
        remarks = [words.where(target, names)]
        if target.outcome != "met":
            remarks.append(words.reason(target, names))
        remark = ". ".join(capital(r) for r in remarks if r)
        if remark:
            lines = _in_lines(Text(remark, style="dim"), sum(_WIDTHS[1:]))
            console.print(Padding(lines, (0, 0, 0, _WIDTHS[0])))


def _target(target: TargetVerdict, names: Names) -> Table:
    symbol, word = words.SYMBOLS[target.outcome], words.outcome_word(target.outcome)
    asked = words.asked(target, names.scenario.targets.get(target.name))
    found = "\n".join(filter(None, (words.found(target), words.span(target))))
    return _row(
        Text(f"{symbol} {word}", style=_STYLES[target.outcome]),
        Text(names.target(target.name)),
        Text(asked),
        Text(found),
    )


def _row(*cells: Text) -> Table:
    row = Table.grid(padding=(0, 1, 0, 0), pad_edge=True)
    for width in _WIDTHS:
        row.add_column(width=width - 1, overflow="fold")
    row.add_row(*(_in_lines(cell, w - 1) for cell, w in zip(cells, _WIDTHS, strict=True)))
    return row


def _in_lines(text: Text, width: int) -> Text:
    """Cut a text into lines where there are plain spaces; rich would cut "100 %" as well."""
    lines = [
        line
        for part in text.plain.split("\n")
        for line in wrap(part, width, break_on_hyphens=False)
    ]
    return Text("\n".join(lines), style=text.style)
