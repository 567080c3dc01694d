"""Which cells a target asks about, with or without observations in them."""

from __future__ import annotations

from collections.abc import Sequence

from results.measures.catalogue import MEASURES
from results.measures.cells import HOURS_OF_WEEK, ShiftOfHour
from scenarios.schema.demand import Rate
from scenarios.schema.scenario import Scenario
from scenarios.schema.targets import Target


def asked_cells(
    target: Target,
    scenario: Scenario,
    *,
    kecamatan: Sequence[str] | None = None,
    shift_of_hour: ShiftOfHour | None = None,
) -> tuple[str, ...] | None:
    """Return the labels of the cells that a target is judged in.

    A cell without observations is inconclusive, never met; so the cells have to be known before
    the run. What the scenario says cannot happen is no cell: a kind with rate zero, an agency
    that is first in no need's list (one that only ever comes second is judged where it was seen).

    Parameters
    ----------
    target : Target
    scenario : Scenario
    kecamatan : sequence of str, optional
        Codes of the kecamatan with demand; left out: those that occur in the records.
    shift_of_hour : mapping, optional
        Shift on duty in each hour of the week.

    Returns
    -------
    tuple of str, or None where the records must say
    """
    if target.scope == "hour_of_week":
        return tuple(str(h) for h in range(HOURS_OF_WEEK))
    if target.scope == "shift":
        return tuple(sorted(set(shift_of_hour.values()))) if shift_of_hour else ("all",)
    if target.scope == "kecamatan":
        return None if kecamatan is None else tuple(kecamatan)
    if target.scope == "agency":
        return _agencies(target, scenario)
    if target.scope == "category":
        return _categories(target, scenario)
    return ("all",)


def _categories(target: Target, scenario: Scenario) -> tuple[str, ...]:
    demand = scenario.demand
    kinds = [n for n, kind in demand.incidents.items() if _occurs(kind.rate)]
    if MEASURES[target.measure].table == "calls" and target.calls == "all":
        nuisance = {n.kind for n in demand.nuisance.values() if n.people_per_day > 0}
        kinds += [n for n, kind in demand.calls.items() if _occurs(kind.rate) or n in nuisance]
    return tuple(k for k in kinds if target.categories is None or k in target.categories)


def _agencies(target: Target, scenario: Scenario) -> tuple[str, ...]:
    asked: dict[str, None] = {}
    for name, kind in scenario.demand.incidents.items():
        if not _occurs(kind.rate) or (target.categories and name not in target.categories):
            continue
        asked.update((need.agencies[0], None) for need in kind.needs if need.share > 0)
    return tuple(a for a in asked if target.agency is None or a == target.agency)


def _occurs(rate: Rate) -> bool:
    return bool(rate.per_day) or any(rate.per_hour or ())
