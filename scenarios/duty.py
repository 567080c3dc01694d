"""Who is on duty when: staffing laid out in the run clock, person by person."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from scenarios.run_clock import HOUR_S, RunClock, Window
from scenarios.schema.base import DAY_S
from scenarios.schema.staffing import Shift, Staffing
from scenarios.streams import Streams


@dataclass(frozen=True)
class Duty:
    """Comings and goings of the people (or units) of one group.

    Parameters
    ----------
    people : int
        Ids run from 0 to `people` - 1. Nobody is on duty before the first change.
    changes : tuple of (time_s, person, on), ascending in time, then person
        Changes of one instant are netted: a person occurs at most once in an instant.
    """

    people: int
    changes: tuple[tuple[float, int, bool], ...]

    def intervals(self, until_s: float) -> list[list[Window]]:
        """Return each person's stretches of duty; an open one ends at `until_s`."""
        found: list[list[Window]] = [[] for _ in range(self.people)]
        since: dict[int, float] = {}
        for time_s, person, on in self.changes:
            if on:
                since[person] = time_s
            else:
                found[person].append((since.pop(person), time_s))
        for person, start_s in since.items():
            if start_s < until_s:
                found[person].append((start_s, until_s))
        return found

    def moved(self, move: Callable[[float], float]) -> Duty:
        """Return it in another clock; stretches that shrink to nothing vanish."""
        far = float("inf")
        stretches = [
            [(move(a), move(b) if b < far else far) for a, b in person]
            for person in self.intervals(far)
        ]
        return duty_of(stretches)


def duty_of(stretches: Sequence[Sequence[Window]]) -> Duty:
    """Make a duty of each person's stretches (begin_s, end_s); touching ones are joined."""
    changes: list[tuple[float, int, bool]] = []
    for person, windows in enumerate(stretches):
        for begin_s, end_s in _joined(windows):
            changes.append((begin_s, person, True))
            if end_s != float("inf"):
                changes.append((end_s, person, False))
    return Duty(len(stretches), tuple(sorted(changes)))


def _joined(windows: Sequence[Window]) -> list[Window]:
    joined: list[Window] = []
    for begin_s, end_s in sorted(w for w in windows if w[1] > w[0]):
        if joined and begin_s <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end_s))
        else:
            joined.append((begin_s, end_s))
    return joined


def lay_out(
    staffing: Staffing,
    clock: RunClock,
    streams: Streams,
    group: str,
    lacks: Sequence[tuple[Window, float, str]] = (),
) -> Duty:
    """Lay a staffing out over a replication.

    Absence is drawn by (group, shift, date, person), so a plan changes only its own draws;
    dates are counted from the day of instant 0.

    Parameters
    ----------
    staffing : Staffing
    clock : RunClock
    streams : Streams
        Of the replication.
    group : str
        Whose staffing it is, as in the staffing table.
    lacks : sequence of (window, share absent, situation)
        A shift that begins in the window draws each person's absence once more; a head count
        is cut by the share while the window lasts (what is left of several windows is
        multiplied, then rounded to the nearest, a half upwards).
    """
    if staffing.shifts is not None:
        stretches: list[list[Window]] = []
        for name, shift in staffing.shifts.items():
            stretches += _shift(name, shift, staffing.absence, clock, streams, group, lacks)
        return duty_of(stretches)
    return _head_count(staffing, clock, lacks)


def _shift(
    name: str,
    shift: Shift,
    absence: float,
    clock: RunClock,
    streams: Streams,
    group: str,
    lacks: Sequence[tuple[Window, float, str]],
) -> list[list[Window]]:
    stretches: list[list[Window]] = [[] for _ in range(shift.people)]
    midnight_s, weekday = clock.first_day()
    days = math.ceil((clock.horizon_s - midnight_s) / DAY_S)
    first_date = round((midnight_s + clock.start_of_week_s % DAY_S) / DAY_S)
    dates = [day for day in range(-1, days) if (weekday + day) % 7 in shift.days]
    begins_s = [midnight_s + day * DAY_S + shift.start for day in dates]
    in_force = holding(begins_s, [window for window, _, _ in lacks])
    for day, begin_s, lacking in zip(dates, begins_s, in_force, strict=True):
        on_date = streams.of("absence", group, name, first_date + day)
        absent = [False] * shift.people
        if absence > 0:
            luck = on_date.uniforms(shift.people, "usual")
            absent = [u < absence for u in luck]
        for number in lacking:
            _, share, situation = lacks[number]
            luck = on_date.uniforms(shift.people, "in", situation)
            absent = [a or u < share for a, u in zip(absent, luck, strict=True)]
        for person in range(shift.people):
            if not absent[person]:
                stretches[person] += _working(shift, begin_s, person)
    first_s, last_s = clock.begin_s, clock.horizon_s
    return [
        [(max(a, first_s), min(b, last_s)) for a, b in person if b > first_s and a < last_s]
        for person in stretches
    ]


