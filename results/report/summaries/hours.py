"""The week, hour by hour: how many calls came, how many people were there, how busy they were."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from results.records import Records
from results.table import Table

HOURS = 168
HOUR_S = 3600.0
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class WeekOfHours:
    """Means over all weeks, one value for each hour of the week from Monday 00h.

    Parameters
    ----------
    calls : array of float, shape (168,)
        Attempts an hour; NaN for an hour that no part of the run covers.
    on_duty : array of float, shape (168,)
        Call-takers on duty.
    busy : array of float, shape (168,)
        Call-takers at work.
    weeks : float
        How many times the run covers the hour that it covers most.
    """

    calls: Floats
    on_duty: Floats
    busy: Floats
    weeks: float

    @property
    def busiest(self) -> int | None:
        """The hour with most calls; None if there were none."""
        known = np.nan_to_num(self.calls)
        return int(np.argmax(known)) if np.any(known > 0) else None


def week_of_hours(records: Records) -> WeekOfHours:
    """Return the week of call-takers and calls."""
    staff = records.staffing
    rows = staff.where(staff.is_label("group", "call_takers"))
    covered_s = _by_hour(rows, rows["end_s"] - rows["start_s"])
    count = _by_hour(records.calls, np.ones(len(records.calls)))
    return WeekOfHours(
        calls=_over(count, covered_s / HOUR_S),
        on_duty=_over(_by_hour(rows, rows["scheduled_s"]), covered_s),
        busy=_over(_by_hour(rows, rows["busy_s"]), covered_s),
        weeks=float(covered_s.max(initial=0.0)) / HOUR_S,
    )


def _by_hour(table: Table, weights: Floats) -> Floats:
    sums = np.bincount(table["hour_of_week"], weights=weights, minlength=HOURS)
    return np.asarray(sums, dtype=np.float64)


def _over(numerator: Floats, denominator: Floats) -> Floats:
    value: Floats = np.divide(
        numerator, denominator, out=np.full(HOURS, np.nan), where=denominator > 0
    )
    return value
