"""How far the simulation reaches: a year of Jakarta, calls from a day to ten years, two cores.

Run from the project's folder, on a machine that does nothing else::

    python -m benchmarks.scale
    python -m benchmarks.scale --only year --rounds 5

Each measurement is a process of its own, pinned to one core where the system can do that, so
that its peak of memory is its own; it is made warm by a first pass that is not counted.

- **year**: 52 weeks of Jakarta in one go, drawn, laid out, played, made into records, and asked
  what each target asks; seconds by stage, and peak memory. To reach: 2 s and 1 GiB.
- **length**: the same chain from one day to ten years; microseconds a call. To reach: flat.
- **cores**: twenty replications as `siap112 simulate` plays them, by one worker and by two, started
  up before; to reach: 1.8 times as fast.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.loading import load_scenario
from scenarios.plan_layout import lay_out_plan
from scenarios.schema.scenario import Scenario
from scenarios.trace.draw import draw_trace
from sim.block import BlockTask, block_of, evidence_of, play_and_tell
from sim.engine import play_stretches
from sim.executors.executor import in_any_order
from sim.executors.processes import Processes
from sim.model_hash import model_hash
from sim.tables import to_records
from sim.twin.compiled import compile_now

ROOT = Path(__file__).resolve().parents[1]
REGION = "jakarta"
STAGES = ("trace", "plan", "play", "records", "measures")
LENGTHS = ("1 hari", "1 minggu", "4 minggu", "26 minggu", "52 minggu", "208 minggu", "520 minggu")
REPLICATIONS = 20
REACH_S, REACH_MIB, REACH_TIMES = 2.0, 1024, 1.8


def scenario_of(length: str) -> Scenario:
    """Return the region with replications of a length."""
    return load_scenario(REGION, settings=[f"run.length={length}"]).scenario


def chain_s(scenario: Scenario) -> tuple[dict[str, float], int]:
    """Run the whole chain once; return seconds by stage, and callers."""
    at_s = [time.perf_counter()]
    trace = draw_trace(scenario, 1, 0)
    at_s.append(time.perf_counter())
    plan = lay_out_plan(scenario, 1, 0)
    at_s.append(time.perf_counter())
    played = play_stretches(trace, plan, [np.arange(len(trace.callers))])
    at_s.append(time.perf_counter())
    records = to_records(played, trace, plan)
    at_s.append(time.perf_counter())
    evidence_of(scenario, records, 0)
    at_s.append(time.perf_counter())
    stages = zip(STAGES, at_s, at_s[1:], strict=False)
    return {name: end - begin for name, begin, end in stages}, len(trace.callers)


def measure(length: str, rounds: int) -> None:
    """Measure one length in this process, and print it as JSON."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    compile_now()
    chain_s(scenario_of("1 hari"))  # warm: machine code, tables of quantiles, places
    scenario = scenario_of(length)
    found = [chain_s(scenario) for _ in range(rounds)]
    best = min(found, key=lambda one: sum(one[0].values()))
    print(
        json.dumps(
            {
                "stages_s": best[0],
                "callers": best[1],
                "seconds": [round(sum(one[0].values()), 3) for one in found],
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


def measured(length: str, rounds: int) -> dict[str, Any]:
    """Measure one length in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.scale", "--measure", length, "--rounds", str(rounds)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def year(rounds: int) -> None:
    """Print a year by stage."""
    found = measured("52 minggu", rounds)
    stages, total_s = found["stages_s"], min(found["seconds"])
    print(f"A year of Jakarta ({found['callers']:,} callers), one core, warm, best of {rounds}:")
    for name, seconds in stages.items():
        print(f"  {name:<10}{seconds:>8.3f} s")
    print(
        f"  {'in all':<10}{total_s:>8.3f} s   (to reach: {REACH_S:g} s); rounds {found['seconds']}"
    )
    print(f"  peak memory{found['peak_mib']:>7.0f} MiB (to reach: {REACH_MIB} MiB)")


def length(rounds: int) -> None:
    """Print the cost of a call by the length of the run."""
    print("Cost of a call by length of the run (whole chain, one core, warm):")
    for text in LENGTHS:
        found = measured(text, rounds)
        seconds = min(found["seconds"])
        each_us = 1e6 * seconds / found["callers"]
        print(
            f"  {text:<12}{found['callers']:>10,} callers{seconds:>9.3f} s{each_us:>8.2f} us a call"
            f"{found['peak_mib']:>8.0f} MiB"
        )


def cores(rounds: int) -> None:
    """Print how much faster two workers are than one."""
    task = BlockTask(load_scenario(REGION).scenario, 1)
    compile_now()
    block_of(task, task.records(0), 0)
    seconds: dict[int, list[float]] = {1: [], 2: []}
    pools = {count: Processes(count) for count in seconds}
    try:
        for count, pool in pools.items():  # started, and warm
            for future in [
                pool.submit(play_and_tell, task, model_hash(), r) for r in range(2 * count)
            ]:
                future.result()
        for _round in range(rounds):
            for count, pool in pools.items():
                began_s = time.perf_counter()
                pieces = in_any_order(
                    pool,
                    lambda r, pool=pool: pool.submit(play_and_tell, task, model_hash(), r),  # type: ignore[misc]
                    range(REPLICATIONS),
                    {},
                )
                assert len(list(pieces)) == REPLICATIONS
                seconds[count].append(time.perf_counter() - began_s)
    finally:
        for pool in pools.values():
            pool.close()
    one, two = (statistics.median(seconds[count]) for count in (1, 2))
    print(f"{REPLICATIONS} replications of Jakarta ({task.weeks} weeks each):")
    print(
        f"  one worker {one:.2f} s, two workers {two:.2f} s: {one / two:.2f} times as fast", end=""
    )
    print(f" (to reach: {REACH_TIMES})")


def main() -> None:
    """Measure what is asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=("year", "length", "cores"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        measure(given.measure, given.rounds)
        return
    compile_now()
    for part in (year, length, cores):
        if given.only in (None, part.__name__):
            part(given.rounds)


if __name__ == "__main__":
    main()
