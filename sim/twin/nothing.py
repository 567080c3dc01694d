"""The smallest world: nobody is there and nothing happens. It has the types of every other."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from scenarios.duty import Duty
from scenarios.plan import Plan
from scenarios.run_clock import RunClock
from scenarios.step_function import StepFunction
from scenarios.trace import Trace
from scenarios.trace.tables import Attempts, Callers, Candidates, Incidents, Tasks
from sim.twin.world import blank, rules_of, world_of


def nothing() -> tuple[Any, ...]:
    """Return arguments of the event loop with which it ends at once."""
    trace = Trace(*(_no_rows(t) for t in (Callers, Attempts, Incidents, Candidates, Tasks)))
    always = StepFunction((0.0,), (1.0,))
    plan = Plan(
        clock=RunClock(0.0, 0.0, 0.0),
        layers=(),
        categories=(),
        kecamatan=(),
        trunks=(),
        channels=(),
        redial_abandoned=0.0,
        redial_blocked=0.0,
        call_takers=Duty(0, ()),
        dispatchers=None,
        agencies=(),
        application_up=always,
        speed_kmh=always,
        detour=1.0,
        hospitals=(),
        hospital_names=(),
    )
    world = world_of(trace, plan, blank(trace))
    return world, rules_of(plan), np.zeros(0, dtype=np.int64), 0.0


def _no_rows(table: Any) -> Any:
    kinds = {"Ints": np.int64, "Floats": np.float64, "Flags": np.bool_}
    return table(**{f.name: np.zeros(0, dtype=kinds[str(f.type)]) for f in fields(table)})
