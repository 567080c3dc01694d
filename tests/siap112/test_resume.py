"""A simulation that was killed or stopped goes on by the same command, to the same tables."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import numpy as np
import pytest

from results.block_files import blocks_there
from results.records import Records
from results.run_folder import OpenedRun, create_run, open_run, read_manifest
from results.run_held import held
from results.table import same
from tests.loadtest.driver.processes import descendants, gone
from tests.siap112.commands import Running, Said, siap112_here
from tests.sim.runs import MANIFEST
from tests.small_scenario import small_scenario_toml

WEEKS = 24
MISSED = 1
FEW = 5
"""Blocks after which a run is killed."""


def region(folder: Path, weeks: int = WEEKS) -> Path:
    text = small_scenario_toml()
    for old, new in (("weeks_at_least = 2", weeks), ("weeks_at_most = 4", weeks)):
        assert old in text
        text = text.replace(old, f"{old.partition(' ')[0]} = {new}")
    file = folder / "kecil.toml"
    file.write_text(text, encoding="utf-8")
    return file


def command(folder: Path, *more: str, out: str | None = "run") -> list[str]:
    file = region(folder)
    # the SimPy model is slow enough to be met in the middle of its work
    words = ["simulate", str(file), "--ranges", "none", "--engine", "simpy", "--lang", "en"]
    return [*words, *(() if out is None else ("--out", out)), *more]


def blocks_of(folder: Path) -> list[int]:
    prefix, behind = blocks_there(folder / "blocks")
    return [*prefix, *behind]


def killed(folder: Path, *more: str) -> Path:
    """Kill a run, with all its workers, when some blocks are there; return its folder."""
    run = folder / "run"
    running = Running(*command(folder, *more), folder=folder)
    try:
        running.wait_for(lambda: len(blocks_of(run)) >= FEW, "blocks")
        if "1" not in more:
            running.wait_for(lambda: len(descendants(running.pid)) >= 3, "workers, and a helper")
        workers = descendants(running.pid)
        os.kill(running.pid, signal.SIGKILL)
        said = running.end()
        gone(workers)
    finally:
        running.kill()
    assert said.code == -signal.SIGKILL
    assert FEW <= len(blocks_of(run)) < WEEKS
    return run


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> OpenedRun:
    """Return a run that nothing disturbed."""
    folder = tmp_path_factory.mktemp("whole")
    said = siap112_here(*command(folder), folder=folder)
    assert said.code == MISSED, said.err
    return open_run(folder / "run")


def alike(a: Records | None, b: Records | None) -> bool:
    assert a is not None and b is not None
    return all(same(table, b.tables()[name]) for name, table in a.tables().items())


def test_a_killed_run_goes_on_and_ends_with_the_same_tables(
    whole: OpenedRun, tmp_path: Path
) -> None:
    run = killed(tmp_path)
    assert read_manifest(run).state == "running"
    before = {
        p.name: (p.stat().st_mtime_ns, p.stat().st_ino) for p in (run / "blocks").glob("*.npz")
    }
    half = (run / "blocks" / "000000.npz").read_bytes()[:1000]
    (run / "blocks" / f"{WEEKS - 1:06d}.npz.4711.part").write_bytes(half)

    again = Running(*command(tmp_path), folder=tmp_path)
    try:
        again.wait_for(lambda: len(blocks_of(run)) >= len(before) + FEW, "more blocks")
        later = {
            p.name: (p.stat().st_mtime_ns, p.stat().st_ino) for p in (run / "blocks").glob("*.npz")
        }
        said = again.end()
    finally:
        again.kill()

    assert said.code == MISSED, said.err
    assert f"{len(before)} weeks are there" in said.err
    assert before.items() <= later.items()  # not one was played again
    opened = open_run(run)
    assert opened.manifest.state == "finished"
    assert alike(opened.records, whole.records)
    assert opened.records is not None
    weeks, calls = np.unique(opened.records.calls["week"], return_counts=True)
    assert weeks.tolist() == list(range(WEEKS))
    assert whole.records is not None
    assert calls.tolist() == np.unique(whole.records.calls["week"], return_counts=True)[1].tolist()
    assert opened.summary == whole.summary
    assert not list((run / "blocks").iterdir())


@pytest.mark.usefixtures("processes_at_once")
def test_the_other_engine_and_other_workers_may_go_on(whole: OpenedRun, tmp_path: Path) -> None:
    run = killed(tmp_path, "--workers", "1")

    said = siap112_here(*command(tmp_path, "--engine", "twin", "--workers", "3"), folder=tmp_path)

    assert said.code == MISSED, said.err
    opened = open_run(run)
    assert opened.manifest.engine == "simpy, twin"
    assert alike(opened.records, whole.records)


def test_after_ctrl_c_the_same_command_goes_on(whole: OpenedRun, tmp_path: Path) -> None:
    """To the letter: it names no folder, and finds the one that it made."""
    words = command(tmp_path, out=None)
    running = Running(*words, folder=tmp_path)

    def blocks() -> list[int]:
        return [block for run in (tmp_path / "runs").glob("*") for block in blocks_of(run)]

    try:
        running.wait_for(lambda: len(blocks()) >= FEW, "blocks")
        said = running.interrupt()
    finally:
        running.kill()
    assert said.code == 130
    assert "The same command goes on from there." in said.err
    (run,) = (tmp_path / "runs").iterdir()
    stopped = open_run(run)
    assert (stopped.manifest.state, stopped.records_from) == ("interrupted", "tables")
    kept = len(blocks_of(run))
    assert kept >= max(FEW, stopped.manifest.weeks)

    said = siap112_here(*words, folder=tmp_path)

    assert said.code == MISSED, said.err
    assert f"Going on with the run in runs/{run.name}: {kept} weeks are there" in said.err
    assert list((tmp_path / "runs").iterdir()) == [run]
    assert alike(open_run(run).records, whole.records)


def test_without_a_folder_only_the_very_same_run_goes_on(tmp_path: Path) -> None:
    killed(tmp_path)
    runs = tmp_path / "runs"
    runs.mkdir()
    broken_off = (tmp_path / "run").rename(runs / "20260101-000000-kecil")
    manifest = json.loads((broken_off / "manifest.json").read_text("utf-8"))
    for region in ("lain", "kecil"):  # later, and nothing of it can be read
        broken = runs / f"20260102-000000-{region}"
        broken.mkdir()
        (broken / "manifest.json").write_text("{", encoding="utf-8")
    there = set(runs.iterdir())

    def begun(*more: str) -> set[Path]:
        """Run a command; return the folders that it added."""
        words = command(tmp_path, "--engine", "twin", "--workers", "1", *more, out=None)
        said = siap112_here(*words, folder=tmp_path)
        assert said.code == MISSED, said.err
        found = set(runs.iterdir()) - there
        there.update(found)
        return found

    assert len(begun("--seed", "2")) == 1
    with held(broken_off):
        assert len(begun()) == 1
    (broken_off / "manifest.json").write_text(json.dumps({**manifest, "source": "loadtest"}))
    assert len(begun()) == 1
    (broken_off / "manifest.json").write_text(json.dumps(manifest))
    assert begun() == set()
    assert read_manifest(broken_off).state == "finished"
    assert len(begun()) == 1


def refused(folder: Path, *more: str) -> Said:
    said = siap112_here(*command(folder, *more), folder=folder)
    assert said.code == 2, said
    assert "Traceback" not in said.err
    return said


def test_a_finished_run_is_not_begun_again(tmp_path: Path) -> None:
    words = command(tmp_path, "--engine", "twin", "--workers", "1")
    assert siap112_here(*words, folder=tmp_path).code == MISSED
    tables = {p.name: p.read_bytes() for p in (tmp_path / "run" / "tables").iterdir()}

    said = refused(tmp_path)

    assert "run: holds a run that is finished" in said.err
    assert "siap112 report run" in said.err
    assert tables == {p.name: p.read_bytes() for p in (tmp_path / "run" / "tables").iterdir()}


def test_what_does_not_agree_is_named_and_the_blocks_stay(tmp_path: Path) -> None:
    run = killed(tmp_path)
    kept = blocks_of(run)

    seed = refused(tmp_path, "--seed", "2")
    setting = refused(tmp_path, "--set", "lines.announcement=6s")
    both = refused(tmp_path, "--seed", "2", "--with", "separuh-staf")
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    (run / "manifest.json").write_text(json.dumps({**manifest, "model": "of old"}))
    model = refused(tmp_path)

    assert "an unfinished run of another seed," in seed.err
    assert "go on with it by its own command (siap112 simulate" in seed.err
    assert "an unfinished run of another scenario, situation or setting," in setting.err
    assert "another scenario, situation or setting and another seed," in both.err
    assert "an unfinished run of another version of siap112 or of numpy" in model.err
    assert "its own command" not in model.err
    assert blocks_of(run) == kept


def test_a_run_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    run = killed(tmp_path)

    with held(run):
        said = refused(tmp_path)

    assert "is being written by another siap112 just now" in said.err


@pytest.mark.parametrize("source", ["ready", "loadtest"])
def test_a_run_with_a_load_test_is_not_taken_up(source: str, tmp_path: Path) -> None:
    from dataclasses import replace

    create_run(tmp_path / "run", replace(MANIFEST, source=source), {})  # type: ignore[arg-type]

    assert "a run with a load test, which cannot be taken up again" in refused(tmp_path).err
