"""Section: how long until help is there, by agency and by kecamatan."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from results.number_forms import duration, number, percent_coarse
from results.records import Records
from results.report.blocks import Block, Column, DataTable, Paragraph, Picture, Section
from results.report.page import Page
from results.report.pictures.agencies import agencies_picture
from results.report.pictures.kecamatan_map import map_picture
from results.report.summaries.response import Times, by_agency, by_kecamatan, utilisation
from results.report.wording.names import Names
from results.report.wording.prose import joined, say
from scenarios.geography import kecamatan_outline
from scenarios.schema.scenario import Scenario
from scenarios.text import gettext as _

LEAST_INCIDENTS = 5
"""A kecamatan with fewer is left grey; an assumption of this project."""


def response_section(page: Page) -> Section:
    """Return response times by agency and on the map."""
    title = _("How long until help is there")
    records = page.data.natural
    if records is None:
        return Section("response", title, [Paragraph(page.no_picture)])
    blocks: list[Block] = [
        Paragraph(
            say(
                _(
                    "The time runs from the moment the caller is connected until the first "
                    "[unit](unit) is on the scene. A [target](target) may count from another "
                    "moment; its own text says which."
                )
            )
        )
    ]
    every = sorted(by_agency(records), key=lambda t: (np.nan_to_num(t.quantile_s(0.5)), t.key))
    agencies = [t for t in every if len(t.arrived_s)]
    if agencies:
        blocks += [_agencies(page, agencies), _agency_table(page.names, records, every)]
    else:
        blocks.append(Paragraph(_("No unit reached a scene, so there is no picture.")))
    blocks += _map(page, records)
    return Section("response", title, blocks)


def agency_sentences(times: Sequence[Times], names: Names) -> list[Markup]:
    """Return what the picture of agencies shows, in sentences."""
    ranked = sorted(times, key=lambda t: (t.quantile_s(0.5), t.key))
    fastest, slowest = ranked[0], ranked[-1]
    sentences = [
        say(
            _(
                "The fastest is {agency}: half of the responses take at most {half}, nine of ten "
                "at most {most}."
            ),
            agency=names.agency(fastest.key),
            half=duration(fastest.quantile_s(0.5)),
            most=duration(fastest.quantile_s(0.9)),
        )
    ]
    if slowest is not fastest:
        sentences.append(
            say(
                _("The slowest is {agency}: half at most {half}, nine of ten at most {most}."),
                agency=names.agency(slowest.key),
                half=duration(slowest.quantile_s(0.5)),
                most=duration(slowest.quantile_s(0.9)),
            )
        )
    return sentences


def _agencies(page: Page, times: Sequence[Times]) -> Picture:
    name, alt = "agencies", _("Boxes: response times of each agency in minutes.")
    return Picture(
        name=name,
        title=_("Response time by agency"),
        svg=agencies_picture(times, bounds_s(page.data.scenario), page.names, name, alt),
        finding=joined(agency_sentences(times, page.names)),
        alt=alt,
    )


def bounds_s(scenario: Scenario) -> dict[str, float]:
    """Return each agency's time bound between connection and arrival, s, where it has one."""
    found: dict[str, float] = {}
    for target in scenario.targets.values():
        moments = (target.measure, target.start, target.end)
        if moments != ("response_time", "connected", "on_scene") or target.agency is None:
            continue
        share = target.share_bound()
        bound = share[0] if share is not None else target.mean_at_most
        if bound is not None:
            found.setdefault(target.agency, bound)
    return found


def _agency_table(names: Names, records: Records, times: Sequence[Times]) -> DataTable:
    columns = [
        Column(_("Agency")),
        Column(_("requests"), number=True),
        Column(_("half within"), number=True),
        Column(_("9 of 10 within"), number=True),
        Column(_("mean"), number=True),
        Column(_("never came"), number=True),
        Column(_("units at work"), number=True),
    ]
    rows = [
        (
            names.agency(t.key),
            number(t.due),
            duration(t.quantile_s(0.5)),
            duration(t.quantile_s(0.9)),
            duration(t.mean_s),
            number(t.due - len(t.arrived_s)),
            percent_coarse(utilisation(records, f"units:{t.key}")),
        )
        for t in times
    ]
    return DataTable(_("Response times by agency"), columns, rows, dense=True)


def _map(page: Page, records: Records) -> list[Block]:
    times = [t for t in by_kecamatan(records) if len(t.arrived_s) >= LEAST_INCIDENTS]
    if not times:
        text = _("Too few incidents were seen in each kecamatan to draw a map.")
        return [Paragraph(text)]
    ranked = sorted(times, key=lambda t: (-t.quantile_s(0.5), t.key))
    minutes = {t.key: t.quantile_s(0.5) / 60 for t in times}
    name, alt = "map", _("Map of the region, each kecamatan coloured by its response time.")
    land = page.names.land
    intro = _(
        "The number in each kecamatan is the time in minutes within which half of its incidents "
        "see the first unit of any agency."
    )
    if not all(kecamatan_outline(code) for code in land.codes):
        intro += " " + _("A disc of its area stands for a kecamatan whose border is not known.")
    picture = Picture(
        name=name,
        title=_("Response time by kecamatan"),
        svg=map_picture(page.data.scenario, land, minutes, name, alt),
        finding=joined(map_sentences(ranked, page.names)),
        alt=alt,
    )
    columns = [
        Column(_("Kecamatan")),
        Column(_("incidents"), number=True),
        Column(_("half within"), number=True),
        Column(_("9 of 10 within"), number=True),
    ]
    rows = [
        (
            page.names.kecamatan(t.key),
            number(t.due),
            duration(t.quantile_s(0.5)),
            duration(t.quantile_s(0.9)),
        )
        for t in ranked
    ]
    table = DataTable(_("Kecamatan, slowest first"), columns, rows, dense=True)
    return [Paragraph(intro), picture, table]


def map_sentences(slowest_first: Sequence[Times], names: Names) -> list[Markup]:
    """Return what the map shows, in sentences."""
    slow, fast = slowest_first[0], slowest_first[-1]
    sentences = [
        say(
            _("Help takes longest to {slow}: half of the incidents wait more than {time}."),
            slow=names.kecamatan(slow.key),
            time=duration(slow.quantile_s(0.5)),
        )
    ]
    if fast is not slow:
        sentences.append(
            say(
                _("It is fastest in {fast}, where half wait at most {time}."),
                fast=names.kecamatan(fast.key),
                time=duration(fast.quantile_s(0.5)),
            )
        )
        every = np.concatenate([t.arrived_s for t in slowest_first])
        text = _("Over the whole region half wait at most {time}.")
        sentences.append(say(text, time=duration(float(np.median(every)))))
    return sentences
