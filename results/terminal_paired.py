"""A comparison of two simulations for the terminal, readable at 80 columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import wrap

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from results.paired.row import PairedTarget
from results.report.wording import paired_words as words
from results.report.wording.names import Names
from scenarios.schema.scenario import Scenario
from scenarios.text import DEFAULT_LANGUAGE, in_language
from scenarios.text import gettext as _

_WIDTHS = (26, 12, 12, 18, 12)
"""Columns of the table, 80 together."""
_NUMBER = re.compile("\N{NO-BREAK SPACE}(?=[0-9])")
_STYLES = {"better": "green", "worse": "bold red", "unsure": "dim", "alike": "dim"}


def print_paired(
    targets: Sequence[PairedTarget],
    console: Console,
    language: str = DEFAULT_LANGUAGE,
    *,
    scenario: Scenario,
) -> None:
    """Print a line for each target and measure, and one more for the parts of a target.

    Parameters
    ----------
    targets : sequence of PairedTarget
    console : rich Console
    language : "id" or "en"
    scenario : Scenario
        For the names of things.
    """
    with in_language(language):
        names = Names(scenario)
        heads = (_("Measure"), "A", "B", _("B less A"), _("Result"))
        console.print(_row(*(Text(head, style="bold") for head in heads)))
        if console.is_terminal:
            console.print(Text("─" * sum(_WIDTHS), style="dim"))
        for target in targets:
            whole = target.whole
            change = _(words.CHANGES[whole.change])
            result = "\n".join(filter(None, (change, words.saved_words(whole))))
            console.print(
                _row(
                    Text(words.name_words(whole, names)),
                    Text(words.value_words(whole.a, whole.unit)),
                    Text(words.value_words(whole.b, whole.unit)),
                    Text(words.difference_words(whole)),
                    Text(result, style=_STYLES.get(whole.change, "")),
                )
            )
            parts = words.parts_words(target, names)
            if parts:
                lines = _in_lines(Text(parts, style="dim"), sum(_WIDTHS) - 2)
                console.print(Padding(lines, (0, 0, 0, 2)))


def _row(*cells: Text) -> Table:
    row = Table.grid(padding=(0, 1, 0, 0), pad_edge=True)
    for width in _WIDTHS:
        row.add_column(width=width - 1, overflow="fold")
    row.add_row(*(_in_lines(cell, w - 1) for cell, w in zip(cells, _WIDTHS, strict=True)))
    return row


def _in_lines(text: Text, width: int) -> Text:
    """Cut a text into lines where there are plain spaces; rich would cut "100 %" as well.

    What is longer than a line is cut before its numbers, as "9 menit" and "8 detik".
    """
    lines = []
    for part in text.plain.split("\n"):
        words = [w if len(w) <= width else _NUMBER.sub(" ", w) for w in part.split(" ")]
        lines += wrap(" ".join(words), width, break_on_hyphens=False)
    return Text("\n".join(lines), style=text.style)
