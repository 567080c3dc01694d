"""Many replications, on both cores, until the targets are decided or the cap is reached."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from results.measures.evidence import Evidence, join_evidence
from results.records import Records
from results.run_folder import RunFolder
from results.verdict.looks import Looks
from results.verdict.target_verdict import TargetVerdict
from results.verdict.targets import judge_simulation, more_weeks_wanted, simulated_evidence
from scenarios.duty import shift_of_hour
from scenarios.latencies import Latencies
from scenarios.run_clock import run_clock
from scenarios.schema.scenario import Scenario
from scenarios.territory import territory
from scenarios.text import current_language, set_language
from sim.engine import Engine
from sim.simulate import simulate_replication

Progress = Callable[["Standing"], None]


@dataclass(frozen=True)
class Standing:
    """How far a simulation is.

    Parameters
    ----------
    weeks, weeks_next, weeks_at_most : int
        Weeks of evidence at hand, at the next look, and at the cap.
    undecided : tuple of str
        Targets that the last look left open; all before the first look.
    """

    weeks: int
    weeks_next: int
    weeks_at_most: int
    undecided: tuple[str, ...]


@dataclass(frozen=True)
class Simulated:
    """What the replications showed.

    Parameters
    ----------
    evidence, verdicts : by target, of the complete prefix of weeks
    weeks : int
        Complete weeks of evidence.
    interrupted : bool
        The user stopped it; what was finished is there.
    """

    evidence: Mapping[str, Evidence]
    verdicts: Mapping[str, TargetVerdict]
    weeks: int
    interrupted: bool = False


def simulate(
    scenario: Scenario,
    seed: int,
    folder: RunFolder,
    *,
    latencies: Latencies | None = None,
    engine: Engine = "twin",
    workers: int = 2,
    progress: Progress | None = None,
) -> Simulated:
    """Play weeks by doubling until every simulated target is decided, or the cap is reached.

    Looks are at complete prefixes of weeks in the order of their index, so neither the number
    of workers nor their speed changes the result.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    folder : RunFolder
        Each finished replication is written there as a block.
    latencies : Latencies, optional
        Measured ones, instead of the scenario's.
    engine : Engine
        Both give the same tables.
    workers : int
        Processes; 1 plays in this one.
    progress : callable, optional
        Told how far it is, after each replication and look.

    Returns
    -------
    Simulated
    """
    looks = Looks.of(scenario.run)
    block = run_clock(scenario.run).weeks
    blocks: dict[int, dict[str, Evidence]] = {}
    verdicts: dict[str, TargetVerdict] = {}
    open_targets = tuple(n for n, t in scenario.targets.items() if t.evidence != "load_test")

    def tell(look: int) -> None:
        if progress is not None:
            weeks = looks.weeks[min(look, len(looks) - 1)]
            progress(
                Standing(_prefix(blocks) * block, weeks, scenario.run.weeks_at_most, open_targets)
            )

    pool = _Pool(scenario, seed, folder.path, latencies, engine, workers)
    try:
        for look, weeks in enumerate(looks.weeks, start=1):
            tell(look - 1)
            wanted = range(len(blocks), weeks // block)
            for replication, found in pool.play(wanted):
                blocks[replication] = found
                tell(look - 1)
            verdicts = judge_simulation(
                scenario, _joined(blocks, len(blocks)), look=look, looks=len(looks)
            )
            open_targets = tuple(n for n, v in verdicts.items() if v.outcome == "inconclusive")
            tell(look)
            if not more_weeks_wanted(verdicts):
                break
    except KeyboardInterrupt:
        pool.close()
        blocks.update(pool.finished())  # those too that came to their end meanwhile
        complete = _prefix(blocks)
        evidence = _joined(blocks, complete)
        return Simulated(
            evidence,
            judge_simulation(scenario, evidence, look=len(looks), looks=len(looks)),
            complete * block,
            interrupted=True,
        )
    finally:
        pool.close()
    return Simulated(_joined(blocks, len(blocks)), verdicts, len(blocks) * block)


def _prefix(blocks: Mapping[int, object]) -> int:
    """Return how many replications are complete from the first on."""
    count = 0
    while count in blocks:
        count += 1
    return count


def _joined(blocks: Mapping[int, dict[str, Evidence]], count: int) -> dict[str, Evidence]:
    if count == 0:
        return {}
    return {name: join_evidence([blocks[r][name] for r in range(count)]) for name in blocks[0]}


def evidence_of(scenario: Scenario, records: Records, replication: int) -> dict[str, Evidence]:
    """Return what one replication says about each simulated target."""
    weeks = run_clock(scenario.run).weeks
    land = territory(scenario.place)
    return simulated_evidence(
        scenario,
        records,
        weeks=range(replication * weeks, (replication + 1) * weeks),
        kecamatan=[c for c, w in zip(land.codes, land.weights, strict=True) if w > 0],
        shift_of_hour=shift_of_hour(scenario.call_takers.staffing),
    )


def play_block(
    scenario: Scenario,
    seed: int,
    folder: Path,
    latencies: Latencies | None,
    engine: Engine,
    replication: int,
) -> dict[str, Evidence]:
    """Play one replication, write its block, and return what it says about the targets."""
    records = simulate_replication(scenario, seed, replication, latencies=latencies, engine=engine)
    RunFolder(folder).write_block(replication, records)
    return evidence_of(scenario, records, replication)


class _Pool:
    """Worker processes, or none."""

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        folder: Path,
        latencies: Latencies | None,
        engine: Engine,
        workers: int,
    ) -> None:
        self._task = (scenario, seed, folder, latencies, engine)
        self._pool = (
            ProcessPoolExecutor(
                workers,
                # a forked child would inherit the threads and sockets of its parent
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin_worker,
                initargs=(current_language(),),
            )
            if workers > 1
            else None
        )
        self._waiting: dict[Future[dict[str, Evidence]], int] = {}

    def play(self, replications: range) -> Iterator[tuple[int, dict[str, Evidence]]]:
        """Play replications; yield (replication, evidence) as they finish."""
        if self._pool is None:
            for replication in replications:
                yield replication, play_block(*self._task, replication)
            return
        self._waiting = {self._pool.submit(play_block, *self._task, r): r for r in replications}
        for future in as_completed(self._waiting):
            yield self._waiting[future], future.result()

    def finished(self) -> dict[int, dict[str, Evidence]]:
        """Return what the replications of the last `play` say that have come to their end."""
        return {
            replication: future.result()
            for future, replication in self._waiting.items()
            if future.done() and not future.cancelled() and future.exception() is None
        }

    def close(self) -> None:
        """End the workers; what they have not begun is dropped."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)


def _begin_worker(language: str) -> None:
    import os
    import signal

    set_language(language)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(5)  # a load test that runs beside us is measured; we are not
