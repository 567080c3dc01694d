"""The twin of the field: agencies are told, take the incident up, and send their units."""

from __future__ import annotations

import numpy as np

from scenarios.travel import moved_time_s, road_km, travel_s
from sim.played import NOTIFICATION_OUTCOMES
from sim.rank import FIRST_DESK, PLACES, Kind, Rank
from sim.twin import fleet, ways
from sim.twin.agenda import at, begin, go_on, push
from sim.twin.jit import part
from sim.twin.staffed_desk import NOT_QUEUED, desks_of, queue, release, request, withdraw
from sim.twin.state import APPLICATION_UP, CHANNELS, DISPATCHER, SPEED, Rules, World, one_type
from sim.twin.steps import Step

NAN = np.nan
NOTICE = one_type(PLACES[Rank.END_OF_WORK][Kind.NOTIFICATION])
TIME_OUT = one_type(PLACES[Rank.GIVE_UP][Kind.NOTIFICATION])
DESK_WORK = one_type(PLACES[Rank.END_OF_WORK][Kind.DESK])
UNIT = one_type(PLACES[Rank.END_OF_WORK][Kind.UNIT])
ACKNOWLEDGED = NOTIFICATION_OUTCOMES.index("acknowledged")
NOT_ANSWERED = NOTIFICATION_OUTCOMES.index("no_answer")
REFUSED = NOTIFICATION_OUTCOMES.index("refused")
NO_CREW = NOTIFICATION_OUTCOMES.index("no_crew")

# 6. Notification


@part
def forward(w: World, incident: int, now_s: float) -> None:
    """Tell by application all at once; mark the needs that somebody has to phone."""
    row = w.incidents[incident]
    first = w.first_candidate[incident]
    last = first + w.candidates[incident]
    needs = 0
    for candidate in range(first, last):
        if candidate > first and w.need[candidate] == w.need[candidate - 1]:
            continue
        needs += 1
        by_phone = _by_phone(w, candidate, now_s)
        w.asked[candidate].to_phone = by_phone
        if not by_phone:
            begin(w, Step.FULFIL, candidate)
    row.open_work = needs
    if needs == 0:
        row.closed_s = now_s
    w.reports[incident].next_candidate = first


@part
def _by_phone(w: World, candidate: int, now_s: float) -> bool:
    if w.agencies[w.agency[candidate]].by_phone:
        return True
    return at(w, APPLICATION_UP, now_s) == 0


@part
def relay(w: World, incident: int, now_s: float) -> None:
    """Phone the next need of the incident that waits for it; with none left, wrap up.

    Who relays stays on the line; an agency told by application needs nobody to wait.
    """
    report = w.reports[incident]
    last = w.first_candidate[incident] + w.candidates[incident]
    while report.next_candidate < last:
        candidate = report.next_candidate
        report.next_candidate += 1
        if w.asked[candidate].to_phone:
            if _by_phone(w, candidate, now_s):
                w.asked[candidate].relayed = 1
                go_on(w, Step.NOTIFY, candidate)
                return
            begin(w, Step.FULFIL, candidate)
    if report.relayer == DISPATCHER:
        go_on(w, Step.DISPATCHER_WRAPS_UP, incident)
    else:
        go_on(w, Step.WRAP_UP, report.relayer)


@part
def fulfil(w: World, candidate: int) -> None:
    """Ask a need's agencies, from this one on, with nobody waiting for it."""
    w.asked[candidate].relayed = 0
    go_on(w, Step.NOTIFY, candidate)


@part
def notify(w: World, candidate: int, now_s: float) -> None:
    """Tell one agency."""
    by_phone = _by_phone(w, candidate, now_s)
    note = w.notifications[candidate]
    note.there = 1
    note.by_phone = by_phone
    note.sent_s = now_s
    note.notified_s = NAN
    note.taken_s = NAN
    note.acknowledged_s = NAN
    note.ended_s = NAN
    latency_s = 0.0 if by_phone else w.latency_s[candidate]
    if latency_s > 0:
        place = NOTICE | w.notification_id[candidate]
        push(w.heap, w.counts, now_s + latency_s, place, Step.NOTICE_ARRIVED, candidate)
    else:
        go_on(w, Step.NOTICE_ARRIVED, candidate)


@part
def notice_arrived(w: World, candidate: int, now_s: float) -> None:
    """Wait for the agency's desk, as long as there is another to ask instead."""
    agency = w.agency[candidate]
    w.notifications[candidate].notified_s = now_s
    time_out_s = now_s + w.agencies[agency].no_answer_after_s
    place = TIME_OUT | w.notification_id[candidate]
    if w.no_answer[candidate]:
        push(w.heap, w.counts, time_out_s, place, Step.NO_ANSWER, candidate)
        return
    asked = w.asked[candidate]
    asked.queued = NOT_QUEUED
    person = request(desks_of(w), FIRST_DESK + agency)
    if person >= 0:
        asked.person = person
        go_on(w, Step.TAKE_UP, candidate)
        return
    asked.queued = queue(desks_of(w), FIRST_DESK + agency, candidate)
    if not _last_of_need(w, candidate):
        push(w.heap, w.counts, time_out_s, place, Step.GIVE_UP_DESK, candidate)


