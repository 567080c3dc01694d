"""Lay trace and plan out as the twin needs them: arrays of fixed types."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.duty import Duty
from scenarios.number_block import BlockableNumbers, blockable_numbers
from scenarios.plan import Plan
from scenarios.step_function import StepFunction
from scenarios.trace import Trace
from scenarios.trace.tables import UNITS_PER_NEED
from sim.busy import candidate_of_task
from sim.played import CALL, INCIDENT, NOTIFICATION, TASK, Played
from sim.rank import PLACES, UNITS_AT_MOST, Kind, Rank
from sim.twin.state import (
    AGENCY,
    ASKED,
    CALLER,
    CAUSE,
    CHANGE,
    DESK,
    EVENT,
    NOBODY,
    NUMBER,
    PERSON,
    REPORT,
    STEPS,
    UNIT,
    Rules,
    World,
)
from sim.twin.steps import Step

ALWAYS = StepFunction((0.0,), (0.0,))
CALENDAR = PLACES[Rank.CALENDAR][Kind.TICKET]


def blank(trace: Trace) -> Played:
    """Return rows on which nothing is written yet."""
    return Played(
        np.zeros(len(trace.attempts), CALL),
        np.zeros(len(trace.incidents), INCIDENT),
        np.zeros(len(trace.candidates), NOTIFICATION),
        np.zeros(len(trace.tasks), TASK),
    )


def rules_of(plan: Plan) -> Rules:
    """Return the plan's single numbers."""
    return Rules(
        float(plan.redial_abandoned),
        float(plan.redial_blocked),
        float(plan.detour),
        plan.dispatchers is not None,
        0 if plan.travel_times is None else plan.travel_times.kecamatan,
    )


def world_of(trace: Trace, plan: Plan, played: Played) -> World:
    """Lay a trace and a plan out, everybody where they are at the begin.

    Parameters
    ----------
    trace : Trace
    plan : Plan
    played : Played
        Where it will be written down.
    """
    callers, attempts, incidents = trace.callers, trace.attempts, trace.incidents
    candidates, tasks = trace.candidates, trace.tasks
    incident_of = np.repeat(np.arange(len(incidents)), incidents.candidates)
    about = incidents.incident_id[incident_of] * 1000 + candidates.need * UNITS_PER_NEED
    candidate_of = candidate_of_task(trace)
    number_of_unit = np.arange(len(tasks)) - candidates.first_task[candidate_of]
    blockable = blockable_numbers(callers, plan.blocks)
    desks, people, queues = _desks(plan, trace)
    agencies, units = _agencies(plan, trace)
    calendar, changed, turned_on = _calendar(plan)
    given = plan.travel_times
    functions = [
        plan.application_up,
        plan.speed_kmh,
        *((ALWAYS, ALWAYS) if given is None else (given.table, given.slowness)),
        *plan.channels,
        *(a.night for a in plan.agencies),
    ]
    reports = np.zeros(len(incidents), REPORT)
    reports["relayer"] = NOBODY
    causes = len(incidents) + len(candidates) + len(tasks)
    return World(
        caller_id=ints(callers.caller_id),
        incident=ints(callers.incident),
        number=ints(blockable.of_caller),
        trunk=ints(callers.trunk),
        arrival_s=_floats(callers.arrival_s),
        talk_s=_floats(callers.talk_s),
        talk_duplicate_s=_floats(callers.talk_duplicate_s),
        wrap_up_s=_floats(callers.wrap_up_s),
        wrap_up_duplicate_s=_floats(callers.wrap_up_duplicate_s),
        ticket_s=_floats(callers.ticket_s),
        ticket_latency_s=_floats(callers.ticket_latency_s),
        first_attempt=ints(callers.first_attempt),
        attempts=ints(callers.attempts),
        patience_s=_floats(attempts.patience_s),
        announcement_s=_floats(attempts.announcement_s),
        setup_s=_floats(attempts.setup_s),
        ring_s=_floats(attempts.ring_s),
        pick_up_s=_floats(attempts.pick_up_s),
        redial_u=_floats(attempts.redial_u),
        redial_delay_s=_floats(attempts.redial_delay_s),
        incident_id=ints(incidents.incident_id),
        category=ints(incidents.category),
        x_km=_floats(incidents.x_km),
        y_km=_floats(incidents.y_km),
        kecamatan=ints(incidents.kecamatan),
        dispatcher_work_s=_floats(incidents.dispatcher_work_s),
        dispatcher_wrap_up_s=_floats(incidents.dispatcher_wrap_up_s),
        first_candidate=ints(incidents.first_candidate),
        candidates=ints(incidents.candidates),
        incident_of_candidate=ints(incident_of),
        notification_id=ints(about + candidates.order),
        need=ints(candidates.need),
        agency=ints(candidates.agency),
        units_needed=ints(candidates.units),
        acknowledge_s=_floats(candidates.acknowledge_s),
        no_answer=_flags(candidates.no_answer),
        refuses=_flags(candidates.refuses),
        latency_s=_floats(candidates.latency_s),
        first_task=ints(candidates.first_task),
        candidate_of_task=ints(candidate_of),
        task_id=ints(about[candidate_of] + number_of_unit),
        turnout_day_s=_floats(tasks.turnout_day_s),
        turnout_night_s=_floats(tasks.turnout_night_s),
        travel_factor=_floats(tasks.travel_factor),
        on_scene_s=_floats(tasks.on_scene_s),
        transport=_flags(tasks.transport),
        hospital_factor=_floats(tasks.hospital_factor),
        handover_s=_floats(tasks.handover_s),
        priority=ints([c.priority for c in plan.categories]),
        takes=_takes(plan),
        hospital_x_km=_floats([x for x, _ in plan.hospitals]),
        hospital_y_km=_floats([y for _, y in plan.hospitals]),
        hospital_row=ints([] if given is None else given.hospitals),
        given_s=_floats([] if given is None else given.times_s),
        calendar=calendar,
        changed=changed,
        turned_on=turned_on,
        step_times_s=_floats([t for f in functions for t in f.times_s]),
        step_values=_floats([v for f in functions for v in f.values]),
        steps=_steps(functions),
        held=np.zeros(len(plan.channels), dtype=np.int64),
        numbers=_numbers(blockable),
        desks=desks,
        people=people,
        queues=queues,
        agencies=agencies,
        units=units,
        waiting=np.zeros(len(tasks), dtype=np.int64),
        callers=np.zeros(len(callers), CALLER),
        reports=reports,
        asked=np.zeros(len(candidates), ASKED),
        # of each at most one event that counts and one that is stale
        heap=np.zeros(2 * (len(callers) + causes), EVENT),
        fresh=np.zeros(causes, CAUSE),
        woken=np.zeros(len(callers) + causes, CAUSE),
        counts=np.zeros(7, dtype=np.int64),
        calls=played.calls,
        incidents=played.incidents,
        notifications=played.notifications,
        tasks=played.tasks,
    )


