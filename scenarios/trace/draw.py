"""Draw the trace of one replication: demand by layer, category and week."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scenarios.categories import (
    NumberedCategory,
    layers,
    numbered_categories,
    numbered_nuisance,
)
from scenarios.run_clock import RunClock, run_clock
from scenarios.sampling import geometric, quantiles
from scenarios.schema.demand import IncidentType
from scenarios.schema.scenario import Scenario
from scenarios.streams import Key, Streams
from scenarios.territory import territory
from scenarios.trace.beginnings import beginnings, drawn_weeks
from scenarios.trace.caller_draws import CallerDraws, draw_callers
from scenarios.trace.incident_draws import IncidentDraws, draw_incidents
from scenarios.trace.joining import join
from scenarios.trace.nuisance_draws import draw_nuisance
from scenarios.trace.tables import Floats, Ints, Trace


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
        number of replications or workers.

    Returns
    -------
    Trace

    Raises
    ------
    TooManyCallsError
        If one category brings a million or more incidents (or calls) in a week.
    """
    clock = run_clock(scenario.run)
    streams = Streams(seed, "trace")
    land = territory(scenario.place)
    people: list[CallerDraws] = []
    happenings: list[IncidentDraws] = []
    for week in drawn_weeks(clock, replication):
        for category in numbered_categories(scenario):
            for layer in range(len(layers(scenario))):
                times = beginnings(scenario, clock, streams, week, category, layer)
                if times is None:
                    continue
                at_s, ids = times
                key = (layers(scenario)[layer], category.name, *week.name)
                if isinstance(category.kind, IncidentType):
                    first_row = sum(len(h.incidents) for h in happenings)
                    happenings.append(
                        draw_incidents(
                            scenario,
                            land,
                            streams,
                            key,
                            category,
                            incident_id=ids,
                            layer=layer,
                            occurred_s=at_s,
                        )
                    )
                    people += _reporters(
                        scenario, clock, streams, key, category, layer, ids, at_s, first_row
                    )
                else:
                    people.append(
                        draw_callers(
                            scenario,
                            clock,
                            streams,
                            (*key, "caller"),
                            category,
                            caller_id=ids * 100,
                            layer=layer,
                            incident=np.full(len(ids), -1),
                            person=ids * 100,
                            arrival_s=at_s,
                        )
                    )
        for nuisance in numbered_nuisance(scenario):
            people.append(draw_nuisance(scenario, clock, streams, week, nuisance))
    return join(people, happenings, clock)


def _reporters(
    scenario: Scenario,
    clock: RunClock,
    streams: Streams,
    key: tuple[Key, ...],
    category: NumberedCategory,
    layer: int,
    ids: Ints,
    at_s: Floats,
    first_row: int,
) -> Iterator[CallerDraws]:
    """Draw the callers about incidents: one each, then the further ones of the bursts."""
    n = len(ids)
    row = first_row + np.arange(n)
    yield draw_callers(
        scenario,
        clock,
        streams,
        (*key, "first caller"),
        category,
        caller_id=ids * 100,
        layer=layer,
        incident=row,
        person=ids * 100,
        arrival_s=at_s,
    )
    assert isinstance(category.kind, IncidentType)
    burst = category.kind.burst
    if burst is None:
        return
    several = streams.uniforms(n, "burst", *key) < burst.share
    more = geometric(burst.more_callers, streams.uniforms(n, "callers", *key))
    more = np.where(several, np.minimum(more, burst.at_most), 0)
    about = np.repeat(np.arange(n), more)
    number = np.arange(len(about)) - np.repeat(np.cumsum(more) - more, more) + 1
    delay_s = quantiles(burst.spread, streams.uniforms(len(about), "spread", *key))
    yield draw_callers(
        scenario,
        clock,
        streams,
        (*key, "further caller"),
        category,
        caller_id=ids[about] * 100 + number,
        layer=layer,
        incident=row[about],
        person=ids[about] * 100 + number,
        arrival_s=at_s[about] + delay_s,
    )
