"""The twin of the agenda: one heap of timed events, and what an event causes at once.

What an event causes at its instant happens before the next: first what is fresh (a process
that begins), then what is woken (a process that waited), each in the order of its cause, as
SimPy's event loop does.
"""

from __future__ import annotations

from typing import Any

from sim.twin.jit import part, shared_part
from sim.twin.state import FRESH_END, HEAP, NEXT_STEP, NEXT_SUBJECT, WOKEN_END, World


@shared_part
def push(heap: Any, counts: Any, time_s: float, place: int, step: int, subject: int) -> None:
    """Let `step` happen to `subject` at `time_s`, in its place among those of that instant."""
    row = counts[HEAP]
    counts[HEAP] = row + 1
    while row > 0:
        above = (row - 1) >> 1
        other = heap[above]
        if other.time_s < time_s or (other.time_s == time_s and other.place < place):
            break
        heap[row] = other
        row = above
    event = heap[row]
    event.time_s = time_s
    event.place = place
    event.step = step
    event.subject = subject


@shared_part
def drop_first(heap: Any, counts: Any) -> None:
    """Take the first event off the heap."""
    count = counts[HEAP] - 1
    counts[HEAP] = count
    if count == 0:
        return
    last = heap[count]
    time_s, place = last.time_s, last.place
    row = 0
    below = 1
    while below < count:
        lower = heap[below]
        if below + 1 < count:
            other = heap[below + 1]
            if other.time_s < lower.time_s or (
                other.time_s == lower.time_s and other.place < lower.place
            ):
                lower = other
                below += 1
        if time_s < lower.time_s or (time_s == lower.time_s and place < lower.place):
            break
        heap[row] = lower
        row = below
        below = 2 * row + 1
    heap[row] = last


@part
def go_on(w: World, step: int, subject: int) -> None:
    """Take the next step before anything else: the same process goes on."""
    w.counts[NEXT_STEP] = step
    w.counts[NEXT_SUBJECT] = subject


@part
def begin(w: World, step: int, subject: int) -> None:
    """Begin a process once the event under way has had its effect."""
    cause = w.fresh[w.counts[FRESH_END]]
    cause.step = step
    cause.subject = subject
    w.counts[FRESH_END] += 1


@part
def wake(woken: Any, counts: Any, step: int, subject: int, person: int) -> None:
    """Go on with a process that waited, after all that begins."""
    cause = woken[counts[WOKEN_END]]
    cause.step = step
    cause.subject = subject
    cause.person = person
    counts[WOKEN_END] += 1


@part
def at(w: World, function: int, now_s: float) -> float:
    """Return the value of a step function that is in force; instants never go back."""
    steps = w.steps[function]
    row = steps.at
    last = steps.first + steps.count - 1
    while row < last and w.step_times_s[row + 1] <= now_s:
        row += 1
    steps.at = row
    return w.step_values[row]
