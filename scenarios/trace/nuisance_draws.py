"""People who call again and again: each one's calls, drawn beforehand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from scenarios.categories import NumberedNuisance, numbered_categories
from scenarios.run_clock import HOUR_S
from scenarios.sampling import geometric
from scenarios.trace.crowd import Origin
from scenarios.trace.limits import check_number
from scenarios.trace.luck import drawn_times, luck_by_member, luck_by_row
from scenarios.trace.rates import occurrences, weekly_rates
from scenarios.trace.stage import Stage


def draw_nuisance(stage: Stage, found: NumberedNuisance) -> Origin:
    """Draw people who call again and again, whatever happens to their calls.

    They begin with the profile of the kind of call that they make.

    Raises
    ------
    TooManyCallsError
        If more calls are to be expected in a week than identities can tell apart.
    """
    nuisance = found.nuisance
    category = numbered_categories(stage.scenario)[found.category]
    own = stage.streams_of(found.layer, "nuisance", found.name)
    grid = stage.grids[found.layer]
    rates = weekly_rates(category.kind.rate)
    shape = rates / rates.mean() if rates.any() else np.ones(168)
    expected = shape[grid.hour] * nuisance.people_per_day / 24 * grid.width_s / HOUR_S
    most = grid.most_in_a_week(expected) * nuisance.calls_each
    check_number(most, stage.scenario, found, found.layer)
    begins_s, people = occurrences(expected, grid, own)
    calls = geometric(nuisance.calls_each, luck_by_row(own, people.tolist()).uniforms("calls each"))
    person = np.repeat(np.arange(len(begins_s)), calls)
    first = np.cumsum(calls) - calls
    luck = luck_by_member(own, people.tolist(), person, np.arange(len(person)) - first[person])
    gaps_s = drawn_times(nuisance.gap, luck, "gap")
    gaps_s[first] = 0.0
    ends = np.append(0, np.cumsum(calls))[np.append(0, np.cumsum(people))]
    since_s = np.concatenate([np.cumsum(gaps_s[a:b]) for a, b in pairwise(ends.tolist())])
    caller_id = stage.ids(found, found.layer, np.diff(ends)) * 100
    return Origin(
        category=category,
        layer=found.layer,
        luck=luck,
        caller_id=caller_id,
        person=caller_id[first][person],
        incident=None,
        arrival_s=begins_s[person] + since_s - since_s[first][person],
        kept=None,
        hangs_on=(nuisance, found.name, category.kind.rate),
        redials=False,
    )
