"""Numbers that were printed elsewhere, asked of the measures that a user of siap112 sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from results.measures.question import MeasureQuestion
from results.measures.tally import tally
from scenarios.schema import Scenario
from scenarios.schema.base import DAY_S
from sim.engine import Engine
from sim.simulate import simulate_replication
from tests.sim.erlang import ErlangA, ErlangC
from tests.truth.abandonment import Answered
from tests.truth.claims import Claim, Experiment, Sums
from tests.truth.queue_scenario import exponential, played_calls, queue_scenario

SECTION = "Published numbers"


def service_level(within_s: float = 0.0) -> MeasureQuestion:
    """Ask for the service level."""
    return MeasureQuestion("service_level", "within", within_s=within_s)


ASA = MeasureQuestion("answer_time", "mean")
ABANDONMENT = MeasureQuestion("abandonment", "share")
OCCUPANCY = MeasureQuestion("occupancy", "ratio")


def measured(
    scenario: Scenario,
    questions: Sequence[MeasureQuestion],
    seed: int,
    replication: int,
    engine: Engine,
) -> list[tuple[float, float]]:
    """Simulate as `siap112 simulate` does, and return each measure's sums."""
    records = simulate_replication(scenario, seed, replication, engine=engine)
    tallies = [tally(records, question) for question in questions]
    return [(float(t.numerator.sum()), float(t.denominator.sum())) for t in tallies]


def experiments() -> Iterator[Experiment]:
    """Two textbook centres, and the queue of the benchmark."""
    yield Experiment(
        SECTION,
        "100 calls in 30 min, AHT 180 s, 14 agents",
        _waiting,
        _play_waiting,
        seed=1,
        quick=True,
    )
    yield Experiment(
        SECTION,
        "48 calls/min, AHT 1 min, 50 agents, patience 2 min",
        _abandoning,
        _play_abandoning,
        seed=2,
        replications=64,
    )
    for engine, replications in (("twin", 64), ("simpy", 16)):
        yield Experiment(
            SECTION,
            f"M/M/10+M, rate 9, service 1, patience 2 (min), engine {engine}",
            _benchmark,
            _play_benchmark,
            seed=3,
            replications=replications,
            engine=engine,  # type: ignore[arg-type]
            quick=engine == "twin",
        )


def _waiting() -> list[Claim]:
    queue = ErlangC(14, 100 / 1800, 180)
    return [
        Claim("waits", queue.waits, published="0.1741319"),
        Claim("answered in 20 s", queue.within(20), published="0.88835"),
        Claim("ASA", queue.mean_wait, "mean", "s", published="7.83594"),
        Claim("occupancy", queue.offered / 14, "mean"),
    ]


def _play_waiting(seed: int, replication: int, engine: Engine) -> Sums:
    questions = [service_level(), service_level(20.0), ASA, OCCUPANCY]
    (at_once, calls), *others = measured(_centre(), questions, seed, replication, engine)
    return [(calls - at_once, calls), *others]


@cache
def _centre() -> Scenario:
    return queue_scenario(per_hour=200, talk=exponential(180), staff=14, warm_up_s=DAY_S / 4)


def _abandoning() -> list[Claim]:
    queue = ErlangA(50, 48 / 60, 60, 120)
    return [
        Claim("gives up", queue.abandons, published="0.031"),
        Claim("mean wait of all", queue.mean_wait, "mean", "s", published="3.7"),
        Claim("occupancy", 48 * (1 - queue.abandons) / 50, "mean", published="0.93"),
    ]


def _play_abandoning(seed: int, replication: int, engine: Engine) -> Sums:
    scenario = queue_scenario(
        per_hour=48 * 60,
        talk=exponential(60),
        patience=exponential(120),
        staff=50,
        length_s=DAY_S,
        warm_up_s=DAY_S / 4,
    )
    records = simulate_replication(scenario, seed, replication, engine=engine)
    calls = records.calls
    gave_up = tally(records, ABANDONMENT)
    busy = tally(records, OCCUPANCY)
    until_s = calls["answered_s"].copy()
    left = calls.is_label("outcome", "abandoned_queue")
    until_s[left] = calls["gave_up_s"][left]
    waited_s = float((until_s - calls["connected_s"]).sum())
    return [
        (float(gave_up.numerator.sum()), float(gave_up.denominator.sum())),
        (waited_s, len(calls)),
        (float(busy.numerator.sum()), float(busy.denominator.sum())),
    ]


def _benchmark() -> list[Claim]:
    queue = ErlangA(10, 9, 1, 2)
    return [
        Claim("not answered at once", queue.waits, published="0.46894"),
        Claim("gives up", queue.abandons, published="0.06701"),
        Claim("mean wait of all", queue.mean_wait, "mean", "min", published="0.13402"),
        Claim("answered in 20 s", Answered(queue).within(1 / 3)),
    ]


def _play_benchmark(seed: int, replication: int, engine: Engine) -> Sums:
    scenario = queue_scenario(
        per_hour=540,
        talk=exponential(60),
        patience=exponential(120),
        staff=10,
        length_s=DAY_S * (2 if engine == "twin" else 0.5),
        warm_up_s=DAY_S / 8,
    )
    calls = played_calls(scenario, seed, replication, engine)
    n = len(calls)
    return [
        (float((calls.wait_s > 0).sum()), n),
        (float(calls.abandoned.sum()), n),
        (float(calls.wait_s.sum()) / 60, n),
        (float(((calls.wait_s <= 20) & ~calls.abandoned).sum()), n),
    ]
