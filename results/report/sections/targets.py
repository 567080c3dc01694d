"""Section: the targets, each with what was found, and how sure that is."""

from __future__ import annotations

from results.number_forms import capital, hour_of_week, quantity
from results.report.blocks import (
    Badge,
    Block,
    Paragraph,
    Section,
    TargetRow,
    TargetTable,
    Text,
)
from results.report.page import Page
from results.report.summaries.worst_hours import worst_hours
from results.report.wording import target_words as words
from results.report.wording.prose import say
from results.verdict.target_verdict import TargetVerdict
from scenarios.text import gettext as _


def targets_section(page: Page) -> Section:
    """Return the table of targets, missed ones first."""
    title = _("Targets")
    verdict = page.data.verdict
    if verdict is None:
        text = _("The targets of this run have not been judged.")
        return Section("targets", title, [Paragraph(text)])
    if not verdict.targets:
        text = _("The scenario has no targets, so there is nothing to judge.")
        return Section("targets", title, [Paragraph(text)])
    rows = [_row(page, t) for t in sorted(verdict.targets, key=lambda t: words.ORDER[t.outcome])]
    columns = (_("Result"), _("Target"), _("Asked for"), _("Found"))
    blocks: list[Block] = [
        Paragraph(
            say(
                _(
                    "A [target](target) is [met](met) when the numbers reach what is asked and "
                    "are sure enough, [missed](missed) when they surely do not, and "
                    '[inconclusive](inconclusive) when it is too early to say. "Between" gives '
                    "the [range](range) in which the true number very likely lies."
                )
            )
        ),
        TargetTable(_("Targets and results, missed ones first"), columns, rows),
    ]
    return Section("targets", title, blocks)


def _row(page: Page, verdict: TargetVerdict) -> TargetRow:
    target = page.data.scenario.targets.get(verdict.name)
    parts = verdict.parts or (verdict,)
    details: list[tuple[Text, Text]] = []
    for part in parts:
        details.append((_("Evidence"), _evidence(page, part, with_outcome=len(parts) > 1)))
    worst = "; ".join(filter(None, (_worst(page, part) for part in parts if part.n)))
    if worst:
        details.append((_("Worst hours") if _by_hour(verdict) else _("Worst parts"), worst))
    needed = next(filter(None, (words.still_needed(part) for part in parts)), "")
    if needed:
        details.append((_("Still needed"), needed))
    return TargetRow(
        badge=Badge(verdict.outcome, words.outcome_word(verdict.outcome)),
        label=page.names.target(verdict.name),
        asked=words.asked(verdict, target),
        found=words.found(verdict),
        between=words.between(verdict),
        where=words.where(verdict, page.names),
        details=details,
    )


def _evidence(page: Page, part: TargetVerdict, *, with_outcome: bool) -> str:
    text = words.evidence(part)
    text = capital(text)
    if with_outcome:
        text = _("{evidence}: {outcome}").format(
            evidence=text, outcome=words.outcome_word(part.outcome)
        )
    return f"{text}. {words.reason(part, page.names)}"


def _by_hour(verdict: TargetVerdict) -> bool:
    return verdict.scope in ("hour_of_week", "all")


def _worst(page: Page, part: TargetVerdict) -> str:
    """Return the worst hours or parts with what was found in them."""
    if part.scope != "all":
        return words.worst_cells(part, page.names)
    target = page.data.scenario.targets.get(part.name)
    if part.source != "sim" or target is None or page.data.simulated is None:
        return ""
    return "; ".join(
        f"{hour_of_week(hour)}: {quantity(value, part.unit)}"
        for hour, value in worst_hours(page.data.simulated, target)
    )
