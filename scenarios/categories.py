"""The kinds of incident and call of a scenario with its situations, and their numbers.

The region's own come first, in the order of the file; each situation adds its own behind, so
that adding a situation renumbers nothing. Identities hold two digits of the category, which
each sort counts by itself, so that a new kind of incident renumbers no kind of call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scenarios.schema.demand import CallKind, IncidentType, Nuisance, Work
from scenarios.schema.scenario import Scenario

BASE_LAYER = "base"
INCIDENTS_AT_MOST = 40
CALLS_AT_MOST = 30
OF_SITUATION_AT_MOST = 20
NUISANCE_AT_MOST = 10
"""How many kinds of each sort the two digits tell apart."""


@dataclass(frozen=True)
class NumberedCategory:
    """A kind of incident or call with its number and the layer that brings it.

    Parameters
    ----------
    number : int
        Place among all categories.
    digits : int
        0 to 89, the category in identities; no other kind of the same layer, nor of the
        region, has them.
    """

    number: int
    digits: int
    layer: int
    name: str
    kind: IncidentType | CallKind


@dataclass(frozen=True)
class NumberedNuisance:
    """Nuisance callers and the number of the kind of call that they make.

    Parameters
    ----------
    digits : int
        90 to 99, as of a category.
    """

    digits: int
    layer: int
    name: str
    category: int
    nuisance: Nuisance


def layers(scenario: Scenario) -> tuple[str, ...]:
    """Return the layers of demand: the region's own, then one for each situation."""
    return (BASE_LAYER, *scenario.situations)


def numbered_categories(scenario: Scenario) -> tuple[NumberedCategory, ...]:
    """Return all categories in order of their numbers."""
    found: list[NumberedCategory] = []

    def add(layer: int, first: int, kinds: Mapping[str, IncidentType | CallKind]) -> None:
        for i, (name, kind) in enumerate(kinds.items()):
            found.append(NumberedCategory(len(found), first + i, layer, name, kind))

    add(0, 0, scenario.demand.incidents)
    add(0, INCIDENTS_AT_MOST, scenario.demand.calls)
    for layer, situation in enumerate(scenario.situations.values(), start=1):
        first = INCIDENTS_AT_MOST + CALLS_AT_MOST
        add(layer, first, situation.incidents)
        add(layer, first + len(situation.incidents), situation.calls)
    return tuple(found)


def numbered_nuisance(scenario: Scenario) -> tuple[NumberedNuisance, ...]:
    """Return the nuisance callers, the region's own first."""
    numbers = {c.name: c.number for c in numbered_categories(scenario)}
    sources = [scenario.demand.nuisance, *(s.nuisance for s in scenario.situations.values())]
    return tuple(
        NumberedNuisance(99 - i, layer, name, numbers[nuisance.kind], nuisance)
        for layer, source in enumerate(sources)
        for i, (name, nuisance) in enumerate(source.items())
    )


def work_on(scenario: Scenario, kind: IncidentType | CallKind) -> Work:
    """Return the work on a kind of call, with what it leaves out taken from `demand.work`.

    A duplicate's talk and wrap-up are those of an ordinary call where nothing is said.
    """
    own, common = kind.work, scenario.demand.work
    return Work(
        talk=own.talk or common.talk,
        talk_duplicate=own.talk_duplicate or common.talk_duplicate,
        wrap_up=own.wrap_up or common.wrap_up,
        wrap_up_duplicate=own.wrap_up_duplicate or common.wrap_up_duplicate,
        ticket=own.ticket or common.ticket,
    )
