"""Section: service level as a heat map of the 168 hours of the week."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from markupsafe import Markup

from results.measures.question import MeasureQuestion, question_of
from results.measures.tally import tally
from results.number_forms import (
    duration,
    hour_of_week,
    number,
    percent,
    percent_short,
)
from results.report.blocks import Paragraph, Picture, Section
from results.report.page import Page
from results.report.pictures.heat_map import heat_map_picture
from results.report.summaries.hours import Floats
from results.report.wording.prose import joined, say
from scenarios.text import gettext as _


def service_level_section(page: Page) -> Section:
    """Return the share of calls answered in time, hour by hour."""
    title = _("Answered in time, hour by hour")
    records = page.data.natural
    if records is None:
        return Section("service-level", title, [Paragraph(page.no_picture)])
    target, within_s = page.answer_target, page.answer_bound_s
    question = MeasureQuestion("service_level", "within", within_s=within_s)
    if target is not None:
        question = question_of(target)
    evidence = tally(records, replace(question, by="hour_of_week"))
    n = evidence.denominator.sum(axis=0)
    share = np.divide(evidence.numerator.sum(axis=0), n, out=np.full(len(n), np.nan), where=n > 0)
    if not np.any(n > 0):
        text = _("No call was connected, so there is no picture.")
        return Section("service-level", title, [Paragraph(text)])
    bound = target.share_bound() if target is not None else None
    least = bound[1] if bound is not None else None
    intro = say(
        _(
            "Each field is one hour of the week. Its number is the [service level](service-level): "
            "of 100 connected calls so many were answered within {time} (100 only where all "
            "were). Dark fields are the bad ones."
        ),
        time=duration(within_s),
    )
    if least is not None:
        intro = joined([intro, say(_("A red frame: below the {bound} that is asked."),
                                   bound=percent_short(least))])  # fmt: skip
    if target is not None and target.short > 0:
        text = _("Callers who give up within {time} are not counted.")
        intro = joined([intro, say(text, time=duration(target.short))])
    name = "service-level"
    alt = _("Table of seven days and 24 hours, coloured by the share of calls answered in time.")
    picture = Picture(
        name=name,
        title=_("Share of calls answered within {time}").format(time=duration(within_s)),
        svg=heat_map_picture(share, least, name, alt),
        finding=joined(service_level_sentences(share, n, least)),
        alt=alt,
    )
    return Section("service-level", title, [Paragraph(intro), picture])


def service_level_sentences(share: Floats, n: Floats, least: float | None) -> list[Markup]:
    """Return what the picture shows, in sentences.

    Parameters
    ----------
    share, n : array of float, shape (168,)
        Shares answered in time, and connected calls.
    least : float, optional
        The bound.
    """
    whole = float(np.nansum(share * n) / n.sum())
    worst = int(np.nanargmin(share))
    sentences = [
        say(_("Over the whole week {share} of the calls are answered in time."),
            share=percent(whole)),
        say(
            _("The worst hour is {hour} with {share}, of {n} calls."),
            hour=hour_of_week(worst),
            share=percent(float(share[worst])),
            n=number(n[worst]),
        ),
    ]  # fmt: skip
    if least is not None:
        below = int(np.sum(share < least - 1e-12))
        known = int(np.sum(n > 0))
        text = (
            _("{below} of {known} hours lie below {bound}.")
            if below
            else _("None of {known} hours lies below {bound}.")
        )
        sentences.append(
            say(text, below=number(below), known=number(known), bound=percent_short(least))
        )
    return sentences
