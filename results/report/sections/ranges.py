"""Part of sections: which assumptions were moved to the ends of their ranges, and what flips."""

from __future__ import annotations

from results.number_forms import capital, number
from results.report.blocks import Block, Bullets, Column, DataTable, Heading, Paragraph, Text
from results.report.page import Page
from results.report.wording import range_words as words
from results.report.wording.prose import say
from scenarios.text import gettext as _
from scenarios.text import ngettext

_SHOWN = 6


def measure_first_bullets(page: Page) -> list[Block]:
    """Return what the region must measure first, shortly; nothing where no target flips."""
    ranges = page.data.ranges
    if ranges is None or not ranges.to_measure:
        return []
    first = ranges.to_measure
    items: list[Text] = [
        f"{capital(words.place_words(a.path, page.names))} ({words.turned_words(a, page.names)})"
        for a in first[:_SHOWN]
    ]
    if len(first) > _SHOWN:
        items.append(_("and {n} more, listed further down").format(n=number(len(first) - _SHOWN)))
    lead = say(
        _(
            "These numbers are [assumptions](assumption), and some targets come out otherwise at "
            "an end of what they may be. Until they are measured, those targets stay "
            "[inconclusive](inconclusive)."
        )
    )
    return [Heading(_("Measure these first")), Paragraph(lead), Bullets(items)]


def measure_first_table(page: Page) -> list[Block]:
    """Return the assumptions within whose ranges targets flip, with what is found at the ends."""
    ranges, verdict = page.data.ranges, page.data.verdict
    if ranges is None or verdict is None or not ranges.to_measure:
        return []
    verdicts = {t.name: t for t in verdict.targets}
    rows: list[tuple[Text, ...]] = [
        (
            capital(words.place_words(a.path, page.names)),
            words.at_end_words(a, "low", page.names, verdicts),
            words.at_end_words(a, "high", page.names, verdicts),
        )
        for a in ranges.to_measure
    ]
    columns = [Column(_("What")), Column(_("at the low end")), Column(_("at the high end"))]
    caption = _("Assumptions within whose range a target flips, those that turn most first")
    return [
        Heading(_("Measure these first")),
        DataTable(caption, columns, rows, dense=True),
    ]


def how_far(page: Page) -> list[Block]:
    """Say how many assumptions were moved to the ends of their ranges, and name the others."""
    ranges = page.data.ranges
    if ranges is None:
        return []
    if ranges.undecided:
        text = _(
            "No target that asks for the simulation is met or missed yet, so none can flip: no "
            "assumption was moved to the ends of its range."
        )
        return [Paragraph(text)]
    untried = ranges.of("not_tried")
    briefly = len(ranges.open) - len(untried)
    replayed = len(ranges.of("replayed", "briefly")) - briefly
    if ranges.asked == "none":
        text = _(
            "Not tried: none of the {n} assumptions was moved to the ends of its range. A target "
            "that is met here may be missed there; run it again with --ranges all."
        )
        return [Paragraph(text.format(n=number(len(ranges.assumptions))), "finding")]
    blocks: list[Block] = [
        Paragraph(
            ngettext(
                "{n} assumption was moved to the ends of its range, and the same {weeks} weeks of "
                "calls were simulated again.",
                "{n} assumptions were moved to the ends of their ranges, one at a time, and the "
                "same {weeks} weeks of calls were simulated again each time.",
                replayed,
            ).format(n=number(replayed), weeks=number(ranges.weeks)),
            "finding",
        )
    ]
    if ranges.open:
        said = _(
            "The time given ({asked}) was too short for all: {briefly} were tried on too few "
            "weeks to judge by, {untried} not at all. With --ranges all every one is replayed."
        )
        blocks.append(
            Paragraph(
                said.format(
                    asked=ranges.asked,
                    briefly=number(briefly),
                    untried=number(len(untried)),
                ),
                "finding",
            )
        )
    if untried:
        listed = "; ".join(words.place_words(a.path, page.names) for a in untried)
        blocks.append(Paragraph(_("Not tried: {names}.").format(names=listed), "note"))
    return blocks
