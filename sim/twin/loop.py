"""The twin's event loop: the calendar, the arrivals and one heap, merged."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.twin import centre, field, fleet, staffed_desk
from sim.twin.agenda import drop_first
from sim.twin.by_reference import by_reference
from sim.twin.jit import part
from sim.twin.state import (
    FRESH_END,
    FRESH_FIRST,
    HEAP,
    NEXT_STEP,
    NEXT_SUBJECT,
    WOKEN_END,
    WOKEN_FIRST,
    Rules,
    World,
)
from sim.twin.steps import Step

ARRIVAL = centre.ARRIVAL
NEVER = np.inf
NOTHING, ATTEMPT = int(Step.NOTHING), int(Step.ATTEMPT)


def play(world: World, rules: Rules, order: NDArray[np.int64], begin_s: float) -> None:
    """Play callers, until nothing is left to happen.

    Parameters
    ----------
    world : World
        What is written down goes into its last fields.
    rules : Rules
    order : array of int
        Callers in order of arrival.
    begin_s : float, s
        Where the clock begins.
    """
    w = by_reference(world)
    counts, heap = w.counts, w.heap
    callers, changes = len(order), len(w.calendar)
    next_caller, next_change = 0, 0
    now_s = begin_s
    step, subject = NOTHING, 0
    counts[NEXT_STEP] = NOTHING
    while True:
        if counts[NEXT_STEP] != NOTHING:
            step, subject = counts[NEXT_STEP], counts[NEXT_SUBJECT]
            counts[NEXT_STEP] = NOTHING
        elif counts[FRESH_FIRST] < counts[FRESH_END]:
            cause = w.fresh[counts[FRESH_FIRST]]
            counts[FRESH_FIRST] += 1
            if counts[FRESH_FIRST] == counts[FRESH_END]:
                counts[FRESH_FIRST] = counts[FRESH_END] = 0
            step, subject = cause.step, cause.subject
        elif counts[WOKEN_FIRST] < counts[WOKEN_END]:
            cause = w.woken[counts[WOKEN_FIRST]]
            counts[WOKEN_FIRST] += 1
            if counts[WOKEN_FIRST] == counts[WOKEN_END]:
                counts[WOKEN_FIRST] = counts[WOKEN_END] = 0
            step, subject = cause.step, cause.subject
            _granted(w, step, subject, cause.person)
        else:
            heap_s = heap[0].time_s if counts[HEAP] > 0 else NEVER
            caller_s = w.arrival_s[order[next_caller]] if next_caller < callers else NEVER
            if next_change < changes:
                nothing_comes = counts[HEAP] == 0 and next_caller == callers
                if nothing_comes and not _somebody_waits(w):
                    return
                change = w.calendar[next_change]
                if change.time_s <= heap_s and change.time_s <= caller_s:
                    now_s = change.time_s
                    next_change += 1
                    if change.group < len(w.desks):
                        staffed_desk.change_staff(w, change.group, change.first, change.last, now_s)
                    else:
                        agency = change.group - len(w.desks)
                        fleet.change_units(w, agency, change.first, change.last)
                    continue
            if caller_s < heap_s or (
                next_caller < callers
                and caller_s == heap_s
                and ARRIVAL | w.caller_id[order[next_caller]] < heap[0].place
            ):
                now_s = caller_s
                step, subject = ATTEMPT, order[next_caller]
                next_caller += 1
            elif counts[HEAP] > 0:
                now_s = heap_s
                step, subject = heap[0].step, heap[0].subject
                drop_first(heap, counts)
            else:
                return
        if step < Step.DISPATCHER_ASKED:
            _to_caller(w, rules, step, subject, now_s)
        elif step < Step.FULFIL:
            _to_incident(w, step, subject, now_s)
        elif step < Step.ASK_UNIT:
            _to_candidate(w, step, subject, now_s)
        else:
            _to_task(w, rules, step, subject, now_s)


@part
def _somebody_waits(w: World) -> bool:
    """Tell whether somebody is waiting whom only the calendar could help."""
    for desk in range(len(w.desks)):
        if w.desks[desk].head < w.desks[desk].tail:
            return True
    for agency in range(len(w.agencies)):  # noqa: SIM110 - numba compiles no generator
        if w.agencies[agency].waiting > 0:
            return True
    return False


@part
def _granted(w: World, step: int, subject: int, person: int) -> None:
    """Note who was granted to a subject that waited."""
    if step == Step.ASSIGN:
        w.callers[subject].queued = staffed_desk.NOT_QUEUED
        w.callers[subject].person = person
    elif step == Step.TAKE_UP:
        w.asked[subject].queued = staffed_desk.NOT_QUEUED
        w.asked[subject].person = person
    elif step == Step.DISPATCHER_BEGINS:
        w.reports[subject].person = person


@part
def _to_caller(w: World, rules: Rules, step: int, caller: int, now_s: float) -> None:
    if step == Step.ATTEMPT:
        centre.attempt(w, caller, now_s)
    elif step == Step.REDIAL:
        centre.redial(w, caller)
    elif step == Step.CONNECT:
        centre.connect(w, caller, now_s)
    elif step == Step.WAIT:
        centre.wait(w, caller, now_s)
    elif step == Step.ASSIGN:
        centre.assign(w, caller, now_s)
    elif step == Step.ANSWER:
        centre.answer(w, caller, now_s)
    elif step == Step.RECORD:
        centre.record(w, rules, caller, now_s)
    elif step == Step.END_TALK:
        centre.end_talk(w, caller, now_s)
    elif step == Step.AFTER_TALK:
        centre.after_talk(w, caller, now_s)
    elif step == Step.WRAP_UP:
        centre.wrap_up(w, caller, now_s)
    elif step == Step.END_WRAP_UP:
        centre.end_wrap_up(w, caller, now_s)
    elif step == Step.GIVE_UP_IN_ANNOUNCEMENT:
        centre.give_up_in_announcement(w, caller)
    elif step == Step.GIVE_UP_IN_QUEUE:
        centre.give_up_in_queue(w, caller)
    elif step == Step.GIVE_UP_WHILE_RINGING:
        centre.give_up_while_ringing(w, caller, now_s)
    elif step == Step.HANG_UP:
        centre.hang_up(w, caller, now_s)
    elif step == Step.LOST:
        centre.lost(w, rules, caller, now_s)


@part
def _to_incident(w: World, step: int, incident: int, now_s: float) -> None:
    if step == Step.DISPATCHER_ASKED:
        centre.dispatcher_asked(w, incident)
    elif step == Step.DISPATCHER_BEGINS:
        centre.dispatcher_begins(w, incident, now_s)
    elif step == Step.DISPATCHER_FORWARDS:
        centre.dispatcher_forwards(w, incident, now_s)
    elif step == Step.DISPATCHER_WRAPS_UP:
        centre.dispatcher_wraps_up(w, incident, now_s)
    elif step == Step.DISPATCHER_DONE:
        centre.dispatcher_done(w, incident, now_s)
    elif step == Step.RELAY:
        field.relay(w, incident, now_s)


@part
def _to_candidate(w: World, step: int, candidate: int, now_s: float) -> None:
    if step == Step.FULFIL:
        field.fulfil(w, candidate)
    elif step == Step.NOTIFY:
        field.notify(w, candidate, now_s)
    elif step == Step.NOTICE_ARRIVED:
        field.notice_arrived(w, candidate, now_s)
    elif step == Step.TAKE_UP:
        field.take_up(w, candidate, now_s)
    elif step == Step.ACKNOWLEDGE:
        field.acknowledge(w, candidate, now_s)
    elif step == Step.NO_ANSWER:
        field.no_answer(w, candidate)
    elif step == Step.GIVE_UP_DESK:
        field.give_up_desk(w, candidate)
    elif step == Step.ASK_NEXT:
        field.ask_next(w, candidate, now_s)


@part
def _to_task(w: World, rules: Rules, step: int, task: int, now_s: float) -> None:
    if step == Step.ASK_UNIT:
        field.ask_unit(w, task)
    elif step == Step.DISPATCH:
        field.dispatch(w, rules, task, now_s)
    elif step == Step.DRIVE:
        field.drive(w, rules, task, now_s)
    elif step == Step.ON_SCENE:
        field.on_scene(w, task, now_s)
    elif step == Step.LEAVE_SCENE:
        field.leave_scene(w, rules, task, now_s)
    elif step == Step.AT_HOSPITAL:
        field.at_hospital(w, task, now_s)
    elif step == Step.CLEAR:
        field.clear(w, rules, task, now_s)
    elif step == Step.AT_HOME:
        fleet.at_home(w, task, now_s)
    elif step == Step.SEND_FREE:
        fleet.send_free(w, rules, task, now_s)
