"""Packing: a stretch of a trace made short enough to be played against a real deployment.

Gaps between arrivals are cut to at most `gap_s`, then everything that the scenario lays down
is divided by `speed`. Technical latencies (set-up, ring, ticket, notification) are real
seconds and stay. Packing is a transform of trace and plan; both halves play its result, both
empty at the start. Nuisance numbers are not blocked in it: each call has a number of its own in
the reserved range, by which it is known, and none of the person who calls again.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scenarios.duty import Duty
from scenarios.plan import Plan
from scenarios.run_clock import RunClock, Window
from scenarios.step_function import StepFunction
from scenarios.text import gettext as _
from scenarios.ticks import to_tick, to_ticks
from scenarios.trace.referenced import only_referenced
from scenarios.trace.tables import Callers, Floats, Ints, Trace

SHORTEST_TALK_S = 1.0
"""A mean talk must not fall under this in real time."""
SETUP_SHARE = 0.1
"""Set-up p95 must not exceed this share of a mean talk in real time."""


class SpeedRefused(ValueError):  # noqa: N818 - a refusal, not a mishap
    """The speed asked for would make technical latencies count as waiting.

    Attributes
    ----------
    asked, greatest : float
        The speed asked for, and the greatest usable one.
    mean_talk_s, setup_p95_s : float
        What they were judged by, real seconds at speed 1.
    """

    def __init__(
        self, asked: float, greatest: float, mean_talk_s: float, setup_p95_s: float
    ) -> None:
        super().__init__(
            _(
                "speed {asked:g} is too fast: a mean talk of {talk:.3g} s would last {left:.3g} s "
                "beside a set-up of {setup:.3g} s (p95), where at least {least:g} s and ten times "
                "the set-up are needed; the greatest usable speed is {greatest:g}"
            ).format(
                asked=asked,
                talk=mean_talk_s,
                left=mean_talk_s / asked,
                setup=setup_p95_s,
                least=SHORTEST_TALK_S,
                greatest=_rounded_down(greatest),
            )
        )
        self.asked = asked
        self.greatest = greatest
        self.mean_talk_s = mean_talk_s
        self.setup_p95_s = setup_p95_s


def _rounded_down(speed: float) -> float:
    """Return a speed in three digits that is not above it, so that it can be typed."""
    step = 10.0 ** (math.floor(math.log10(speed)) - 2) if speed > 0 else 1.0
    return float(f"{math.floor(speed / step) * step:.3g}")


@dataclass(frozen=True)
class PackedPlay:
    """What both halves play.

    Parameters
    ----------
    trace, plan : Trace, Plan
        In the play's own clock: 0 is the first arrival.
    caller_rows : array of int
        Row of each caller in the trace that was packed.
    gap_s : float
        Longest gap, scenario seconds.
    speed : float
    """

    trace: Trace
    plan: Plan
    caller_rows: Ints
    gap_s: float
    speed: float


def mean_talk_s(trace: Trace) -> float:
    """Return the mean talk of a trace's callers, s."""
    return float(trace.callers.talk_s.mean())


def mean_handling_s(trace: Trace) -> float:
    """Return the mean handling time (talk and wrap-up) of a trace's callers, s."""
    return float((trace.callers.talk_s + trace.callers.wrap_up_s).mean())


def greatest_speed(mean_talk_s: float, setup_p95_s: float) -> float:
    """Return the greatest usable speed for a mean talk and a measured set-up time."""
    by_setup = SETUP_SHARE * mean_talk_s / setup_p95_s if setup_p95_s > 0 else float("inf")
    return min(mean_talk_s / SHORTEST_TALK_S, by_setup)


def check_speed(speed: float, mean_talk_s: float, setup_p95_s: float) -> None:
    """Refuse a speed at which latencies would count as waiting.

    Raises
    ------
    SpeedRefused
        Naming the greatest usable speed.
    """
    greatest = greatest_speed(mean_talk_s, setup_p95_s)
    if speed > max(greatest, 1.0):
        raise SpeedRefused(speed, greatest, mean_talk_s, setup_p95_s)


