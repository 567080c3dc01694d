"""Bands of staff in words and rows, for the report and the terminal."""

from __future__ import annotations

from collections.abc import Callable

from results.number_forms import capital, clock_time, duration, number, percent_short
from results.report.wording.names import Names
from results.staff_needed import StaffAtEnd, StaffNeeded
from scenarios.schema.scenario import Scenario
from scenarios.text import gettext as _

Row = tuple[str, str, str, str, str]


def heads() -> Row:
    """Return the headings of the table."""
    return (
        "",
        _("if few call"),
        _("as assumed"),
        _("if many call"),
        _("in the draft"),
    )


def band_rows(needed: StaffNeeded, scenario: Scenario) -> list[Row]:
    """Return calls, handling time, people of each shift and people to employ, at the ends."""

    def row(name: str, said: Callable[[StaffAtEnd], str], planned: str = "") -> Row:
        low, middle, high = (said(end) for end in needed.ends)
        return name, low, middle, high, planned

    rows = [
        row(_("calls a day"), lambda end: _calls(end.calls_per_day)),
        row(_("talk and wrap-up of a call"), lambda end: duration(round(end.handling_s))),
    ]
    for shift in needed.planned:
        planned = needed.planned[shift]
        rows.append(
            row(
                shift_words(shift, scenario),
                _people_of(shift),
                "" if planned is None else number(planned),
            )
        )
    rows.append(row(_("people to employ"), lambda end: _people(end.employed)))
    return rows


def shift_words(shift: str, scenario: Scenario) -> str:
    """Return a shift with its hours, or all hours."""
    shifts = scenario.call_takers.staffing.shifts
    if shifts is None or shift not in shifts:
        return _("at all hours")
    found = shifts[shift]
    begin, end = found.start / 3600, (found.start + found.length) / 3600 % 24
    name = Names(scenario).cell("shift", shift)
    if begin % 1 or end % 1:
        return name
    return f"{name}, {clock_time(int(begin))}–{clock_time(int(end))}"


def how_found(needed: StaffNeeded, scenario: Scenario) -> str:
    """Say how the bands were found."""
    weeks = {end.end: number(end.weeks) for end in needed.ends}
    return _(
        "Found by simulation: at each end calls of several weeks ({low}, {middle} and {high}) were "
        "drawn. Each shift began with {least} people, the fewest, and got one more as long as it "
        "did not answer {share} within {time}; in the end one fewer was tried in each. To employ: "
        "hours at work over 40 a week, leave, training and illness counted."
    ).format(
        **weeks,
        share=percent_short(needed.at_least),
        time=duration(needed.within_s),
        least=number(needed.at_least_people),
    )


def in_a_sentence(needed: StaffNeeded) -> str:
    """Return the bands in a sentence."""
    low, middle, high = (
        _people(None if None in end.people.values() else sum(filter(None, end.people.values())))
        for end in needed.ends
    )
    text = _(
        "Over all shifts {low} to {high} call-takers a day are needed, {middle} with the numbers "
        "as assumed."
    )
    return capital(text.format(low=low, middle=middle, high=high))


def _people_of(shift: str) -> Callable[[StaffAtEnd], str]:
    return lambda end: _people(end.people[shift])


def _people(count: int | None) -> str:
    return _("over {n}").format(n=200) if count is None else number(count)


def _calls(per_day: float) -> str:
    return number(per_day, 0 if per_day >= 10 else 1)
