"""What several checks look at: all categories, all needs, all staffings of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from scenarios.key_path import KeyPath
from scenarios.schema import Scenario
from scenarios.schema.demand import CallKind, IncidentType, Need, Nuisance
from scenarios.schema.staffing import Staffing


class Placed(NamedTuple):
    """An incident type or kind of call, with its name and place in the file."""

    path: KeyPath
    name: str
    kind: IncidentType | CallKind


def incident_types(scenario: Scenario) -> Iterator[Placed]:
    """Yield the incident types, the situations' too."""
    for holder, found in _demands(scenario, "incidents"):
        for name, kind in found.items():
            yield Placed((*holder, name), name, kind)


def call_kinds(scenario: Scenario) -> Iterator[Placed]:
    """Yield the kinds of call without incident, the situations' too."""
    for holder, found in _demands(scenario, "calls"):
        for name, kind in found.items():
            yield Placed((*holder, name), name, kind)


def nuisances(scenario: Scenario) -> Iterator[tuple[KeyPath, Nuisance]]:
    """Yield the nuisance callers, the situations' too."""
    for holder, found in _demands(scenario, "nuisance"):
        for name, nuisance in found.items():
            yield (*holder, name), nuisance


def needs(scenario: Scenario) -> Iterator[tuple[KeyPath, str, Need]]:
    """Yield all needs, each with its place and the name of its incident type."""
    for path, name, kind in incident_types(scenario):
        if isinstance(kind, IncidentType):
            for i, need in enumerate(kind.needs):
                yield (*path, "needs", i), name, need


def transports(scenario: Scenario) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield (place of the need, incident type, agency) where a unit may go to a hospital."""
    for path, name, need in needs(scenario):
        for agency_name in need.agencies:
            agency = scenario.agencies.get(agency_name)
            if agency is None:
                continue
            share = agency.field.transport if need.transport is None else need.transport
            if share > 0 and need.share > 0:
                yield path, name, agency_name


def staffings(scenario: Scenario) -> Iterator[tuple[KeyPath, Staffing]]:
    """Yield the staffing of each group."""
    yield ("call_takers", "staffing"), scenario.call_takers.staffing
    if scenario.dispatchers is not None:
        yield ("dispatchers", "staffing"), scenario.dispatchers.staffing
    for name, agency in scenario.agencies.items():
        yield ("agencies", name, "desk", "staffing"), agency.desk.staffing


def categories(scenario: Scenario) -> list[str]:
    """Return the names of all incident types and kinds of call."""
    return [placed.name for placed in (*incident_types(scenario), *call_kinds(scenario))]


def _demands(scenario: Scenario, sort: str) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    yield ("demand", sort), getattr(scenario.demand, sort)
    for name, situation in scenario.situations.items():
        yield ("situations", name, sort), getattr(situation, sort)
