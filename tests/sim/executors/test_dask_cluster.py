"""A Dask cluster plays the same work: nothing is lost, and nothing is counted twice."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import Client

from results.run_folder import RunFolder
from sim.block import BlockTask, OtherModel, play_and_pack
from sim.executors.dask_cluster import ClusterError, DaskCluster
from sim.executors.here import Here
from sim.range_queue import EndToPlay
from sim.ranges import play_ends
from sim.standing import Standing
from tests.loadtest.driver.processes import gone
from tests.siap112.commands import siap112
from tests.sim.executors.local_cluster import local_cluster
from tests.sim.runs import SEED, alike, brief_region, records_of, run_of
from tests.small_scenario import small_scenario_toml

REPLICATIONS = 16
SCENARIO = brief_region(REPLICATIONS, REPLICATIONS)


@pytest.fixture
def cluster() -> Iterator[Any]:
    """Start a cluster of two."""
    with local_cluster(2) as started:
        yield started


def workers_of(cluster: Any) -> dict[str, int]:
    """Return the pid of each worker by its address."""
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        found: dict[str, int] = client.run(os.getpid)
    return found


def test_a_worker_is_killed_half_way_and_the_tables_are_those_of_a_local_run(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected, kept = run_of(tmp_path / "local", SCENARIO, workers=1)
    before = workers_of(cluster)
    victim = min(before.values())
    written: Counter[int] = Counter()
    write_block = RunFolder.write_block

    def counted(folder: RunFolder, block: int, records: Any) -> None:
        written[block] += 1
        write_block(folder, block, records)

    monkeypatch.setattr(RunFolder, "write_block", counted)
    killed_at: list[int] = []

    def kill_half_way(standing: Standing) -> None:
        if not killed_at and REPLICATIONS / 4 <= sum(written.values()) < REPLICATIONS - 4:
            killed_at.append(sum(written.values()))
            os.kill(victim, signal.SIGKILL)
            gone([victim])

    monkeypatch.setattr("sim.standing.EVERY_S", 0.0)
    executor = DaskCluster(cluster.scheduler_address)
    try:
        found, folder = run_of(
            tmp_path / "dask",
            SCENARIO,
            engine="simpy",
            executor=executor,
            progress=kill_half_way,
        )
    finally:
        executor.close()

    assert killed_at and victim not in workers_of(cluster).values()
    assert written == Counter(range(REPLICATIONS))
    assert found.verdicts == expected.verdicts
    assert alike(records_of(folder), records_of(kept))


def test_ends_of_ranges_are_played_there_too(cluster: Any) -> None:
    ends = [EndToPlay(("talk", "high"), brief_region(2, 2, demand__work__talk="4 menit"))]
    executor = DaskCluster(cluster.scheduler_address)
    try:
        there = play_ends(ends, SEED, 2, lambda *_: 0.0, executor=executor)
    finally:
        executor.close()
    here = play_ends(ends, SEED, 2, lambda *_: 0.0, executor=Here())

    numbers = [
        {name: evidence.numerator.tolist() for name, evidence in found.items()}
        for played in (there, here)
        for found in played.evidence.values()
    ]
    assert len(numbers) == 2 and numbers[0] == numbers[1]


def test_the_command_runs_on_a_cluster_and_its_folder_is_written_here(
    cluster: Any, tmp_path: Path
) -> None:
    file = tmp_path / "kecil.toml"
    file.write_text(small_scenario_toml(), encoding="utf-8")
    words = ["simulate", str(file), "--json", "--lang", "en", "--ranges", "none", "-q"]

    there = siap112(*words, "--dask", cluster.scheduler_address, "--out", "there", folder=tmp_path)
    here = siap112(*words, "--out", "here", folder=tmp_path)

    assert there.code == here.code in (1, 3), there.err
    assert there.err == here.err.replace("here", "there")
    assert json.loads(there.out) == json.loads(here.out)
    assert alike(
        records_of(RunFolder(tmp_path / "there")), records_of(RunFolder(tmp_path / "here"))
    )


class OfAnotherVersion:
    """Cannot be read where it is sent."""

    def __reduce__(self) -> tuple[Any, ...]:
        return getattr, ("no module", "of this version")


def fail() -> None:
    raise ArithmeticError("in the work")


def test_work_that_cannot_be_read_there_is_said_and_an_error_in_it_is_passed_on(
    cluster: Any,
) -> None:
    executor = DaskCluster(cluster.scheduler_address)
    try:
        with pytest.raises(ClusterError, match="siap112"):
            executor.submit(str, OfAnotherVersion()).result()
        with pytest.raises(ArithmeticError, match="in the work"):
            executor.submit(fail).result()
    finally:
        executor.close()


def test_a_cluster_without_workers_is_given_up(tmp_path: Path) -> None:
    with local_cluster(0) as empty:
        executor = DaskCluster(empty.scheduler_address, nobody_s=0.0)
        try:
            with pytest.raises(ClusterError, match=r"tidak punya pekerja|has no workers"):
                run_of(tmp_path / "run", SCENARIO, executor=executor)
        finally:
            executor.close()


def test_a_scheduler_that_goes_away_is_said_and_blocks_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # told at each block, or all of them could be there before anybody is told of two
    monkeypatch.setattr("sim.standing.EVERY_S", 0.0)
    away = threading.Event()
    with local_cluster(1) as started:
        executor = DaskCluster(started.scheduler_address)

        def leave(standing: Standing) -> None:
            if standing.weeks >= 2 and not away.is_set():
                away.set()
                started.close()

        try:
            with pytest.raises(ClusterError, match=r"scheduler"):
                run_of(
                    tmp_path / "run", SCENARIO, engine="simpy", executor=executor, progress=leave
                )
        finally:
            executor.close()

    _expected, kept = run_of(tmp_path / "local", SCENARIO, workers=1)
    assert len(list((tmp_path / "run" / "blocks").glob("*.npz"))) >= 2
    _found, folder = run_of(tmp_path / "run", SCENARIO, workers=1)
    assert alike(records_of(folder), records_of(kept))


@pytest.mark.parametrize("address", ["127.0.0.1:9", "nonsense://x", "localhost"])
def test_an_address_where_nobody_answers_is_bad_input(address: str, tmp_path: Path) -> None:
    said = siap112(
        "simulate", "bontang", "--dask", address, "--out", "run", "--lang", "en", folder=tmp_path
    )

    assert said.code == 2
    assert f"--dask {address}: no scheduler answers there" in said.err
    assert "Traceback" not in said.err
    assert not (tmp_path / "run").exists()


def test_a_worker_of_another_version_does_not_play() -> None:
    with pytest.raises(OtherModel, match=r"numpy"):
        play_and_pack(BlockTask(SCENARIO, SEED), "another", 0)
