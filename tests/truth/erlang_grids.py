"""Erlang B, C and A from one server to two hundred, from light load to overload."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from scenarios.schema import Scenario
from sim.engine import Engine
from tests.sim.erlang import ErlangA, ErlangC, erlang_b
from tests.truth.abandonment import Answered
from tests.truth.claims import Claim, Experiment, Sums
from tests.truth.queue_scenario import Calls, exponential, played_calls, queue_scenario

SERVERS = (1, 2, 5, 10, 20, 50, 100, 200)
TALK_S, PATIENCE_S, SOON_S = 60.0, 120.0, 20.0
SEEN = 1e-4
"""Of what is rarer than this no mean is claimed: nothing of it would be seen."""
QUICK = {("B", 10, 0.8), ("C", 10, 0.8), ("A", 10, 1.0), ("A", 200, 1.5)}


def replication(
    scenario: Callable[[], Scenario],
    say: Callable[[Calls], Sums],
    seed: int,
    number: int,
    engine: Engine,
) -> Sums:
    """Play one replication and say what it shows."""
    return say(played_calls(scenario(), seed, number, engine))


def blocked_share(calls: Calls) -> Sums:
    """Return blocked attempts over attempts."""
    return [(float(calls.blocked.sum()), len(calls))]


def waits(calls: Calls, *, gives_up: bool, rare: bool) -> Sums:
    """Return who waits, who gives up, mean wait of all, who is answered soon."""
    n = len(calls)
    soon = (calls.wait_s <= SOON_S) & ~calls.abandoned
    sums = [(float((calls.wait_s > 0).sum()), n)]
    if gives_up:
        sums.append((float(calls.abandoned.sum()), n))
    if not rare:
        sums.append((float(calls.wait_s.sum()), n))
    return [*sums, (float(soon.sum()), n)]


def erlang_b_experiments() -> Iterator[Experiment]:
    """Lose calls when all lines are taken: M/M/c/c."""
    for lines in SERVERS:
        for load in (0.3, 0.6, 0.8, 1.0, 1.5):
            offered = load * lines

            def claims(lines: int = lines, offered: float = offered) -> Sequence[Claim]:
                return [Claim("blocked", erlang_b(lines, offered))]

            yield Experiment(
                "Erlang B",
                f"{lines} {'line' if lines == 1 else 'lines'}, {offered:g} erlang",
                claims,
                partial(
                    replication,
                    partial(_scenario, lines, load, talk=exponential(TALK_S), channels=lines),
                    blocked_share,
                ),
                seed=1000 + lines,
                quick=("B", lines, load) in QUICK,
            )


def insensitivity_experiments() -> Iterator[Experiment]:
    """Vary the distribution of the holding time, which Erlang B does not ask for: M/G/c/c."""
    holding: dict[str, Any] = {
        "constant": f"{TALK_S}s",
        "exponential": exponential(TALK_S),
        "lognormal, cv 1.5": {"distribution": "lognormal", "mean": f"{TALK_S}s", "cv": 1.5},
        "gamma, cv 0.5": {"distribution": "gamma", "mean": f"{TALK_S}s", "cv": 0.5},
        "gamma, cv 2": {"distribution": "gamma", "mean": f"{TALK_S}s", "cv": 2.0},
    }
    for lines, load in ((4, 0.9), (30, 0.9)):
        for seed, (name, talk) in enumerate(holding.items(), start=1201):

            def claims(lines: int = lines, load: float = load) -> Sequence[Claim]:
                return [Claim("blocked", erlang_b(lines, load * lines))]

            yield Experiment(
                "Insensitivity",
                f"{lines} lines, {load * lines:g} erlang, holding time {name}",
                claims,
                partial(
                    replication,
                    partial(_scenario, lines, load, talk=talk, channels=lines),
                    blocked_share,
                ),
                seed=seed,
                quick=lines == 4 and name.startswith("lognormal"),
            )


def erlang_c_experiments() -> Iterator[Experiment]:
    """Let calls wait as long as it takes: M/M/c."""
    for servers in SERVERS:
        for load in (0.5, 0.8, 0.9):
            queue = ErlangC(servers, load * servers / TALK_S, TALK_S)
            rare = queue.waits < SEEN

            def claims(queue: ErlangC = queue, rare: bool = rare) -> Sequence[Claim]:
                wait = [] if rare else [Claim("mean wait", queue.mean_wait, "mean", "s")]
                return [
                    Claim("waits", queue.waits),
                    *wait,
                    Claim(f"answered in {SOON_S:g} s", queue.within(SOON_S)),
                ]

            yield Experiment(
                "Erlang C",
                f"{_people(servers)}, load {load:g}",
                claims,
                partial(
                    replication,
                    partial(_scenario, servers, load, talk=exponential(TALK_S)),
                    partial(waits, gives_up=False, rare=rare),
                ),
                seed=2000 + servers,
                quick=("C", servers, load) in QUICK,
            )


def erlang_a_experiments() -> Iterator[Experiment]:
    """Let calls wait until patience ends: M/M/c+M."""
    for servers in SERVERS:
        for load in (0.6, 1.0, 1.5):
            queue = ErlangA(servers, load * servers / TALK_S, TALK_S, PATIENCE_S)
            rare = queue.waits < SEEN

            def claims(queue: ErlangA = queue, rare: bool = rare) -> Sequence[Claim]:
                wait = [] if rare else [Claim("mean wait of all", queue.mean_wait, "mean", "s")]
                return [
                    Claim("not answered at once", queue.waits),
                    Claim("gives up", queue.abandons),
                    *wait,
                    Claim(f"answered in {SOON_S:g} s", Answered(queue).within(SOON_S)),
                ]

            yield Experiment(
                "Erlang A",
                f"{_people(servers)}, load {load:g}, patience {PATIENCE_S:g} s",
                claims,
                partial(
                    replication,
                    partial(
                        _scenario,
                        servers,
                        load,
                        talk=exponential(TALK_S),
                        patience=exponential(PATIENCE_S),
                    ),
                    partial(waits, gives_up=True, rare=rare),
                ),
                seed=3000 + servers,
                quick=("A", servers, load) in QUICK,
            )


def _people(servers: int) -> str:
    return f"{servers} call-taker{'' if servers == 1 else 's'}"


def _scenario(servers: int, load: float, *, talk: Any, **queue: Any) -> Scenario:
    calls_s = load * servers / TALK_S
    calls = 160_000 if servers <= 5 and load < 1 else 40_000
    # ten times what a busy queue needs to forget how it began
    forgets_s = TALK_S / servers / (1 - math.sqrt(min(load, 0.95))) ** 2
    warm_up_s = 10 * max(forgets_s, PATIENCE_S)
    return queue_scenario(
        per_hour=3600 * calls_s,
        talk=talk,
        staff=servers,
        length_s=float(round(calls / calls_s)),
        warm_up_s=float(round(warm_up_s)),
        **queue,
    )
