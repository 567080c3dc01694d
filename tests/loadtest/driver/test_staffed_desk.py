"""A desk in real time keeps the rules of the model's desk."""

from __future__ import annotations

import gevent
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loadtest.driver.staffed_desk import StaffedDesk
from scenarios.duty import Duty
from sim.agenda import Agenda
from sim.rank import Rank
from sim.staffed_desk import StaffedDesk as ModelDesk
from tests.loadtest.driver.hand_clock import HandClock

ALWAYS = Duty(1, ((0.0, 0, True),))


def desk_of(duty: Duty) -> tuple[StaffedDesk, HandClock]:
    clock = HandClock()
    desk = StaffedDesk(duty, clock)
    desk.begin()
    clock.move(0.0)
    return desk, clock


def test_first_come_first_served() -> None:
    desk, clock = desk_of(ALWAYS)

    places = [desk.request() for _ in range(3)]
    assert [place.granted.ready() for place in places] == [True, False, False]
    clock.move(5.0)
    desk.release(places[0].granted.get())

    assert [place.granted.ready() for place in places] == [True, True, False]
    assert desk.busy == [(0.0, 5.0)]
    desk.close()


def test_who_withdraws_leaves_the_queue_and_never_gets_anybody() -> None:
    desk, _ = desk_of(ALWAYS)
    first, second, third = desk.request(), desk.request(), desk.request()

    second.withdraw()
    second.withdraw()
    desk.release(first.granted.get())

    assert second.granted.get(block=False) is None
    assert third.granted.get(block=False) == 0
    desk.close()


def test_nobody_is_at_a_desk_outside_of_its_hours() -> None:
    desk, clock = desk_of(Duty(1, ((10.0, 0, True), (20.0, 0, False))))

    early = desk.request()
    assert not early.granted.ready()
    clock.move(10.0)
    assert early.granted.ready()
    clock.move(30.0)
    desk.release(early.granted.get())
    late = desk.request()

    assert not late.granted.ready()
    assert desk.scheduled == 0
    desk.close()
    assert late.granted.get(block=False) is None, "all who wait are sent away"


def test_the_relief_waits_for_whoever_overruns() -> None:
    desk, clock = desk_of(Duty(2, ((0.0, 0, True), (10.0, 0, False), (10.0, 1, True))))
    overrunning = desk.request()

    clock.move(12.0)
    waiting = desk.request()
    assert not waiting.granted.ready()
    desk.release(overrunning.granted.get())

    assert waiting.granted.get(block=False) == 1
    desk.close()


@st.composite
def days(draw: st.DrawFn) -> tuple[Duty, list[tuple[float, float]]]:
    """Draw people's hours at whole instants, and work as (instant, length).

    Work comes at a half, and each piece is longer than whole by a power of two of its own, so
    that none ever ends at the instant of anything else: what goes first then is up to chance in
    real time, where nothing is ever at once.
    """
    changes = []
    count = draw(st.integers(1, 3))
    for person in range(count):
        instants = sorted(draw(st.sets(st.integers(0, 30), max_size=4)))
        changes += [(2.0 * t, person, i % 2 == 0) for i, t in enumerate(instants)]
    work = draw(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=10))
    pieces = [(t + 0.5, n + 0.25 * 0.5**i) for i, (t, n) in enumerate(sorted(work))]
    return Duty(count, tuple(sorted(changes))), pieces


@example((Duty(2, ((0.0, 1, True), (2.0, 0, True), (4.0, 0, False), (6.0, 1, False))),
          [(1.5, 3.75), (1.5, 4.125), (1.5, 4.0625)]))  # fmt: skip
@given(days())
@settings(deadline=None)
def test_work_begins_when_the_models_desk_begins_it(
    day: tuple[Duty, list[tuple[float, float]]],
) -> None:
    duty, work = day

    assert in_real_time(duty, work) == in_the_model(duty, work)


def in_real_time(duty: Duty, work: list[tuple[float, float]]) -> list[tuple[float, int]]:
    desk, clock = desk_of(duty)
    begun: list[tuple[float, int]] = []

    def piece(number: int, at: float, length: float) -> None:
        clock.sleep_until(at)
        person = desk.request().granted.get()
        if person is not None:
            begun.append((clock.now(), number))
            clock.sleep_until(clock.now() + length)
            desk.release(person)

    pieces = [gevent.spawn(piece, i, at, length) for i, (at, length) in enumerate(work)]
    clock.move(1000.0)
    desk.close()
    gevent.joinall(pieces)
    return sorted(begun)


def in_the_model(duty: Duty, work: list[tuple[float, float]]) -> list[tuple[float, int]]:
    agenda = Agenda(0.0)
    desk = ModelDesk(agenda, duty, 0)
    begun: list[tuple[float, int]] = []

    def piece(number: int, at: float, length: float):  # type: ignore[no-untyped-def]
        yield agenda.at(at, Rank.ARRIVAL, number)
        request = desk.request()
        if request.waiting:
            yield request.over
        begun.append((agenda.now, number))
        yield agenda.at(agenda.now + length, Rank.END_OF_WORK, number)
        desk.release(request.person)

    for number, (at, length) in enumerate(work):
        agenda.process(piece(number, at, length))
    agenda.run()
    return sorted(begun)
