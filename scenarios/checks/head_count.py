"""The head count of a staffing through one week, as planned."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenarios.schema.staffing import Staffing

_MINUTES = 7 * 1440


def on_duty_by_minute(staffing: Staffing) -> NDArray[np.int64]:
    """Return how many are on duty at the beginning of each minute of the week.

    Breaks are out, absence is not drawn.

    Returns
    -------
    array of int, shape (10080,), from Monday 00:00
    """
    if staffing.shifts is None:
        counts = np.array(staffing.by_hour or (staffing.people or 0,), dtype=np.int64)
        minutes = np.arange(_MINUTES) // 60
        found: NDArray[np.int64] = counts[minutes % len(counts)]
        return found
    on_duty = np.zeros(_MINUTES, dtype=np.int64)

    def add(begin_s: float, length_s: float, people: int) -> None:
        first = round(begin_s / 60)
        span = np.arange(first, round((begin_s + length_s) / 60)) % _MINUTES
        np.add.at(on_duty, span, people)

    for shift in staffing.shifts.values():
        for day in shift.days:
            begin_s = day * 86_400 + shift.start
            add(begin_s, shift.length, shift.people)
            for pause in shift.breaks:
                left = shift.people
                at_once = pause.at_once or shift.people
                offset_s = (pause.start - shift.start) % 86_400
                while left > 0:
                    add(begin_s + offset_s, pause.length, -min(at_once, left))
                    left -= at_once
                    offset_s += pause.length
    return on_duty
