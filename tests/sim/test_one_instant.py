"""What happens at one instant goes by (rank, kind, id): one visible case for each pair."""

from __future__ import annotations

import pytest

from sim.agenda import Agenda
from sim.rank import Kind, Rank
from tests.sim.building import Ask, Attempt, Caller, Incident, UnitWork
from tests.sim.playing import play
from tests.sim.region import ENDLESS, Agency, Region

# All cases come together at second 100.
PHONE = Agency(phone=True)
LAST = [Ask(0, acknowledge=10)]


def test_the_agenda_goes_by_rank_then_kind_then_identity_never_by_creation():
    agenda = Agenda(-5.0)
    order = [(r, k, i) for r in Rank for k in Kind for i in (3, 10**15)]
    happened = []
    for key in reversed(order):
        event = agenda.at(100.0, key[0], key[2], key[1])
        event.callbacks.append(lambda _, key=key: happened.append((agenda.now, *key)))
    agenda.run()

    assert happened == [(100.0, *key) for key in order]


def test_what_an_event_causes_at_the_same_instant_happens_before_the_next():
    agenda = Agenda(0.0)
    happened = []

    def caused():
        happened.append("caused")
        woken = agenda.event().succeed()
        yield woken
        happened.append("and what that causes")

    first = agenda.at(10.0, Rank.CALENDAR, 1)
    first.callbacks.append(lambda _: agenda.process(caused()))
    agenda.at(10.0, Rank.CALENDAR, 2).callbacks.append(lambda _: happened.append("next"))
    agenda.run()

    assert happened == ["caused", "and what that causes", "next"]


def test_calendar_before_end_of_work():
    seen = play(
        [Caller(at=0, talk=60, wrap_up=40), Caller(at=10)],
        region=Region(staff=[[(0, ENDLESS)], [(100, ENDLESS)]]),
    )

    assert (seen.call(1).answered_s, seen.call(1).call_taker) == (100, 1)


def test_calendar_before_end_of_talk():
    seen = play(
        [Caller(at=0, talk=100, ticket=0, about=0)],
        [Incident(needs=[LAST])],
        Region(agencies=[Agency(phone=True, desk=[[(0, 100), (500, 900)]])]),
    )

    assert seen.notes()[0].taken_s == 500


def test_calendar_before_giving_up():
    seen = play([Caller(at=0, patience=100)], region=Region(staff=[[(100, ENDLESS)]]))

    assert (seen.call(0).outcome, seen.call(0).answered_s) == ("answered", 100)


@pytest.mark.parametrize("announcement", [0, 30])
def test_calendar_before_end_of_announcement_and_arrival(announcement):
    seen = play(
        [Caller(at=100 - announcement, announcement=announcement)],
        region=Region(staff=[[(0, 100), (500, 900)]]),
    )

    assert seen.call(0).answered_s == 500


@pytest.mark.parametrize("order", [1, -1])
def test_calendars_of_one_instant_are_netted(order):
    shifts = [[(0, 100)], [(100, ENDLESS)]][::order]
    seen = play([Caller(at=0, talk=300), Caller(at=10)], region=Region(staff=shifts))

    assert seen.call(1).answered_s == 300


def test_end_of_work_before_end_of_talk():
    late = Caller(at=0, talk=90, wrap_up=50, ticket=100, about=0, id=2)
    early = Caller(at=0, talk=100, ticket=5, about=1, id=1)
    seen = play([late, early], [Incident(needs=[LAST])] * 2, Region(staff=2, agencies=[PHONE]))

    assert [seen.notes(i)[0].taken_s for i in (0, 1)] == [100, 110]


def test_end_of_work_before_giving_up():
    seen = play([Caller(at=0, talk=50, wrap_up=50), Caller(at=10, patience=90)])

    assert (seen.call(1).outcome, seen.call(1).answered_s) == ("answered", 100)


@pytest.mark.parametrize("announcement", [0, 30])
def test_end_of_work_before_end_of_announcement_and_arrival(announcement):
    later = Caller(at=100 - announcement, announcement=announcement, about=0)
    seen = play(
        [Caller(at=0, talk=500, ticket=100, about=0), later],
        [Incident(needs=[LAST])],
        Region(staff=2, agencies=[Agency()]),
    )

    assert seen.call(1).duplicate == "recognised"


