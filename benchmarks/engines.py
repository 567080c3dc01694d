"""How fast the engines are, side by side, on one queue whose exact answer is known.

M/M/10+M (Erlang A): arrivals at rate 9, service at rate 1, mean patience 2; a wait is kept for
each customer. Run from the project's folder, on a machine that does nothing else::

    pip install ciw salabim          # peers; what is not there is left out
    python -m benchmarks.engines
    python -m benchmarks.engines --customers 200000 --rounds 5

Plain SimPy is written here as its documentation teaches it: a process for each customer, a
Resource, a race between request and time-out. Ours are the very functions that
`siap112 simulate` runs, with every feature of the model in them. Each round runs all in turn, so
that a busy moment of the machine meets all alike; the ratio is of the medians. What each found is
checked against the exact answer: beyond what chance allows it is said, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import importlib
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.loading import load_scenario
from scenarios.plan import Plan
from scenarios.plan_layout import lay_out_plan
from scenarios.schema.scenario import Scenario
from scenarios.trace import Trace
from scenarios.trace.draw import draw_trace
from sim.engine import Engine, play_stretches
from sim.played import CALL_OUTCOMES, Played
from sim.twin.compiled import compile_now, compiled_loop
from sim.twin.world import blank, rules_of, world_of

RATE, SERVICE, PATIENCE, SERVERS = 9.0, 1.0, 2.0, 10
REACH = {"our SimPy model": 1.0, "our twin's event loop": 90.0, "our twin, trace drawn": 60.0}
"""Times as fast as plain SimPy."""
UNIT_S = 60.0
"""The scenario's minute is the queue's unit of time."""
EXACT = {"P(delay)": 0.46894, "P(abandon)": 0.06701, "mean wait": 0.13402}
"""Of Erlang A (Palm 1957), by its birth-death chain."""
BATCHES, ALLOWED = 50, 4.5
"""Batches of customers for the standard errors, and how many of these chance may be off."""
QUEUE = Path(__file__).with_name("queue.toml")


@dataclass(frozen=True)
class Result:
    """What one run took and found: shares delayed and abandoned, and the mean wait of all.

    `errors` are the standard errors of what was found, by the means of batches.
    """

    customers: int
    seconds: float
    found: tuple[float, ...]
    errors: tuple[float, ...]

    def wrong(self) -> list[str]:
        """Return what lies further from the exact answer than chance would allow."""
        return [
            f"{name} {value:.5f}, exact {exact:.5f}, standard error {error:.5f}"
            for (name, exact), value, error in zip(
                EXACT.items(), self.found, self.errors, strict=True
            )
            if not abs(value - exact) <= ALLOWED * error
        ]


def of_waits(waits: Any, abandoned: Any, seconds: float) -> Result:
    """Return the result of customers' waits, in the queue's unit of time, and who gave up."""
    waited = np.asarray(waits, dtype=float)
    rows = np.array([waited > 0, np.asarray(abandoned, dtype=float), waited])
    whole = rows[:, : len(waited) // BATCHES * BATCHES].reshape(3, BATCHES, -1)
    errors = whole.mean(axis=2).std(axis=1, ddof=1) / np.sqrt(BATCHES)
    found = rows.mean(axis=1)
    return Result(len(waited), seconds, tuple(found.tolist()), tuple(errors.tolist()))


def plain_simpy(customers: int) -> Result:
    """Play with SimPy as its documentation teaches it."""
    import simpy

    env = simpy.Environment()
    servers = simpy.Resource(env, SERVERS)
    waits: list[float] = []
    abandoned: list[bool] = []

    def customer() -> Any:
        arrived = env.now
        with servers.request() as request:
            result = yield request | env.timeout(random.expovariate(1 / PATIENCE))
            waits.append(env.now - arrived)
            abandoned.append(request not in result)
            if request in result:
                yield env.timeout(random.expovariate(SERVICE))

    def source() -> Any:
        for _ in range(customers):
            yield env.timeout(random.expovariate(RATE))
            env.process(customer())

    random.seed(1)
    began = time.perf_counter()
    env.process(source())
    env.run()
    return of_waits(waits, abandoned, time.perf_counter() - began)


def ciw_queue(customers: int) -> Result:
    """Play with Ciw."""
    ciw = importlib.import_module("ciw")
    ciw.seed(1)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=RATE)],
        service_distributions=[ciw.dists.Exponential(rate=SERVICE)],
        reneging_time_distributions=[ciw.dists.Exponential(rate=1 / PATIENCE)],
        number_of_servers=[SERVERS],
    )
    began = time.perf_counter()
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(customers, method="Arrive")
    seconds = time.perf_counter() - began
    records = simulation.get_all_records()
    abandoned = [r.record_type == "renege" for r in records]
    return of_waits([r.waiting_time for r in records], abandoned, seconds)


def salabim_queue(customers: int) -> Result:
    """Play with salabim."""
    sim = importlib.import_module("salabim")
    sim.yieldless(False)
    waits: list[float] = []
    abandoned: list[bool] = []

    class Customer(sim.Component):  # type: ignore[misc, name-defined]
        def process(self) -> Any:
            arrived = self.env.now()
            yield self.request(servers, fail_delay=random.expovariate(1 / PATIENCE))
            waits.append(self.env.now() - arrived)
            abandoned.append(self.failed())
            if self.failed():
                return
            yield self.hold(random.expovariate(SERVICE))
            self.release(servers)

    class Source(sim.Component):  # type: ignore[misc, name-defined]
        def process(self) -> Any:
            for _ in range(customers):
                yield self.hold(random.expovariate(RATE))
                Customer()

    random.seed(1)
    env = sim.Environment(trace=False)
    servers = sim.Resource("servers", capacity=SERVERS)
    began = time.perf_counter()
    Source()
    env.run()
    return of_waits(waits, abandoned, time.perf_counter() - began)


def of_played(played: Played, seconds: float) -> Result:
    """Return the result of what one of our engines wrote down."""
    calls = played.calls[played.calls["there"] == 1]
    abandoned = calls["outcome"] == CALL_OUTCOMES.index("abandoned_queue")
    end_s = np.where(abandoned, calls["gave_up_s"], calls["answered_s"])
    waits = (end_s - calls["connected_s"]) / UNIT_S
    return of_waits(waits, abandoned, seconds)


def ours(trace: Trace, plan: Plan, engine: Engine) -> Result:
    """Play a trace that is drawn already."""
    everybody = [np.arange(len(trace.callers))]
    began = time.perf_counter()
    played = play_stretches(trace, plan, everybody, engine)
    return of_played(played, time.perf_counter() - began)


def event_loop(trace: Trace, plan: Plan) -> Result:
    """Play with the twin what is drawn and laid out already: its event loop, and no more."""
    played = blank(trace)
    world, rules = world_of(trace, plan, played), rules_of(plan)
    loop, everybody = compiled_loop(), np.arange(len(trace.callers))
    began = time.perf_counter()
    loop(world, rules, everybody, float(plan.clock.begin_s))
    return of_played(played, time.perf_counter() - began)


def ours_drawn(scenario: Scenario, plan: Plan) -> Result:
    """Draw the trace, then play it."""
    began = time.perf_counter()
    trace = draw_trace(scenario, 1, 0)
    played = play_stretches(trace, plan, [np.arange(len(trace.callers))], "twin")
    return of_played(played, time.perf_counter() - began)


def main() -> None:
    """Time them and print customers a second, the ratio to plain SimPy, and what they found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--customers", type=int, default=1_000_000, help="of plain SimPy and ours")
    parser.add_argument("--peers", type=int, default=100_000, help="customers of Ciw and salabim")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    weeks = max(1, round(asked.customers / (RATE * 7 * 24 * 60)))
    scenario = load_scenario(str(QUEUE), settings=[f"run.length={weeks} weeks"]).scenario
    trace, plan = draw_trace(scenario, 1, 0), lay_out_plan(scenario, 1, 0)
    began = time.perf_counter()
    compile_now()
    print(f"twin compiled or loaded in {time.perf_counter() - began:.1f} s")
    runs: dict[str, Callable[[], Result]] = {
        "plain SimPy": lambda: plain_simpy(len(trace.callers)),
        "our SimPy model": lambda: ours(trace, plan, "simpy"),
        "our twin's event loop": lambda: event_loop(trace, plan),
        "our twin": lambda: ours(trace, plan, "twin"),
        "our twin, trace drawn": lambda: ours_drawn(scenario, plan),
    }
    peers: dict[str, Callable[[int], Result]] = {"ciw": ciw_queue, "salabim": salabim_queue}
    for name, peer in peers.items():
        try:
            importlib.import_module(name)
        except ImportError:
            print(f"{name}: not installed, left out (pip install {name})")
        else:
            runs[name] = lambda peer=peer: peer(asked.peers)  # type: ignore[misc]
    results: dict[str, list[Result]] = {name: [] for name in runs}
    for _ in range(asked.rounds):
        for name, run in runs.items():
            results[name].append(run())
    speeds = {
        name: statistics.median(r.customers / r.seconds for r in found)
        for name, found in results.items()
    }
    heads = "".join(f"{head:>12}" for head in EXACT)
    print(f"{'':24}{'customers':>10}{'per second':>12}{'ratio':>8}{heads}")
    print(f"{'exact':54}" + "".join(f"{value:12.5f}" for value in EXACT.values()))
    for name, found in results.items():
        values = "".join(f"{value:12.5f}" for value in found[0].found)
        ratio = speeds[name] / speeds["plain SimPy"]
        reach = f"   to reach: {REACH[name]:g}" if name in REACH else ""
        print(f"{name:24}{found[0].customers:10}{speeds[name]:12.0f}{ratio:8.1f}{values}{reach}")
    wrong = [f"{name}: {said}" for name, found in results.items() for said in found[0].wrong()]
    if wrong:
        sys.exit("beyond what chance allows: " + "; ".join(wrong))


if __name__ == "__main__":
    main()