def busiest_stretch(trace: Trace, calls: int, situations: Sequence[Sequence[Window]] = ()) -> slice:
    """Return the rows of the `calls` callers in a row that come in the shortest time.

    Only callers of the evidence (arrival at 0 or later) are taken; ties to the earliest. The
    slice is shorter when the trace is. Where situations are put over a scenario, to play them
    is what is wanted: stretches that meet the most of them come first.

    Parameters
    ----------
    trace : Trace
    calls : int
    situations : for each situation, the stretches (begin_s, end_s) in which it is in force
        It is met when some caller comes then.

    Raises
    ------
    ValueError
        If fewer than one call is asked for.
    """
    if calls < 1:
        raise ValueError(f"a stretch of {calls} calls; expected at least 1")
    arrival_s = trace.callers.arrival_s
    first = int(np.searchsorted(arrival_s, 0.0))
    if len(arrival_s) - first <= calls:
        return slice(first, len(arrival_s))
    spans = arrival_s[first + calls - 1 :] - arrival_s[first : len(arrival_s) - calls + 1]
    met = np.zeros(len(spans), dtype=np.int64)
    for windows in situations:
        inside = np.zeros(len(arrival_s), dtype=np.bool_)
        for begin_s, end_s in windows:
            inside |= (arrival_s >= begin_s) & (arrival_s < end_s)
        before = np.concatenate([[0], np.cumsum(inside)])
        met += before[first + calls :] > before[first : len(before) - calls]
    start = first + int(np.argmin(np.where(met == met.max(), spans, np.inf)))
    return slice(start, start + calls)


def pack(
    trace: Trace, plan: Plan, rows: slice, *, gap_s: float | None = None, speed: float = 1.0
) -> PackedPlay:
    """Pack a stretch of callers.

    Parameters
    ----------
    trace, plan : what to pack
    rows : slice of callers, in order of arrival
    gap_s : float or None
        Longest gap between arrivals, scenario seconds; None is one mean handling time of the
        stretch; inf leaves the gaps as they are.
    speed : float
        How many scenario seconds pass in one second of the play.

    Returns
    -------
    PackedPlay

    Raises
    ------
    ValueError
        If there is no caller in the stretch, or speed or gap are not above 0.
    """
    callers = trace.callers.take(np.arange(len(trace.callers))[rows])
    if len(callers) == 0:
        raise ValueError("no caller in the stretch; nothing to play")
    chosen = replace(trace, callers=callers)
    gap_s = mean_handling_s(chosen) if gap_s is None else gap_s
    if not (speed > 0 and gap_s > 0):
        raise ValueError(f"speed is {speed}, gap {gap_s} s; expected both above 0")
    clock = _PackedClock(callers.arrival_s, gap_s, speed)
    shortened = _faster(chosen, speed)
    packed = replace(shortened, callers=callers_at(shortened.callers, clock.arrivals()))
    return PackedPlay(
        trace=_only_referenced(packed),
        plan=_plan(plan, clock, speed, float(callers.arrival_s[0])),
        caller_rows=np.arange(len(trace.callers))[rows],
        gap_s=gap_s,
        speed=speed,
    )


def callers_at(callers: Callers, arrival_s: Floats) -> Callers:
    """Return callers at other instants (in the same order)."""
    return callers.changed(arrival_s=arrival_s)


class _PackedClock:
    """The map from the trace's clock to the play's."""

    def __init__(self, arrival_s: Floats, gap_s: float, speed: float) -> None:
        self._from_s = arrival_s.tolist()
        steps = np.minimum(np.diff(arrival_s), gap_s)
        self._to_s = np.concatenate([[0.0], np.cumsum(steps)]).tolist()
        self._gap_s = gap_s
        self._speed = speed

    def arrivals(self) -> Floats:
        """Return the instants of the packed arrivals."""
        return to_ticks(np.array(self._to_s) / self._speed)

    def __call__(self, time_s: float) -> float:
        """Return the play's instant; what lies before the first arrival is at 0."""
        row = bisect_right(self._from_s, time_s) - 1
        if row < 0:
            return 0.0
        since_s = time_s - self._from_s[row]
        if row < len(self._from_s) - 1:
            since_s = min(since_s, self._gap_s)
        return to_tick((self._to_s[row] + since_s) / self._speed)