def test_end_of_talk_before_giving_up():
    no_answer = [Ask(1, no_answer=True), Ask(0, acknowledge=10)]
    seen = play(
        [Caller(at=0, talk=60, about=0), Caller(at=0, talk=100, ticket=5, about=1)],
        [Incident(needs=[no_answer]), Incident(needs=[LAST])],
        Region(staff=2, agencies=[PHONE, Agency(phone=True, no_answer_after=40)]),
    )

    assert (seen.notes(1)[0].taken_s, seen.notes(0)[1].taken_s) == (100, 110)


@pytest.mark.parametrize("announcement", [0, 30])
def test_end_of_talk_before_end_of_announcement_and_arrival(announcement):
    in_and_out = Caller(
        at=100 - announcement, announcement=announcement, talk=0, ticket=0, about=0, id=1
    )
    seen = play(
        [in_and_out, Caller(at=0, talk=100, ticket=5, about=1, id=2)],
        [Incident(needs=[LAST])] * 2,
        Region(staff=2, agencies=[PHONE]),
    )

    assert [seen.notes(i)[0].taken_s for i in (0, 1)] == [110, 100]


@pytest.mark.parametrize("announcement", [0, 30])
def test_giving_up_before_end_of_announcement_and_arrival(announcement):
    no_answer = [Ask(1, no_answer=True), Ask(0, acknowledge=10)]
    in_and_out = Caller(at=100 - announcement, announcement=announcement, talk=0, ticket=0, about=1)
    seen = play(
        [Caller(at=0, talk=60, about=0), in_and_out],
        [Incident(needs=[no_answer]), Incident(needs=[LAST])],
        Region(staff=2, agencies=[PHONE, Agency(phone=True, no_answer_after=40)]),
    )

    assert (seen.notes(0)[1].taken_s, seen.notes(1)[0].taken_s) == (100, 110)


def test_giving_up_frees_the_channel_for_an_arrival_of_that_instant():
    seen = play([Caller(at=0, patience=100), Caller(at=100)], region=Region(staff=0, channels=[1]))

    assert seen.call(1).outcome != "blocked"


def test_end_of_announcement_before_arrival():
    seen = play([Caller(at=100, id=1), Caller(at=70, announcement=30, id=2)])

    assert [c.answered_s for c in seen.calls] == [160, 100]


def test_arrivals_of_one_instant_go_by_identity_redials_among_them():
    again = Caller(at=50, id=2, tries=[Attempt(patience=20, redial=0, delay=30), Attempt()])
    seen = play(
        [Caller(at=0, talk=150), again, Caller(at=100, id=3), Caller(at=100, id=1)],
        region=Region(redial_abandoned=1),
    )

    assert [seen.call(3).answered_s, seen.tries(1)[1].answered_s, seen.call(2).answered_s] == [
        150,
        210,
        270,
    ]


def test_a_ticket_before_the_end_of_call_work():
    seen = play(
        [
            Caller(at=0, talk=500, ticket=100, about=0, id=9),
            Caller(at=0, talk=50, wrap_up=50, id=1),
            Caller(at=50, about=0),
        ],
        [Incident(needs=[LAST])],
        Region(staff=2, agencies=[Agency()]),
    )

    assert (seen.call(2).answered_s, seen.call(2).duplicate) == (100, "recognised")


def test_a_desks_acknowledgement_before_a_unit_that_clears():
    needs = [[Ask(acknowledge=0, units=[UnitWork(on_scene=100)])]]
    later = [[Ask(acknowledge=10, units=[UnitWork()])]]
    seen = play(
        [Caller(at=0, ticket=0, about=0), Caller(at=0, talk=200, ticket=90, about=1)],
        [Incident(needs=needs), Incident(needs=later)],
        Region(staff=2, agencies=[Agency(desk=2, posts=[(0, 0), (7, 0)])]),
    )

    assert seen.tasks(0)[0].cleared_s == 100
    assert (seen.tasks(1)[0].dispatched_s, seen.tasks(1)[0].unit) == (100, 1)


def test_a_desks_acknowledgement_before_a_unit_that_comes_home():
    needs = [[Ask(acknowledge=0, units=[UnitWork(on_scene=40)])]]
    later = [[Ask(acknowledge=10, units=[UnitWork(turnout=9)])]]
    seen = play(
        [Caller(at=0, ticket=0, about=0), Caller(at=0, talk=200, ticket=90, about=1)],
        [Incident(needs=needs, x=0.5), Incident(needs=later)],
        Region(staff=2, agencies=[Agency(desk=2, posts=[(0, 0)])]),
    )

    assert seen.tasks(0)[0].cleared_s == 70
    assert (seen.tasks(1)[0].departed_s, seen.tasks(1)[0].homeward) == (100, True)