@part
def _last_of_need(w: World, candidate: int) -> bool:
    incident = w.incident_of_candidate[candidate]
    following = candidate + 1
    if following == w.first_candidate[incident] + w.candidates[incident]:
        return True
    return w.need[following] != w.need[candidate]


@part
def take_up(w: World, candidate: int, now_s: float) -> None:
    """Let the desk work on it."""
    w.notifications[candidate].taken_s = now_s
    place = DESK_WORK | w.notification_id[candidate]
    push(w.heap, w.counts, now_s + w.acknowledge_s[candidate], place, Step.ACKNOWLEDGE, candidate)


@part
def no_answer(w: World, candidate: int) -> None:
    """Wait no longer for somebody to answer."""
    w.notifications[candidate].outcome = NOT_ANSWERED
    go_on(w, Step.ASK_NEXT, candidate)


@part
def give_up_desk(w: World, candidate: int) -> None:
    """Wait no longer for a busy desk, unless it has begun."""
    asked = w.asked[candidate]
    if asked.queued != NOT_QUEUED:
        withdraw(desks_of(w), asked.queued)
        no_answer(w, candidate)


@part
def acknowledge(w: World, candidate: int, now_s: float) -> None:
    """End the desk's work: with a refusal, without a crew, or with units on their way."""
    agency = w.agency[candidate]
    note = w.notifications[candidate]
    release(desks_of(w), FIRST_DESK + agency, w.asked[candidate].person, now_s)
    if w.refuses[candidate]:
        note.outcome = REFUSED
        go_on(w, Step.ASK_NEXT, candidate)
    elif w.agencies[agency].on_duty == 0:
        note.outcome = NO_CREW
        go_on(w, Step.ASK_NEXT, candidate)
    else:
        note.outcome = ACKNOWLEDGED
        note.acknowledged_s = now_s
        note.ended_s = now_s
        _send_units(w, candidate, now_s)
        if w.asked[candidate].relayed:
            go_on(w, Step.RELAY, w.incident_of_candidate[candidate])


@part
def ask_next(w: World, candidate: int, now_s: float) -> None:
    """Ask the need's next agency, or leave the need unmet."""
    w.notifications[candidate].ended_s = now_s
    incident = w.incident_of_candidate[candidate]
    relayed = w.asked[candidate].relayed
    if _last_of_need(w, candidate):
        w.incidents[incident].needs_unmet += 1
        _settle(w, incident, now_s)
    else:
        following = candidate + 1
        if not relayed or _by_phone(w, following, now_s):
            w.asked[following].relayed = relayed
            go_on(w, Step.NOTIFY, following)
            return
        begin(w, Step.FULFIL, following)
    if relayed:
        go_on(w, Step.RELAY, incident)


@part
def _send_units(w: World, candidate: int, now_s: float) -> None:
    incident = w.incident_of_candidate[candidate]
    first = w.first_task[candidate]
    for number in range(first, first + w.units_needed[candidate]):
        task = w.tasks[number]
        task.there = 1
        task.notified_s = w.notifications[candidate].notified_s
        task.acknowledged_s = now_s
        task.dispatched_s = NAN
        task.departed_s = NAN
        task.on_scene_s = NAN
        task.left_scene_s = NAN
        task.at_hospital_s = NAN
        task.cleared_s = NAN
        task.returned_s = NAN
        task.travel_km = NAN
        task.unit = -1
        task.hospital = -1
        w.incidents[incident].open_work += 1
        begin(w, Step.ASK_UNIT, number)
    _settle(w, incident, now_s)


# 7. Units


@part
def ask_unit(w: World, number: int) -> None:
    """Ask the agency for a unit."""
    fleet.request(w, w.agency[w.candidate_of_task[number]], number)


@part
def dispatch(w: World, rules: Rules, number: int, now_s: float) -> None:
    """Turn out; a unit on its way home needs no turnout."""
    task = w.tasks[number]
    agency = w.agency[w.candidate_of_task[number]]
    row = w.agencies[agency].first_unit + task.unit
    unit = w.units[row]
    task.dispatched_s = now_s
    task.homeward = unit.homeward
    if rules.kecamatan > 0 and unit.homeward:
        incident = w.incident_of_candidate[w.candidate_of_task[number]]
        unit.given_s = ways.from_unit_s(w, rules, row, incident, now_s)
    unit.from_x_km, unit.from_y_km = fleet.place(w, row, now_s)
    unit.homeward = 0
    if task.homeward:
        go_on(w, Step.DRIVE, number)
        return
    night = at(w, CHANNELS + len(w.held) + agency, now_s)
    turnout_s = w.turnout_night_s[number] if night != 0 else w.turnout_day_s[number]
    _next(w, number, now_s + turnout_s, Step.DRIVE)


