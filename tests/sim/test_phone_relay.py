"""Step 6 by phone: agencies one after another, whoever relays stays on the line."""

from __future__ import annotations

from tests.sim.building import Ask, Caller, Incident
from tests.sim.playing import play
from tests.sim.region import Agency, Region

PHONE = Agency(phone=True)


def two_agencies(first=20, second=30):
    return Incident(needs=[[Ask(0, acknowledge=first)], [Ask(1, acknowledge=second)]])


def relayed(seen, incident=0):
    return [(n.sent_s, n.taken_s, n.ended_s) for n in seen.notes(incident)]


def test_agencies_are_phoned_one_after_another_after_the_talk_and_wrap_up_follows():
    seen = play(
        [Caller(at=0, talk=60, wrap_up=15, ticket=40, about=0)],
        [two_agencies()],
        Region(agencies=[PHONE, PHONE]),
    )

    assert relayed(seen) == [(60, 60, 80), (80, 80, 110)]
    assert seen.call(0).work_end_s == 125
    assert seen.rows.busy["call_takers"] == [(0, 125)]


def test_the_relay_begins_at_a_ticket_that_comes_after_the_talk():
    seen = play(
        [Caller(at=0, talk=60, wrap_up=15, ticket=70, about=0)],
        [two_agencies()],
        Region(agencies=[PHONE, PHONE]),
    )

    assert relayed(seen) == [(70, 70, 90), (90, 90, 120)]
    assert seen.call(0).work_end_s == 125


def test_a_ticket_cut_at_the_end_of_wrap_up_leaves_only_the_relay():
    seen = play(
        [Caller(at=0, talk=60, wrap_up=15, ticket=99, about=0)],
        [two_agencies()],
        Region(agencies=[PHONE, PHONE]),
    )

    assert relayed(seen) == [(75, 75, 95), (95, 95, 125)]
    assert seen.call(0).work_end_s == 125


def test_the_order_is_the_scenarios_not_the_agencies_numbers():
    needs = [[Ask(1, acknowledge=20)], [Ask(0, acknowledge=30)]]
    seen = play([Caller(at=0, about=0)], [Incident(needs=needs)], Region(agencies=[PHONE, PHONE]))

    agencies = seen.trace.candidates.agency
    assert [agencies[n.candidate] for n in seen.notes()] == [1, 0]
    assert relayed(seen) == [(60, 60, 80), (80, 80, 110)]


def test_whoever_relays_waits_in_the_agencys_desk_queue():
    seen = play(
        [Caller(at=0, talk=60, about=0), Caller(at=10, talk=60, wrap_up=5, about=1)],
        [two_agencies(first=50), two_agencies(first=50)],
        Region(staff=2, agencies=[PHONE, PHONE]),
    )

    assert relayed(seen, 0) == [(60, 60, 110), (110, 110, 140)]
    assert relayed(seen, 1) == [(70, 110, 160), (160, 160, 190)]
    assert [c.work_end_s for c in seen.calls] == [140, 195]
    assert seen.rows.busy["desk:agency 0"] == [(60, 110), (110, 160)]


def test_the_second_agency_is_told_only_after_the_first_desk_has_taken_it_up():
    seen = play(
        [Caller(at=0, about=0)],
        [two_agencies()],
        Region(agencies=[Agency(phone=True, desk=[[(300, 900)]]), PHONE]),
    )

    assert relayed(seen) == [(60, 300, 320), (320, 320, 350)]


def test_a_relaying_call_taker_takes_no_call():
    seen = play(
        [Caller(at=0, about=0), Caller(at=1)],
        [two_agencies()],
        Region(staff=1, agencies=[PHONE, PHONE]),
    )

    assert seen.call(1).answered_s == 110


def test_a_relay_that_never_ends_keeps_the_call_taker_at_work_for_ever():
    seen = play(
        [Caller(at=0, about=0)],
        [two_agencies()],
        Region(staff=1, agencies=[Agency(phone=True, desk=0), PHONE]),
    )

    assert seen.rows.busy["call_takers"] == [(0, float("inf"))]
    assert seen.call(0).work_end_s != seen.call(0).work_end_s
    staffing = seen.records().staffing
    busy_s = staffing["busy_s"][staffing.is_label("group", "call_takers")]
    assert busy_s.tolist() == [3600.0] * 24
