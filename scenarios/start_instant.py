"""The instant at which a run's clock stands at 0."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from scenarios.run_clock import run_clock
from scenarios.schema import Scenario
from scenarios.schema.base import DAY_S


def start_instant(scenario: Scenario, today: date) -> str:
    """Return the instant of run clock 0, ISO 8601; without a date the next such weekday.

    Parameters
    ----------
    scenario : Scenario
    today : date
        Where a scenario says only the weekday, the first one from this day on.
    """
    zone = ZoneInfo(scenario.place.zone)
    clock = run_clock(scenario.run)
    if clock.start is not None:
        return clock.start.replace(tzinfo=zone).isoformat()
    weekday = int(clock.start_of_week_s // DAY_S)
    day = today + timedelta(days=(weekday - today.weekday()) % 7)
    midnight = datetime.combine(day, datetime.min.time(), tzinfo=zone)
    return (midnight + timedelta(seconds=clock.start_of_week_s % DAY_S)).isoformat()
