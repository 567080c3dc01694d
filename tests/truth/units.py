"""Units: how many are out, who waits for them by priority, which of two goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial

import numpy as np
from scipy.stats import poisson

from sim.engine import Engine
from tests.sim.erlang import ErlangC
from tests.truth.claims import Claim, Experiment, Sums
from tests.truth.priorities import mean_waits, most_urgent_waits_longer
from tests.truth.reports import Floats, Reports, play_reports
from tests.truth.two_units import TwoUnits

ON_SCENE_S = 1000.0
Drawn = Callable[[np.random.Generator, int], Floats]


def luck(seed: int, replication: int) -> np.random.Generator:
    """Return the stream of a replication."""
    return np.random.default_rng([seed, replication])


# Always enough: M/G/infinity

LOAD, MANY = 4.0, 40


def lognormal(rng: np.random.Generator, n: int) -> Floats:
    """Return lognormal times of mean `ON_SCENE_S` and cv 1.2."""
    variance = np.log1p(1.2**2)
    return ON_SCENE_S * rng.lognormal(-variance / 2, np.sqrt(variance), n)


def constant(_: np.random.Generator, n: int) -> Floats:
    """Return `ON_SCENE_S`, n times."""
    return np.full(n, ON_SCENE_S)


def enough_experiments() -> Iterator[Experiment]:
    """Units in use when there are always enough are Poisson, whatever the work is."""
    for name, on_scene in (("lognormal, cv 1.2", lognormal), ("constant", constant)):
        yield Experiment(
            "Units in use",
            f"mean load 4, work on scene {name}",
            _enough_claims,
            partial(_play_enough, on_scene),
            seed=5001,
            replications=16,
            quick=on_scene is lognormal,
        )


def _enough_claims() -> list[Claim]:
    out = poisson(LOAD)
    return [
        Claim("mean number out", LOAD, "mean"),
        Claim("variance of the number out", LOAD, "mean"),
        Claim("time with none out", float(out.pmf(0))),
        Claim("time with more than 6 out", float(out.sf(6))),
    ]


def _play_enough(on_scene: Drawn, seed: int, replication: int, engine: Engine) -> Sums:
    rng, n = luck(seed, replication), 20_000
    at_s = np.cumsum(rng.exponential(ON_SCENE_S / LOAD, n))
    reports = _at_the_post(at_s, on_scene(rng, n))
    tasks = play_reports(reports, [(0.0, 0.0)] * MANY, [1], engine)
    seen_at = np.arange(30 * ON_SCENE_S, at_s[-1], ON_SCENE_S / 2)
    begun = np.searchsorted(np.sort(tasks["dispatched_s"]), seen_at, "right")
    ended = np.searchsorted(np.sort(tasks["cleared_s"]), seen_at, "right")
    out, times = begun - ended, float(len(seen_at))
    return [
        (float(out.sum()), times),
        (float(((out - LOAD) ** 2).sum()), times),
        (float((out == 0).sum()), times),
        (float((out > 6).sum()), times),
    ]


def _at_the_post(at_s: Floats, on_scene_s: Floats) -> Reports:
    n = len(at_s)
    return Reports(at_s, on_scene_s, np.zeros(n), np.zeros(n), np.zeros(n, dtype=np.int64))


# Priorities

SHARES = (0.2, 0.3, 0.5)
"""Of the load, the most urgent first."""


def priority_experiments() -> Iterator[Experiment]:
    """Tasks of three priorities that wait for units; nobody is called back from a task."""
    cases: tuple[tuple[int, float, Engine, int], ...] = (
        (1, 0.7, "twin", 32),
        (4, 0.7, "twin", 32),
        (4, 0.7, "simpy", 8),
        (4, 0.9, "twin", 32),
        (20, 0.9, "twin", 32),
    )
    for units, load, engine, replications in cases:
        yield Experiment(
            "Priorities",
            f"{units} unit{'' if units == 1 else 's'}, load {load:g}"
            + (", engine simpy" if engine == "simpy" else ""),
            partial(_priority_claims, units, load),
            partial(_play_priority, units, load),
            seed=5100 + units,
            replications=replications,
            engine=engine,
            quick=(units, load, engine) == (4, 0.7, "twin"),
        )


def _arrivals(units: int, load: float) -> list[float]:
    return [share * load * units / ON_SCENE_S for share in SHARES]


def _priority_claims(units: int, load: float) -> list[Claim]:
    arrivals = _arrivals(units, load)
    means = mean_waits(units, arrivals, ON_SCENE_S)
    claims = [
        Claim(f"priority {number}: mean wait", mean, "mean", "s")
        for number, mean in enumerate(means, start=1)
    ]
    longer = most_urgent_waits_longer(units, arrivals, ON_SCENE_S, ON_SCENE_S / units)
    return [
        *claims,
        Claim(f"priority 1: waits more than {ON_SCENE_S / units:g} s", longer),
        Claim("all: waits", ErlangC(units, sum(arrivals), ON_SCENE_S).waits),
    ]


def _play_priority(units: int, load: float, seed: int, replication: int, engine: Engine) -> Sums:
    rng = luck(seed, replication)
    n = 50_000 if engine == "twin" else 5_000
    at_s = np.cumsum(rng.exponential(ON_SCENE_S / (load * units), n))
    kind = rng.choice(len(SHARES), n, p=SHARES)
    on_scene_s = rng.exponential(ON_SCENE_S, n)
    reports = Reports(at_s, on_scene_s, np.zeros(n), np.zeros(n), kind)
    tasks = play_reports(reports, [(0.0, 0.0)] * units, [1, 2, 3], engine)
    # a tenth of the run to forget that it began empty
    settled = np.arange(n) >= n // 10
    wait_s = tasks["dispatched_s"] - tasks["notified_s"]
    of = [settled & (kind == k) for k in range(len(SHARES))]
    late = wait_s[of[0]] > ON_SCENE_S / units
    return [
        *((float(wait_s[mine].sum()), float(mine.sum())) for mine in of),
        (float(late.sum()), float(len(late))),
        (float((wait_s[settled] > 0).sum()), float(settled.sum())),
    ]


# Two units at two posts

WAY_KM = 1e-3
"""Between the posts: so short that the way home takes no time; factors make the travel time."""
TRAVEL_S = 250.0
PLACES, PLACE_SHARES = (0.0, 0.3, 1.0), (0.5, 0.2, 0.3)


def two_unit_experiments() -> Iterator[Experiment]:
    """Which of two units answers, and when it is there."""
    for load, engine, replications in ((0.3, "twin", 32), (0.55, "twin", 32), (0.55, "simpy", 8)):
        yield Experiment(
            "Two units at two posts",
            f"load {load:g} without travel" + (", engine simpy" if engine == "simpy" else ""),
            partial(_two_claims, load),
            partial(_play_two, load),
            seed=5201,
            replications=replications,
            engine=engine,  # type: ignore[arg-type]
            quick=(load, engine) == (0.55, "twin"),
        )


@cache
def _two_units(load: float) -> TwoUnits:
    arrival = 2 * load / ON_SCENE_S
    return TwoUnits((0.0, 1.0), PLACES, PLACE_SHARES, arrival, TRAVEL_S, ON_SCENE_S)


def _two_claims(load: float) -> list[Claim]:
    exact = _two_units(load)
    return [
        *(
            Claim(f"unit 1 answers the incidents at place {place + 1}", exact.answered_by(0, place))
            for place in range(len(PLACES))
        ),
        Claim("no unit is free", exact.delayed),
        Claim("mean wait for a unit", exact.mean_wait, "mean", "s"),
        Claim("mean response time", exact.mean_response, "mean", "s"),
    ]


def _play_two(load: float, seed: int, replication: int, engine: Engine) -> Sums:
    rng = luck(seed, replication)
    n = 40_000 if engine == "twin" else 5_000
    at_s = np.cumsum(rng.exponential(ON_SCENE_S / (2 * load), n))
    place = rng.choice(len(PLACES), n, p=PLACE_SHARES)
    # the way between the posts takes WAY_KM seconds before the factor
    factor = rng.exponential(TRAVEL_S / WAY_KM, n)
    x_km = WAY_KM * np.array(PLACES)[place]
    kind = np.zeros(n, dtype=np.int64)
    reports = Reports(at_s, rng.exponential(ON_SCENE_S, n), x_km, factor, kind)
    tasks = play_reports(reports, [(0.0, 0.0), (WAY_KM, 0.0)], [1], engine)
    settled = np.arange(n) >= 500
    wait_s = (tasks["dispatched_s"] - tasks["notified_s"])[settled]
    response_s = (tasks["on_scene_s"] - tasks["notified_s"])[settled]
    all_of = float(settled.sum())
    first = []
    for number in range(len(PLACES)):
        there = settled & (place == number)
        first.append((float((tasks["unit"][there] == 0).sum()), float(there.sum())))
    return [
        *first,
        (float((wait_s > 0).sum()), all_of),
        (float(wait_s.sum()), all_of),
        (float(response_s.sum()), all_of),
    ]
