"""How much memory a replication takes at its peak, beside what is estimated beforehand.

    python benchmarks/memory.py [--engine simpy]

Each line is a scenario that has many rows of one sort, drawn, played and written by a process of
its own. The estimate (`sim/memory/needed.py`) is to lie between the measured peak and a third more;
where callers could try again and do not, it is as if they did.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # imports nothing before the memory is measured
    from sim.engine import Engine

ROOT = Path(__file__).resolve().parents[1]
NO_DEMAND: dict[str, Any] = {
    "demand__nuisance": {},
    "callers__redial": None,
    "demand__incidents__kebakaran__rate": {"per_day": 0},
    "demand__incidents__medis__rate": {"per_day": 0},
    "demand__calls__prank__rate": {"per_day": 0},
    "call_takers__staffing": {"people": 1500},
    "lines__trunks": {"t": {"label": "t", "channels": 90_000, "share": 1.0}},
    "run__length": "4 minggu",
}
AGAIN = {"after_abandoning": 0.9, "after_blocked": 0.9, "delay": "60s", "at_most": 20}
NO_LINES = {"t": {"label": "t", "channels": 0, "share": 1.0}}


def calls(per_day: float) -> dict[str, Any]:
    return {"demand__calls__prank__rate": {"per_day": per_day}}


def incidents(per_day: float, needs: int, agencies: int, units: int) -> dict[str, Any]:
    need = {"agencies": ["ambulans", "damkar"][:agencies], "units": units}
    return {
        "demand__incidents__medis__rate": {"per_day": per_day},
        "demand__incidents__medis__needs": [need] * needs,
    }


CASES: dict[str, dict[str, Any]] = {
    "calls": calls(6000),
    "calls that could be tried again": {**calls(3000), "callers__redial": AGAIN},
    "calls that are": {**calls(1000), "callers__redial": AGAIN, "lines__trunks": NO_LINES},
    "incidents of one unit": incidents(3000, 1, 1, 1),
    "incidents of four needs, two agencies each": incidents(900, 4, 2, 1),
    "incidents of ten units": incidents(900, 1, 1, 10),
    "hours of staff": {
        "call_takers__staffing": {"by_hour": [0, 500] * 12},
        "run__length": "20 minggu",
    },
    "a situation for ten years": {
        "situations": {"s": {"label": "s", "about": "s", "surges": {"*": {"factor": 1.1}}}},
        "run__length": "520 minggu",
    },
}


def play(engine: Engine, changes: dict[str, Any]) -> None:
    """Play one case in this process; print its peak and the estimate, bytes."""
    sys.path.insert(0, str(ROOT))
    from results.run_folder import RunFolder
    from sim.memory.needed import PROCESS, memory_needed
    from sim.simulate import simulate_replication
    from tests.small_scenario import small_scenario

    def peak() -> float:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0

    simulate_replication(small_scenario(), 1, engine=engine)
    before = peak()
    scenario = small_scenario(**changes)
    with tempfile.TemporaryDirectory() as folder:
        records = simulate_replication(scenario, 1, engine=engine)
        RunFolder(Path(folder)).write_block(0, records)
    needed = memory_needed(scenario, engine)
    print(json.dumps([peak() - before, needed.replication - PROCESS]))


def main() -> None:
    """Measure each case, and print it beside the estimate."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engine", default="twin", choices=("twin", "simpy"))
    parser.add_argument("--case", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.case:
        play(asked.engine, {**NO_DEMAND, **CASES[asked.case]})
        return
    print(f"{'':44}{'measured':>10}{'estimate':>10}   ({asked.engine})")
    for case in CASES:
        words = [sys.executable, __file__, "--engine", asked.engine, "--case", case]
        done = subprocess.run(words, check=True, capture_output=True, text=True)
        peak, estimate = json.loads(done.stdout)
        print(f"{case:44}{peak / 1e6:7.0f} MB{estimate / 1e6:7.0f} MB{estimate / peak:6.2f}")


if __name__ == "__main__":
    main()
