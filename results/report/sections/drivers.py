"""Section: what drives the targets that are missed or narrowly met."""

from __future__ import annotations

from results.number_forms import capital
from results.report.blocks import Block, Column, DataTable, Heading, Paragraph, Section, Text
from results.report.page import Page
from results.report.wording import driver_words as words
from results.report.wording.target_words import outcome_word
from scenarios.text import gettext as _


def drivers_section(page: Page) -> Section | None:
    """Return a ranking for each target that was explained; None where none was."""
    explained = page.data.explained
    if not explained:
        return None
    blocks: list[Block] = [
        Paragraph(
            _(
                "The same calls were simulated again, each time with one thing a fifth better and "
                "all else as it was. What helps "
                "a target most stands first. It says where to look, not what it costs."
            )
        )
    ]
    for one in explained:
        heading = f"{page.names.target(one.target)} ({outcome_word(one.outcome)})"
        blocks.append(Heading(heading))
        rows: list[tuple[Text, ...]] = [
            (capital(words.driver_words(e.driver)), *words.effect_words(e, one))
            for e in words.shown(one)
        ]
        if rows:
            columns = [Column(_("If")), Column(_("then")), Column(_("result"))]
            blocks.append(DataTable(_("What helps most, first"), columns, rows, dense=True))
        else:
            blocks.append(Paragraph(_("Nothing that was tried makes it better.")))
    return Section("drivers", _("What drives the results"), blocks)
