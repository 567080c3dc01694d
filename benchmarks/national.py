"""All 509 drafts: written, loaded, checked, and simulated for 4 weeks, 5 times each.

python -m benchmarks.national               # all centres, on two cores
python -m benchmarks.national --every 20    # each twentieth
python -m benchmarks.national --csv FILE    # and a row for each region
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from results.measures.evidence import Evidence
from results.measures.question import MeasureQuestion
from results.measures.tally import tally
from scenarios.drafts.centres import centres, file_name, full_name
from scenarios.drafts.region_draft import draft_region
from scenarios.drafts.write import draft_toml
from scenarios.duty import shift_of_hour
from scenarios.geography import Region
from scenarios.loading import load_scenario
from scenarios.schema.base import WEEK_S
from sim.simulate import simulate_replication
from sim.twin.compiled import compile_now

WEEKS, REPLICATIONS = 4, 5
ANSWERED = MeasureQuestion("service_level", "within", 10.0, short_s=5.0, by="shift")
FIRE = MeasureQuestion("response_time", "mean", agency="damkar", start="connected", end="on_scene")
SIZES = (0, 100_000, 300_000, 1_000_000, 3_000_000)
"""People from which a region is counted to the next size."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """What a draft came to.

    Parameters
    ----------
    within, worst_shift : float
        Share of calls answered within 10 s, in all and in the worst shift.
    fire_s : float
        Mean time from the connection to the first engine on scene, s.
    writing_s, playing_s : float
        Real time for writing, loading and checking, and for the simulation.
    memory_mib : float
        The most that the process ever held.
    """

    code: str
    name: str
    people: int
    calls_per_day: float
    within: float
    worst_shift: float
    fire_s: float
    staff: str
    writing_s: float
    playing_s: float
    memory_mib: float


def play_draft(region: Region, seed: int) -> Row:
    """Write, load and simulate one draft."""
    began_s = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{file_name(region)}.toml"
        file.write_text(draft_toml(draft_region(region)), encoding="utf-8")
        loaded = load_scenario(file)
    run = loaded.scenario.run.model_copy(update={"length": WEEKS * WEEK_S})
    scenario = loaded.scenario.model_copy(update={"run": run})
    shifts = scenario.call_takers.staffing.shifts or {}
    loaded_s = time.perf_counter()
    of_hour = shift_of_hour(scenario.call_takers.staffing)
    answered, fires, calls = [], [], 0
    for replication in range(REPLICATIONS):
        records = simulate_replication(scenario, seed, replication)
        calls += len(records.calls)
        answered.append(tally(records, ANSWERED, cells=tuple(shifts), shift_of_hour=of_hour))
        fires.append(tally(records, FIRE))
    timely, connected = sums(answered)
    fire_s, engines = sums(fires)
    return Row(
        region.code,
        full_name(region),
        region.population,
        calls / (REPLICATIONS * WEEKS * 7),
        float(timely.sum() / max(connected.sum(), 1)),
        float(np.min(timely / np.maximum(connected, 1))),
        float(fire_s.sum() / max(engines.sum(), 1)),
        "/".join(str(shift.people) for shift in shifts.values()),
        loaded_s - began_s,
        time.perf_counter() - loaded_s,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def sums(found: Sequence[Evidence]) -> tuple[Floats, Floats]:
    """Return numerators and denominators by cell, over all weeks and replications."""
    return (
        np.sum([each.numerator.sum(axis=0) for each in found], axis=0),
        np.sum([each.denominator.sum(axis=0) for each in found], axis=0),
    )


def main() -> int:
    """Play all drafts, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--every", type=int, default=1, help="each so-manieth region alone")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--csv", type=Path, help="file for a row of each region")
    asked = parser.parse_args()
    wanted = sorted(centres(), key=lambda r: -r.population)[:: asked.every]
    compile_now()
    began_s = time.perf_counter()
    rows = []
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(asked.workers, mp_context=context) as pool:
        for row in pool.map(play_draft, wanted, [asked.seed] * len(wanted), chunksize=4):
            rows.append(row)
            if sys.stderr.isatty():
                print(f"\r{len(rows)} of {len(wanted)}", end="", file=sys.stderr)
    whole_s = time.perf_counter() - began_s
    tell(rows, whole_s, asked.workers)
    if asked.csv is not None:
        with asked.csv.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(asdict(rows[0])))
            writer.writeheader()
            writer.writerows(asdict(row) for row in rows)
    return 0


def tell(rows: list[Row], whole_s: float, workers: int) -> None:
    """Print time and memory, and a table by the regions' size."""
    weeks = len(rows) * WEEKS * REPLICATIONS
    calls = sum(row.calls_per_day for row in rows) * 7 * WEEKS * REPLICATIONS
    print(f"{len(rows)} drafts, {weeks} weeks, {calls:,.0f} calls")
    print(f"time    {whole_s:.0f} s on {workers} processes")
    print(f"        {sum(r.writing_s for r in rows):.0f} s of processor for writing and loading,")
    print(f"        {sum(r.playing_s for r in rows):.0f} s for the simulation")
    print(f"memory  {max(r.memory_mib for r in rows):.0f} MiB at most in one process")
    print()
    print(
        f"{'people':<22}{'regions':>8}{'calls a day':>16}{'within 10 s':>20}"
        f"{'fire engine':>14}  staff"
    )
    for low, high in zip(SIZES, (*SIZES[1:], float("inf")), strict=True):
        of_size = [row for row in rows if low <= row.people < high]
        if not of_size:
            continue
        size = f"{low:,} to {high:,.0f}" if high < float("inf") else f"{low:,} and more"
        calls_a_day = [row.calls_per_day for row in of_size]
        span = f"{min(calls_a_day):.0f} to {max(calls_a_day):.0f}"
        within = [100 * row.within for row in of_size]
        share = f"{min(within):.1f} to {max(within):.1f} %"
        fire = f"{median(row.fire_s for row in of_size) / 60:.0f} min"
        staff = sorted({row.staff for row in of_size})
        print(f"{size:<22}{len(of_size):>8}{span:>16}{share:>20}{fire:>14}  {', '.join(staff)}")
    worst = sorted(rows, key=lambda row: row.worst_shift)[:3]
    print()
    for row in worst:
        print(f"worst shift: {row.name}, {100 * row.worst_shift:.1f} % with {row.staff}")


if __name__ == "__main__":
    sys.exit(main())