def _faster(trace: Trace, speed: float) -> Trace:
    """Divide all that the scenario lays down by the speed; latencies stay."""

    def less(column: Floats) -> Floats:
        return to_ticks(column / speed)

    callers, attempts, incidents = trace.callers, trace.attempts, trace.incidents
    candidates, tasks = trace.candidates, trace.tasks
    return Trace(
        callers=callers.changed(
            talk_s=less(callers.talk_s),
            talk_duplicate_s=less(callers.talk_duplicate_s),
            wrap_up_s=less(callers.wrap_up_s),
            wrap_up_duplicate_s=less(callers.wrap_up_duplicate_s),
            ticket_s=less(callers.ticket_s),
        ),
        attempts=attempts.changed(
            patience_s=less(attempts.patience_s),
            announcement_s=less(attempts.announcement_s),
            pick_up_s=less(attempts.pick_up_s),
            redial_delay_s=less(attempts.redial_delay_s),
        ),
        incidents=incidents.changed(
            dispatcher_work_s=less(incidents.dispatcher_work_s),
            dispatcher_wrap_up_s=less(incidents.dispatcher_wrap_up_s),
        ),
        candidates=candidates.changed(acknowledge_s=less(candidates.acknowledge_s)),
        tasks=tasks.changed(
            turnout_day_s=less(tasks.turnout_day_s),
            turnout_night_s=less(tasks.turnout_night_s),
            on_scene_s=less(tasks.on_scene_s),
            handover_s=less(tasks.handover_s),
        ),
    )


def _only_referenced(trace: Trace) -> Trace:
    """Drop what no caller of the stretch leads to; an incident occurs with its first call."""
    kept = only_referenced(trace)
    return replace(
        kept,
        incidents=kept.incidents.changed(
            occurred_s=_first_calls(kept.callers, len(kept.incidents))
        ),
    )


def _first_calls(callers: Callers, incidents: int) -> Floats:
    """Return the arrival of each incident's first caller."""
    first = np.full(incidents, np.inf)
    about = callers.incident >= 0
    np.minimum.at(first, callers.incident[about], callers.arrival_s[about])
    return first


def _plan(plan: Plan, clock: _PackedClock, speed: float, first_s: float) -> Plan:
    """Return the plan in the play's clock."""

    def moved(steps: StepFunction) -> StepFunction:
        return steps.moved(clock)

    def on_duty(duty: Duty) -> Duty:
        return duty.moved(clock)

    arrivals = clock.arrivals()
    old: RunClock = plan.clock
    return replace(
        plan,
        clock=RunClock(
            start_of_week_s=old.second_of_week(first_s),
            length_s=to_tick(float(arrivals[-1]) + 1.0),
            warm_up_s=0.0,
            start=None,
        ),
        channels=tuple(moved(c) for c in plan.channels),
        call_takers=on_duty(plan.call_takers),
        dispatchers=None if plan.dispatchers is None else on_duty(plan.dispatchers),
        agencies=tuple(
            replace(
                a,
                no_answer_after_s=to_tick(a.no_answer_after_s / speed),
                desk=on_duty(a.desk),
                on_duty=on_duty(a.on_duty),
                night=moved(a.night),
            )
            for a in plan.agencies
        ),
        application_up=moved(plan.application_up),
        speed_kmh=moved(plan.speed_kmh).scaled(speed),
        speed=speed,
        travel_times=None
        if (given := plan.travel_times) is None
        else replace(
            given,
            table=moved(given.table),
            slowness=moved(given.slowness).scaled(1 / speed),
        ),
        # callers of a load test have a number each, so that no person's could be blocked
        blocks=(),
    )
