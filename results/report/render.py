"""From the data of a run to one HTML page: pure, without network, script or outside file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib.resources import files

from results import number_forms
from results.report.blocks import Section
from results.report.page import Page
from results.report.report_data import ReportData
from results.report.sections.assumptions import assumptions_section
from results.report.sections.checklist import checklist_section
from results.report.sections.demand import demand_section
from results.report.sections.deployment import deployment_section
from results.report.sections.drivers import drivers_section
from results.report.sections.glossary import glossary_section
from results.report.sections.lines import lines_section
from results.report.sections.making import making_section, moment
from results.report.sections.pairing import pairing_section
from results.report.sections.response import response_section
from results.report.sections.service_level import service_level_section
from results.report.sections.staff_needed import staff_needed_section
from results.report.sections.targets import targets_section
from results.report.sections.verdict import verdict_section
from results.report.sections.waiting import waiting_section
from results.report.wording.prose import TERM_PREFIX
from results.report.wording.target_words import SYMBOLS
from results.report.wording.verdict_words import DRAFT
from scenarios.run_clock import run_clock, windows
from scenarios.text import current_language, in_language
from scenarios.text import gettext as _

SECTIONS: tuple[Callable[[Page], Section | None], ...] = (
    verdict_section,
    staff_needed_section,
    deployment_section,
    targets_section,
    drivers_section,
    demand_section,
    service_level_section,
    waiting_section,
    lines_section,
    response_section,
    pairing_section,
    checklist_section,
    assumptions_section,
    making_section,
    glossary_section,
)
"""Sections in the order of the page; one that returns None is left out."""


def render(data: ReportData, language: str) -> str:
    """Return the report as one HTML page.

    Parameters
    ----------
    data : ReportData
    language : "id" or "en"

    Returns
    -------
    str
        The same data and language give the same text.

    Raises
    ------
    ValueError
        If the language is unknown.
    """
    with in_language(language):
        page = Page(data)
        sections = [found for make in SECTIONS if (found := make(page)) is not None]
        return _page(page, sections)


def _page(page: Page, sections: list[Section]) -> str:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_file),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    region = page.names.region()
    return environment.get_template("page.html").render(
        language=current_language(),
        title=_("112 readiness report: {region}").format(region=region),
        kicker=_kicker(page),
        region=region,
        about=page.data.scenario.about.in_language(current_language()),
        made=_made(page.data),
        situations_title=_("Situations in force"),
        situations=_situations(page),
        contents_title=_("Contents"),
        scroll_hint=_("wide table or picture, scrolls sideways"),
        sections=sections,
        symbols={**SYMBOLS, "open": "○"},
        term_prefix=TERM_PREFIX,
        style=_file("style.css"),
    )


def _kicker(page: Page) -> str:
    kicker = _("112 readiness report")
    return f"{_(DRAFT)}: {kicker}" if page.data.scenario.draft else kicker


def _file(name: str) -> str:
    return files("results.report").joinpath(name).read_text(encoding="utf-8")


def _made(data: ReportData) -> str:
    when: datetime | None = data.finished_at or moment(data.manifest.start, data.manifest.zone)
    return number_forms.day(when) if when is not None else ""


def _situations(page: Page) -> list[tuple[str, str, str]]:
    """Return name, time and meaning of each situation in force."""
    language = current_language()
    clock = run_clock(page.data.scenario.run)
    found = []
    for situation in page.data.scenario.situations.values():
        if situation.length is None:
            when = _("throughout the run")
        else:
            spans = windows(situation, clock)
            hour = clock.hour_of_week(spans[0][0]) if spans else 0
            begin = number_forms.hour_of_week(hour)
            text = _("from {begin} for {time}")
            if situation.start_day is not None:
                text = _("each week from {begin} for {time}")
            when = text.format(begin=begin, time=number_forms.duration(situation.length))
        found.append(
            (situation.label.in_language(language), when, situation.about.in_language(language))
        )
    return found
