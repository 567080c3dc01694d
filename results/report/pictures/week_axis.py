"""An axis of the 168 hours of the week."""

from __future__ import annotations

from typing import Any

import numpy as np

from results.number_forms import clock_time, weekday
from results.report.pictures.palette import GRID


def week_axis(axes: Any, *, labels: bool = True) -> None:
    """Lay the x axis out from Monday 00h to Sunday 24h, a line at each midnight."""
    axes.set_xlim(0, 168)
    axes.set_xticks(np.arange(0, 169, 24), labels=[])
    axes.set_xticks(np.arange(12, 168, 24), minor=True)
    names = [weekday(d) for d in range(7)] if labels else []
    axes.set_xticklabels(names, minor=True) if labels else axes.set_xticklabels([], minor=True)
    axes.tick_params(axis="x", which="minor", length=0)
    for midnight in range(24, 168, 24):
        axes.axvline(midnight, color=GRID, linewidth=0.8, zorder=0)


def day_axis(axes: Any, every_h: int = 3) -> None:
    """Lay the x axis out for a table of 24 columns."""
    hours = np.arange(0, 24, every_h)
    axes.set_xticks(hours, labels=[clock_time(int(h)) for h in hours])


def steps(values: Any) -> tuple[Any, Any]:
    """Return x and y of hourly values as steps over the week."""
    return np.arange(169), np.append(values, values[-1])
