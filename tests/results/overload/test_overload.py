"""A queue that only grows is recognised, with its hour; one that keeps up hardly ever is."""

from __future__ import annotations

import numpy as np
import pytest

from results.overload.backlog import backlog
from results.overload.overload import Overload, grows, overloads
from results.overload.queues import queues_of
from scenarios.schema.run import Run
from tests.results.overload.one_server import HOUR_S, WEEK_H, dispatching, waiting
from tests.results.small_tables import NAN, records

WEEK = Run.model_validate({"length": "1 minggu"})
MONTH = Run.model_validate({"length": "4 minggu"})


def found(replications: int, run: Run, seed: int, **how: object) -> Overload | None:
    """Return what is said of replications of one queue."""
    hours = round(run.length / HOUR_S)
    played = [
        waiting(np.random.default_rng([seed, r]), hours=hours, **how) for r in range(replications)
    ]
    said = overloads(dispatching(played), run)
    assert {o.group for o in said} <= {"units:damkar"}
    return said[0] if said else None


@pytest.mark.parametrize("load", [1.2, 1.5, 2.0])
@pytest.mark.parametrize(("run", "cycle"), [(WEEK, "day"), (MONTH, "week")])
def test_a_queue_that_more_joins_than_can_be_served_is_said_to_grow_from_the_beginning(
    load: float, run: Run, cycle: str
) -> None:
    said = found(3, run, 1, load=load, mean_s=600.0)

    assert said is not None
    assert (said.week, said.cycle, said.replications, said.of) == (0, cycle, 3, 3)
    assert said.hour_of_week < 36
    a_cycle = (1 if cycle == "day" else 7) * 144
    assert said.growth == pytest.approx((load - 1) * a_cycle, rel=0.3)
    assert said.waiting == pytest.approx((load - 1) * run.length / 600, rel=0.3)


def test_five_per_cent_too_much_is_found_where_the_weeks_hold_enough_calls() -> None:
    said = [found(4, MONTH, seed, load=1.05, mean_s=300.0) for seed in range(5)]

    assert all(said)


def test_a_queue_that_keeps_up_is_hardly_ever_said_to_grow() -> None:
    short = [found(2, WEEK, seed, load=0.95, mean_s=600.0) for seed in range(60)]
    slow = [found(2, MONTH, seed, load=0.95, mean_s=3600.0) for seed in range(60)]
    uneven = [found(2, MONTH, seed, load=0.95, mean_s=1200.0, day_shape=11) for seed in range(60)]

    assert sum(s is not None for s in (*short, *slow, *uneven)) <= 1


def test_a_slow_queue_that_keeps_up_is_not_empty_for_weeks_and_yet_not_said_to_grow() -> None:
    played = [waiting(np.random.default_rng([5, r]), load=0.95, mean_s=7200.0) for r in range(12)]
    end_s = 4 * WEEK_H * HOUR_S
    since_s = [backlog(*waits).last_empty_s(end_s) for waits in played]

    assert sum(end_s - t >= WEEK_H * HOUR_S for t in since_s) > 6, "most look stuck"
    assert overloads(dispatching(played), MONTH) == ()


