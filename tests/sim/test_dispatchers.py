"""Step 5: a dispatcher checks and forwards, between call-takers and agencies."""

from __future__ import annotations

from tests.sim.building import Ask, Caller, Incident
from tests.sim.playing import play
from tests.sim.region import Agency, Region


def incident(*agencies, work=30, wrap_up=10, acknowledge=20):
    needs = [[Ask(agency=a, acknowledge=acknowledge)] for a in agencies]
    return Incident(needs=needs, work=work, wrap_up=wrap_up)


def region(*agencies, dispatchers=1, staff=3):
    return Region(staff=staff, dispatchers=dispatchers, agencies=agencies)


def test_an_incident_on_record_waits_for_a_dispatcher_who_checks_forwards_and_wraps_up():
    callers = [Caller(at=0, talk=60, ticket=20, about=0), Caller(at=5, talk=60, ticket=20, about=1)]
    seen = play(callers, [incident(0), incident(0)], region(Agency()))

    first, second = seen.incident(0), seen.incident(1)
    assert (first.on_record_s, first.dispatcher_start_s, first.dispatcher_end_s) == (20, 20, 50)
    assert (second.on_record_s, second.dispatcher_start_s, second.dispatcher_end_s) == (25, 60, 90)
    assert seen.rows.busy["dispatchers"] == [(20, 60), (60, 100)]
    assert [seen.notes(i)[0].sent_s for i in (0, 1)] == [50, 90]


def test_the_call_taker_does_not_relay_when_there_are_dispatchers():
    seen = play(
        [Caller(at=0, talk=60, wrap_up=10, ticket=20, about=0)],
        [incident(0)],
        region(Agency(phone=True)),
    )

    assert seen.call(0).work_end_s == 70


def test_the_dispatcher_relays_by_phone_one_after_another_and_wraps_up_after():
    seen = play(
        [Caller(at=0, talk=60, ticket=20, about=0)],
        [incident(0, 1)],
        region(Agency(phone=True), Agency(phone=True)),
    )

    assert [(n.sent_s, n.ended_s) for n in seen.notes()] == [(50, 70), (70, 90)]
    assert seen.rows.busy["dispatchers"] == [(20, 100)]


def test_the_application_leaves_the_dispatcher_free_to_wrap_up():
    seen = play(
        [Caller(at=0, talk=60, ticket=20, about=0)], [incident(0, 1)], region(Agency(), Agency())
    )

    assert [(n.sent_s, n.ended_s) for n in seen.notes()] == [(50, 70), (50, 70)]
    assert seen.rows.busy["dispatchers"] == [(20, 60)]


def test_a_later_ticket_does_not_go_to_a_dispatcher():
    callers = [Caller(at=0, ticket=20, about=0), Caller(at=1, ticket=30, about=0)]
    seen = play(callers, [incident(0)], region(Agency()))

    assert seen.call(1).ticket_s == 31
    assert len(seen.rows.busy["dispatchers"]) == 1
