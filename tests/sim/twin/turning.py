"""Plans that change for good at a moment at which something happens in the play."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np

from scenarios.duty import Duty, duty_of
from scenarios.plan import Plan
from scenarios.step_function import steps
from scenarios.trace import Trace
from sim.played import Played, times_of
from sim.twin.play import play_twin

ENDLESS = float("inf")


def turned(trace: Trace, plan: Plan, kind: str | None, share: float) -> Plan:
    """Return the plan with a change at one of the moments at which it matters.

    Parameters
    ----------
    trace, plan : what is played
    kind : str or None
        One of `TURNS`; None leaves the plan as it is.
    share : float
        Which of the moments, from the first (0) to the last (1).
    """
    if kind is None:
        return plan
    played = play_twin(trace, plan, [np.arange(len(trace.callers))])
    change, moments_s = TURNS[kind]
    found = np.unique(moments_s(played))
    found = found[np.isfinite(found) & (found < plan.clock.horizon_s)]
    return change(plan, float(found[round(share * (len(found) - 1))])) if len(found) else plan


def _all_moments(played: Played) -> np.ndarray:
    columns = [
        rows[name]
        for rows in (getattr(played, f.name) for f in fields(Played))
        for name in times_of(rows.dtype)
        if name != "travel_km"
    ]
    return np.concatenate(columns)


def nobody_any_more(plan: Plan, last_s: float) -> Plan:
    """Return the plan with everybody off duty for good: who waits then, waits for ever."""
    left = desks_deserted(plan, last_s)
    return replace(
        left,
        call_takers=_cut(plan.call_takers, last_s),
        dispatchers=None if plan.dispatchers is None else _cut(plan.dispatchers, last_s),
        agencies=tuple(replace(a, on_duty=_cut(a.on_duty, last_s)) for a in left.agencies),
    )


def desks_deserted(plan: Plan, last_s: float) -> Plan:
    """Return the plan with nobody at the agencies' desks any more: whoever phones is held."""
    return replace(
        plan, agencies=tuple(replace(a, desk=_cut(a.desk, last_s)) for a in plan.agencies)
    )


def units_gone(plan: Plan, asked_s: float) -> Plan:
    """Return the plan without units from just after a task was put on the list: it stays there."""
    last_s = asked_s + 1 / 1024
    return replace(
        plan, agencies=tuple(replace(a, on_duty=_cut(a.on_duty, last_s)) for a in plan.agencies)
    )


def _while_a_task_waited(played: Played) -> np.ndarray:
    tasks = played.tasks
    waited = (tasks["there"] == 1) & (tasks["dispatched_s"] > tasks["acknowledged_s"])
    return tasks["acknowledged_s"][waited]


def _cut(duty: Duty, last_s: float) -> Duty:
    return duty_of([[(a, min(b, last_s)) for a, b in person] for person in duty.intervals(ENDLESS)])


def application_back(plan: Plan, ticket_s: float) -> Plan:
    """Return the plan with the application lost until after a ticket: it overtakes the relay."""
    begin_s = min(plan.clock.begin_s, ticket_s)
    return replace(plan, application_up=steps([(begin_s, 0.0), (ticket_s + 1, 1.0)]))


TURNS: dict[str, tuple[Callable[[Plan, float], Plan], Callable[[Played], np.ndarray]]] = {
    "nobody any more": (nobody_any_more, _all_moments),
    "desks deserted": (desks_deserted, lambda played: played.notifications["sent_s"]),
    "units gone": (units_gone, _while_a_task_waited),
    "application back": (application_back, lambda played: played.incidents["on_record_s"]),
}
