"""Section: demand against staffing through the week."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from results.number_forms import hour_of_week, number, percent_coarse
from results.report.blocks import Block, Paragraph, Picture, Section
from results.report.page import Page
from results.report.pictures.demand import demand_picture
from results.report.summaries.expected_calls import expected_calls
from results.report.summaries.hours import Floats, WeekOfHours
from results.report.summaries.response import utilisation
from results.report.wording.prose import joined, say
from scenarios.text import gettext as _


def demand_section(page: Page) -> Section:
    """Return calls and call-takers by hour of the week."""
    title = _("Demand and staffing through the week")
    week = page.week
    if week is None:
        return Section("demand", title, [Paragraph(page.no_picture)])
    expected = expected_calls(page.data.scenario)
    blocks: list[Block] = [
        Paragraph(
            say(
                _(
                    "Each step is one hour of the week, averaged over {weeks} weeks. "
                    '"Expected" is what the [scenario](scenario) says; "seen" also counts '
                    "[redials](redial) and chance. Below stand the [call-takers](call-taker) on "
                    "duty, and how many of them are at work on average."
                ),
                weeks=number(week.weeks, 1),
            )
        )
    ]
    if week.busiest is None:
        blocks.append(Paragraph(_("No call came in, so there is no picture.")))
        return Section("demand", title, blocks)
    name, alt = "demand", _("Steps through the week: calls an hour, and call-takers on duty.")
    blocks.append(
        Picture(
            name=name,
            title=_("Calls an hour and call-takers on duty"),
            svg=demand_picture(week, expected, name, alt),
            finding=joined(demand_sentences(week, expected)),
            alt=alt,
        )
    )
    blocks += _dispatchers(page)
    return Section("demand", title, blocks)


def demand_sentences(week: WeekOfHours, expected: Floats) -> list[Markup]:
    """Return what the picture shows, in sentences."""
    hour = week.busiest
    assert hour is not None
    sentences = [
        say(
            _(
                "The busiest hour is {hour} with {calls} calls; {people} call-takers are on duty "
                "then."
            ),
            hour=hour_of_week(hour),
            calls=_rounded(week.calls[hour]),
            people=number(week.on_duty[hour], 1),
        )
    ]
    share = np.divide(
        week.busy, week.on_duty, out=np.full(len(week.busy), np.nan), where=week.on_duty > 0
    )
    if np.any(~np.isnan(share)):
        tightest = int(np.nanargmax(share))
        sentences.append(
            say(
                _("They are stretched most on {hour}: {share} of their time is work then."),
                hour=hour_of_week(tightest),
                share=percent_coarse(float(share[tightest])),
            )
        )
    nobody = np.flatnonzero((week.on_duty == 0) & (np.nan_to_num(week.calls) > 0))
    if len(nobody):
        sentences.append(
            say(
                _("In {n} hours of the week calls come in and nobody is on duty."),
                n=number(len(nobody)),
            )
        )
    seen, told = _a_day(week.calls), _a_day(expected)
    sentences.append(
        say(
            _("That makes {seen} calls a day; {expected} are expected without redials."),
            seen=number(seen),
            expected=number(told),
        )
    )
    return sentences


def _rounded(calls: float) -> str:
    return number(calls, 0 if calls >= 10 else 1)


def _a_day(by_hour: Floats) -> float:
    known = by_hour[~np.isnan(by_hour)]
    return float(known.mean()) * 24 if len(known) else float("nan")


def _dispatchers(page: Page) -> list[Block]:
    records = page.data.natural
    if records is None:
        return []
    busy = utilisation(records, "dispatchers")
    if np.isnan(busy):
        text = _(
            "There is no [dispatcher](dispatcher) in this scenario: call-takers tell the agencies "
            "themselves."
        )
        return [Paragraph(say(text), "note")]
    text = _("[Dispatchers](dispatcher) are at work {share} of their time on duty.")
    return [Paragraph(say(text, share=percent_coarse(busy)), "note")]
