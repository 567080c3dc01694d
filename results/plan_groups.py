"""Who was on duty and at work, by group of the staffing table, from plan and busy stretches."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from results.staffing_rows import Floats, Group, Interval
from scenarios.duty import Duty
from scenarios.plan import Plan
from scenarios.step_function import StepFunction


def plan_groups(plan: Plan, busy: Mapping[str, Sequence[Interval] | Floats]) -> dict[str, Group]:
    """Return who was on duty and at work, by group of the staffing table."""
    end_s = plan.clock.length_s
    found = {"call_takers": Group(_on_duty(plan.call_takers, end_s), busy["call_takers"])}
    if plan.dispatchers is not None:
        found["dispatchers"] = Group(_on_duty(plan.dispatchers, end_s), busy["dispatchers"])
    for agency in plan.agencies:
        desk, units = f"desk:{agency.name}", f"units:{agency.name}"
        found[desk] = Group(_on_duty(agency.desk, end_s), busy[desk])
        found[units] = Group(_on_duty(agency.on_duty, end_s), busy[units])
    for trunk, channels in zip(plan.trunks, plan.channels, strict=True):
        lines = f"lines:{trunk}"
        found[lines] = Group(_open(channels, plan), busy[lines])
    return found


def _on_duty(duty: Duty, end_s: float) -> list[tuple[float, float, float]]:
    return [(a, b, 1.0) for person in duty.intervals(end_s) for a, b in person]


def _open(channels: StepFunction, plan: Plan) -> list[tuple[float, float, float]]:
    begin_s = min(plan.clock.begin_s, 0.0)
    edges = [begin_s, *(t for t in channels.times_s if t > begin_s), plan.clock.length_s]
    return [(a, b, channels.at(a)) for a, b in itertools.pairwise(edges) if b > a]
