"""Whole runs of a small region, and whether two left the same tables."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from results.manifest import Manifest
from results.precision.asked import PrecisionAsked
from results.records import Records
from results.run_folder import RunFolder, create_run, open_run
from results.table import same
from scenarios.schema.scenario import Scenario
from sim.executors.executor import Executor
from sim.executors.local import local_executor
from sim.replications import Simulated, simulate
from tests.small_scenario import small_scenario

SEED = 11
MANIFEST = Manifest(
    region="kecil",
    scenario="kecil",
    scenario_hash="abc",
    source="sim",
    start="2026-03-02T00:00:00+08:00",
    zone="Asia/Makassar",
    seed=SEED,
    engine="twin",
)


def brief_region(least: int = 2, most: int = 8, **changes: Any) -> Scenario:
    """Return a region whose replications last two days each, and count as a week each."""
    run = {
        "start_day": "Mon",
        "length": "2 hari",
        "weeks_at_least": least,
        "weeks_at_most": most,
    }
    return small_scenario(run=run, **changes)


def run_of(
    folder: Path,
    scenario: Scenario,
    *,
    workers: int = 1,
    executor: Executor | None = None,
    precision: Sequence[PrecisionAsked] = (),
    **how: Any,
) -> tuple[Simulated, RunFolder]:
    """Simulate into a new folder, or one that holds blocks; by an executor, or by workers."""
    there = RunFolder(folder)
    if not folder.exists():
        there = create_run(folder, MANIFEST, {})
    if executor is not None:
        return simulate(scenario, SEED, there, executor=executor, precision=precision, **how), there
    with closing(local_executor(workers)) as own:
        return simulate(scenario, SEED, there, executor=own, precision=precision, **how), there


def records_of(folder: RunFolder) -> Records:
    found = open_run(folder.path).records
    assert found is not None
    return found


def alike(a: Records, b: Records) -> bool:
    """Tell whether all columns of all tables are the same, value for value."""
    return all(same(table, b.tables()[name]) for name, table in a.tables().items())
