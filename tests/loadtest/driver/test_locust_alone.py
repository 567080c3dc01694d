"""Locust by itself, as those use it who know it: without a page, with its page, in one process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from loadtest.deployment.up import start
from loadtest.order import Order, make_play, reference_spec
from loadtest.process import locustfile
from results.run_folder import open_run
from tests.loadtest.driver.brisk import brisk, brisk_file
from tests.loadtest.driver.playing import SPEED, answered
from tests.loadtest.driver.processes import ROOT, descendants, gone
from tests.siap112.commands import siap112

OPTIONS = ("--calls", "4", "--speed", str(SPEED), "--gap", "2s", "--out", "run")


@contextmanager
def locust(*options: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Start Locust in a folder."""
    child = subprocess.Popen(
        [sys.executable, "-m", "locust", "-f", str(locustfile()), *options],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SIAP112_LANG": "en"},
    )
    try:
        yield child
    finally:
        if child.poll() is None:
            child.kill()
        child.communicate()


def quick(folder: Path) -> Path:
    return brisk_file(
        folder,
        call_takers__staffing={"people": 6},
        callers__patience="60s",
        callers__redial=None,
    )


def test_without_a_page_it_starts_a_deployment_plays_and_leaves_a_run_folder(
    tmp_path: Path,
) -> None:
    words = ("--headless", "-u", "1", "-r", "1", "--region", str(quick(tmp_path)), *OPTIONS)

    with locust(*words, folder=tmp_path) as child:
        out, _ = child.communicate(timeout=90)

    assert child.returncode == 0, out
    assert "Run folder: run" in out
    assert "POST /api/calls/claim" in out, "Locust's own statistics"
    run = open_run(tmp_path / "run")
    assert run.manifest.state == "finished" and run.manifest.source == "loadtest"
    assert run.records_from == "tables"
    assert run.records is not None and answered(run.records) >= 3
    said = siap112("report", "run", folder=tmp_path)
    assert said.code == 0, said
    assert (tmp_path / "run" / "report.html").is_file()


def test_with_its_page_against_a_deployment_that_is_up_and_stopped_half_way(
    tmp_path: Path,
) -> None:
    loaded = brisk(tmp_path)
    play = make_play(loaded.scenario, Order(1, 60, SPEED, None, "up"))
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    words = ("--web-port", str(port))

    with (
        start(reference_spec(loaded.scenario, play, tmp_path / "up")) as up,
        locust(*words, folder=tmp_path) as child,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as page,
    ):
        _until(lambda: _answers(page), "the page")
        with pytest.raises(
            ConnectionRefusedError
        ):  # it would answer there if it were for everybody
            socket.create_connection(("127.0.0.2", port), timeout=5).close()
        form = {
            "user_count": "1",
            "spawn_rate": "1",
            "region": str(tmp_path / "lincah.toml"),
            "deployment": str(up.profile_path),
            "calls": "40",
            "speed": str(SPEED),
            "gap": "6s",
            "seed": "1",
            "out": "run",
        }
        answer = page.post("/swarm", data=form)
        assert answer.status_code == 200 and answer.json()["success"], answer.text
        _until(lambda: _requests(page, "set-up") >= 3, "calls in Locust's statistics")

        stopped = page.post("/stop")
        if stopped.status_code == 405:  # as Locust had it before
            stopped = page.get("/stop")
        assert stopped.status_code == 200

        _until(lambda: _state(tmp_path / "run") == "interrupted", "the end of the run")
        assert _answers(page), "the page stays"
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=30)
    run = open_run(tmp_path / "run")
    assert run.records is not None and 0 < answered(run.records) < 40


@pytest.mark.parametrize("words", [("--master",), ("--worker",), ("--processes", "2")])
def test_several_processes_are_refused_clearly(tmp_path: Path, words: tuple[str, ...]) -> None:
    with locust("--headless", *words, folder=tmp_path) as child:
        children = descendants(child.pid)
        out, _ = child.communicate(timeout=30)

    assert child.returncode == 2
    assert out.strip().splitlines()[-1].startswith("siap112 plays in one process")
    gone(children)


def test_what_cannot_be_played_ends_it_with_a_message(tmp_path: Path) -> None:
    words = ("--headless", "-u", "1", "--region", "surabay")

    with locust(*words, folder=tmp_path) as child:
        out, _ = child.communicate(timeout=30)

    assert child.returncode == 2
    assert "did you mean surabaya?" in out
    assert "Traceback" not in out


def _until(true: Callable[[], bool], what: str) -> None:
    tick = threading.Event()
    for _ in range(900):
        if true():
            return
        tick.wait(0.05)
    raise AssertionError(f"never: {what}")


def _answers(page: httpx.Client) -> bool:
    try:
        return page.get("/").status_code == 200
    except httpx.TransportError:
        return False


def _requests(page: httpx.Client, name: str) -> int:
    stats = page.get("/stats/requests").json()["stats"]
    return sum(int(row["num_requests"]) for row in stats if row["name"] == name)


def _state(folder: Path) -> str:
    return open_run(folder).manifest.state if (folder / "manifest.json").is_file() else ""


@pytest.mark.parametrize(("option", "word"), [("--seed", "-1"), ("--calls", "0"), ("--seed", "x")])
def test_a_number_that_does_not_fit_is_refused_before_anything_begins(
    tmp_path: Path, option: str, word: str
) -> None:
    with locust("--headless", option, word, folder=tmp_path) as child:
        out, _ = child.communicate(timeout=90)

    assert child.returncode == 2
    assert f"{option}: '{word}' does not fit; write a whole number from" in out
    assert "Traceback" not in out and list(tmp_path.iterdir()) == []
