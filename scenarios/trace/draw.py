"""Draw the trace of one replication: demand by layer, category and week."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scenarios.categories import NumberedCategory, numbered_categories, numbered_nuisance
from scenarios.sampling import geometric
from scenarios.schema.demand import Burst, IncidentType
from scenarios.schema.scenario import Scenario
from scenarios.territory import Territory, territory
from scenarios.trace.beginnings import Begun, beginnings
from scenarios.trace.caller_draws import callers_hang_on, draw_callers
from scenarios.trace.crowd import Origin
from scenarios.trace.drawn_before import DrawnBefore
from scenarios.trace.incident_draws import Brings, IncidentDraws, brings, draw_incidents
from scenarios.trace.joining import join
from scenarios.trace.luck import drawn_times, luck_by_member, luck_by_row
from scenarios.trace.nuisance_draws import draw_nuisance
from scenarios.trace.stage import Stage, set_stage
from scenarios.trace.tables import Trace


def draw_trace(
    scenario: Scenario, seed: int, replication: int = 0, before: DrawnBefore | None = None
) -> Trace:
    """Draw one replication.

    Parameters
    ----------
    scenario : Scenario
        With its situations; each situation's extra calls are a layer of their own.
    seed : int
        Seed of the run.
    replication : int
        Number of the block of weeks; week w of replication r is the same draw whatever the
        number of replications or workers. Weeks are counted through all replications, so that
        the tenth week is the same draw in blocks of one week and of four; but for the factors of
        correlated days, which are drawn in a row within a replication.
    before : DrawnBefore, optional
        What was drawn of this seed and replication, for other scenarios; it changes nothing but
        the time that it takes.

    Returns
    -------
    Trace

    Raises
    ------
    TooManyCallsError
        If one category brings half a million or more incidents (or calls) in a week.
    """
    stage = set_stage(scenario, seed, replication, before)
    land = territory(scenario.place)
    origins: list[Origin] = []
    happenings: list[IncidentDraws] = []
    incidents = 0
    for category in numbered_categories(scenario):
        for begun in beginnings(stage, category):
            if isinstance(category.kind, IncidentType):
                happenings.append(_incidents(stage, land, brings(scenario, category), begun))
                origins += _reporters(category, category.kind.burst, begun, incidents)
                incidents += len(begun.ids)
            else:
                origins.append(_callers(category, begun))
    origins += [draw_nuisance(stage, nuisance) for nuisance in numbered_nuisance(scenario)]
    callers, attempts = stage.before.part(
        "callers", callers_hang_on(scenario, origins), lambda: draw_callers(stage, origins)
    )
    return join(callers, attempts, happenings)


def _incidents(stage: Stage, land: Territory, found: Brings, begun: Begun) -> IncidentDraws:
    """Return what a category's incidents bring along, drawn now or before."""
    return stage.before.part(
        ("incidents", found.category, begun.layer),
        (found, *begun.arrays),
        lambda: draw_incidents(found, land, begun),
    )


def _callers(category: NumberedCategory, begun: Begun) -> Origin:
    """Return the callers of calls without incident."""
    caller_id = begun.ids * 100
    return Origin(
        category,
        begun.layer,
        luck_by_row([own.of("caller") for own in begun.streams], begun.counts.tolist()),
        caller_id=caller_id,
        person=caller_id,
        incident=None,
        arrival_s=begun.at_s,
        kept=begun.kept,
        hangs_on=begun.arrays,
    )


def _reporters(
    category: NumberedCategory, burst: Burst | None, begun: Begun, first_row: int
) -> Iterator[Origin]:
    """Yield the callers about incidents: one each, then the further ones of the bursts."""
    counts = begun.counts.tolist()
    row = first_row + np.arange(len(begun.ids))
    caller_id = begun.ids * 100
    yield Origin(
        category,
        begun.layer,
        luck_by_row([own.of("first caller") for own in begun.streams], counts),
        caller_id=caller_id,
        person=caller_id,
        incident=row,
        arrival_s=begun.at_s,
        kept=begun.kept,
        hangs_on=begun.arrays,
    )
    if burst is None:
        return
    of_incident = luck_by_row(begun.streams, counts)
    more = geometric(burst.more_callers, of_incident.uniforms("callers"))
    several = of_incident.hits(burst.share, "burst")
    more = np.where(several, np.minimum(more, burst.at_most), 0)
    about = np.repeat(np.arange(len(row)), more)
    number = np.arange(len(about)) - np.repeat(np.cumsum(more) - more, more)
    luck = luck_by_member(
        [own.of("further caller") for own in begun.streams], counts, about, number
    )
    further_id = caller_id[about] + number + 1
    yield Origin(
        category,
        begun.layer,
        luck,
        caller_id=further_id,
        person=further_id,
        incident=row[about],
        arrival_s=begun.at_s[about] + drawn_times(burst.spread, luck, "spread"),
        kept=None if begun.kept is None else begun.kept[about],
        hangs_on=(burst, *begun.arrays),
    )
