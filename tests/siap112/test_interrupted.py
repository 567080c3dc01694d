"""Ctrl-C: what is finished is kept and said, the report is written, nothing is left running."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from results.row_log import read_log
from results.run_folder import open_run
from siap112 import main
from tests.loadtest.driver.brisk import brisk_file
from tests.loadtest.driver.playing import answered
from tests.loadtest.driver.processes import descendants
from tests.siap112.commands import Running, siap112
from tests.small_scenario import small_scenario_toml


def test_during_the_load_test(tmp_path: Path) -> None:
    file = brisk_file(tmp_path)
    command = Running(
        "ready", str(file), "--speed", "14", "--gap", "6s", "--out", "run", "--lang", "en",
        folder=tmp_path,
    )  # fmt: skip
    log = tmp_path / "run" / "loadtest" / "log" / "loadtest.jsonl"
    try:
        command.wait_for(lambda: log.is_file() and answered(read_log(log)[0]) >= 3, "calls")
        said = command.interrupt()
    finally:
        command.kill()

    assert said.code == 130, said
    assert "Traceback" not in said.err
    assert "Interrupted: what was finished until then is kept in the run folder." in said.err
    run, part = open_run(tmp_path / "run"), open_run(tmp_path / "run" / "loadtest")
    assert (run.manifest.state, part.manifest.state) == ("interrupted", "interrupted")
    assert part.records_from == "tables"
    assert part.records is not None and answered(part.records) >= 3
    assert "Ctrl-C" in run.manifest.note
    assert run.summary is not None
    outcomes = {target["outcome"] for target in run.summary["targets"]}
    assert outcomes == {"inconclusive"}
    assert run.summary["load_test"]["state"] == "interrupted"
    assert json.loads((tmp_path / "run" / "pairing.json").read_text()) == []
    page = (tmp_path / "run" / "report.html").read_text("utf-8")
    assert "Ctrl-C" in page


def many_weeks(folder: Path) -> Path:
    """Return a scenario that takes long enough for other processes to be started."""
    file = folder / "kecil.toml"
    text = small_scenario_toml().replace("weeks_at_least = 2", "weeks_at_least = 2000")
    file.write_text(text.replace("weeks_at_most = 4", "weeks_at_most = 2000"))
    return file


def test_during_the_simulation(tmp_path: Path) -> None:
    file = many_weeks(tmp_path)
    command = Running("simulate", str(file), "--out", "run", "--lang", "en", folder=tmp_path)
    blocks = tmp_path / "run" / "blocks"
    try:
        command.wait_for(lambda: len(list(blocks.glob("*.npz"))) >= 4, "blocks")
        command.wait_for(lambda: len(descendants(command.pid)) >= 3, "workers, and a helper")
        said = command.interrupt()
    finally:
        command.kill()

    assert said.code == 130, said
    assert "Traceback" not in said.err
    assert "Interrupted" in said.err
    run = open_run(tmp_path / "run")
    assert run.manifest.state == "interrupted"
    assert run.records_from == "tables"
    assert 4 <= run.manifest.weeks < 2000
    assert run.records is not None
    assert set(run.records.calls["week"].tolist()) == set(range(run.manifest.weeks))
    assert (tmp_path / "run" / "report.html").is_file()


class Pressed:
    """A Ctrl-C while the commands are read in."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "siap112.app":
            raise KeyboardInterrupt


def test_before_a_command_is_known(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "siap112.app", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Pressed(), *sys.meta_path])

    assert main.run(["regions", "--lang", "en"]) == 130
    assert capsys.readouterr().err.strip() == "Interrupted."


def test_where_nothing_is_finished_yet_it_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)

    def pressed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("siap112.simulation.compile_twin", pressed)

    assert main.run(["simulate", "bontang", "--lang", "en"]) == 130
    assert capsys.readouterr().err.strip().endswith("Interrupted.")


def test_at_a_terminal_while_the_workers_start(tmp_path: Path) -> None:
    file = many_weeks(tmp_path)
    command = Running("simulate", str(file), "--out", "run", "--lang", "en", folder=tmp_path)
    try:
        command.wait_for(lambda: len(descendants(command.pid)) >= 2, "a worker")
        said = command.interrupt_all()
    finally:
        command.kill()

    assert said.code == 130, said
    assert "Traceback" not in said.err, said.err
    assert "Interrupted" in said.err


def test_while_the_reference_deployment_is_up(tmp_path: Path) -> None:
    file = brisk_file(tmp_path)
    command = Running("deployment", "up", str(file), "--folder", "up", folder=tmp_path)
    profile = tmp_path / "up" / "profile.toml"
    try:
        command.wait_for(profile.is_file, "profile")
        said = command.interrupt()
    finally:
        command.kill()

    assert said.code == 130, said
    assert "Traceback" not in said.err


@pytest.mark.slow
def test_a_run_that_was_killed_can_still_be_reported(tmp_path: Path) -> None:
    file = brisk_file(tmp_path)
    command = Running("loadtest", str(file), "--speed", "14", "--out", "run", folder=tmp_path)
    log = tmp_path / "run" / "loadtest" / "log" / "loadtest.jsonl"
    try:
        command.wait_for(lambda: log.is_file() and answered(read_log(log)[0]) >= 2, "calls")
    finally:
        command.kill()

    said = siap112("report", "run", "--lang", "en", folder=tmp_path)

    assert said.code == 0, said
    assert (tmp_path / "run" / "report.html").is_file()
