"""Queues of known truth: one server, whose speed and load change by the hour of the week."""

from __future__ import annotations

import numpy as np

from results.overload.backlog import Backlog, backlog
from results.records import Records
from tests.results.small_tables import records

HOUR_S = 3600.0
WEEK_H = 168
FLAT = np.ones(WEEK_H)


def waiting(
    rng: np.random.Generator,
    *,
    load: float,
    mean_s: float,
    hours: int = 4 * WEEK_H,
    demand: np.ndarray = FLAT,
    speed: np.ndarray = FLAT,
    day_shape: float | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Play first come, first served; return when each joins and when its service begins.

    Parameters
    ----------
    load : demand over capacity, where both profiles are 1
    mean_s : of a service, exponential, at speed 1
    demand, speed : profiles over the week; the week begins with the run
    day_shape : of a gamma factor of mean 1 on each day's demand
    """
    hour = np.arange(hours)
    expected = demand[hour % WEEK_H] * load * HOUR_S / mean_s
    if day_shape is not None:
        expected = expected * rng.gamma(day_shape, 1 / day_shape, hours // 24 + 1)[hour // 24]
    arrival_s = (np.repeat(hour, rng.poisson(expected)) + 0.0) * HOUR_S
    arrival_s = np.sort(arrival_s + rng.random(len(arrival_s)) * HOUR_S)
    # work is counted in seconds at speed 1; the calendar goes on for a year
    edges = np.arange(hours + 8760 + 1) * HOUR_S
    done_s = np.concatenate([[0.0], np.cumsum(speed[np.arange(len(edges) - 1) % WEEK_H])]) * HOUR_S
    work_s = rng.exponential(mean_s, len(arrival_s))
    before_s = np.cumsum(work_s) - work_s
    at_work_s = np.interp(arrival_s, edges, done_s)
    begins = before_s + np.maximum.accumulate(at_work_s - before_s)
    # where the server stands still an amount of work is reached once, and begun when it goes on
    place = np.searchsorted(done_s, begins, side="right") - 1
    place = np.minimum(place, len(edges) - 2)
    pace = np.maximum(speed[place % WEEK_H], 1e-12)
    start_s = edges[place] + (begins - done_s[place]) / pace
    return arrival_s, np.maximum(start_s, arrival_s)


def queue(rng: np.random.Generator, **how: object) -> Backlog:
    return backlog(*waiting(rng, **how))


def dispatching(played: list[tuple[np.ndarray, np.ndarray]]) -> Records:
    """Return records in which units of an agency were waited for so, one play a replication."""
    return records(
        assignments=[
            {
                "replication": number,
                "agency": "damkar",
                "acknowledged_s": enter,
                "dispatched_s": leave,
            }
            for number, (enter_s, leave_s) in enumerate(played)
            for enter, leave in zip(enter_s.tolist(), leave_s.tolist(), strict=True)
        ],
        staffing=[
            {"replication": number, "group": "units:damkar", "start_s": 0.0, "end_s": HOUR_S}
            for number in range(len(played))
        ],
    )
