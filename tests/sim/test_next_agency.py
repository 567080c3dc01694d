"""Step 6, when an agency does not take it up: the next agency of the list."""

from __future__ import annotations

import pytest

from tests.sim.building import Ask, Caller, Incident, UnitWork
from tests.sim.playing import play
from tests.sim.region import Agency, Region

ONE_CALL = Caller(at=0, talk=60, ticket=40, about=0)


def answers(seen, incident=0):
    return [(n.sent_s, n.ended_s, n.outcome) for n in seen.notes(incident)]


def test_a_busy_desk_lets_a_notification_wait():
    seen = play(
        [Caller(at=0, ticket=40, about=0), Caller(at=5, ticket=40, about=1)],
        [Incident(needs=[[Ask(acknowledge=200)]])] * 2,
        Region(staff=2, agencies=[Agency(no_answer_after=30)]),
    )

    assert [(n.notified_s, n.taken_s, n.acknowledged_s) for n in seen.notes(1)] == [(45, 240, 440)]


def test_what_waits_too_long_goes_to_the_next_agency_and_leaves_the_desk():
    seen = play(
        [Caller(at=at, ticket=40, about=i) for i, at in enumerate((0, 5, 200))],
        [
            Incident(needs=[[Ask(acknowledge=200)]]),
            Incident(needs=[[Ask(0, acknowledge=200), Ask(1, acknowledge=10)]]),
            Incident(needs=[[Ask(acknowledge=10)]]),
        ],
        Region(staff=3, agencies=[Agency(no_answer_after=30), Agency()]),
    )

    assert answers(seen, 1) == [(45, 75, "no_answer"), (75, 85, "acknowledged")]
    assert [(n.taken_s, n.acknowledged_s) for n in seen.notes(2)] == [(240, 250)]


def test_a_notification_taken_up_in_time_is_not_timed_out():
    seen = play(
        [ONE_CALL],
        [Incident(needs=[[Ask(0, acknowledge=100), Ask(1)]])],
        Region(agencies=[Agency(no_answer_after=30), Agency()]),
    )

    assert answers(seen) == [(40, 140, "acknowledged")]


@pytest.mark.parametrize("phone", [False, True])
def test_no_answer_times_out_without_keeping_the_desk_and_the_next_agency_is_asked(phone):
    asks = [Ask(0, no_answer=True, acknowledge=50), Ask(1, acknowledge=10)]
    agencies = [Agency(phone=phone, no_answer_after=30), Agency(phone=phone)]
    seen = play([ONE_CALL], [Incident(needs=[asks])], Region(agencies=agencies))

    begin = 60 if phone else 40
    assert answers(seen) == [
        (begin, begin + 30, "no_answer"),
        (begin + 30, begin + 40, "acknowledged"),
    ]
    assert seen.rows.busy["desk:agency 0"] == []
    assert seen.incident().needs_unmet == 0
    assert seen.call(0).work_end_s == (begin + 40 if phone else 60)


def test_a_refusal_costs_the_desk_its_time_and_goes_to_the_next_agency():
    asks = [Ask(0, refuses=True, acknowledge=50), Ask(1, acknowledge=10)]
    seen = play([ONE_CALL], [Incident(needs=[asks])], Region(agencies=[Agency(), Agency()]))

    assert answers(seen) == [(40, 90, "refused"), (90, 100, "acknowledged")]
    assert seen.notes()[0].acknowledged_s != seen.notes()[0].acknowledged_s
    assert seen.rows.busy["desk:agency 0"] == [(40, 90)]


def test_an_agency_without_a_crew_on_duty_passes_on_to_the_next():
    asks = [Ask(i, acknowledge=10, units=[UnitWork(on_scene=60)]) for i in (0, 1)]
    off_duty = Agency(posts=[(0, 0)], hours=[[(60, 900)]])
    seen = play(
        [ONE_CALL, Caller(at=30, ticket=40, about=1)],
        [Incident(needs=[asks]), Incident(needs=[asks])],
        Region(staff=2, agencies=[off_duty, Agency(posts=[(0, 0)])]),
    )

    assert answers(seen, 0) == [(40, 50, "no_crew"), (50, 60, "acknowledged")]
    assert answers(seen, 1) == [(70, 80, "acknowledged")]
    assert [len(seen.tasks(i)) for i in (0, 1)] == [1, 1]


def test_a_busy_crew_is_a_crew():
    ask = [Ask(0, acknowledge=10, units=[UnitWork(on_scene=500)]), Ask(1)]
    seen = play(
        [ONE_CALL, Caller(at=30, ticket=40, about=1)],
        [Incident(needs=[ask]), Incident(needs=[ask])],
        Region(staff=2, agencies=[Agency(posts=[(0, 0)]), Agency()]),
    )

    assert answers(seen, 1) == [(70, 80, "acknowledged")]
    assert seen.tasks(1)[0].dispatched_s == 550


def test_a_need_that_nobody_takes_up_is_unmet_and_no_unit_goes():
    asks = [Ask(0, refuses=True, acknowledge=10), Ask(1, no_answer=True)]
    met = [Ask(1, acknowledge=5, units=[UnitWork(on_scene=100)])]
    seen = play(
        [ONE_CALL],
        [Incident(needs=[asks, met])],
        Region(agencies=[Agency(), Agency(no_answer_after=30, posts=[(0, 0)])]),
    )

    assert seen.incident().needs_unmet == 1
    assert len(seen.tasks()) == 1
    assert seen.incident().closed_s == 145


def test_an_incident_all_of_whose_needs_are_unmet_is_closed_with_the_last_of_them():
    seen = play(
        [ONE_CALL],
        [Incident(needs=[[Ask(0, refuses=True, acknowledge=10)], [Ask(0, no_answer=True)]])],
        Region(agencies=[Agency(no_answer_after=30)]),
    )

    assert (seen.incident().needs_unmet, seen.incident().closed_s) == (2, 70)


def test_a_relaying_call_taker_stays_on_the_line_through_the_whole_list():
    asks = [Ask(0, refuses=True, acknowledge=10), Ask(1, no_answer=True), Ask(2, acknowledge=5)]
    seen = play(
        [Caller(at=0, talk=60, wrap_up=7, about=0)],
        [Incident(needs=[asks])],
        Region(agencies=[Agency(phone=True, no_answer_after=30) for _ in range(3)]),
    )

    assert answers(seen) == [
        (60, 70, "refused"),
        (70, 100, "no_answer"),
        (100, 105, "acknowledged"),
    ]
    assert seen.call(0).work_end_s == 112


def test_a_phoned_list_may_go_on_by_application_and_the_call_taker_is_free():
    asks = [Ask(0, refuses=True, acknowledge=10), Ask(1, acknowledge=50, latency=2)]
    seen = play(
        [Caller(at=0, talk=60, wrap_up=7, about=0)],
        [Incident(needs=[asks])],
        Region(agencies=[Agency(phone=True), Agency()]),
    )

    assert answers(seen) == [(60, 70, "refused"), (70, 122, "acknowledged")]
    assert seen.call(0).work_end_s == 77
