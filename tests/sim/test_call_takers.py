"""Step 4: talk, ticket, wrap-up; who is the reporter, and what is a duplicate."""

from __future__ import annotations

from tests.sim.building import Ask, Attempt, Caller, Incident
from tests.sim.playing import play
from tests.sim.region import Agency, Region

TWO = Region(staff=2, agencies=[Agency()])
SOMETHING = Incident(needs=[[Ask(acknowledge=10)]])


def moments(call):
    return call.answered_s, call.talk_end_s, call.ticket_s, call.work_end_s


def test_a_call_is_talk_then_wrap_up_and_the_ticket_some_time_into_it():
    seen = play([Caller(at=10, talk=60, wrap_up=20, ticket=40, about=0)], [SOMETHING], TWO)

    assert moments(seen.call(0)) == (10, 70, 50, 90)
    incident = seen.incident()
    assert (incident.first_call_s, incident.connected_s, incident.answered_s) == (10, 10, 10)
    assert incident.on_record_s == 50
    assert seen.rows.busy["call_takers"] == [(10, 90)]


def test_a_call_without_incident_has_no_ticket():
    call = play([Caller(at=0, talk=30, wrap_up=5)]).call(0)

    assert moments(call)[:2] == (0, 30)
    assert call.ticket_s != call.ticket_s
    assert (call.work_end_s, call.duplicate) == (35, None)


def test_a_ticket_can_come_in_wrap_up():
    seen = play([Caller(at=0, talk=30, wrap_up=20, ticket=45, about=0)], [SOMETHING], TWO)

    assert moments(seen.call(0)) == (0, 30, 45, 50)


def test_a_ticket_is_made_at_the_latest_at_the_end_of_wrap_up():
    seen = play([Caller(at=0, talk=30, wrap_up=20, ticket=500, about=0)], [SOMETHING], TWO)

    assert moments(seen.call(0)) == (0, 30, 50, 50)


def test_wrap_up_waits_for_a_late_ticket_to_be_on_record():
    late = Caller(at=0, talk=30, wrap_up=20, ticket=48, ticket_latency=5, about=0)
    seen = play([late], [SOMETHING], TWO)

    assert moments(seen.call(0)) == (0, 30, 53, 53)


def test_a_ticket_at_the_very_answer_makes_the_next_call_a_recognised_duplicate():
    seen = play([Caller(at=0, ticket=0, about=0), Caller(at=0, about=0)], [SOMETHING], TWO)

    assert [c.duplicate for c in seen.calls] == ["none", "recognised"]


def test_a_recognised_duplicate_is_short_and_makes_no_ticket():
    seen = play(
        [
            Caller(at=0, talk=60, ticket=20, about=0),
            Caller(at=20, talk=60, talk_duplicate=15, wrap_up=9, wrap_up_duplicate=2, about=0),
        ],
        [SOMETHING],
        TWO,
    )

    second = seen.call(1)
    assert second.duplicate == "recognised"
    assert (second.talk_end_s, second.work_end_s) == (35, 37)
    assert second.ticket_s != second.ticket_s
    assert len(seen.notes()) == 1


def test_a_duplicate_before_the_ticket_is_handled_in_full_and_joins_without_notifying():
    seen = play(
        [
            Caller(at=0, talk=60, ticket=20, about=0),
            Caller(at=19, talk=50, talk_duplicate=15, wrap_up=9, ticket=30, about=0),
        ],
        [SOMETHING],
        TWO,
    )

    assert moments(seen.call(1)) == (19, 69, 49, 78)
    assert [c.duplicate for c in seen.calls] == ["none", "unrecognised"]
    assert seen.incident().on_record_s == 20
    assert len(seen.notes()) == 1


def test_the_ticket_of_the_later_answered_call_may_be_first_yet_the_reporter_is_the_first():
    seen = play(
        [
            Caller(at=0, talk=90, ticket=80, about=0),
            Caller(at=10, talk=60, ticket=20, about=0),
        ],
        [SOMETHING],
        TWO,
    )

    incident = seen.incident()
    first, second = (int(seen.trace.callers.caller_id[i]) * 100 for i in (0, 1))
    assert (incident.reporter_call_id, incident.answered_s) == (first, 0)
    assert (incident.ticket_call_id, incident.on_record_s) == (second, 30)
    assert seen.call(0).ticket_s == 80
    assert [n.sent_s for n in seen.notes()] == [30]


def test_the_reporter_is_whoever_is_answered_first_whichever_call_that_is():
    seen = play(
        [
            Caller(at=0, announcement=30, about=0),
            Caller(at=10, setup=2, about=0),
        ],
        [SOMETHING],
        TWO,
    )

    incident = seen.incident()
    assert incident.reporter_call_id == int(seen.trace.callers.caller_id[1]) * 100
    assert (incident.first_call_s, incident.connected_s, incident.answered_s) == (0, 0, 12)
    assert (incident.calls, incident.answered_calls) == (2, 2)
    assert [c.duplicate for c in seen.calls] == ["unrecognised", "none"]


def test_an_incident_whose_calls_are_all_lost_is_never_reported_and_still_has_a_row():
    tries = [Attempt(patience=5, redial=0, delay=10), Attempt(patience=5)]
    seen = play(
        [Caller(at=0, talk=100), Caller(at=10, about=0, tries=tries)], [SOMETHING], Region(staff=1)
    )

    incident = seen.incident()
    assert (incident.first_call_s, incident.connected_s) == (10, 10)
    assert (incident.calls, incident.answered_calls) == (2, 0)
    assert incident.answered_s != incident.answered_s
    assert seen.notes() == []
    assert seen.records().incidents["reported"].tolist() == [False]


def test_all_calls_blocked_leave_an_incident_that_was_never_connected():
    seen = play([Caller(at=0, about=0)], [SOMETHING], Region(channels=[0]))

    incident = seen.incident()
    assert incident.first_call_s == 0
    assert incident.connected_s != incident.connected_s


def test_the_redial_of_a_lost_first_call_can_be_the_reporter():
    tries = [Attempt(patience=5, redial=0, delay=95), Attempt()]
    seen = play(
        [Caller(at=0, talk=100), Caller(at=1, about=0, tries=tries)],
        [SOMETHING],
        Region(staff=1, agencies=[Agency()]),
    )

    incident = seen.incident()
    assert incident.reporter_call_id == int(seen.trace.callers.caller_id[1]) * 100 + 1
    assert (incident.first_call_s, incident.answered_s, incident.on_record_s) == (1, 101, 161)


def test_an_incident_that_needs_nobody_is_closed_with_its_ticket():
    seen = play([Caller(at=0, ticket=20, about=0)], [Incident()])

    assert seen.incident().closed_s == 20
