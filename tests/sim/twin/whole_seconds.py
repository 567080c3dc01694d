"""A trace and a plan moved to whole seconds, places to a line of half kilometres: ties abound."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from scenarios.plan import Plan
from scenarios.step_function import StepFunction, steps
from scenarios.trace import Trace


def rounded(trace: Trace, plan: Plan, grain_s: float = 1.0) -> tuple[Trace, Plan]:
    """Return them with all times as multiples of `grain_s`, itself whole seconds.

    Ways take whole seconds too: places are moved onto a line, speeds are 30, 60, 90 km/h ...
    and factors are whole.
    """

    def to_grain(time_s):
        return np.rint(np.asarray(time_s) / grain_s) * grain_s

    return _trace(trace, to_grain), _plan(plan, lambda time_s: float(to_grain(time_s)))


def _trace(trace: Trace, to_grain) -> Trace:
    tables = {}
    for part in fields(Trace):
        table = getattr(trace, part.name)
        times = [f.name for f in fields(table) if f.name.endswith("_s")]
        tables[part.name] = table.changed(**{n: to_grain(getattr(table, n)) for n in times})
    moved = Trace(**tables)
    return replace(
        _by_arrival(moved),
        incidents=moved.incidents.changed(
            x_km=on_line(moved.incidents.x_km), y_km=np.zeros(len(moved.incidents))
        ),
        tasks=moved.tasks.changed(
            travel_factor=np.maximum(np.rint(moved.tasks.travel_factor), 1.0),
            hospital_factor=np.maximum(np.rint(moved.tasks.hospital_factor), 1.0),
        ),
    )


def on_line(x_km):
    """Return the nearest half kilometre."""
    return np.rint(np.asarray(x_km) * 2) / 2


def _by_arrival(trace: Trace) -> Trace:
    """Bring callers into their order again: by arrival, then id; attempts follow."""
    order = np.lexsort((trace.callers.caller_id, trace.callers.arrival_s))
    callers = trace.callers.take(order)
    within = np.arange(int(callers.attempts.sum()))
    first = np.cumsum(callers.attempts) - callers.attempts
    rows = within + np.repeat(callers.first_attempt - first, callers.attempts)
    return replace(
        trace, callers=callers.changed(first_attempt=first), attempts=trace.attempts.take(rows)
    )


def _plan(plan: Plan, to_grain) -> Plan:
    def place(at):
        return float(on_line(at[0])), 0.0

    return replace(
        plan,
        channels=tuple(c.moved(to_grain) for c in plan.channels),
        call_takers=plan.call_takers.moved(to_grain),
        dispatchers=None if plan.dispatchers is None else plan.dispatchers.moved(to_grain),
        agencies=tuple(
            replace(
                a,
                no_answer_after_s=to_grain(a.no_answer_after_s),
                desk=a.desk.moved(to_grain),
                on_duty=a.on_duty.moved(to_grain),
                night=a.night.moved(to_grain),
                units=tuple(replace(u, home=place(u.home)) for u in a.units),
            )
            for a in plan.agencies
        ),
        application_up=plan.application_up.moved(to_grain),
        speed_kmh=_speeds(plan.speed_kmh.moved(to_grain)),
        detour=1.0,
        travel_times=None
        if (given := plan.travel_times) is None
        else replace(
            given,
            times_s=tuple(t if t < 0 else to_grain(t) for t in given.times_s),
            table=given.table.moved(to_grain),
            slowness=given.slowness.moved(to_grain),
        ),
        blocks=tuple(replace(b, length_s=to_grain(b.length_s)) for b in plan.blocks),
        hospitals=tuple(place(h) for h in plan.hospitals),
    )


def _speeds(speed_kmh: StepFunction) -> StepFunction:
    whole = [max(30.0, 30.0 * round(v / 30)) for v in speed_kmh.values]
    return steps(list(zip(speed_kmh.times_s, whole, strict=True)))
