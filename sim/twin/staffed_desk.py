"""The twin of the staffed desk: people who come and go, and what waits for them."""

from __future__ import annotations

from typing import Any, NamedTuple

from numpy.typing import NDArray

from sim.twin.agenda import wake
from sim.twin.jit import part, shared_part
from sim.twin.state import World

NOT_QUEUED = -1
LEFT = -1
"""In a queue: who waited here has given up."""


class Desks(NamedTuple):
    """What a desk's work needs of the world."""

    desks: NDArray[Any]
    people: NDArray[Any]
    queues: NDArray[Any]
    woken: NDArray[Any]
    counts: NDArray[Any]


@part
def desks_of(w: World) -> Desks:
    """Return what a desk's work needs."""
    return Desks(w.desks, w.people, w.queues, w.woken, w.counts)


@shared_part
def _begins(d: Desks, desk: int) -> int:
    """Let the one idle longest begin; return who it is."""
    row = d.desks[desk]
    number = row.idle_first
    _leaves_chain(d, desk, number)
    d.people[number].at_work = 1
    row.at_work += 1
    return number


@part
def _leaves_chain(d: Desks, desk: int, number: int) -> None:
    row, person = d.desks[desk], d.people[number]
    if person.before >= 0:
        d.people[person.before].after = person.after
    else:
        row.idle_first = person.after
    if person.after >= 0:
        d.people[person.after].before = person.before
    else:
        row.idle_last = person.before
    person.idle = 0


@shared_part
def _becomes_idle(d: Desks, desk: int, number: int, now_s: float) -> None:
    """Stand in the chain behind all who are idle longer; at one instant the lower number first."""
    row, person = d.desks[desk], d.people[number]
    before = row.idle_last
    while before >= 0 and d.people[before].idle_since_s == now_s and before > number:
        before = d.people[before].before
    after = row.idle_first if before < 0 else d.people[before].after
    person.idle = 1
    person.idle_since_s = now_s
    person.before = before
    person.after = after
    if before < 0:
        row.idle_first = number
    else:
        d.people[before].after = number
    if after < 0:
        row.idle_last = number
    else:
        d.people[after].before = number


@part
def request(d: Desks, desk: int) -> int:
    """Return who begins at once, -1 if nobody; then the subject is to `queue`.

    Whoever waits, waits because nobody is free: so no queue is passed over.
    """
    row = d.desks[desk]
    if row.at_work < row.scheduled:
        return _begins(d, desk)
    return -1


@part
def queue(d: Desks, desk: int, subject: int) -> int:
    """Join the queue; return the place in it."""
    row = d.desks[desk]
    place = row.tail
    d.queues[place] = subject
    row.tail = place + 1
    return place


@part
def withdraw(d: Desks, place: int) -> None:
    """Leave the queue."""
    d.queues[place] = LEFT


@shared_part
def serve(d: Desks, desk: int) -> None:
    """Let those in front of the queue have who is free."""
    row = d.desks[desk]
    while row.head < row.tail and row.at_work < row.scheduled:
        subject = d.queues[row.head]
        row.head += 1
        if subject == LEFT:
            continue
        person = _begins(d, desk)
        wake(d.woken, d.counts, row.step, subject, person)


@shared_part
def release(d: Desks, desk: int, number: int, now_s: float) -> None:
    """End a person's work."""
    person = d.people[number]
    person.at_work = 0
    d.desks[desk].at_work -= 1
    if person.on_duty:
        _becomes_idle(d, desk, number, now_s)
    serve(d, desk)


@part
def change_staff(w: World, desk: int, first: int, last: int, now_s: float) -> None:
    """Let people come and go by the calendar of one instant."""
    d = desks_of(w)
    row = d.desks[desk]
    for i in range(first, last):
        number = row.first_person + w.changed[i]
        person = d.people[number]
        if w.turned_on[i]:
            person.on_duty = 1
            row.scheduled += 1
            if not person.at_work:
                _becomes_idle(d, desk, number, now_s)
        else:
            person.on_duty = 0
            row.scheduled -= 1
            if person.idle:
                _leaves_chain(d, desk, number)
    serve(d, desk)
