"""Step 6 by application: all agencies at once, at the ticket, with latency."""

from __future__ import annotations

from tests.sim.building import Ask, Caller, Incident
from tests.sim.playing import play
from tests.sim.region import Agency, Region


def needs(*asks):
    return Incident(needs=[[ask] for ask in asks])


def times(seen, incident=0):
    return [(n.sent_s, n.notified_s, n.taken_s, n.acknowledged_s) for n in seen.notes(incident)]


def test_all_agencies_are_told_at_once_at_the_ticket_each_with_its_latency():
    seen = play(
        [Caller(at=0, talk=60, wrap_up=15, ticket=40, about=0)],
        [needs(Ask(0, acknowledge=20, latency=2), Ask(1, acknowledge=30, latency=3))],
        Region(agencies=[Agency(), Agency()]),
    )

    assert times(seen) == [(40, 42, 42, 62), (40, 43, 43, 73)]
    assert [n.by_phone for n in seen.notes()] == [False, False]
    assert seen.call(0).work_end_s == 75


def test_a_ticket_latency_comes_before_the_notification():
    seen = play(
        [Caller(at=0, ticket=40, ticket_latency=4, about=0)],
        [needs(Ask(acknowledge=5, latency=1))],
        Region(agencies=[Agency()]),
    )

    assert seen.call(0).ticket_s == 44
    assert times(seen) == [(44, 45, 45, 50)]


def test_a_mixed_relay_tells_by_application_at_the_ticket_and_phones_after_the_talk():
    seen = play(
        [Caller(at=0, talk=60, wrap_up=15, ticket=40, about=0)],
        [needs(Ask(0, acknowledge=20), Ask(1, acknowledge=30, latency=3), Ask(2, acknowledge=5))],
        Region(agencies=[Agency(phone=True), Agency(), Agency(phone=True)]),
    )

    by_agency = {int(seen.trace.candidates.agency[n.candidate]): n for n in seen.notes()}
    assert (by_agency[1].sent_s, by_agency[1].acknowledged_s) == (40, 73)
    assert (by_agency[0].sent_s, by_agency[0].acknowledged_s) == (60, 80)
    assert (by_agency[2].sent_s, by_agency[2].acknowledged_s) == (80, 85)
    assert seen.call(0).work_end_s == 100


def test_while_the_application_is_lost_everybody_is_phoned():
    region = Region(
        staff=3, agencies=[Agency(), Agency()], application_up=[(0, 1), (100, 0), (400, 1)]
    )
    asks = [Ask(0, acknowledge=20, latency=7), Ask(1, acknowledge=30, latency=7)]
    seen = play(
        [Caller(at=at, talk=60, ticket=40, about=i) for i, at in enumerate((0, 100, 400))],
        [needs(*asks)] * 3,
        region,
    )

    assert [n.by_phone for i in range(3) for n in seen.notes(i)] == [False] * 2 + [True] * 2 + [
        False
    ] * 2
    assert times(seen, 1) == [(160, 160, 160, 180), (180, 180, 180, 210)]
    assert seen.call(1).work_end_s == 210
    assert times(seen, 2) == [(440, 447, 447, 467), (440, 447, 447, 477)]


def test_an_application_that_comes_back_takes_the_rest_of_the_relay_over():
    region = Region(agencies=[Agency(), Agency()], application_up=[(0, 0), (70, 1)])
    seen = play(
        [Caller(at=0, talk=60, wrap_up=10, about=0)],
        [needs(Ask(0, acknowledge=20), Ask(1, acknowledge=30, latency=3))],
        region,
    )

    assert [n.by_phone for n in seen.notes()] == [True, False]
    assert times(seen) == [(60, 60, 60, 80), (80, 83, 83, 113)]
    assert seen.call(0).work_end_s == 90


def test_a_call_taker_learns_at_the_ticket_whether_the_application_is_up():
    region = Region(agencies=[Agency()], application_up=[(0, 1), (40, 0)])
    seen = play([Caller(at=0, talk=60, ticket=40, about=0)], [needs(Ask(acknowledge=20))], region)

    assert times(seen) == [(60, 60, 60, 80)]
