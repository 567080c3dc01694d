"""Section: what no run shows, each item with its evidence."""

from __future__ import annotations

from collections import Counter

from results.number_forms import number
from results.report.blocks import Badge, BadgeList, BadgeRow, Paragraph, Section
from results.report.page import Page
from results.report.wording.prose import say
from scenarios.text import N_, current_language
from scenarios.text import gettext as _

EVIDENCE = {
    "open": N_("open"),
    "simulated": N_("simulated"),
    "load_tested": N_("load-tested"),
    "inspected": N_("inspected"),
    "attested": N_("attested"),
}
"""How an item is shown, for people."""


def checklist_section(page: Page) -> Section | None:
    """Return the checklist; None where the scenario has none."""
    items = page.data.scenario.checklist.values()
    if not items:
        return None
    unshown = Counter(i.evidence for i in items)["open"]
    text = _(
        "No simulation and no call can show these. Somebody has to look, or to sign. {open} of "
        "{of} items are still open."
    )
    if not unshown:
        text = _(
            "No simulation and no call can show these. Somebody has to look, or to sign. All {of} "
            "items have their evidence."
        )
    rows = [
        BadgeRow(
            Badge("open" if i.evidence == "open" else "met", _(EVIDENCE[i.evidence])),
            i.label.in_language(current_language()),
            i.note or "",
        )
        for i in sorted(items, key=lambda i: i.evidence != "open")
    ]
    intro = Paragraph(say(text, open=number(unshown), of=number(len(items))))
    return Section("checklist", _("Checklist"), [intro, BadgeList(rows)])
