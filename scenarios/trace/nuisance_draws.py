"""People who call again and again: each one's calls, drawn beforehand."""

from __future__ import annotations

import numpy as np

from scenarios.categories import NumberedNuisance, layers, numbered_categories
from scenarios.run_clock import HOUR_S, RunClock, windows
from scenarios.sampling import geometric
from scenarios.schema.scenario import Scenario
from scenarios.streams import Streams
from scenarios.trace.beginnings import DrawnWeek
from scenarios.trace.caller_draws import CallerDraws, draw_callers
from scenarios.trace.limits import check_number
from scenarios.trace.luck import MemberLuck, times
from scenarios.trace.rates import MINUTE_S, cells, in_force, occurrences, weekly_rates
from scenarios.trace.tables import IDS_PER_CATEGORY, IDS_PER_WEEK


def draw_nuisance(
    scenario: Scenario,
    clock: RunClock,
    streams: Streams,
    week: DrawnWeek,
    found: NumberedNuisance,
) -> CallerDraws:
    """Draw people who call again and again, whatever happens to their calls.

    They begin with the profile of the kind of call that they make.

    Raises
    ------
    TooManyCallsError
        If more calls are to be expected in a week than identities can tell apart.
    """
    nuisance = found.nuisance
    category = numbered_categories(scenario)[found.category]
    own = streams.of(layers(scenario)[found.layer], "nuisance", found.name, *week.name)
    grid = cells(clock, week.begin_s, week.end_s, HOUR_S)
    brought = np.ones(len(grid.hour))
    if found.layer:
        stretches = windows(list(scenario.situations.values())[found.layer - 1], clock)
        edges = [edge_s for window in stretches for edge_s in window]
        grid = cells(clock, week.begin_s, week.end_s, MINUTE_S, edges)
        brought = in_force(stretches, grid.start_s).astype(np.float64)
    rates = weekly_rates(category.kind.rate)
    shape = rates / rates.mean() if rates.any() else np.ones(168)
    expected = shape[grid.hour] * nuisance.people_per_day / 24 * grid.width_s / HOUR_S * brought
    check_number(float(expected.sum()) * nuisance.calls_each, scenario, found, found.layer)
    begins_s = occurrences(expected, grid, own)
    calls = geometric(nuisance.calls_each, own.uniforms(len(begins_s), "calls each"))
    person = np.repeat(np.arange(len(begins_s)), calls)
    first = np.cumsum(calls) - calls
    luck = MemberLuck(own, len(begins_s), person, np.arange(len(person)) - first[person])
    gaps_s = times(nuisance.gap, luck, "gap")
    gaps_s[first] = 0.0
    since_s = np.cumsum(gaps_s)
    number = found.digits + 100 * found.layer
    ids = number * IDS_PER_CATEGORY + week.slot * IDS_PER_WEEK + np.arange(len(person))
    return draw_callers(
        scenario,
        clock,
        luck,
        category,
        caller_id=ids * 100,
        layer=found.layer,
        incident=np.full(len(person), -1),
        person=ids[first][person] * 100,
        arrival_s=begins_s[person] + since_s - since_s[first][person],
        redials=False,
    )
