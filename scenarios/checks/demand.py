"""Demand: every incident type is handled by somebody, every kind of call is worked on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scenarios.checks.views import call_kinds, incident_types, needs, nuisances, transports
from scenarios.key_path import KeyPath
from scenarios.problems import Finding, shown, suggestion
from scenarios.schema import Scenario
from scenarios.schema.demand import IncidentType
from scenarios.text import gettext as _
from scenarios.trace.limits import MOST_PER_WEEK
from scenarios.trace.rates import weekly_rates


def check_something_comes_in(scenario: Scenario) -> Iterator[Finding]:
    """Report a region in which nothing can happen."""
    if not scenario.demand.incidents and not scenario.demand.calls:
        yield Finding(
            ("demand",),
            None,
            _("has neither incidents nor calls"),
            _("describe at least one, as in [demand.incidents.kebakaran]"),
        )


def check_number_of_calls(scenario: Scenario) -> Iterator[Finding]:
    """Report rates that bring more in a week than identities can tell apart."""
    with np.errstate(over="ignore"):  # what is infinite is too many as well
        found: list[tuple[KeyPath, float]] = [
            ((*path, "rate"), float(weekly_rates(kind.rate).sum()))
            for path, _name, kind in (*incident_types(scenario), *call_kinds(scenario))
        ]
    for path, nuisance in nuisances(scenario):
        found.append((path, 7 * nuisance.people_per_day * nuisance.calls_each))
    for path, weekly in found:
        if not weekly < MOST_PER_WEEK:
            yield Finding(
                path,
                None,
                _("brings {count:.3g} calls a week").format(count=weekly),
                _("keep it below {most} a week").format(most=MOST_PER_WEEK),
            )


def check_needs_name_agencies(scenario: Scenario) -> Iterator[Finding]:
    """Report needs that name an agency unknown, or twice."""
    for path, name, need in needs(scenario):
        for i, agency in enumerate(need.agencies):
            place = (*path, "agencies", i)
            if agency not in scenario.agencies:
                yield Finding(
                    place,
                    shown(agency),
                    _("is not an agency of this scenario, so that nobody handles {name}").format(
                        name=name
                    ),
                    suggestion(
                        agency,
                        list(scenario.agencies),
                        _("name one of [agencies], or describe it there"),
                    ),
                    names=(("agencies",),),
                )
            elif agency in need.agencies[:i]:
                yield Finding(
                    place, shown(agency), _("is named twice in one need"), _("name it once")
                )


def check_work_is_given(scenario: Scenario) -> Iterator[Finding]:
    """Report kinds whose talk, wrap-up or ticket time stands neither there nor in demand.work."""
    common = scenario.demand.work
    for path, _name, kind in (*incident_types(scenario), *call_kinds(scenario)):
        wanted = ["talk", "wrap_up"] + (["ticket"] if isinstance(kind, IncidentType) else [])
        for part in wanted:
            if getattr(kind.work, part) is None and getattr(common, part) is None:
                yield Finding(
                    (*path, "work", part),
                    None,
                    _("is missing, here and in demand.work"),
                    _('add it in one of the two, as in {part} = "60s"').format(part=part),
                    reads=(("demand", "work"),),
                )


def check_nuisance_kinds(scenario: Scenario) -> Iterator[Finding]:
    """Report nuisance callers whose kind of call does not exist."""
    kinds = [placed.name for placed in call_kinds(scenario)]
    for path, nuisance in nuisances(scenario):
        if nuisance.kind not in kinds:
            yield Finding(
                (*path, "kind"),
                shown(nuisance.kind),
                _("is not a kind of call without incident"),
                suggestion(nuisance.kind, kinds, _("name one of [demand.calls]")),
                names=(("demand", "calls"),),
            )


def check_handover(scenario: Scenario) -> Iterator[Finding]:
    """Report agencies whose units take patients to hospital without a handover time."""
    said: set[str] = set()
    for path, _name, agency in transports(scenario):
        if scenario.agencies[agency].field.handover is None and agency not in said:
            said.add(agency)
            yield Finding(
                ("agencies", agency, "field", "handover"),
                None,
                _("is missing, although units take patients to hospital"),
                _('add it, as in handover = "25 min", or write transport = 0'),
                reads=(path, ("agencies", agency, "field")),
            )


def check_hospitals(scenario: Scenario) -> Iterator[Finding]:
    """Report patients whom no hospital takes."""
    hospitals = scenario.place.hospitals
    said: set[str] = set()
    for path, name, agency in transports(scenario):
        if name in said or any(h.takes is None or name in h.takes for h in hospitals):
            continue
        said.add(name)
        if not hospitals:
            wrong = _("is missing, although {agency} takes patients of {name} to hospital")
            remedy = _("add [[place.hospitals]] with name, lat and lon, or write transport = 0")
        else:
            wrong = _("has none that takes patients of {name}, whom {agency} takes there")
            remedy = _("add the incident type to a hospital's `takes`, or leave `takes` out")
        yield Finding(
            ("place", "hospitals"),
            None,
            wrong.format(agency=agency, name=name),
            remedy,
            reads=(path,),
        )


CHECKS = (
    check_something_comes_in,
    check_number_of_calls,
    check_needs_name_agencies,
    check_work_is_given,
    check_nuisance_kinds,
    check_handover,
    check_hospitals,
)