def _working(shift: Shift, begin_s: float, person: int) -> list[Window]:
    """Return what is left of a person's shift when the breaks are taken out."""
    left = [(begin_s, begin_s + shift.length)]
    for pause in shift.breaks:
        group = person // pause.at_once if pause.at_once else 0
        offset_s = (pause.start - shift.start) % DAY_S + group * pause.length
        away = (begin_s + offset_s, begin_s + offset_s + pause.length)
        left = [
            piece
            for a, b in left
            for piece in ((a, min(b, away[0])), (max(a, away[1]), b))
            if piece[1] > piece[0]
        ]
    return left


def _head_count(
    staffing: Staffing, clock: RunClock, lacks: Sequence[tuple[Window, float, str]]
) -> Duty:
    counts = staffing.by_hour or (staffing.people or 0,)
    top = max(counts)
    stretches: list[list[Window]] = [[] for _ in range(top)]
    edges = {clock.begin_s, clock.horizon_s}
    if len(counts) > 1:
        edge_s = clock.begin_s - (clock.start_of_week_s + clock.begin_s) % HOUR_S
        while edge_s < clock.horizon_s:
            edges.add(max(edge_s, clock.begin_s))
            edge_s += HOUR_S
    for window, _, _ in lacks:
        edges |= {e for e in window if clock.begin_s < e < clock.horizon_s}
    instants = sorted(edges)
    in_force = holding(instants, [window for window, _, _ in lacks])
    for (begin_s, end_s), lacking in zip(itertools.pairwise(instants), in_force, strict=False):
        left = float(counts[clock.hour_of_week(begin_s) % len(counts)])
        for number in lacking:
            left *= 1 - lacks[number][1]
        # 5 x (1 - 0.9) is a hair below a half
        for person in range(math.floor(left + 0.5 + 1e-9)):
            stretches[person].append((begin_s, end_s))
    return duty_of(stretches)


def holding(instants: Iterable[float], windows: Sequence[Window]) -> Iterator[list[int]]:
    """Yield for each instant the numbers of the windows (begin_s, end_s) that hold it, ascending.

    Parameters
    ----------
    instants : ascending
    windows : in any order
    """
    to_come = sorted(range(len(windows)), key=lambda number: windows[number][0], reverse=True)
    found: list[int] = []
    for instant in instants:
        begun = []
        while to_come and windows[to_come[-1]][0] <= instant:
            begun.append(to_come.pop())
        found = [number for number in sorted(found + begun) if instant < windows[number][1]]
        yield found


def hours_of_duty(
    units: int, hours: tuple[float, float] | None, clock: RunClock
) -> list[list[Window]]:
    """Return the stretches of each of a post's units.

    Parameters
    ----------
    units : int
    hours : (start of day, length) in s, or None for around the clock
    clock : RunClock
    """
    if hours is None:
        return [[(clock.begin_s, clock.horizon_s)] for _ in range(units)]
    midnight_s, _ = clock.first_day()
    days = math.ceil((clock.horizon_s - midnight_s) / DAY_S)
    stretch = [
        (max(begin_s, clock.begin_s), min(begin_s + hours[1], clock.horizon_s))
        for begin_s in (midnight_s + day * DAY_S + hours[0] for day in range(-1, days))
        if begin_s + hours[1] > clock.begin_s and begin_s < clock.horizon_s
    ]
    return [list(stretch) for _ in range(units)]


def shift_of_hour(staffing: Staffing) -> dict[int, str] | None:
    """Return the shift that begins last before each hour of the week, 0 (Monday 00h) to 167.

    None where people are given by head count: then there is one shift only.
    """
    if staffing.shifts is None:
        return None
    begins = sorted(
        (day * DAY_S + shift.start, name)
        for name, shift in staffing.shifts.items()
        for day in shift.days
    )
    found = {}
    for hour in range(168):
        before = [name for begin_s, name in begins if begin_s <= hour * HOUR_S]
        found[hour] = before[-1] if before else begins[-1][1]
    return found
