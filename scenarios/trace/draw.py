"""Draw the trace of one replication: demand by layer, category and week."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scenarios.categories import NumberedCategory, numbered_categories, numbered_nuisance
from scenarios.run_clock import RunClock, run_clock
from scenarios.sampling import geometric
from scenarios.schema.demand import IncidentType
from scenarios.schema.scenario import Scenario
from scenarios.streams import Streams
from scenarios.territory import territory
from scenarios.trace.beginnings import Begun, beginnings, drawn_weeks
from scenarios.trace.caller_draws import CallerDraws, draw_callers
from scenarios.trace.incident_draws import IncidentDraws, draw_incidents
from scenarios.trace.joining import join
from scenarios.trace.luck import MemberLuck, RowLuck, times
from scenarios.trace.nuisance_draws import draw_nuisance
from scenarios.trace.tables import Trace


def draw_trace(scenario: Scenario, seed: int, replication: int = 0) -> Trace:
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
        the tenth week is the same draw in blocks of one week and of four.

    Returns
    -------
    Trace

    Raises
    ------
    TooManyCallsError
        If one category brings half a million or more incidents (or calls) in a week.
    """
    clock = run_clock(scenario.run)
    streams = Streams(seed, "trace")
    land = territory(scenario.place)
    people: list[CallerDraws] = []
    happenings: list[IncidentDraws] = []
    first_row = 0
    for week in drawn_weeks(clock, replication):
        for category in numbered_categories(scenario):
            for begun in beginnings(scenario, clock, streams, week, category):
                if isinstance(category.kind, IncidentType):
                    happenings.append(
                        draw_incidents(
                            scenario,
                            land,
                            begun.streams,
                            category,
                            incident_id=begun.ids,
                            layer=begun.layer,
                            occurred_s=begun.at_s,
                        )
                    )
                    people += _reporters(scenario, clock, category, begun, first_row)
                    first_row += len(begun.ids)
                else:
                    people.append(_callers(scenario, clock, category, begun))
        for nuisance in numbered_nuisance(scenario):
            people.append(draw_nuisance(scenario, clock, streams, week, nuisance))
    return join(people, happenings, clock)


def _callers(
    scenario: Scenario, clock: RunClock, category: NumberedCategory, begun: Begun
) -> CallerDraws:
    """Draw the callers of calls without incident."""
    return draw_callers(
        scenario,
        clock,
        RowLuck(begun.streams.of("caller"), len(begun.ids)),
        category,
        caller_id=begun.ids * 100,
        layer=begun.layer,
        incident=np.full(len(begun.ids), -1),
        person=begun.ids * 100,
        arrival_s=begun.at_s,
    ).only(begun.kept)


def _reporters(
    scenario: Scenario,
    clock: RunClock,
    category: NumberedCategory,
    begun: Begun,
    first_row: int,
) -> Iterator[CallerDraws]:
    """Draw the callers about incidents: one each, then the further ones of the bursts."""
    n, ids, streams = len(begun.ids), begun.ids, begun.streams
    row = first_row + np.arange(n)
    yield draw_callers(
        scenario,
        clock,
        RowLuck(streams.of("first caller"), n),
        category,
        caller_id=ids * 100,
        layer=begun.layer,
        incident=row,
        person=ids * 100,
        arrival_s=begun.at_s,
    ).only(begun.kept)
    assert isinstance(category.kind, IncidentType)
    burst = category.kind.burst
    if burst is None:
        return
    several = streams.uniforms(n, "burst") < burst.share
    more = geometric(burst.more_callers, streams.uniforms(n, "callers"))
    more = np.where(several, np.minimum(more, burst.at_most), 0)
    about = np.repeat(np.arange(n), more)
    number = np.arange(len(about)) - np.repeat(np.cumsum(more) - more, more)
    luck = MemberLuck(streams.of("further caller"), n, about, number)
    caller_id = ids[about] * 100 + number + 1
    yield draw_callers(
        scenario,
        clock,
        luck,
        category,
        caller_id=caller_id,
        layer=begun.layer,
        incident=row[about],
        person=caller_id,
        arrival_s=begun.at_s[about] + times(burst.spread, luck, "spread"),
    ).only(begun.kept[about])
