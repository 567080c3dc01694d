"""Traces and plans to pack: a small region, and calendars that change often."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scenarios.plan import Plan
from scenarios.plan_layout import lay_out_plan
from scenarios.schema import Scenario
from scenarios.trace import Trace
from scenarios.trace.draw import draw_trace
from tests.scenarios.trace.drawing import situation
from tests.small_scenario import small_scenario

SITUATIONS = {
    "putus": situation(
        start_day="Tue",
        start_time="09:10",
        length="130 min",
        channels={"telkom": 0.5},
        speed_factor=0.5,
        staff_absence={"call_takers": 0.4},
        units_absence={"damkar": 0.5},
    ),
    "mati": situation(start_day="Tue", start_time="10:00", length="3 jam", application_lost=True),
}


def region(**changes) -> Scenario:
    """Return the small region with speeds by hour, dispatchers and situations."""
    usual = {
        "place__roads": {"detour": 1.4, "speed_kmh": [20 + h for h in range(24)]},
        "dispatchers": {
            "staffing": {"by_hour": [1 + h % 2 for h in range(24)]},
            "work": {"distribution": "exponential", "mean": "45s"},
            "wrap_up": "7s",
        },
        "situations": SITUATIONS,
        "run": {"start_day": "Mon", "length": "3 hari", "warm_up": "6 jam"},
    }
    return small_scenario(**(usual | changes))


def drawn(**changes) -> tuple[Trace, Plan]:
    """Return its trace and plan."""
    found = region(**changes)
    return draw_trace(found, 1), lay_out_plan(found, 1)


def with_arrivals(trace: Trace, arrival_s) -> Trace:
    """Return the first callers of a trace at other instants."""
    callers = trace.callers.take(np.arange(len(arrival_s)))
    return replace(trace, callers=callers.changed(arrival_s=np.asarray(arrival_s, float)))
