"""Targets ask for what the scenario has, and for what can be measured."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from scenarios.checks.views import call_kinds, categories, incident_types, transports
from scenarios.key_path import KeyPath
from scenarios.problems import Finding, shown, suggestion
from scenarios.schema import Scenario
from scenarios.schema.targets import Moment, Target
from scenarios.text import gettext as _

_OF_CALLS = frozenset(
    ("service_level", "answer_time", "abandonment", "blocking", "handling_time", "redials",
     "setup_time", "ring_latency", "ticket_latency", "call_failures", "lost_calls", "media_loss")
)  # fmt: skip
_OF_INCIDENTS = frozenset(("never_reported", "needs_unmet"))
_OF_STAFF = frozenset(("occupancy", "unit_utilisation"))
_KINDS: tuple[KeyPath, ...] = (("demand", "incidents"), ("demand", "calls"), ("situations",))
_ONLY_LOAD_TEST = frozenset(("call_failures", "lost_calls", "lost_notifications", "media_loss"))


def check_names_in_targets(scenario: Scenario) -> Iterator[Finding]:
    """Report targets that name an agency or category unknown."""
    known = categories(scenario)
    for name, target in scenario.targets.items():
        if target.agency is not None and target.agency not in scenario.agencies:
            yield Finding(
                ("targets", name, "agency"),
                shown(target.agency),
                _("is not an agency of this scenario"),
                suggestion(target.agency, list(scenario.agencies), _("name one of [agencies]")),
                names=(("agencies",),),
            )
        for i, category in enumerate(target.categories or ()):
            if category not in known:
                yield Finding(
                    ("targets", name, "categories", i),
                    shown(category),
                    _("is neither an incident type nor a kind of call"),
                    suggestion(
                        category, known, _("name one of [demand.incidents] or [demand.calls]")
                    ),
                    names=_KINDS,
                )


def check_scopes(scenario: Scenario) -> Iterator[Finding]:
    """Report scopes and agencies that do not go with the measure."""
    for name, target in scenario.targets.items():
        path = ("targets", name, "scope")
        if target.scope not in _scopes(target):
            yield Finding(
                path,
                shown(target.scope),
                _("does not go with {measure}").format(measure=target.measure),
                _("write one of {known}").format(known=", ".join(_scopes(target))),
            )
        elif target.scope == "shift" and scenario.call_takers.staffing.shifts is None:
            yield Finding(
                path,
                shown(target.scope),
                _("asks for shifts, and the call-takers have none"),
                _("name their shifts in [call_takers.staffing.shifts], or write another scope"),
                reads=(("call_takers", "staffing"),),
            )
        if target.agency is not None and target.measure in _OF_CALLS | _OF_INCIDENTS:
            yield Finding(
                ("targets", name, "agency"),
                shown(target.agency),
                _("does not go with {measure}, which no agency answers for").format(
                    measure=target.measure
                ),
                _("leave `agency` out"),
            )


def check_moments(scenario: Scenario) -> Iterator[Finding]:
    """Report response times whose end does not come after their start."""
    order = get_args(Moment)
    for name, target in scenario.targets.items():
        if target.start is None or target.end is None:
            continue
        if order.index(target.start) >= order.index(target.end):
            yield Finding(
                ("targets", name, "end"),
                shown(target.end),
                _("does not come after {start}").format(start=target.start),
                _("the moments' order is {order}").format(order=", ".join(order)),
            )


def check_evidence(scenario: Scenario) -> Iterator[Finding]:
    """Report measures that only a load test shows, asked of a simulation."""
    for name, target in scenario.targets.items():
        if target.measure in _ONLY_LOAD_TEST and target.evidence != "load_test":
            yield Finding(
                ("targets", name, "evidence"),
                shown(target.evidence),
                _("cannot show {measure}: only a load test does").format(measure=target.measure),
                _('write evidence = "load_test"'),
            )


def check_hospital_targets(scenario: Scenario) -> Iterator[Finding]:
    """Report times to hospital asked where nobody is taken there."""
    agencies = {agency for _path, _name, agency in transports(scenario)}
    for name, target in scenario.targets.items():
        asks = target.measure == "time_to_hospital" or "at_hospital" in (target.start, target.end)
        if asks and (not agencies if target.agency is None else target.agency not in agencies):
            yield Finding(
                ("targets", name),
                None,
                _("asks for a time to hospital, but no unit takes patients there"),
                _("put `transport` of the agency or of the need above 0, or leave the target out"),
                reads=(("agencies",), ("demand", "incidents")),
            )


def check_categories_of_measures(scenario: Scenario) -> Iterator[Finding]:
    """Report measures of incidents and agencies asked of calls without incident."""
    incidents = {placed.name for placed in incident_types(scenario)}
    calls = {placed.name for placed in call_kinds(scenario)}
    for name, target in scenario.targets.items():
        if target.measure in _OF_CALLS | _OF_STAFF:
            continue
        for i, category in enumerate(target.categories or ()):
            if category in calls and category not in incidents:
                yield Finding(
                    ("targets", name, "categories", i),
                    shown(category),
                    _("has no incident, so that {measure} does not go with it").format(
                        measure=target.measure
                    ),
                    _("name incident types only"),
                )


def _scopes(target: Target) -> tuple[str, ...]:
    """Return the kinds of cell that a measure has; `results` declares the same."""
    if target.measure == "unit_utilisation":
        return ("all", "hour_of_week", "shift", "agency")
    if target.measure in _OF_STAFF:
        return ("all", "hour_of_week", "shift")
    common = ("all", "hour_of_week", "shift", "kecamatan", "category")
    return common if target.measure in _OF_CALLS | _OF_INCIDENTS else (*common, "agency")


CHECKS = (
    check_names_in_targets,
    check_scopes,
    check_moments,
    check_evidence,
    check_hospital_targets,
    check_categories_of_measures,
)
