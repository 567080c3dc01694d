"""What holds in every play of small random worlds: staff, channels, units, order, conservation."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from sim.played import CALL_OUTCOMES
from sim.rows import CallRow, TaskRow
from sim.rows_played import played_of
from tests.sim.building import Ask, Caller, Incident, UnitWork
from tests.sim.number_claims import numbers_are_refused_while_they_are_blocked_and_never_else
from tests.sim.playing import Seen, play
from tests.sim.region import Agency, Kind, Region
from tests.sim.twin.both import busy_differs, busy_in
from tests.sim.worlds import worlds


def on_duty(duty, time_s):
    """Return how many are on duty just after `time_s`."""
    return sum(a <= time_s < b for person in duty.intervals(float("inf")) for a, b in person)


def under_way(intervals, time_s):
    """Return how many are under way just after `time_s`."""
    return sum(a <= time_s < b for a, b in intervals)


def end_of_work(call: CallRow) -> float:
    return call.work_end_s if call.outcome == "answered" else call.gave_up_s


def taken(seen: Seen) -> list[CallRow]:
    return [c for c in seen.rows.calls if c.assigned_s == c.assigned_s]


def work_begins_only_below_the_scheduled_number_and_nobody_waits_while_there_is_a_place(
    world, seen
):
    plan = seen.plan
    groups = [("call_takers", plan.call_takers)]
    groups += [(f"desk:{a.name}", a.desk) for a in plan.agencies]
    if plan.dispatchers is not None:
        groups.append(("dispatchers", plan.dispatchers))
    for name, duty in groups:
        work = seen.rows.busy[name]
        for since_s, end_s in work:
            assert end_s >= since_s
            if end_s > since_s:
                assert under_way(work, since_s) <= on_duty(duty, since_s)
    work = seen.rows.busy["call_takers"]
    instants = sorted({t for pair in work for t in pair} | set(range(100)))
    for call in seen.rows.calls:
        until_s = call.assigned_s if call.assigned_s == call.assigned_s else call.gave_up_s
        for instant in instants:
            if call.queued_s <= instant < until_s:
                assert under_way(work, instant) >= on_duty(plan.call_takers, instant)


def calls_are_taken_first_come_first_served_by_one_call_taker_each(world, seen):
    calls = taken(seen)
    for a, b in itertools.permutations(calls, 2):
        if a.queued_s < b.queued_s:
            assert a.assigned_s <= b.assigned_s
        if a.call_taker == b.call_taker and a.assigned_s < b.assigned_s:
            assert end_of_work(a) <= b.assigned_s


def channels_are_never_exceeded_and_a_call_is_blocked_only_when_all_are_held(world, seen):
    for k, channels in enumerate(seen.plan.channels):
        mine = [c for c in seen.rows.calls if seen.trace.callers.trunk[c.caller] == k]
        held = [
            (c.arrival_s, c.talk_end_s if c.outcome == "answered" else c.gave_up_s)
            for c in mine
            if c.outcome not in ("blocked", "refused")
        ]
        assert sorted(held) == sorted(seen.rows.busy[f"lines:trunk {k}"])
        for since_s, end_s in held:
            if end_s > since_s:
                assert under_way(held, since_s) <= channels.at(since_s)
        for call in mine:
            if call.outcome == "blocked":
                # a channel freed at this very instant may be held again by a later arrival
                still = sum(a <= call.arrival_s <= b for a, b in held)
                assert still >= channels.at(call.arrival_s)


def tasks_by_unit(seen) -> dict[tuple[int, int], list[TaskRow]]:
    """Return the tasks of each unit, by agency and unit, in order of dispatch."""
    by_unit: dict[tuple[int, int], list[TaskRow]] = {}
    for task in sorted(seen.rows.tasks, key=lambda t: t.dispatched_s):
        assert task.unit is not None
        agency = int(seen.trace.candidates.agency[task.candidate])
        by_unit.setdefault((agency, task.unit), []).append(task)
    return by_unit


def turn(seen, task: TaskRow) -> tuple[int, float, int]:
    """Return what decides which waiting task is taken first: priority, age, id."""
    category = seen.plan.categories[seen.trace.incidents.category[task.incident]]
    return category.priority, task.acknowledged_s, task.task_id


def possible_orders(tasks: list[TaskRow]) -> Iterator[list[TaskRow]]:
    """Yield the orders in which a unit may have done its tasks, by the times of dispatch.

    Several tasks without length fit into one instant, and their times are then all the same.
    """
    instants = itertools.groupby(tasks, key=lambda t: t.dispatched_s)
    for parts in itertools.product(*(itertools.permutations(together) for _, together in instants)):
        yield list(itertools.chain(*parts))


def one_by_one(seen, tasks: list[TaskRow]) -> bool:
    """Tell whether a unit can have done its tasks in this order, from post to post."""
    if tasks[0].homeward or tasks[-1].returned_s != tasks[-1].returned_s:
        return False
    for a, b in itertools.pairwise(tasks):
        returned = a.returned_s == a.returned_s
        if b.homeward == returned or (a.returned_s if returned else a.cleared_s) > b.dispatched_s:
            return False
    # whoever is taken before one whose turn it was went before that one waited
    return all(
        turn(seen, a) < turn(seen, b) or b.acknowledged_s >= a.dispatched_s
        for a, b in itertools.combinations(tasks, 2)
    )


def a_unit_does_its_tasks_one_by_one_and_begins_only_in_its_hours(world, seen):
    for (agency, unit), tasks in tasks_by_unit(seen).items():
        assert any(one_by_one(seen, order) for order in possible_orders(tasks)), tasks
        mine = seen.plan.agencies[agency].on_duty.intervals(float("inf"))[unit]
        for task in tasks:
            assert any(a <= task.dispatched_s < b for a, b in mine)


def tasks_that_wait_are_taken_by_priority_then_age_then_id(world, seen):
    agency = seen.trace.candidates.agency
    for a, b in itertools.permutations(seen.rows.tasks, 2):
        if agency[a.candidate] != agency[b.candidate]:
            continue
        if b.acknowledged_s < a.dispatched_s < b.dispatched_s:
            assert turn(seen, a) < turn(seen, b)


def in_order(*moments):
    came = [m for m in moments if m == m]
    return came == sorted(came)


def moments_are_in_order(world, seen):
    for c in seen.rows.calls:
        assert in_order(
            c.arrival_s, c.connected_s, c.queued_s, c.assigned_s, c.answered_s, c.talk_end_s,
            c.work_end_s,
        )  # fmt: skip
        assert in_order(c.arrival_s, c.connected_s, c.queued_s, c.assigned_s, c.gave_up_s)
        assert in_order(c.answered_s, c.ticket_s, c.work_end_s)
    for i in seen.rows.incidents:
        assert in_order(
            i.first_call_s, i.connected_s, i.answered_s, i.on_record_s, i.dispatcher_start_s,
            i.dispatcher_end_s, i.closed_s,
        )  # fmt: skip
    for n in seen.rows.notifications:
        on_record_s = seen.rows.incidents[n.incident].on_record_s
        assert in_order(on_record_s, n.sent_s, n.notified_s, n.taken_s, n.acknowledged_s)
        assert in_order(n.sent_s, n.notified_s, n.taken_s, n.ended_s)
    for t in seen.rows.tasks:
        assert in_order(
            t.notified_s, t.acknowledged_s, t.dispatched_s, t.departed_s, t.on_scene_s,
            t.left_scene_s, t.at_hospital_s, t.cleared_s, t.returned_s,
        )  # fmt: skip


def attempts_are_kept_and_follow_one_another(world, seen):
    callers, _, _ = world
    assert {c.outcome for c in seen.rows.calls} <= set(CALL_OUTCOMES[1:])
    for number, caller in enumerate(callers):
        tries = seen.tries(number)
        assert [c.attempt for c in tries] == list(range(len(tries)))
        assert tries[0].arrival_s == caller.at
        assert 1 <= len(tries) <= len(caller.tries)
        for call, following in itertools.pairwise(tries):
            over_s = call.arrival_s if call.outcome == "blocked" else call.gave_up_s
            assert call.redialled and call.outcome not in ("answered", "refused")
            assert following.arrival_s == over_s + caller.tries[call.attempt].delay
        assert not tries[-1].redialled
    for call in seen.rows.calls:
        assert (call.answered_s == call.answered_s) == (call.outcome == "answered")
        assert (call.gave_up_s == call.gave_up_s) == call.outcome.startswith("abandoned")


def every_answered_incidents_needs_are_settled_and_no_others_are_touched(world, seen):
    _, incidents, _ = world
    answered = {
        int(seen.trace.callers.incident[c.caller])
        for c in seen.rows.calls
        if c.outcome == "answered"
    } - {-1}
    for number, incident in enumerate(incidents):
        row, notes = seen.incident(number), seen.notes(number)
        assert (row.answered_calls > 0) == (number in answered)
        if number not in answered:
            assert not notes and row.on_record_s != row.on_record_s
            continue
        met = [n for n in notes if n.outcome == "acknowledged"]
        assert len(met) + row.needs_unmet == len(incident.needs)
        needs = seen.trace.candidates.need
        assert len({int(needs[n.candidate]) for n in met}) == len(met)
        units = sum(int(seen.trace.candidates.units[n.candidate]) for n in met)
        assert len(seen.tasks(number)) == units
        assert all(t.cleared_s == t.cleared_s for t in seen.tasks(number))
        ends = [n.ended_s for n in notes] + [t.cleared_s for t in seen.tasks(number)]
        forwarded_s = np.fmax(row.on_record_s, row.dispatcher_end_s)
        assert row.closed_s == max(ends, default=forwarded_s)


def a_play_is_a_function_of_trace_and_plan_and_makes_its_tables(world, seen):
    first, second = seen, play(*world)

    def shown(seen):
        return repr(
            (seen.rows.calls, seen.rows.incidents, seen.rows.notifications, seen.rows.tasks)
        )

    assert shown(first) == shown(second)
    records = first.records()
    assert len(records.calls) == len(first.rows.calls)
    assert len(set(records.calls["call_id"].tolist())) == len(records.calls)
    assert len(set(records.assignments["task_id"].tolist())) == len(records.assignments)
    reported = records.incidents["reported"]
    assert int(reported.sum()) == sum(i.answered_calls > 0 for i in first.rows.incidents)
    assert np.all(np.diff(records.calls["arrival_s"]) >= 0)


def who_was_at_work_can_be_told_from_the_rows(world, seen):
    played = played_of(seen.rows, seen.trace)
    assert busy_differs(seen.rows.busy, busy_in(played, seen.trace, seen.plan)) is None


CLAIMS = (
    work_begins_only_below_the_scheduled_number_and_nobody_waits_while_there_is_a_place,
    calls_are_taken_first_come_first_served_by_one_call_taker_each,
    channels_are_never_exceeded_and_a_call_is_blocked_only_when_all_are_held,
    numbers_are_refused_while_they_are_blocked_and_never_else,
    a_unit_does_its_tasks_one_by_one_and_begins_only_in_its_hours,
    tasks_that_wait_are_taken_by_priority_then_age_then_id,
    moments_are_in_order,
    attempts_are_kept_and_follow_one_another,
    every_answered_incidents_needs_are_settled_and_no_others_are_touched,
    a_play_is_a_function_of_trace_and_plan_and_makes_its_tables,
    who_was_at_work_can_be_told_from_the_rows,
)


def branches(seen: Seen) -> set[str]:
    """Return which branches of the model a play went through."""
    hit = {f"call {c.outcome}" for c in seen.rows.calls}
    hit |= {f"duplicate {c.duplicate}" for c in seen.rows.calls}
    hit |= {"redialled" for c in seen.rows.calls if c.redialled}
    hit |= {n.outcome for n in seen.rows.notifications}
    hit |= {"phone" if n.by_phone else "application" for n in seen.rows.notifications}
    hit |= {f"homeward {t.homeward}" for t in seen.rows.tasks}
    hit |= {"hospital" for t in seen.rows.tasks if t.hospital is not None}
    hit |= {"waited" for t in seen.rows.tasks if t.dispatched_s > t.acknowledged_s}
    for tasks in tasks_by_unit(seen).values():
        instants = {t.dispatched_s for t in tasks}
        hit |= {"two tasks at one instant"} if len(instants) < len(tasks) else set()
    hit |= {"dispatcher" for i in seen.rows.incidents if i.dispatcher_end_s > 0}
    return hit | {"unreported" for i in seen.rows.incidents if i.calls and not i.answered_calls}


BRANCHES = {
    *("redialled", *(f"call {outcome}" for outcome in CALL_OUTCOMES[1:])),
    *("duplicate none", "duplicate recognised", "duplicate unrecognised", "unreported"),
    *("acknowledged", "no_answer", "refused", "no_crew", "phone", "application"),
    *("homeward True", "homeward False", "hospital", "waited", "dispatcher"),
    "two tasks at one instant",
}


def test_the_claims_hold_in_random_worlds_that_go_through_every_branch():
    hit: set[str] = set()

    @settings(
        max_examples=250,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds())
    def hold(world):
        seen = play(*world)
        hit.update(branches(seen))
        for claim in CLAIMS:
            claim(world, seen)

    hold()
    assert hit >= BRANCHES


@pytest.mark.long
@settings(max_examples=5000, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_the_claims_hold_in_many_random_worlds(world):
    seen = play(*world)
    for claim in CLAIMS:
        claim(world, seen)


FLEET_OF_ONE = [Agency(desk=9, posts=[(0, 0)])]
AT_THE_POST = Incident(needs=[[Ask(units=[UnitWork()])]])
"""Without turnout, way or work: the whole task is one instant."""


def holds(claim, seen) -> bool:
    try:
        claim(None, seen)
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize(("priorities", "first", "last"), [((2, 1), 2, 1), ((1, 2), 1, 2)])
def test_the_rule_of_waiting_tells_two_tasks_of_one_instant_apart_where_their_times_do_not(
    priorities, first, last
):
    """Two tasks wait for a unit that clears at its post at second 100."""
    occupied = Incident(needs=[[Ask(units=[UnitWork(on_scene=100)])]])
    earlier, later = (replace(AT_THE_POST, kind=kind) for kind in (1, 2))
    seen = play(
        [Caller(at=at, talk=1, ticket=0, about=about) for about, at in enumerate((0, 10, 20))],
        [occupied, earlier, later],
        Region(staff=9, agencies=FLEET_OF_ONE, kinds=[Kind(1), *map(Kind, priorities)]),
    )
    tasks = [seen.tasks(i)[0] for i in range(3)]

    # either reading has the same times ...
    assert [(t.acknowledged_s, t.dispatched_s, t.cleared_s) for t in tasks] == [
        (0, 0, 100),
        (10, 100, 100),
        (20, 100, 100),
    ]
    # ... and is told by who went home: the second one calls the unit back before it has gone
    assert [t.homeward for t in tasks] == [False, True, True]
    assert tasks[first].returned_s != tasks[first].returned_s
    assert tasks[last].returned_s == 100

    claim = a_unit_does_its_tasks_one_by_one_and_begins_only_in_its_hours
    assert holds(claim, seen)
    tasks[first].returned_s, tasks[last].returned_s = 100.0, float("nan")
    assert not holds(claim, seen), "the other reading"


@pytest.mark.parametrize("earlier", [0, 1])
def test_two_tasks_of_one_instant_that_did_not_wait_read_alike_in_either_order(earlier):
    """At second 100 two calls come, each brings the unit a task at its post: home in between."""
    ids = (1, 2) if earlier == 0 else (2, 1)
    seen = play(
        [Caller(at=100, talk=1, ticket=0, about=i, id=ids[i]) for i in (0, 1)],
        [AT_THE_POST] * 2,
        Region(staff=9, agencies=FLEET_OF_ONE),
    )

    assert [t.incident for t in seen.rows.tasks] == [earlier, 1 - earlier], "as it happened"
    for number in (0, 1):
        (task,) = seen.tasks(number)
        times_s = (task.acknowledged_s, task.dispatched_s, task.cleared_s, task.returned_s)
        assert (times_s, task.homeward, task.unit) == ((100, 100, 100, 100), False, 0)
    (tasks,) = tasks_by_unit(seen).values()
    assert [one_by_one(seen, order) for order in possible_orders(tasks)] == [True, True]


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("homeward", True),  # one of the two would have been called back, the other had come home
        ("returned_s", float("nan")),  # one never came home, and nobody called it back
    ],
)
def test_no_order_of_one_instant_excuses_what_cannot_have_been(which, column, value):
    seen = play(
        [Caller(at=100, talk=1, ticket=0, about=i) for i in (0, 1)],
        [AT_THE_POST] * 2,
        Region(staff=9, agencies=FLEET_OF_ONE),
    )
    claim = a_unit_does_its_tasks_one_by_one_and_begins_only_in_its_hours
    assert holds(claim, seen)

    setattr(seen.tasks(which)[0], column, value)

    assert not holds(claim, seen)
