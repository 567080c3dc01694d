"""Simulate a scenario: one replication, from drawing to records."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from results.records import Records
from scenarios.latencies import Latencies, with_latencies
from scenarios.plan import Plan
from scenarios.plan_layout import lay_out_plan
from scenarios.schema.base import DAY_S
from scenarios.schema.scenario import Scenario
from scenarios.trace import Trace
from scenarios.trace.draw import draw_trace
from scenarios.trace.drawn_before import DrawnBefore
from sim.engine import Engine, play_stretches
from sim.tables import to_records


def play(trace: Trace, plan: Plan, replication: int = 0, engine: Engine = "twin") -> Records:
    """Play a trace under a plan in one go and return the records."""
    played = play_stretches(trace, plan, [np.arange(len(trace.callers))], engine)
    return to_records(played, trace, plan, replication)


def play_days(trace: Trace, plan: Plan, replication: int = 0, engine: Engine = "twin") -> Records:
    """Play each day of a trace by itself, starting empty, and return the records of all.

    All callers about an incident belong to the day on which the first of them calls. What is
    left of a day at midnight is done in that day's own play, beside the next day, and is not
    counted as work of the next day.
    """
    day_of_caller = _days(trace)
    days = [
        np.flatnonzero(day_of_caller == day)
        for day in range(math.ceil(plan.clock.length_s / DAY_S))
    ]
    played = play_stretches(trace, plan, days, engine)
    return to_records(played, trace, plan, replication, until_s=(day_of_caller + 1) * DAY_S)


def _days(trace: Trace) -> NDArray[np.float64]:
    """Return the day to which each caller belongs."""
    callers = trace.callers
    about = callers.incident >= 0
    first_s = np.full(len(trace.incidents), np.inf)
    np.minimum.at(first_s, callers.incident[about], callers.arrival_s[about])
    since_s = callers.arrival_s.copy()
    since_s[about] = first_s[callers.incident[about]]
    days: NDArray[np.float64] = np.floor(since_s / DAY_S)
    return days


def simulate_replication(
    scenario: Scenario,
    seed: int,
    replication: int = 0,
    *,
    latencies: Latencies | None = None,
    engine: Engine = "twin",
    before: DrawnBefore | None = None,
) -> Records:
    """Draw and play one replication of a scenario.

    Parameters
    ----------
    latencies : Latencies, optional
        Measured technical latencies, instead of the scenario's assumed ones.
    engine : Engine
        Both return the same records, value for value.
    before : DrawnBefore, optional
        As in `draw_trace`.
    """
    trace = draw_trace(scenario, seed, replication, before)
    if latencies is not None:
        trace = with_latencies(trace, latencies, seed, replication)
    plan = lay_out_plan(scenario, seed, replication)
    if scenario.run.days == "independent":
        return play_days(trace, plan, replication, engine)
    return play(trace, plan, replication, engine)
