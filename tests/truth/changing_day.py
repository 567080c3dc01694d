"""A day whose demand and head count change from hour to hour."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial

import numpy as np

from scenarios.run_clock import HOUR_S
from scenarios.schema import Scenario
from scenarios.schema.base import DAY_S
from sim.engine import Engine
from tests.truth.claims import Claim, Experiment, Sums
from tests.truth.day import Day
from tests.truth.queue_scenario import exponential, played_calls, queue_scenario

NIGHT, MORNING = (6, 4, 3, 3, 4, 8), (15, 30, 45, 50, 52, 50)
AFTERNOON, EVENING = (46, 44, 45, 50, 58, 60), (52, 44, 36, 26, 16, 10)
PER_HOUR = NIGHT + MORNING + AFTERNOON + EVENING
STAFF = (2, 2, 2, 2, 2, 2, 4, 7, 9, 9, 9, 6, 6, 9, 9, 9, 9, 9, 9, 9, 9, 4, 4, 2)
TALK_S, PATIENCE_S = 600.0, 900.0
AFTER_CHANGE = ((7, 5), (11, 5), (11, 20), (13, 5), (21, 5), (21, 20), (23, 5))
"""Hour and minute, a while after the head count rose or fell."""


@cache
def day() -> Day:
    """Return the exact day."""
    return Day(PER_HOUR, STAFF, TALK_S / HOUR_S, PATIENCE_S / HOUR_S, most_waiting=50)


@cache
def day_scenario(weeks: int) -> Scenario:
    """Return the same day as a scenario, day after day, each starting empty."""
    return queue_scenario(
        per_hour=[float(rate) for rate in PER_HOUR],
        talk=exponential(TALK_S),
        patience=exponential(PATIENCE_S),
        staff=STAFF,
        length_s=weeks * 7 * DAY_S,
        days="independent",
    )


def experiments() -> Iterator[Experiment]:
    """Change demand and head count each hour; Kolmogorov's equations are the oracle."""
    cases = (("twin", tuple(range(24)), 24, 32), ("simpy", (11, 12, 17, 21), 2, 16))
    for engine, hours, weeks, replications in cases:
        yield Experiment(
            "A day of changing demand and staff",
            f"engine {engine}",
            partial(_day_claims, hours),
            partial(_play_day, hours, weeks),
            seed=4101,
            replications=replications,
            engine=engine,  # type: ignore[arg-type]
            quick=engine == "twin",
        )


def _day_claims(hours: tuple[int, ...]) -> list[Claim]:
    exact = day()
    claims = []
    for hour in hours:
        at = f"{hour:02}h ({PER_HOUR[hour]} calls, {STAFF[hour]} people)"
        claims += [
            Claim(f"{at}: not answered at once", exact.delayed(hour)),
            Claim(f"{at}: mean wait", exact.wait_h(hour) * HOUR_S, "mean", "s"),
            Claim(f"{at}: gives up", exact.abandoned(hour)),
        ]
    for hour, minute in AFTER_CHANGE:
        text = f"{hour:02}:{minute:02} ({STAFF[hour - 1]} people until {hour:02}:00, then "
        claims.append(
            Claim(f"{text}{STAFF[hour]}): mean number busy", exact.busy(hour, minute), "mean")
        )
    return claims


def _play_day(
    hours: tuple[int, ...], weeks: int, seed: int, replication: int, engine: Engine
) -> Sums:
    calls = played_calls(day_scenario(weeks), seed, replication, engine)
    hour = np.floor(calls.arrival_s / HOUR_S).astype(np.int64) % 24
    n = np.bincount(hour, minlength=24)
    sums = []
    for what in (calls.wait_s > 0, calls.wait_s, calls.abandoned):
        sums.append(np.bincount(hour, weights=what, minlength=24))
    found = [(float(s[h]), float(n[h])) for h in hours for s in sums]
    day_of = np.floor(calls.arrival_s / DAY_S)
    days = weeks * 7
    for at_hour, minute in AFTER_CHANGE:
        # of the day on which the call came: each day is played by itself
        at_s = day_of * DAY_S + at_hour * HOUR_S + minute * 60
        busy = (calls.begin_s <= at_s) & (at_s < calls.end_s)
        found.append((float(busy.sum()), float(days)))
    return found
