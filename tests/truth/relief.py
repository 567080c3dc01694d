"""Constant staff, written as shifts that relieve one another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from scenarios.run_clock import HOUR_S
from scenarios.schema.base import DAY_S
from sim.engine import Engine
from tests.sim.erlang import ErlangC
from tests.truth.claims import Claim, Experiment, Sums
from tests.truth.queue_scenario import exponential, played_calls, queue_scenario

TALK_S, PEOPLE = 1800.0, 2


def experiments() -> Iterator[Experiment]:
    """Keep two people at all times, relieved every hour in the midst of long calls."""
    for load, weeks in ((0.8, 8), (0.9, 16)):
        queue = ErlangC(PEOPLE, load * PEOPLE / TALK_S, TALK_S)

        def claims(queue: ErlangC = queue) -> list[Claim]:
            return [
                Claim("waits", queue.waits),
                Claim("mean wait", queue.mean_wait, "mean", "s"),
                Claim("answered in 600 s", queue.within(600)),
            ]

        yield Experiment(
            "Constant staff as shifts",
            f"2 call-takers in 24 shifts of an hour, talk 1800 s, load {load:g}",
            claims,
            partial(_play_relief, load, weeks),
            seed=4001,
            quick=load == 0.8,
        )


def _play_relief(load: float, weeks: int, seed: int, replication: int, engine: Engine) -> Sums:
    hourly: dict[str, Any] = {
        f"h{hour:02}": {"start": f"{hour:02}:00", "length": "1 h", "people": PEOPLE}
        for hour in range(24)
    }
    scenario = queue_scenario(
        per_hour=load * PEOPLE / TALK_S * HOUR_S,
        talk=exponential(TALK_S),
        staff=hourly,
        length_s=weeks * 7 * DAY_S,
        warm_up_s=21 * DAY_S,
    )
    calls = played_calls(scenario, seed, replication, engine)
    n = len(calls)
    return [
        (float((calls.wait_s > 0).sum()), n),
        (float(calls.wait_s.sum()), n),
        (float((calls.wait_s <= 600).sum()), n),
    ]
