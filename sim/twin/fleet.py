"""The twin of an agency's units: which one goes, where it is, what waits for it."""

from __future__ import annotations

from scenarios.travel import between, moved_time_s, road_km, travel_s
from sim.rank import PLACES, UNITS_AT_MOST, Kind, Rank
from sim.twin import ways
from sim.twin.agenda import at, go_on, push, wake
from sim.twin.jit import part
from sim.twin.state import SPEED, Rules, World
from sim.twin.steps import Step

UNIT_HOME = PLACES[Rank.END_OF_WORK][Kind.UNIT_HOME]


@part
def place(w: World, unit: int, now_s: float) -> tuple[float, float]:
    """Return where a free unit is: on the straight line home by elapsed share, or at home."""
    row = w.units[unit]
    if not row.homeward:
        return row.home_x_km, row.home_y_km
    return between(
        (row.from_x_km, row.from_y_km),
        (row.home_x_km, row.home_y_km),
        now_s - row.since_s,
        row.whole_s,
    )


@part
def _before(w: World, a: int, b: int) -> bool:
    """Tell which of two waiting tasks goes first: by priority, then time, then id."""
    of_a = w.priority[w.category[w.incident_of_candidate[w.candidate_of_task[a]]]]
    of_b = w.priority[w.category[w.incident_of_candidate[w.candidate_of_task[b]]]]
    if of_a != of_b:
        return of_a < of_b
    since_a, since_b = w.tasks[a].acknowledged_s, w.tasks[b].acknowledged_s
    if since_a != since_b:
        return since_a < since_b
    return w.task_id[a] < w.task_id[b]


@part
def request(w: World, agency: int, task: int) -> None:
    """Wait for a unit; who is free goes at once."""
    row = w.agencies[agency]
    first = row.first_waiting
    at_row = row.waiting
    row.waiting += 1
    while at_row > 0:
        above = (at_row - 1) >> 1
        other = w.waiting[first + above]
        if _before(w, other, task):
            break
        w.waiting[first + at_row] = other
        at_row = above
    w.waiting[first + at_row] = task
    go_on(w, Step.SEND_FREE, agency)


@part
def _next_waiting(w: World, agency: int) -> int:
    """Take the first of the waiting tasks."""
    row = w.agencies[agency]
    first = row.first_waiting
    found = w.waiting[first]
    row.waiting -= 1
    count = row.waiting
    last = w.waiting[first + count]
    at_row = 0
    below = 1
    while below < count:
        if below + 1 < count and _before(w, w.waiting[first + below + 1], w.waiting[first + below]):
            below += 1
        lower = w.waiting[first + below]
        if _before(w, last, lower):
            break
        w.waiting[first + at_row] = lower
        at_row = below
        below = 2 * at_row + 1
    w.waiting[first + at_row] = last
    return found


@part
def send_free(w: World, rules: Rules, agency: int, now_s: float) -> None:
    """Send units as long as tasks wait and units are free."""
    row = w.agencies[agency]
    while row.waiting > 0 and row.free > 0:
        task = _next_waiting(w, agency)
        incident = w.incident_of_candidate[w.candidate_of_task[task]]
        speed_kmh = at(w, SPEED, now_s)
        best, best_s = -1, 0.0
        for unit in range(row.first_unit, row.first_unit + row.units):
            if w.units[unit].free:
                if rules.kecamatan > 0:
                    given_s = ways.from_unit_s(w, rules, unit, incident, now_s)
                    time_s = moved_time_s(given_s, given_s, 0.0, 0.0, 1.0)
                else:
                    x_km, y_km = place(w, unit, now_s)
                    way_km = road_km(x_km, y_km, w.x_km[incident], w.y_km[incident], rules.detour)
                    time_s = travel_s(way_km, speed_kmh)
                if best < 0 or time_s < best_s:
                    best, best_s = unit, time_s
        w.units[best].free = 0
        row.free -= 1
        w.units[best].on_task = 1
        w.tasks[task].unit = best - row.first_unit
        wake(w.woken, w.counts, Step.DISPATCH, task, best)


@part
def clear(
    w: World,
    rules: Rules,
    agency: int,
    task: int,
    x_km: float,
    y_km: float,
    row_of_place: int,
    now_s: float,
) -> None:
    """End a unit's task at a place: it takes a waiting one, or goes home."""
    row = w.agencies[agency]
    number = w.tasks[task].unit
    unit = w.units[row.first_unit + number]
    unit.on_task = 0
    unit.last_task = task
    if rules.kecamatan > 0:
        home = (unit.home_x_km, unit.home_y_km)
        given_s = ways.given_s(w, rules, (x_km, y_km), row_of_place, home, unit.home_row, now_s)
        whole_s = moved_time_s(given_s, given_s, 0.0, 0.0, 1.0)
    else:
        way_km = road_km(x_km, y_km, unit.home_x_km, unit.home_y_km, rules.detour)
        whole_s = travel_s(way_km, at(w, SPEED, now_s))
    unit.homeward = 1
    unit.from_row = row_of_place
    unit.from_x_km = x_km
    unit.from_y_km = y_km
    unit.since_s = now_s
    unit.whole_s = whole_s
    if unit.on_duty:
        unit.free = 1
        row.free += 1
        go_on(w, Step.SEND_FREE, agency)
    at_home_then = UNIT_HOME | (agency * UNITS_AT_MOST + number)
    push(w.heap, w.counts, now_s + whole_s, at_home_then, Step.AT_HOME, task)


@part
def at_home(w: World, task: int, now_s: float) -> None:
    """Note the return, unless the unit was called on its way (and began another one)."""
    agency = w.agency[w.candidate_of_task[task]]
    unit = w.units[w.agencies[agency].first_unit + w.tasks[task].unit]
    if unit.homeward and unit.last_task == task:
        unit.homeward = 0
        w.tasks[task].returned_s = now_s


@part
def change_units(w: World, agency: int, first: int, last: int) -> None:
    """Let units come and go by the calendar of one instant."""
    row = w.agencies[agency]
    for i in range(first, last):
        unit = w.units[row.first_unit + w.changed[i]]
        row.on_duty += 1 if w.turned_on[i] else -1
        was_free = unit.free
        unit.on_duty = 1 if w.turned_on[i] else 0
        unit.free = 1 if unit.on_duty and not unit.on_task else 0
        row.free += unit.free - was_free
    go_on(w, Step.SEND_FREE, agency)
