"""Section: lines in use."""

from __future__ import annotations

from markupsafe import Markup

from results.number_forms import number, percent
from results.report.blocks import Column, DataTable, Paragraph, Picture, Section
from results.report.page import Page
from results.report.pictures.lines import lines_picture
from results.report.summaries.line_use import LineUse, line_use
from results.report.wording.prose import joined, say
from scenarios.text import gettext as _


def lines_section(page: Page) -> Section:
    """Return how many lines are in use."""
    title = _("Lines in use")
    if page.data.natural is None:
        return Section("lines", title, [Paragraph(page.no_picture)])
    use = line_use(page.data.natural)
    if not use.trunks:
        text = _("The records say nothing of lines.")
        return Section("lines", title, [Paragraph(text)])
    intro = say(
        _(
            "A call needs one [line](line) from the moment it is connected until the talk ends. "
            "When all lines of its group are taken, the caller hears the [busy tone](blocking)."
        )
    )
    name, alt = "lines", _("Bars: lines in use by group, and how often how many are in use.")
    picture = Picture(
        name=name,
        title=_("Lines in use, by group and all together"),
        svg=lines_picture(use, page.names, name, alt),
        finding=joined(line_sentences(use)),
        alt=alt,
    )
    return Section("lines", title, [Paragraph(intro), picture, _table(page, use)])


def line_sentences(use: LineUse) -> list[Markup]:
    """Return what the picture shows, in sentences."""
    sentences = [
        say(
            _("Of {lines} lines, at most {most} were in use at once, and {mean} on average."),
            lines=number(use.channels, 1),
            most=number(use.at_once.maximum()),
            mean=number(use.at_once.mean(), 1 if use.at_once.mean() >= 1 else 2),
        )
    ]
    if use.blocked:
        sentences.append(
            say(
                _("{n} of {of} calls ({share}) met a busy line."),
                n=number(use.blocked),
                of=number(use.attempts),
                share=percent(use.blocked / use.attempts, 2),
            )
        )
    else:
        sentences.append(say(_("No call met a busy line.")))
    return sentences


def _table(page: Page, use: LineUse) -> DataTable:
    columns = [
        Column(_("Group of lines")),
        Column(_("lines"), number=True),
        Column(_("in use, mean"), number=True),
        Column(_("in use, most"), number=True),
        Column(_("calls"), number=True),
        Column(_("met a busy line"), number=True),
    ]
    rows = [
        (
            page.names.trunk(t.trunk),
            number(t.channels, 1),
            number(t.mean, 2),
            number(t.most),
            number(t.attempts),
            percent(t.blocked / t.attempts, 2) if t.attempts else number(0),
        )
        for t in use.trunks
    ]
    return DataTable(_("Lines by group"), columns, rows)
