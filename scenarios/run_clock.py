"""The run's clock: seconds since the evidence of a replication begins; warm-up is before 0."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from scenarios.schema.base import DAY_S, WEEK_S
from scenarios.schema.run import Run
from scenarios.schema.situation import Situation
from scenarios.ticks import to_tick

HOUR_S = 3600.0
AFTER_S = 8 * DAY_S
"""Calendars go on so long after the end, while the last work is done."""

Window = tuple[float, float]


@dataclass(frozen=True)
class RunClock:
    """Where a replication lies in the week.

    Parameters
    ----------
    start_of_week_s : float
        Seconds from Monday 00:00 to the instant 0 of the run clock.
    length_s, warm_up_s : float
        Length of the evidence; time played before it.
    start : datetime or None
        Local date and time of instant 0, when the scenario gives a date.
    """

    start_of_week_s: float
    length_s: float
    warm_up_s: float
    start: datetime | None = None

    @property
    def weeks(self) -> int:
        """Units of evidence that one replication holds (a part of a week counts as one)."""
        return max(1, math.ceil(self.length_s / WEEK_S))

    @property
    def begin_s(self) -> float:
        """Begin of the warm-up, s (0 or negative)."""
        return -self.warm_up_s

    @property
    def horizon_s(self) -> float:
        """Instant up to which calendars are laid out."""
        return self.length_s + AFTER_S

    def second_of_week(self, time_s: float) -> float:
        """Return seconds since Monday 00:00."""
        return (self.start_of_week_s + time_s) % WEEK_S

    def hour_of_week(self, time_s: float) -> int:
        """Return 0 (Monday 00h) to 167."""
        return int(self.second_of_week(time_s) // HOUR_S)

    def week(self, time_s: float) -> int:
        """Return the week of the replication; what comes after the end counts to the last one."""
        return min(max(int(time_s // WEEK_S), 0), self.weeks - 1)

    def first_day(self) -> tuple[float, int]:
        """Return (run-clock time of the last midnight at or before the begin, its weekday)."""
        since_midnight = (self.start_of_week_s + self.begin_s) % DAY_S
        midnight_s = self.begin_s - since_midnight
        return midnight_s, int(self.second_of_week(midnight_s) // DAY_S)


def run_clock(run: Run) -> RunClock:
    """Return the clock of a scenario's runs; without start day or date they begin on Monday."""
    if run.start_date is not None:
        start = datetime.combine(run.start_date, datetime.min.time()) + timedelta(
            seconds=run.start_time
        )
        day = run.start_date.weekday()
    else:
        start = None
        day = run.start_day or 0
    return RunClock(
        start_of_week_s=day * DAY_S + run.start_time,
        length_s=run.length,
        warm_up_s=0.0 if run.days == "independent" else run.warm_up,
        start=start,
    )


def windows(situation: Situation, clock: RunClock) -> tuple[Window, ...]:
    """Return the stretches (begin_s, end_s) of the run in which a situation is in force.

    Raises
    ------
    ValueError
        If the situation begins at a date and the run has none.
    """
    if situation.length is None:
        return ((clock.begin_s, clock.horizon_s),)
    if situation.start_at is not None:
        if clock.start is None:
            raise ValueError("a situation that begins at a date needs run.start_date")
        begin_s = to_tick((situation.start_at.replace(tzinfo=None) - clock.start).total_seconds())
        return ((begin_s, begin_s + situation.length),)
    assert situation.start_day is not None
    at = situation.start_day * DAY_S + situation.start_time
    first = at - clock.start_of_week_s
    first -= math.ceil((first + situation.length - clock.begin_s) / WEEK_S) * WEEK_S
    found = []
    begin_s = first
    while begin_s < clock.length_s:
        if begin_s + situation.length > clock.begin_s:
            found.append((begin_s, begin_s + situation.length))
        begin_s += WEEK_S
    return tuple(found)
