"""Names that the file gives: well formed, and none for two things."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scenarios.categories import (
    CALLS_AT_MOST,
    INCIDENTS_AT_MOST,
    NUISANCE_AT_MOST,
    OF_SITUATION_AT_MOST,
)
from scenarios.checks.views import call_kinds, incident_types, nuisances, staffings
from scenarios.key_path import KeyPath
from scenarios.problems import Finding
from scenarios.schema import Scenario
from scenarios.text import gettext as _

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_MOST_SITUATIONS = 14
"""Beyond, ids would not fit a float."""


def check_names(scenario: Scenario) -> Iterator[Finding]:
    """Report names unfit for tables, addresses and file names."""
    for path in _named(scenario):
        if not _NAME.fullmatch(str(path[-1])):
            yield Finding(
                path,
                None,
                _("is not a name"),
                _("write letters, digits, - and _ only, beginning with a letter or digit"),
            )


def check_clashes(scenario: Scenario) -> Iterator[Finding]:
    """Report names that two kinds share, be they the region's or a situation's."""
    first: dict[str, KeyPath] = {}
    for path, name, _kind in (*incident_types(scenario), *call_kinds(scenario)):
        if name in first:
            other = ".".join(str(key) for key in first[name][:-1])
            yield Finding(
                path,
                None,
                _("has a name that {other} has already").format(other=other),
                _("give it another name"),
                reads=(first[name],),
            )
        else:
            first[name] = path


def check_number_of_kinds(scenario: Scenario) -> Iterator[Finding]:
    """Report more kinds than ids can tell apart."""
    demand = scenario.demand
    counted: list[tuple[KeyPath, int, int]] = [
        (("demand", "incidents"), len(demand.incidents), INCIDENTS_AT_MOST),
        (("demand", "calls"), len(demand.calls), CALLS_AT_MOST),
        (("demand", "nuisance"), len(demand.nuisance), NUISANCE_AT_MOST),
    ]
    for name, situation in scenario.situations.items():
        path: KeyPath = ("situations", name)
        own = len(situation.incidents) + len(situation.calls)
        counted.append((path, own, OF_SITUATION_AT_MOST))
        counted.append(((*path, "nuisance"), len(situation.nuisance), NUISANCE_AT_MOST))
    for path, count, most in counted:
        if count > most:
            yield Finding(
                path,
                None,
                _("has {count} kinds of incident or caller").format(count=count),
                _("keep it to {most}").format(most=most),
            )


def check_number_of_situations(scenario: Scenario) -> Iterator[Finding]:
    """Report more situations at once than ids can tell apart."""
    count = len(scenario.situations)
    if count > _MOST_SITUATIONS:
        yield Finding(
            ("situations",),
            None,
            _("has {count} situations in force at once").format(count=count),
            _("keep it to {most}").format(most=_MOST_SITUATIONS),
        )


def _named(scenario: Scenario) -> Iterator[KeyPath]:
    yield from (placed.path for placed in incident_types(scenario))
    yield from (placed.path for placed in call_kinds(scenario))
    yield from (path for path, _nuisance in nuisances(scenario))
    for section in ("agencies", "targets", "checklist", "situations"):
        yield from ((section, name) for name in getattr(scenario, section))
    yield from (("lines", "trunks", name) for name in scenario.lines.trunks)
    for path, staffing in _shifts(scenario):
        yield from ((*path, "shifts", name) for name in staffing)


def _shifts(scenario: Scenario) -> Iterator[tuple[KeyPath, dict[str, object]]]:
    for path, staffing in staffings(scenario):
        yield path, dict(staffing.shifts or {})


CHECKS = (check_names, check_clashes, check_number_of_kinds, check_number_of_situations)