@pytest.mark.parametrize("run", [WEEK, MONTH])
def test_too_much_each_day_that_is_gone_each_night_is_no_growth(run: Run) -> None:
    by_day = np.tile(np.where(np.arange(24) // 8 == 1, 2.0, 0.1), 7)

    said = found(3, run, 2, load=1.0, mean_s=120.0, demand=by_day)

    assert said is None


def test_too_much_on_weekdays_that_weekends_clear_is_no_growth_over_weeks() -> None:
    weekdays = np.repeat([1.3, 1.3, 1.3, 1.3, 1.3, 0.05, 0.05], 24)

    assert found(3, MONTH, 3, load=1.0, mean_s=300.0, demand=weekdays) is None
    assert found(3, MONTH, 3, load=1.0, mean_s=300.0, demand=np.roll(weekdays, 48)) is None


def test_staff_that_ends_for_good_is_said_with_the_hour() -> None:
    until_monday_evening = np.where(np.arange(WEEK_H) < 18, 1.0, 0.0)

    said = found(5, WEEK, 4, load=0.5, mean_s=240.0, speed=until_monday_evening)

    assert said is not None
    assert (said.week, said.hour_of_week, said.from_s) == (0, 18, 18 * HOUR_S)


def test_demand_that_rises_for_good_in_the_third_week_is_said_with_week_and_hour() -> None:
    change_h = 2 * WEEK_H + 30
    played = []
    for r in range(4):
        rng = np.random.default_rng([6, r])
        before = waiting(rng, load=0.5, mean_s=300.0, hours=change_h)
        since = waiting(rng, load=1.6, mean_s=300.0, hours=4 * WEEK_H - change_h)
        whole = [
            np.concatenate([np.minimum(a, change_h * HOUR_S), b + change_h * HOUR_S])
            for a, b in zip(before, since, strict=True)
        ]
        played.append((whole[0], whole[1]))

    (said,) = overloads(dispatching(played), MONTH)

    assert (said.week, said.cycle) == (2, "week")
    assert said.hour_of_week in (30, 31, 32, 33)


def test_the_hour_counts_from_the_day_on_which_the_run_begins() -> None:
    run = Run.model_validate({"length": "1 minggu", "start_day": "Thu", "start_time": "06:30"})

    said = found(3, run, 7, load=0.5, mean_s=240.0, speed=np.where(np.arange(WEEK_H) < 40, 1, 0))

    assert said is not None
    # 40 h after Thursday 06:30, as the nearest hour of the clock: Friday 22:30
    assert said.hour_of_week in (4 * 24 + 22, 4 * 24 + 23)


def test_it_is_said_only_where_it_happens_in_most_replications() -> None:
    grows_in = [waiting(np.random.default_rng(r), load=1.5, mean_s=600.0) for r in range(3)]
    keeps_up = [waiting(np.random.default_rng(9 + r), load=0.3, mean_s=600.0) for r in range(3)]

    assert overloads(dispatching([*grows_in, *keeps_up]), MONTH) == ()
    (said,) = overloads(dispatching([*grows_in, *keeps_up[:2]]), MONTH)
    assert (said.replications, said.of) == (3, 5)


def test_days_that_start_empty_say_nothing() -> None:
    played = [waiting(np.random.default_rng(r), load=1.5, mean_s=600.0) for r in range(2)]
    run = Run.model_validate({"length": "28 hari", "days": "independent"})

    assert overloads(dispatching(played), run) == ()


def test_no_records_say_nothing() -> None:
    assert overloads(records(), MONTH) == ()


def test_a_handful_of_tasks_left_lying_is_no_trend() -> None:
    assert not grows(np.array([1.0, 1.0, 1.0]))
    assert not grows(np.array([500.0]))
    assert grows(np.array([500.0, 490.0, 505.0]))
    assert not grows(np.array([-500.0, -490.0, -505.0]))


def test_a_cycle_in_which_the_queue_was_empty_counts_as_a_fall_to_nothing() -> None:
    # one waits over the first edge, all leave, three wait over the second
    queue = backlog(np.array([50.0, 150.0, 160.0, 170.0]), np.array([120.0, 900.0, 900.0, NAN]))

    assert queue.at(np.array([0.0, 100.0, 130.0, 200.0])).tolist() == [0, 1, 0, 3]
    assert queue.changes(100.0, 200.0).tolist() == [-1.0]
    assert queue.changes(100.0, 300.0).tolist() == [-1.0, 0.0]
    assert queue.last_empty_s(200.0) == 150.0
    assert queue.last_empty_s(140.0) == 140.0


def test_who_is_served_at_once_does_not_make_a_queue() -> None:
    queue = backlog(np.array([10.0, 20.0]), np.array([10.0, 30.0]))

    assert queue.at(np.array([10.0, 20.0, 30.0])).tolist() == [0, 1, 0]
    assert queue.enter_s.tolist() == [20.0]


STAFF = [{"group": "dispatchers", "start_s": 0.0, "end_s": 1.0}]


def test_the_queues_are_those_for_call_takers_dispatchers_desks_and_units() -> None:
    told = records(
        calls=[{"category": "prank", "queued_s": 5.0, "assigned_s": 9.0, "answered_s": 10.0}],
        incidents=[{"on_record_s": 20.0, "dispatcher_start_s": 26.0}],
        notifications=[
            {"agency": "damkar", "notified_s": 30.0, "taken_s": 33.0, "ended_s": 40.0},
            {"agency": "damkar", "notified_s": 30.0, "ended_s": 90.0},  # nobody took it up
        ],
        assignments=[{"agency": "damkar", "acknowledged_s": 40.0, "dispatched_s": 50.0}],
        staffing=STAFF,
    )

    queues = {group: of[0] for group, of in queues_of(told, 1000.0)}

    assert {g: (q.enter_s.tolist(), q.leave_s.tolist()) for g, q in queues.items()} == {
        "call_takers": ([5.0], [9.0]),
        "dispatchers": ([20.0], [26.0]),
        "desk:damkar": ([30.0], [33.0]),
        "units:damkar": ([40.0], [50.0]),
    }


def test_a_centre_without_dispatchers_has_no_queue_for_them() -> None:
    told = records(
        incidents=[{"on_record_s": 20.0}], staffing=[{**STAFF[0], "group": "call_takers"}]
    )

    assert "dispatchers" not in dict(queues_of(told, 1000.0))


def test_callers_of_a_kind_that_gives_up_make_no_queue_that_grows() -> None:
    # a full centre on days with more and more calls: as many wait as patience lets, never none
    day_s, rows = 86_400.0, []
    for day in range(7):
        for at_s in np.linspace(day * day_s, (day + 1) * day_s, 200 * (day + 1)):
            row = {"category": "medis", "queued_s": at_s}
            rows.append({**row, "gave_up_s": at_s + 3600.0})
            rows.append({**row, "assigned_s": at_s + 3500.0})
    staffing = [{"group": "call_takers", "start_s": 0.0, "end_s": 1.0}]

    assert overloads(records(calls=rows, staffing=staffing), WEEK) == ()
    endless = [row for row in rows if "assigned_s" in row]
    assert overloads(records(calls=endless, staffing=staffing), WEEK) != (), "the case bites"


def test_who_hangs_up_after_the_end_of_the_run_was_endlessly_patient_in_it() -> None:
    # nobody is on duty: those left are let go when the calendars end
    rows = [
        {"category": "medis", "queued_s": at_s, "gave_up_s": 15 * 86_400.0}
        for at_s in np.linspace(10.0, 7 * 86_400.0 - 10.0, 700)
    ]
    staffing = [{"group": "call_takers", "start_s": 0.0, "end_s": 1.0}]

    (said,) = overloads(records(calls=rows, staffing=staffing), WEEK)

    assert (said.group, said.hour_of_week, said.growth) == ("call_takers", 0, 100.0)


def test_it_reads_back_from_plain_data() -> None:
    said = Overload("desk:damkar", 64800.0, 18, 0, "day", 12.5, 80.0, 3, 4)

    assert Overload.from_dict(said.to_dict()) == said
