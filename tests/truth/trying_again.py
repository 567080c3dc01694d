"""Callers who redial after a busy line or after giving up."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.run_clock import HOUR_S
from scenarios.schema.base import DAY_S
from sim.engine import Engine
from tests.truth.claims import Claim, Experiment, Sums
from tests.truth.queue_scenario import exponential, played_calls, queue_scenario
from tests.truth.redial import Redialling

DELAY_S = 90.0
REDIALLING = Redialling(4, 8, 4 / 180, 180.0, 270.0, DELAY_S, 0.8, 0.5)


def experiments() -> Iterator[Experiment]:
    """Let callers try again after a busy line or after giving up."""
    yield Experiment(
        "Redial",
        "4 call-takers, 8 lines, load 1; 80 % redial when blocked, 50 % after giving up",
        _redial_claims,
        _play_redial,
        seed=4301,
        quick=True,
    )


def _redial_claims() -> list[Claim]:
    return [
        Claim("attempts a caller", REDIALLING.attempts / REDIALLING.arrival, "mean"),
        Claim("blocked, of attempts", REDIALLING.blocked),
        Claim("gives up, of attempts", REDIALLING.abandoned),
    ]


def _play_redial(seed: int, replication: int, engine: Engine) -> Sums:
    length_s, warm_up_s = 21 * DAY_S, DAY_S / 2
    scenario = queue_scenario(
        per_hour=REDIALLING.arrival * HOUR_S,
        talk=exponential(REDIALLING.service),
        patience=exponential(REDIALLING.patience),
        staff=REDIALLING.servers,
        channels=REDIALLING.channels,
        redial={
            "after_blocked": REDIALLING.after_blocked,
            "after_abandoning": REDIALLING.after_abandoning,
            "delay": exponential(REDIALLING.delay),
            "at_most": 20,
        },
        length_s=length_s,
        warm_up_s=warm_up_s,
    )
    calls = played_calls(scenario, seed, replication, engine)
    # after the end of the run nobody new calls: what is tried then is another queue
    counted = calls.arrival_s < length_s
    n = float(counted.sum())
    return [
        (n, float((counted & calls.first).sum())),
        (float((calls.blocked & counted).sum()), n),
        (float((calls.abandoned & counted).sum()), n),
    ]
