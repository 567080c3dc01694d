"""Simulate a scenario: one replication, from drawing to records."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from results.records import Records
from scenarios.latencies import Latencies, with_latencies
from scenarios.plan import Plan
from scenarios.plan_layout import lay_out_plan
from scenarios.schema.base import DAY_S
from scenarios.schema.scenario import Scenario
from scenarios.trace import Trace
from scenarios.trace.draw import draw_trace
from sim.centre import Centre
from sim.rows import Rows
from sim.tables import to_records


def play(trace: Trace, plan: Plan, replication: int = 0) -> Records:
    """Play a trace under a plan in one go and return the records."""
    return to_records(Centre(trace, plan).play(), trace, plan, replication)


def play_days(trace: Trace, plan: Plan, replication: int = 0) -> Records:
    """Play each day of a trace by itself, starting empty, and return the records of all."""
    joined = Rows()
    for day in range(math.ceil(plan.clock.length_s / DAY_S)):
        arrival_s = trace.callers.arrival_s
        chosen = np.flatnonzero((arrival_s >= day * DAY_S) & (arrival_s < (day + 1) * DAY_S))
        rows = Centre(replace(trace, callers=trace.callers.take(chosen)), plan).play()
        for call in rows.calls:
            call.caller = int(chosen[call.caller])
        joined.calls += rows.calls
        joined.notifications += rows.notifications
        joined.tasks += rows.tasks
        # whose callers are all of this day; a burst over midnight would be split in two
        joined.incidents += [i for i in rows.incidents if i.calls]
        for group, busy in rows.busy.items():
            joined.busy.setdefault(group, []).extend(busy)
    return to_records(joined, trace, plan, replication)


def simulate_replication(
    scenario: Scenario, seed: int, replication: int = 0, *, latencies: Latencies | None = None
) -> Records:
    """Draw and play one replication of a scenario.

    Parameters
    ----------
    latencies : Latencies, optional
        Measured technical latencies, instead of the scenario's assumed ones.
    """
    trace = draw_trace(scenario, seed, replication)
    if latencies is not None:
        trace = with_latencies(trace, latencies, seed, replication)
    plan = lay_out_plan(scenario, seed, replication)
    if scenario.run.days == "independent":
        return play_days(trace, plan, replication)
    return play(trace, plan, replication)
