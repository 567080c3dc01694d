"""Section: the load test, and how it compares with what was predicted."""

from __future__ import annotations

import math
from collections.abc import Mapping

from markupsafe import Markup

from results.number_forms import (
    NOTHING,
    capital,
    duration,
    number,
    percent,
    percent_short,
)
from results.report.blocks import (
    Block,
    Bullets,
    Column,
    DataTable,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Section,
    Text,
)
from results.report.page import Page
from results.report.pairing_view import (
    LEAST_SAME_OUTCOME,
    MOST_TYPICAL_DIFFERENCE_S,
    PairingView,
)
from results.report.pictures.pairing import pairing_picture, play_words
from results.report.summaries.load_test_facts import LoadTestFacts, load_test_facts
from results.report.wording.failure_words import FAILURES
from results.report.wording.prose import joined, say
from scenarios.number_block import number_blocks
from scenarios.text import N_, ngettext
from scenarios.text import gettext as _

_DELAYS = {
    "setup": N_("From dialling until the line answers"),
    "ring": N_("From choosing a call-taker to the answer, without the pick-up"),
    "ticket": N_("Until a ticket is on record"),
    "notification": N_("From the ticket until the agency's screen shows it"),
}
_OUTCOMES = {
    "answered": N_("answered"),
    "blocked": N_("met a busy line"),
    "abandoned_announcement": N_("gave up during the announcement"),
    "abandoned_queue": N_("gave up while waiting"),
    "refused": N_("was refused, the number being blocked"),
    "failed": N_("failed for technical reasons"),
}


def pairing_section(page: Page) -> Section:
    """Return predicted against measured."""
    title = _("Predicted and measured")
    tested = page.data.tested
    if tested is None or not len(tested.calls):
        text = _(
            "There was no [load test](load-test), so there is nothing to lay beside the "
            "[simulation](simulation)."
        )
        return Section("pairing", title, [Paragraph(say(text))])
    intro = say(
        _(
            "The same calls went two ways: through the [simulation](simulation), and by telephone "
            "to the [deployment](deployment) that was tested."
        )
    )
    facts = load_test_facts(tested)
    blocks: list[Block] = [Paragraph(intro), Heading(_("What the load test saw"))]
    blocks += _seen(page, facts)
    if page.data.pairing is not None:
        blocks += [Heading(_("How close the prediction came")), *_compared(page.data.pairing)]
    return Section("pairing", title, blocks)


def load_test_sentence(facts: LoadTestFacts) -> Markup:
    """Return what the load test saw, in one sentence."""
    return say(
        _("{n} calls were placed by telephone; {answered} of them were answered."),
        n=number(facts.attempts),
        answered=number(facts.answered),
    )


def _seen(page: Page, facts: LoadTestFacts) -> list[Block]:
    play = page.data.of_the_test.play
    sentence = load_test_sentence(facts)
    if play.packed:
        text = _("The pauses between calls were cut short ([packed](packed)).")
        sentence = joined([sentence, say(text)])
    if play.speed != 1:
        text = _(
            "Time ran {speed} times as fast as in life; the waits and delays below are those of "
            "the load test's clock."
        )
        sentence = joined([sentence, say(text, speed=number(play.speed, 1))])
    if number_blocks(page.data.scenario):
        text = _(
            "Blocking of nuisance numbers was not played: each call of a load test has a test "
            "number of its own."
        )
        sentence = joined([sentence, say(text)])
    rows: list[tuple[Text, Text]] = [
        (capital(_(_OUTCOMES.get(name, name))), number(count)) for name, count in facts.outcomes
    ]
    for name, count in facts.failures:
        rows.append((say(_("Failure: {name}"), name=_(FAILURES.get(name, name))), number(count)))
    if facts.notifications:
        rows.append((_("Notifications to agencies"), number(facts.notifications)))
        rows.append((_("Notifications that were lost"), number(facts.notifications_lost)))
    blocks: list[Block] = [Paragraph(sentence, "finding"), Facts(rows)]
    if facts.delays:
        columns = [
            Column(_("Delay of the deployment, in real time")),
            Column(_("measured"), number=True),
            Column(_("half within"), number=True),
            Column(_("95 of 100 within"), number=True),
        ]
        table = [
            (_(_DELAYS[d.name]), number(d.n), duration(d.median_s), duration(d.p95_s))
            for d in facts.delays
        ]
        blocks.append(DataTable(_("Delays of the deployment"), columns, table))
    return blocks


def _compared(view: PairingView) -> list[Block]:
    if not view.calls or not view.plays:
        return [Paragraph(_("No call could be paired, so there is no picture."))]
    name, alt = "pairing", _("Rising curves: waits measured, and predicted in three ways.")
    picture = Picture(
        name=name,
        title=_("Waits of answered calls, predicted and measured"),
        svg=pairing_picture(view, name, alt),
        finding=pairing_sentence(view),
        alt=alt,
    )
    columns = [
        Column(_("Simulation")),
        Column(_("same outcome"), number=True),
        Column(_("wait differs, typically by"), number=True),
        Column(_("measured minus predicted, nine of ten"), number=True),
    ]
    rows = [
        (
            capital(play_words(play.name)),
            percent(play.same_outcome_share),
            duration(play.typical_difference_s),
            _spread(play.difference_s),
        )
        for play in view.plays
    ]
    blocks: list[Block] = [
        picture,
        DataTable(_("Predicted and measured, call by call"), columns, rows),
    ]
    if not math.isnan(view.response_difference_s):
        text = _(
            "Where a [unit](unit) was sent in both, the time from the record to the scene "
            "typically differed by {time}."
        )
        blocks.append(Paragraph(say(text, time=duration(view.response_difference_s))))
    if view.causes:
        blocks.append(Heading(_("Why some calls differ")))
        blocks.append(
            Bullets(
                [
                    say(
                        ngettext("{n} call: {cause}", "{n} calls: {cause}", c.calls),
                        n=number(c.calls),
                        cause=_(c.text),
                    )
                    for c in view.causes
                ]
            )
        )
    return blocks


def pairing_sentence(view: PairingView) -> Markup:
    """Return in a sentence or two how close the prediction came."""
    play = view.closest
    assert play is not None
    sentence = say(
        _(
            "Of {n} calls, {share} ended the same way in both; where both were answered, the wait "
            "typically differed by {time}."
        ),
        n=number(view.calls),
        share=percent(play.same_outcome_share),
        time=duration(play.typical_difference_s),
    )
    if view.agrees:
        verdict = _("So the simulation can be trusted for what the load test cannot show.")
    elif play.same_outcome_share < LEAST_SAME_OUTCOME:
        verdict = _(
            "Fewer ended the same way than the {share} that are asked for, so the prediction is "
            "not confirmed. The causes stand below."
        )
    else:
        verdict = _(
            "The waits differ by more than the {time} that are allowed, so the prediction is not "
            "confirmed."
        )
    return joined(
        [
            sentence,
            say(
                verdict,
                share=percent_short(LEAST_SAME_OUTCOME),
                time=duration(MOST_TYPICAL_DIFFERENCE_S),
            ),
        ]
    )


def signed(seconds: float) -> str:
    """Return a difference of times with its sign."""
    text = duration(seconds)
    return f"+{text}" if seconds > 0 else text


def _spread(quantiles_s: Mapping[float, float]) -> str:
    low, high = quantiles_s.get(0.05), quantiles_s.get(0.95)
    if low is None or high is None:
        return NOTHING
    return _("{low} to {high}").format(low=signed(low), high=signed(high))
