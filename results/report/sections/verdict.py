"""Section: the verdict, large and plain, and what a real one needs."""

from __future__ import annotations

from collections import Counter

from results.number_forms import number
from results.report.blocks import Badge, Banner, Block, Bullets, Heading, Paragraph, Section, Text
from results.report.page import Page
from results.report.sections.ranges import measure_first_bullets
from results.report.wording.names import Names
from results.report.wording.prose import say
from results.report.wording.target_words import named_reason, outcome_word
from results.report.wording.verdict_words import VERDICT_WORDS, heads
from results.verdict.overload_reasons import exceeded
from results.verdict.region import RegionVerdict
from scenarios.text import N_, ngettext
from scenarios.text import gettext as _

_SENTENCES = {
    "ready": N_("{region} reached every target, shown on its own deployment."),
    "not_ready": N_("{region} missed {missed} of {of} targets."),
    "inconclusive": N_("The evidence does not yet say whether {region} is ready."),
}
_OF_THE_TARGETS = {
    "ready": N_("All targets are met here, but that was not shown on the region's own 112."),
    "not_ready": N_("Looking at the targets alone, the answer would be: not ready."),
    "inconclusive": N_("Looking at the targets alone, the answer would be: not yet decided."),
}


def verdict_section(page: Page) -> Section:
    """Return the verdict."""
    verdict = page.data.verdict
    title = _("Is the region ready?")
    if verdict is None:
        banner = Banner("unjudged", "", _("NOT JUDGED"), _not_judged(page), ())
        return Section("verdict", title, [banner])
    blocks: list[Block] = [_banner(page, verdict)]
    for overload in exceeded(verdict.overloads):
        blocks.append(Paragraph(named_reason(overload, page.names).text(), "warning"))
    if page.data.manifest.state == "interrupted":
        note = _("The run was interrupted. What was finished until then is shown.")
        blocks.append(Paragraph(note, "note"))
    elif page.data.manifest.state == "failed":
        note = _("The run broke off: {why}").format(why=page.data.manifest.note or "?")
        blocks.append(Paragraph(note, "note"))
    if verdict.draft:
        blocks.append(
            Paragraph(
                say(
                    _(
                        "This is a draft. Nobody measured its numbers: they are "
                        "[assumptions](assumption) for a region of the size of {region}, taken "
                        "from other cities. It shows what to count and about how much staff is "
                        "needed. It says nothing of the 112 of {region}."
                    ),
                    region=page.names.region(),
                )
            )
        )
    if verdict.demonstration:
        blocks.append(
            Paragraph(
                say(
                    _(
                        "This is a demonstration. The calls went to siap112's own small "
                        "[reference deployment](reference-deployment), not to the 112 of "
                        "{region}. It shows how the test works. It says nothing about the "
                        "region's own equipment."
                    ),
                    region=page.names.region(),
                )
            )
        )
    blocks += measure_first_bullets(page)
    needs = needed_for_a_verdict(page, verdict)
    if needs and verdict.outcome != "ready":
        blocks += [Heading(_("What a real verdict needs")), Bullets(needs)]
    return Section("verdict", title, blocks)


def _banner(page: Page, verdict: RegionVerdict) -> Banner:
    counts = Counter(t.outcome for t in verdict.targets)
    sentence = _(_SENTENCES[verdict.outcome]).format(
        region=page.names.region(), missed=number(counts["missed"]), of=len(verdict.targets)
    )
    if verdict.targets_outcome != verdict.outcome and not verdict.draft:
        sentence += " " + _(_OF_THE_TARGETS[verdict.targets_outcome])
    return Banner(
        outcome=verdict.outcome,
        over=" · ".join(heads(verdict)),
        word=_(VERDICT_WORDS[verdict.outcome]),
        sentence=sentence,
        counts=[
            (Badge(name, outcome_word(name)), number(counts[name]))
            for name in ("met", "missed", "inconclusive")
        ],
    )


def _not_judged(page: Page) -> str:
    if page.data.manifest.state == "running":
        return _("The run has not ended. What is there so far is shown.")
    return _("The run ended before its targets were judged. What is there is shown.")


def needed_for_a_verdict(page: Page, verdict: RegionVerdict) -> list[Text]:
    """Return what has to be done before the verdict can be a real one, most important first."""
    needs: list[Text] = []
    region = page.names.region()
    if verdict.deployment is None or verdict.deployment.reference:
        needs.append(
            say(
                _(
                    "A [load test](load-test) of the 112 that {region} will really use. Describe "
                    "it in a [deployment profile](deployment) and let siap112 call it, before "
                    "the number is opened."
                ),
                region=region,
            )
        )
    count = Counter(t.outcome for t in verdict.targets)
    if count["missed"]:
        needs.append(
            say(
                _(
                    "Changes that bring the missed targets within reach: {targets}. The table "
                    "below says by how much each is missed and when."
                ),
                targets=_listed(page.names, verdict, "missed"),
            )
        )
    assumptions = sum(p.kind == "assumption" for p in page.data.provenance.values())
    if assumptions:
        text = _(
            "The region's own numbers in place of {n} [assumptions](assumption), first those with "
            "the widest range. They are listed further down."
        )
        if page.data.ranges is not None and page.data.ranges.to_measure:
            text = _(
                "The region's own numbers in place of {n} [assumptions](assumption), first those "
                "named above. All are listed further down."
            )
        needs.append(say(text, n=number(assumptions)))
    if any(t.weeks_needed for t in verdict.targets if t.outcome == "inconclusive"):
        needs.append(say(_("A longer simulation where a target is still open.")))
    unshown = sum(i.evidence == "open" for i in page.data.scenario.checklist.values())
    if unshown:
        needs.append(
            say(
                ngettext(
                    "Evidence for the {n} open item of the checklist, which no run can show.",
                    "Evidence for the {n} open items of the checklist, which no run can show.",
                    unshown,
                ),
                n=number(unshown),
            )
        )
    return needs


def _listed(names: Names, verdict: RegionVerdict, outcome: str) -> str:
    return "; ".join(names.target(t.name) for t in verdict.targets if t.outcome == outcome)
