"""Situations act on what the scenario has."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.key_path import KeyPath
from scenarios.problems import Finding, near_names, suggestion
from scenarios.schema import Scenario
from scenarios.text import gettext as _

_SLIP = 0.8
"""Likeness from which a name unknown is taken for a slip, and not for something not there."""
_NAMED: tuple[KeyPath, ...] = (
    ("demand", "incidents"),
    ("demand", "calls"),
    ("lines", "trunks"),
    ("agencies",),
)


def check_what_situations_name(scenario: Scenario) -> Iterator[Finding]:
    """Report names unknown that look like a slip."""
    for path, name, known in _unknown(scenario):
        if near_names(name, known, _SLIP):
            wrong = _("is not known in this scenario")
            remedy = suggestion(name, near_names(name, known, _SLIP), "")
            yield Finding(path, None, wrong, remedy, names=_NAMED)


def note_what_situations_name(scenario: Scenario) -> Iterator[Finding]:
    """Note names unknown: what a region does not have, a situation for many leaves alone."""
    for path, name, known in _unknown(scenario):
        if not near_names(name, known, _SLIP):
            yield Finding(
                path,
                None,
                _("is not known in this scenario, so that this has no effect"),
                _("leave it, or mend the name"),
            )


def check_starts(scenario: Scenario) -> Iterator[Finding]:
    """Report instants that cannot be found in the run."""
    for name, situation in scenario.situations.items():
        path = ("situations", name, "start_at")
        if situation.start_at is None:
            continue
        if situation.start_at.tzinfo is not None:
            yield Finding(
                path,
                str(situation.start_at),
                _("has a zone"),
                _("write the region's own time, without Z or +07:00"),
            )
        elif scenario.run.start_date is None:
            yield Finding(
                path,
                str(situation.start_at),
                _("is a date, and the run has none"),
                _(
                    "give the run a date, as in run.start_date = {day}, or begin on a weekday"
                ).format(day=situation.start_at.date().isoformat()),
                reads=(("run",),),
            )


def check_half_lives(scenario: Scenario) -> Iterator[Finding]:
    """Report surges that ebb from a start that is not given."""
    for name, situation in scenario.situations.items():
        if situation.length is not None:
            continue
        for category, surge in situation.surges.items():
            if surge.half_life is not None:
                yield Finding(
                    ("situations", name, "surges", category, "half_life"),
                    None,
                    _("ebbs from a start that the situation does not have"),
                    _("give the situation a start and a length, or leave half_life out"),
                )


def _unknown(scenario: Scenario) -> Iterator[tuple[KeyPath, str, list[str]]]:
    """Yield (place, name, names known there) of what situations name and nobody knows."""
    demand = scenario.demand
    sorts = {
        name: [f"{sort}.{name}", f"{sort}.*"]
        for sort, names in (("incidents", demand.incidents), ("calls", demand.calls))
        for name in names
    }
    kinds = [*sorts, *dict.fromkeys(pattern for group in sorts.values() for pattern in group)]
    groups = ["call_takers", "dispatchers", *(f"desk:{agency}" for agency in scenario.agencies)]
    for name, situation in scenario.situations.items():
        named: tuple[tuple[str, dict[str, object], list[str]], ...] = (
            ("surges", dict(situation.surges), kinds),
            ("channels", dict(situation.channels), list(scenario.lines.trunks)),
            ("staff_absence", dict(situation.staff_absence), groups),
            ("units_absence", dict(situation.units_absence), list(scenario.agencies)),
        )
        for key, given, known in named:
            for item in given:
                if item not in (*known, "*", "incidents.*", "calls.*"):
                    yield ("situations", name, key, item), item, known


CHECKS = (check_what_situations_name, check_starts, check_half_lives)