@part
def drive(w: World, rules: Rules, number: int, now_s: float) -> None:
    """Drive to the scene."""
    task = w.tasks[number]
    candidate = w.candidate_of_task[number]
    incident = w.incident_of_candidate[candidate]
    unit = w.units[w.agencies[w.agency[candidate]].first_unit + task.unit]
    task.departed_s = now_s
    way_km = road_km(
        unit.from_x_km, unit.from_y_km, w.x_km[incident], w.y_km[incident], rules.detour
    )
    task.travel_km = way_km
    if rules.kecamatan > 0:
        given_s = unit.given_s
        if not task.homeward:
            home = (unit.home_x_km, unit.home_y_km)
            scene = (w.x_km[incident], w.y_km[incident])
            given_s = ways.given_s(
                w, rules, home, unit.home_row, scene, w.kecamatan[incident], now_s
            )
        way_s = moved_time_s(given_s, given_s, 0.0, 0.0, w.travel_factor[number])
    else:
        way_s = travel_s(way_km, at(w, SPEED, now_s), w.travel_factor[number])
    _next(w, number, now_s + way_s, Step.ON_SCENE)


@part
def on_scene(w: World, number: int, now_s: float) -> None:
    """Work on scene."""
    w.tasks[number].on_scene_s = now_s
    _next(w, number, now_s + w.on_scene_s[number], Step.LEAVE_SCENE)


@part
def leave_scene(w: World, rules: Rules, number: int, now_s: float) -> None:
    """Bring a patient to the nearest hospital that takes them, or be clear."""
    task = w.tasks[number]
    incident = w.incident_of_candidate[w.candidate_of_task[number]]
    x_km, y_km = w.x_km[incident], w.y_km[incident]
    task.left_scene_s = now_s
    hospital = -1
    shortest_km = 0.0
    if w.transport[number] and rules.kecamatan > 0:
        _to_hospital_by_given_times(w, rules, number, incident, now_s)
        return
    if w.transport[number]:
        for i in range(len(w.hospital_x_km)):
            if w.takes[w.category[incident], i]:
                way_km = road_km(x_km, y_km, w.hospital_x_km[i], w.hospital_y_km[i], rules.detour)
                if hospital < 0 or way_km < shortest_km:
                    hospital, shortest_km = i, way_km
    task.hospital = hospital
    if hospital < 0:
        go_on(w, Step.CLEAR, number)
        return
    way_s = travel_s(shortest_km, at(w, SPEED, now_s), w.hospital_factor[number])
    _next(w, number, now_s + way_s, Step.AT_HOSPITAL)


@part
def _to_hospital_by_given_times(
    w: World, rules: Rules, number: int, incident: int, now_s: float
) -> None:
    hospital, shortest_s, nearest_s = -1, 0.0, 0.0
    scene, row = (w.x_km[incident], w.y_km[incident]), w.kecamatan[incident]
    for i in range(len(w.hospital_x_km)):
        if w.takes[w.category[incident], i]:
            place = (w.hospital_x_km[i], w.hospital_y_km[i])
            given_s = ways.given_s(w, rules, scene, row, place, w.hospital_row[i], now_s)
            time_s = moved_time_s(given_s, given_s, 0.0, 0.0, 1.0)
            if hospital < 0 or time_s < shortest_s:
                hospital, shortest_s, nearest_s = i, time_s, given_s
    w.tasks[number].hospital = hospital
    if hospital < 0:
        go_on(w, Step.CLEAR, number)
        return
    way_s = moved_time_s(nearest_s, nearest_s, 0.0, 0.0, w.hospital_factor[number])
    _next(w, number, now_s + way_s, Step.AT_HOSPITAL)


@part
def at_hospital(w: World, number: int, now_s: float) -> None:
    """Hand the patient over."""
    w.tasks[number].at_hospital_s = now_s
    _next(w, number, now_s + w.handover_s[number], Step.CLEAR)


@part
def clear(w: World, rules: Rules, number: int, now_s: float) -> None:
    """Be clear, at the hospital or on scene."""
    task = w.tasks[number]
    candidate = w.candidate_of_task[number]
    incident = w.incident_of_candidate[candidate]
    task.cleared_s = now_s
    if task.hospital >= 0:
        x_km, y_km = w.hospital_x_km[task.hospital], w.hospital_y_km[task.hospital]
        row = w.hospital_row[task.hospital] if rules.kecamatan > 0 else 0
    else:
        x_km, y_km = w.x_km[incident], w.y_km[incident]
        row = w.kecamatan[incident]
    fleet.clear(w, rules, w.agency[candidate], number, x_km, y_km, row, now_s)
    _settle(w, incident, now_s)


@part
def _next(w: World, number: int, time_s: float, step: int) -> None:
    push(w.heap, w.counts, time_s, UNIT | w.task_id[number], step, number)


@part
def _settle(w: World, incident: int, now_s: float) -> None:
    """Close the incident with its last open piece of work."""
    row = w.incidents[incident]
    row.open_work -= 1
    if row.open_work == 0:
        row.closed_s = now_s
