"""Section: how long callers wait."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from results.number_forms import NOTHING, duration, number, percent
from results.report.blocks import Column, DataTable, Paragraph, Picture, Section
from results.report.page import Page
from results.report.pictures.waiting import waiting_picture
from results.report.summaries.waits import Waits, waits
from results.report.wording.prose import joined, say
from scenarios.text import gettext as _


def waiting_section(page: Page) -> Section:
    """Return the distribution of waits."""
    title = _("How long callers wait")
    if page.data.natural is None:
        return Section("waiting", title, [Paragraph(page.no_picture)])
    found, bound_s = waits(page.data.natural), page.answer_bound_s
    if not found.calls:
        text = _("No call was connected, so there is no picture.")
        return Section("waiting", title, [Paragraph(text)])
    intro = say(
        _(
            "The wait runs from the moment the line answers until a [call-taker](call-taker) "
            "speaks. The recorded [announcement](announcement) is part of it."
        )
    )
    target = page.answer_target
    if target is not None and target.short > 0:
        text = _(
            "All callers are counted here. The [service level](service-level) above leaves out "
            "those who give up within {time}."
        )
        intro = joined([intro, say(text, time=duration(target.short))])
    name, alt = "waiting", _("Bars: how many of 100 calls waited how many seconds.")
    picture = Picture(
        name=name,
        title=_("Waits of all connected calls"),
        svg=waiting_picture(found, bound_s, name, alt),
        finding=joined(waiting_sentences(found, bound_s)),
        alt=alt,
    )
    return Section("waiting", title, [Paragraph(intro), picture, _table(found)])


def waiting_sentences(found: Waits, bound_s: float) -> list[Markup]:
    """Return what the picture shows, in sentences."""
    sentences = [
        say(
            _("Of {n} calls, {share} are answered within {time}."),
            n=number(found.calls),
            share=percent(found.share_within(bound_s)),
            time=duration(bound_s),
        )
    ]
    if len(found.answered_s):
        sentences.append(
            say(
                _("Half of the answered callers wait at most {half}, nine of ten at most {most}."),
                half=duration(found.quantile_s(0.5)),
                most=duration(found.quantile_s(0.9)),
            )
        )
    if len(found.gave_up_s):
        sentences.append(
            say(
                _("{share} [give up](abandonment) before the answer, half of them within {time}."),
                share=percent(len(found.gave_up_s) / found.calls),
                time=duration(float(np.median(found.gave_up_s))),
            )
        )
    else:
        sentences.append(say(_("Nobody [gives up](abandonment) before the answer.")))
    return sentences


def _table(found: Waits) -> DataTable:
    columns = [
        Column(_("So many of the answered callers")),
        Column(_("wait at most"), number=True),
    ]
    shares = (
        (0.5, _("50 of 100 (half)")),
        (0.9, _("90 of 100")),
        (0.95, _("95 of 100")),
        (0.99, _("99 of 100")),
        (1.0, _("all (the longest wait seen; it grows with the length of the run)")),
    )
    rows = [
        (text, duration(found.quantile_s(share)) if len(found.answered_s) else NOTHING)
        for share, text in shares
    ]
    return DataTable(_("Waits of answered callers"), columns, rows)
