"""Section: how many call-takers a draft needs, in bands."""

from __future__ import annotations

from results.report.blocks import Column, DataTable, Paragraph, Section
from results.report.page import Page
from results.report.wording.prose import say
from results.report.wording.staff_words import band_rows, heads, how_found, in_a_sentence
from scenarios.text import gettext as _


def staff_needed_section(page: Page) -> Section | None:
    """Return the bands of staff; None where none were looked for."""
    needed = page.data.staff_needed
    if needed is None:
        return None
    intro = say(
        _(
            "A draft cannot say whether the [call-takers](call-taker) suffice, for nobody knows "
            "yet how many will call. It can say how many are needed if few call, if as many call "
            "as assumed, and if many do: all rates, talk and wrap-up times at the low or high "
            "ends of their ranges at once. Counting calls for a few weeks makes the bands narrow."
        )
    )
    first, *others = heads()
    columns = [Column(first), *(Column(head, number=True) for head in others)]
    caption = _("Call-takers needed in each shift")
    return Section(
        "staff-needed",
        _("How many call-takers are needed"),
        [
            Paragraph(intro),
            Paragraph(in_a_sentence(needed), "finding"),
            DataTable(caption, columns, band_rows(needed, page.data.scenario)),
            Paragraph(how_found(needed, page.data.scenario), "note"),
        ],
    )
