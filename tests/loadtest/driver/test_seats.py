"""Who may be ready: never more at work than are scheduled, as in the model."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from loadtest.driver.seats import Seats
from scenarios.duty import Duty
from sim.agenda import Agenda
from sim.rank import Rank
from sim.staffed_desk import StaffedDesk

Change = tuple[int, int, bool]
"""Instant, person, whether on duty from then on."""


class Person:
    """A call-taker who notes what they are told."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.ready = False
        self.told: list[str] = []

    def sit(self) -> None:
        assert not self.ready
        self.ready = True
        self.told.append("sit")

    def stand(self) -> None:
        assert self.ready
        self.ready = False
        self.told.append("stand")


def people(*names: str) -> list[Person]:
    return [Person(name) for name in names]


def test_who_comes_on_duty_sits_down_and_who_leaves_stands_up() -> None:
    seats, (ani, budi) = Seats(), people("ani", "budi")

    seats.change((), [ani, budi])
    seats.change([ani], ())

    assert (ani.told, budi.told) == (["sit", "stand"], ["sit"])


def test_the_relief_waits_until_whoever_overruns_has_finished() -> None:
    seats, (ani, budi) = Seats(), people("ani", "budi")
    seats.change((), [ani])
    work(seats, ani)

    seats.change([ani], [budi])
    assert not budi.ready
    seats.finish(ani)

    assert budi.ready and not ani.ready


def test_who_works_through_a_whole_break_goes_on_after_it() -> None:
    seats, (ani, budi) = Seats(), people("ani", "budi")
    seats.change((), [ani, budi])
    work(seats, ani)

    seats.change([ani], ())
    assert not budi.ready, "ani, on her break, is still at work: nobody else may begin"
    seats.change((), [ani])
    assert budi.ready
    seats.finish(ani)

    assert ani.ready and budi.ready


def test_one_of_those_left_is_held_back_while_another_overruns() -> None:
    seats, (ani, budi, citra) = Seats(), people("ani", "budi", "citra")
    seats.change((), [ani, budi, citra])
    work(seats, ani)

    seats.change([ani], ())

    assert budi.ready and not citra.ready, "the last to have become idle is held back"
    seats.finish(ani)
    assert citra.ready


def test_a_change_at_one_instant_does_not_make_anybody_stand_up_in_between() -> None:
    seats, (ani, budi, citra) = Seats(), people("ani", "budi", "citra")
    seats.change((), [ani, budi])

    seats.change([ani], [citra])

    assert (ani.told, budi.told, citra.told) == (["sit", "stand"], ["sit"], ["sit"])


def test_a_call_that_came_while_somebody_was_held_back_counts() -> None:
    """The deployment can offer a call before it hears that its call-taker is off."""
    seats, (ani, budi) = Seats(), people("ani", "budi")
    seats.change((), [ani, budi])
    work(seats, ani)
    seats.change([ani], ())
    assert not budi.ready

    seats.begin(budi)
    seats.finish(ani)
    assert not budi.ready
    seats.finish(budi)

    assert budi.ready


def work(seats: Seats, person: Person) -> None:
    """Let a call ring at somebody who is ready."""
    assert person.ready
    seats.begin(person)
    person.ready = False


class SeatedDesk:
    """A call distributor that knows only who is ready, and call-takers who keep to `Seats`."""

    def __init__(self, count: int) -> None:
        self.people = [Person(str(i)) for i in range(count)]
        self.seats = Seats()
        self.queue: deque[int] = deque()
        self.at_work: dict[int, Person] = {}
        self.begun: list[tuple[int, int]] = []

    def change(self, now: int, changes: Sequence[Change]) -> None:
        self.seats.change(
            [self.people[person] for _, person, on in changes if not on],
            [self.people[person] for _, person, on in changes if on],
        )
        self._offer(now)

    def call(self, now: int, number: int) -> None:
        self.queue.append(number)
        self._offer(now)

    def done(self, now: int, number: int) -> None:
        self.seats.finish(self.at_work.pop(number))
        self._offer(now)

    def _offer(self, now: int) -> None:
        while self.queue and (ready := [p for p in self.people if p.ready]):
            call = self.queue.popleft()
            work(self.seats, ready[0])
            self.at_work[call] = ready[0]
            self.begun.append((now, call))


@st.composite
def days(draw: st.DrawFn) -> tuple[int, list[Change], list[tuple[int, int]]]:
    """Draw people, their comings and goings, and calls as (instant, length)."""
    count = draw(st.integers(1, 4))
    changes = []
    for person in range(count):
        instants = sorted(draw(st.sets(st.integers(0, 40), max_size=4)))
        changes += [(2 * t, person, i % 2 == 0) for i, t in enumerate(instants)]
    calls = draw(
        st.lists(st.tuples(st.integers(0, 40), st.integers(1, 15)), min_size=1, max_size=12)
    )
    return count, sorted(changes), [(2 * t + 1, 2 * length) for t, length in sorted(calls)]


@given(days())
def test_calls_begin_when_the_models_desk_lets_them_begin(
    day: tuple[int, list[Change], list[tuple[int, int]]],
) -> None:
    """Changes come at even instants, calls and ends of work at odd ones: no ties."""
    count, changes, calls = day

    assert by_seats(count, changes, calls) == by_model(count, changes, calls)


def by_seats(
    count: int, changes: Sequence[Change], calls: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    desk = SeatedDesk(count)
    arrivals = [(at, number) for number, (at, _) in enumerate(calls)]
    ends: list[tuple[int, int]] = []
    for now in range(500):
        desk_changes = [change for change in changes if change[0] == now]
        if desk_changes:
            desk.change(now, desk_changes)
        for end in sorted(end for end in ends if end[0] == now):
            desk.done(now, end[1])
        for at, number in arrivals:
            if at == now:
                desk.call(now, number)
        known = {number for _, number in ends}
        ends += [(at + calls[n][1], n) for at, n in desk.begun if n not in known]
    return sorted(desk.begun)


def by_model(
    count: int, changes: Sequence[Change], calls: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    agenda = Agenda(0.0)
    duty = Duty(count, tuple((float(t), person, on) for t, person, on in changes))
    desk = StaffedDesk(agenda, duty, 0)
    begun: list[tuple[int, int]] = []

    def call(number: int, at: int, length: int):  # type: ignore[no-untyped-def]
        yield agenda.at(at, Rank.ARRIVAL, number)
        request = desk.request()
        if request.waiting:
            yield request.over
        begun.append((int(agenda.now), number))
        yield agenda.at(agenda.now + length, Rank.END_OF_WORK, number)
        desk.release(request.person)

    for number, (at, length) in enumerate(calls):
        agenda.process(call(number, at, length))
    agenda.run()
    return sorted(begun)
