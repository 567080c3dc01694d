"""People who call again and again: each one's calls, drawn beforehand."""

from __future__ import annotations

import numpy as np

from scenarios.categories import NumberedNuisance, layers, numbered_categories
from scenarios.run_clock import HOUR_S, RunClock, windows
from scenarios.sampling import geometric, quantiles
from scenarios.schema.scenario import Scenario
from scenarios.schema.situation import Surge
from scenarios.streams import Streams
from scenarios.trace.beginnings import DrawnWeek, TooManyCallsError
from scenarios.trace.caller_draws import CallerDraws, draw_callers
from scenarios.trace.rates import (
    MINUTE_S,
    SurgeWindows,
    cells,
    occurrences,
    surge_factor,
    weekly_rates,
)
from scenarios.trace.tables import IDS_PER_CATEGORY, IDS_PER_WEEK


def draw_nuisance(
    scenario: Scenario,
    clock: RunClock,
    streams: Streams,
    week: DrawnWeek,
    found: NumberedNuisance,
) -> CallerDraws:
    """Draw people who call again and again, whatever happens to their calls."""
    nuisance = found.nuisance
    category = numbered_categories(scenario)[found.category]
    key = (layers(scenario)[found.layer], "nuisance", found.name, *week.name)
    grid = cells(clock, week.begin_s, week.end_s, MINUTE_S if found.layer else HOUR_S)
    rates = weekly_rates(category.kind.rate)
    shape = rates / rates.mean() if rates.any() else np.ones(168)
    expected = shape[grid.hour] * nuisance.people_per_day / 24 * grid.width_s / HOUR_S
    if found.layer:
        situation = list(scenario.situations.values())[found.layer - 1]
        always = SurgeWindows(Surge(factor=0.0), windows(situation, clock))
        expected = expected * (1 - surge_factor(always, grid.start_s, grid.hour))
    begins_s = occurrences(expected, grid, streams.generator("people", *key))
    calls = geometric(nuisance.calls_each, streams.uniforms(len(begins_s), "calls each", *key))
    person = np.repeat(np.arange(len(begins_s)), calls)
    first = np.cumsum(calls) - calls
    gaps_s = quantiles(nuisance.gap, streams.uniforms(len(person), "gap", *key))
    gaps_s[first] = 0.0
    since_s = np.cumsum(gaps_s)
    at_s = begins_s[person] + since_s - since_s[first][person]
    if len(at_s) >= IDS_PER_WEEK:
        raise TooManyCallsError(
            f"{found.name}: {len(at_s)} calls in one week; expected fewer than {IDS_PER_WEEK}"
        )
    base = (found.number + 100 * found.layer) * IDS_PER_CATEGORY + week.slot * IDS_PER_WEEK
    ids = (base + np.arange(len(at_s))) * 100
    return draw_callers(
        scenario,
        clock,
        streams,
        (*key, "caller"),
        category,
        caller_id=ids,
        layer=found.layer,
        incident=np.full(len(at_s), -1),
        person=ids[first][person],
        arrival_s=at_s,
    )
