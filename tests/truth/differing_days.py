"""Days that differ: a gamma factor multiplies each day's demand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.stats import nbinom

from scenarios.run_clock import HOUR_S
from scenarios.schema.base import DAY_S
from scenarios.trace.draw import draw_trace
from sim.engine import Engine
from tests.sim.erlang import ErlangA
from tests.truth.abandonment import Answered, gamma_factors
from tests.truth.claims import Claim, Experiment, Sums
from tests.truth.queue_scenario import Calls, exponential, played_calls, queue_scenario

SHAPE, STAFF, TALK_S, PATIENCE_S = 5.0, 10, 180.0, 360.0
PER_HOUR = 180.0
FEW_A_DAY = 100.0


def experiments() -> Iterator[Experiment]:
    """Multiply each day's demand by a gamma factor."""
    yield Experiment(
        "Days that differ",
        f"{FEW_A_DAY:g} calls a day, day factor of shape {SHAPE:g}",
        _count_claims,
        _play_counts,
        seed=4201,
        replications=256,
        quick=True,
    )
    yield Experiment(
        "Days that differ",
        f"{STAFF} call-takers, load 0.9 times a day factor of shape {SHAPE:g}",
        _mixed_claims,
        _play_mixed,
        seed=4202,
        replications=64,
    )


def _count_claims() -> list[Claim]:
    # a Poisson number whose mean is gamma is negative binomial
    counts = nbinom(SHAPE, SHAPE / (SHAPE + FEW_A_DAY))
    return [
        Claim("calls a day", FEW_A_DAY, "mean"),
        Claim("variance over mean of calls a day", 1 + FEW_A_DAY / SHAPE, "mean"),
        Claim("days with at most 50 calls", float(counts.cdf(50))),
        Claim("days with more than 200 calls", float(counts.sf(200))),
    ]


def _play_counts(seed: int, replication: int, engine: Engine) -> Sums:
    days = 56
    scenario = queue_scenario(
        per_hour=FEW_A_DAY / 24,
        talk="60s",
        staff=1,
        day_factor_shape=SHAPE,
        length_s=days * DAY_S,
    )
    at_s = draw_trace(scenario, seed, replication).callers.arrival_s
    counts = np.bincount(np.floor(at_s / DAY_S).astype(np.int64), minlength=days)
    return [
        (float(counts.sum()), days),
        (float(counts.var(ddof=1)) * days, FEW_A_DAY * days),
        (float((counts <= 50).sum()), days),
        (float((counts > 200).sum()), days),
    ]


def mixed(of: Any) -> float:
    """Return a mean over the callers of all days: busy days have more of them."""
    factors, weights = gamma_factors(SHAPE)
    values = [of(_erlang_a(f)) for f in factors]
    return float(np.dot(weights, factors * np.array(values)))


def _erlang_a(factor: float) -> ErlangA:
    arrival = PER_HOUR * factor / HOUR_S
    return ErlangA(STAFF, arrival, TALK_S, PATIENCE_S)


def _mixed_claims() -> list[Claim]:
    return [
        Claim("not answered at once", mixed(lambda q: q.waits)),
        Claim("gives up", mixed(lambda q: q.abandons)),
        Claim("mean wait of all", mixed(lambda q: q.mean_wait), "mean", "s"),
        Claim("answered in 20 s", mixed(lambda q: Answered(q).within(20.0))),
    ]


def _play_mixed(seed: int, replication: int, engine: Engine) -> Sums:
    scenario = queue_scenario(
        per_hour=PER_HOUR,
        talk=exponential(TALK_S),
        patience=exponential(PATIENCE_S),
        staff=STAFF,
        day_factor_shape=SHAPE,
        length_s=56 * DAY_S,
        days="independent",
    )
    calls = played_calls(scenario, seed, replication, engine)
    # each day begins empty: its first hours are left out
    settled = calls.arrival_s % DAY_S >= 2 * HOUR_S
    return of_all(calls, settled)


def of_all(calls: Calls, counted: Any) -> Sums:
    """Return who waits, who gives up, the mean wait, who is answered in 20 s."""
    wait_s, n = calls.wait_s[counted], float(counted.sum())
    soon = (calls.wait_s <= 20) & ~calls.abandoned & counted
    return [
        (float((wait_s > 0).sum()), n),
        (float((calls.abandoned & counted).sum()), n),
        (float(wait_s.sum()), n),
        (float(soon.sum()), n),
    ]
