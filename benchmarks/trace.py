"""How fast a trace is drawn and a plan laid out: callers a second, and time by part.

    python benchmarks/trace.py               # up to a year of Jakarta
    python benchmarks/trace.py --ten-years   # and ten years, which needs 3 GB

Each case is drawn in a process of its own, once to warm up and then several times, on one core;
the median counts. Beside it stand the bytes of the tables, what memory the process needed beside
what it had before, and a call's cost against that of a call of Jakarta's year. With
`--baseline DIR` another checkout of the project draws the same cases, and how much faster this
one is gets printed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
QUEUE = Path(__file__).with_name("queue.toml")
"""M/M/10+M: one kind of call, no redial, twelve weeks of some 90,000."""
CASES: dict[str, tuple[str | Path, str]] = {
    "Surabaya, 4 weeks": ("surabaya", "4 minggu"),
    "Jakarta, a day": ("jakarta", "1 hari"),
    "Jakarta, 4 weeks": ("jakarta", "4 minggu"),
    "Jakarta, a year": ("jakarta", "52 minggu"),
    "M/M/10+M, a million": (QUEUE, "12 minggu"),
    "Jakarta, ten years": ("jakarta", "520 minggu"),
}
YARDSTICK = "Jakarta, a year"
PARTS = ("beginnings", "draw_incidents", "draw_nuisance", "draw_attempts", "draw_callers", "join")
"""Functions of `scenarios.trace` that are timed by themselves; callers without their attempts."""


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ten-years", action="store_true", help="with the case that needs 3 GB")
    parser.add_argument("--times", type=int, default=5, help="how often each case is drawn")
    parser.add_argument("--baseline", type=Path, help="another checkout of the project")
    parser.add_argument("--case", choices=CASES, help=argparse.SUPPRESS)
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.case is not None:
        print(json.dumps(measured(asked.case, asked.root, asked.times)))
        return 0
    cases = [case for case in CASES if asked.ten_years or case != "Jakarta, ten years"]
    found = {case: in_own_process(case, ROOT, asked.times) for case in cases}
    per_call_s = found[YARDSTICK]["trace_s"] / found[YARDSTICK]["callers"]
    print(
        f"{'case':<20}{'callers':>10}{'trace s':>9}{'plan s':>8}{'callers/s':>11}"
        f"{'ns each':>9}{'of a year':>10}{'tables MB':>11}{'peak MB':>9}"
    )
    for case, row in found.items():
        each_s = row["trace_s"] / row["callers"]
        print(
            f"{case:<20}{row['callers']:>10,}{row['trace_s']:>9.3f}{row['plan_s']:>8.3f}"
            f"{1 / each_s:>11,.0f}{each_s * 1e9:>9.0f}{each_s / per_call_s:>10.2f}"
            f"{row['tables_mb']:>11.0f}{row['peak_mb']:>9.0f}"
        )
    print(f"\n{'share of the time by part':<27}" + "".join(f"{p:>16}" for p in PARTS))
    for case, row in found.items():
        shares = "".join(f"{row['parts_s'].get(p, 0) / row['trace_s']:>16.2f}" for p in PARTS)
        print(f"{case:<27}{shares}")
    if asked.baseline is not None:
        print(f"\n{'times as fast as baseline':<27}{'trace':>8}{'plan':>8}{'MB at the peak':>18}")
        for case, row in found.items():
            was = in_own_process(case, asked.baseline.resolve(), asked.times)
            print(
                f"{case:<27}{was['trace_s'] / row['trace_s']:>8.1f}"
                f"{was['plan_s'] / row['plan_s']:>8.1f}"
                f"{was['peak_mb']:>9.0f} ->{row['peak_mb']:>6.0f}"
            )
    return 0


def in_own_process(case: str, root: Path, times: int) -> dict[str, Any]:
    """Return what one case needs, measured where no other case has left memory behind."""
    one_core = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, __file__, "--case", case, "--root", str(root), "--times", str(times)],
        env=os.environ | one_core,
        stdout=subprocess.PIPE,
        check=True,
    )
    row: dict[str, Any] = json.loads(done.stdout)
    return row


def measured(case: str, root: Path, times: int) -> dict[str, Any]:
    """Draw one case some times; seconds are medians of the processor's time."""
    sys.path.insert(0, str(root))
    from scenarios.plan_layout import lay_out_plan
    from scenarios.trace import draw as drawing

    drawing.draw_trace(scenario_of("Jakarta, a day"), 0)
    scenario = scenario_of(case)
    before_mb = peak_mb()
    drawing.draw_trace(scenario, 0)
    clocked = clock_parts(drawing)
    trace_s: list[float] = []
    plan_s: list[float] = []
    for seed in range(1, times + 1):
        began_s = time.process_time()
        trace = drawing.draw_trace(scenario, seed)
        trace_s.append(time.process_time() - began_s)
        began_s = time.process_time()
        lay_out_plan(scenario, seed)
        plan_s.append(time.process_time() - began_s)
        callers, size = len(trace.callers), tables_mb(trace)
        del trace
    return {
        "callers": callers,
        "trace_s": statistics.median(trace_s),
        "plan_s": statistics.median(plan_s),
        "parts_s": {part: seconds / times for part, seconds in clocked.items()},
        "tables_mb": size,
        "peak_mb": peak_mb() - before_mb,
    }


def clock_parts(drawing: Any) -> dict[str, float]:
    """Have each part's seconds added up while it runs; what one part calls counts to that."""
    seconds: dict[str, float] = {}
    inner_s = [0.0]

    def clocked(name: str, part: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            outer_s, inner_s[0] = inner_s[0], 0.0
            began_s = time.process_time()
            result = part(*arguments, **named)
            if name == "beginnings":
                result = list(result)
            whole_s = time.process_time() - began_s
            seconds[name] = seconds.get(name, 0.0) + whole_s - inner_s[0]
            inner_s[0] = outer_s + whole_s
            return result

        return timed

    callers = sys.modules["scenarios.trace.caller_draws"]
    for module in (drawing, callers):
        for name in PARTS:
            if callable(getattr(module, name, None)):
                setattr(module, name, clocked(name, getattr(module, name)))
    return seconds


def scenario_of(case: str) -> Any:
    """Return the scenario of a case."""
    from scenarios.loading import load_scenario

    region, length = CASES[case]
    return load_scenario(region, settings=[f'run.length="{length}"']).scenario


def tables_mb(trace: Any) -> float:
    """Return the bytes of all columns, MB; one array in two columns counts once."""
    arrays = {
        id(array): array.nbytes
        for table in (getattr(trace, f.name) for f in fields(trace))
        for array in (getattr(table, f.name) for f in fields(table))
    }
    return float(sum(arrays.values()) / 1e6)


def peak_mb() -> float:
    """Return the most memory that this process had, MB."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    sys.exit(main())
