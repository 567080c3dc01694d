"""The kinds of incident and call of a scenario with its situations, and their numbers.

The region's own come first, in the order of the file; each situation adds its own behind, so
that adding a situation renumbers nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.schema.demand import CallKind, IncidentType, Nuisance, Work
from scenarios.schema.scenario import Scenario

BASE_LAYER = "base"


@dataclass(frozen=True)
class NumberedCategory:
    """A kind of incident or call with its number and the layer that brings it."""

    number: int
    layer: int
    name: str
    kind: IncidentType | CallKind


@dataclass(frozen=True)
class NumberedNuisance:
    """Nuisance callers with their number and the number of the kind of call that they make."""

    number: int
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

    def add(layer: int, kinds: dict[str, IncidentType] | dict[str, CallKind]) -> None:
        for name, kind in kinds.items():
            found.append(NumberedCategory(len(found), layer, name, kind))

    add(0, scenario.demand.incidents)
    add(0, scenario.demand.calls)
    for layer, situation in enumerate(scenario.situations.values(), start=1):
        add(layer, situation.incidents)
        add(layer, situation.calls)
    return tuple(found)


def numbered_nuisance(scenario: Scenario) -> tuple[NumberedNuisance, ...]:
    """Return the nuisance callers; their numbers count down from 99, apart from categories'."""
    numbers = {c.name: c.number for c in numbered_categories(scenario)}
    sources = [(0, scenario.demand.nuisance)]
    sources += [(i, s.nuisance) for i, s in enumerate(scenario.situations.values(), start=1)]
    flat = [(layer, name, n) for layer, of_layer in sources for name, n in of_layer.items()]
    return tuple(
        NumberedNuisance(99 - i, layer, name, numbers[nuisance.kind], nuisance)
        for i, (layer, name, nuisance) in enumerate(flat)
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