def ints(values: Any) -> NDArray[np.int64]:
    """Return whole numbers as the twin's code takes them; another layout would be compiled anew."""
    return np.require(values, np.int64, ["C", "A", "W"])


def _floats(values: Any) -> NDArray[np.float64]:
    return np.require(values, np.float64, ["C", "A", "W"])


def _flags(values: Any) -> NDArray[np.bool_]:
    return np.require(values, np.bool_, ["C", "A", "W"])


def _numbers(blockable: BlockableNumbers) -> NDArray[Any]:
    numbers = np.zeros(len(blockable.after), NUMBER)
    numbers["until_s"] = -np.inf
    numbers["length_s"] = blockable.length_s
    numbers["after"] = blockable.after
    return numbers


def _takes(plan: Plan) -> NDArray[np.bool_]:
    """Return which hospitals take patients of which category."""
    hospitals = range(len(plan.hospitals))
    listed = [[i < len(c.hospitals) and c.hospitals[i] for i in hospitals] for c in plan.categories]
    return _flags(listed).reshape(len(plan.categories), len(hospitals))


def _duties(plan: Plan) -> list[Duty]:
    """Return who staffs each desk: call-takers, dispatchers, then the agencies."""
    return [plan.call_takers, plan.dispatchers or Duty(0, ()), *(a.desk for a in plan.agencies)]


def _desks(plan: Plan, trace: Trace) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.int64]]:
    duties = _duties(plan)
    asked = np.bincount(trace.candidates.agency, minlength=len(plan.agencies))
    places = [len(trace.attempts), len(trace.incidents), *asked.tolist()]
    desks = np.zeros(len(duties), DESK)
    desks["head"] = desks["tail"] = np.cumsum([0, *places[:-1]])
    desks["step"] = [Step.ASSIGN, Step.DISPATCHER_BEGINS] + [Step.TAKE_UP] * len(plan.agencies)
    desks["first_person"] = np.cumsum([0, *(d.people for d in duties[:-1])])
    desks["idle_first"] = desks["idle_last"] = -1
    people = np.zeros(sum(d.people for d in duties), PERSON)
    return desks, people, np.zeros(sum(places), dtype=np.int64)


def _agencies(plan: Plan, trace: Trace) -> tuple[NDArray[Any], NDArray[Any]]:
    owed = np.bincount(
        trace.candidates.agency, weights=trace.candidates.units, minlength=len(plan.agencies)
    ).astype(np.int64)
    agencies = np.zeros(len(plan.agencies), AGENCY)
    agencies["no_answer_after_s"] = [a.no_answer_after_s for a in plan.agencies]
    agencies["units"] = [len(a.units) for a in plan.agencies]
    agencies["first_unit"] = np.cumsum(agencies["units"]) - agencies["units"]
    agencies["first_waiting"] = np.cumsum(owed) - owed
    agencies["by_phone"] = [a.by_phone for a in plan.agencies]
    homes = [unit.home for a in plan.agencies for unit in a.units]
    units = np.zeros(len(homes), UNIT)
    units["home_x_km"] = [x for x, _ in homes]
    units["home_y_km"] = [y for _, y in homes]
    if plan.travel_times is not None:
        units["home_row"] = [row for rows in plan.travel_times.homes for row in rows]
    return agencies, units


def _calendar(plan: Plan) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[np.bool_]]:
    """Return all groups' changes, those of one group and instant together."""
    groups = [(number, d) for number, d in enumerate(_duties(plan))]
    fleets = [(UNITS_AT_MOST + i, a.on_duty) for i, a in enumerate(plan.agencies)]
    times: list[tuple[float, int, int, int, int]] = []
    changed: list[int] = []
    turned_on: list[bool] = []
    for group, (number, duty) in enumerate([*groups, *fleets]):
        for time_s, together in groupby(duty.changes, key=lambda change: change[0]):
            first = len(changed)
            for _, who, on in together:
                changed.append(who)
                turned_on.append(on)
            times.append((time_s, CALENDAR | number, group, first, len(changed)))
    return np.array(sorted(times), CHANGE), ints(changed), _flags(turned_on)


def _steps(functions: list[StepFunction]) -> NDArray[Any]:
    steps = np.zeros(len(functions), STEPS)
    steps["count"] = [len(f.values) for f in functions]
    steps["first"] = np.cumsum(steps["count"]) - steps["count"]
    steps["at"] = steps["first"]
    return steps
