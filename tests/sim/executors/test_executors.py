"""Executors: each does every piece once, and hands out no more than keeps it busy."""

from __future__ import annotations

import multiprocessing
import operator
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import Future
from multiprocessing.popen_forkserver import Popen
from pathlib import Path
from typing import Any

import pytest

from scenarios.text import in_language
from sim.executors.as_needed import AsNeeded
from sim.executors.executor import Executor, WorkerLost, in_any_order
from sim.executors.here import Here
from sim.executors.local import local_executor
from sim.executors.processes import Processes

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("workers", [1, 2])
def test_every_piece_is_done_once(workers: int) -> None:
    executor = local_executor(workers)
    waiting: dict[Future[int], int] = {}
    try:
        done = list(
            in_any_order(
                executor, lambda n: executor.submit(operator.mul, n, n), range(20), waiting
            )
        )
    finally:
        executor.close()

    assert sorted(done) == [(n, n * n) for n in range(20)]
    assert waiting == {}


def test_one_worker_is_this_process() -> None:
    assert Here().submit(os.getpid).result() == os.getpid()


def test_short_work_is_done_here_whatever_the_number_of_workers() -> None:
    executor = local_executor(2)
    try:
        assert executor.at_once == 1
        assert executor.submit(os.getpid).result() == os.getpid()
        assert multiprocessing.active_children() == []
    finally:
        executor.close()


def test_once_it_took_long_work_goes_to_others() -> None:
    executor = AsNeeded(2, here_s=1e-9)
    try:
        assert executor.submit(os.getpid).result() == os.getpid()
        assert executor.at_once == 3
        assert executor.submit(os.getpid).result() != os.getpid()
    finally:
        executor.close()

    assert multiprocessing.active_children() == []


def test_after_settling_the_same_workers_are_there() -> None:
    executor = AsNeeded(1, here_s=0)
    try:
        pieces = [executor.submit(os.getpid) for _ in range(9)]
        executor.settle()
        assert all(piece.done() for piece in pieces)
        assert executor.submit(os.getpid).result() == pieces[0].result() != os.getpid()
    finally:
        executor.close()


def test_several_workers_are_others() -> None:
    executor = Processes(2)
    try:
        assert executor.submit(os.getpid).result() != os.getpid()
    finally:
        executor.close()


def test_a_ctrl_c_while_a_worker_starts_waits_until_the_worker_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[int] = []
    launch = Popen._launch

    def launch_and_press(self: Any, process: Any) -> None:
        launch(self, process)
        begun.append(self.pid)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(Popen, "_launch", launch_and_press)
    executor = Processes(2)
    try:
        with pytest.raises(KeyboardInterrupt):
            executor.submit(os.getpid)
        assert begun
        assert {child.pid for child in multiprocessing.active_children()} >= set(begun)
    finally:
        executor.close()

    assert not {child.pid for child in multiprocessing.active_children()} & set(begun)
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def blocked() -> bool:
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])


DEAF = """
from sim.executors.processes import Processes
from tests.sim.executors.test_executors import blocked

executor = Processes(1)
print(executor.submit(blocked).result())
executor.close()
"""


def test_a_worker_is_born_deaf_to_a_ctrl_c() -> None:
    first_of_its_process = subprocess.run(
        [sys.executable, "-c", DEAF], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert first_of_its_process.stdout == "True\n"


STOPPED = """
import os, signal, threading, time
from sim.executors.processes import Processes

executor = Processes(1)
piece = executor.submit(time.sleep, 600)
tick = threading.Event()
while not piece.running():
    tick.wait(0.01)
threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    executor.close()
except KeyboardInterrupt:
    print("stopped")
"""


def test_a_ctrl_c_while_workers_are_waited_for_ends_them() -> None:
    stopped = subprocess.run(
        [sys.executable, "-c", STOPPED],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert (stopped.returncode, stopped.stdout) == (0, "stopped\n"), stopped.stderr


def test_a_piece_can_be_handed_out_by_another_thread() -> None:
    executor = Processes(1)
    found: list[int] = []
    thread = threading.Thread(
        target=lambda: found.append(executor.submit(operator.neg, 7).result())
    )
    try:
        thread.start()
        thread.join()
    finally:
        executor.close()

    assert found == [-7]


class Slow(Here):
    """Does nothing until it is told."""

    at_once = 3

    def __init__(self) -> None:
        self.handed_out: list[Future[Any]] = []

    def submit(self, work: Any, *given: Any) -> Future[Any]:
        self.handed_out.append(Future())
        return self.handed_out[-1]


def test_no_more_is_handed_out_than_is_wanted_at_one_time() -> None:
    executor = Slow()
    most: list[int] = []
    waiting: dict[Future[int], int] = {}

    def hand_out(number: int) -> Future[int]:
        future = executor.submit(operator.neg, number)
        most.append(len(waiting) + 1)
        if len(executor.handed_out) >= executor.at_once:
            executor.handed_out[number - 2].set_result(-number)
        return future

    pieces = in_any_order(executor, hand_out, range(9), waiting)
    for _ in range(7):
        next(pieces)

    assert max(most) == executor.at_once
    assert len(waiting) == 2


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_is_killed_is_said_with_what_to_do() -> None:
    executor = Processes(2)
    try:
        with in_language("en"), pytest.raises(WorkerLost, match="fewer --workers"):
            list(in_any_order(executor, lambda _: executor.submit(die), [1], {}))
    finally:
        executor.close()


def interrupt() -> None:
    raise KeyboardInterrupt


def test_what_is_under_way_is_known_when_it_is_broken_off() -> None:
    executor: Executor = Here()
    waiting: dict[Future[None], int] = {}
    with pytest.raises(KeyboardInterrupt):
        list(in_any_order(executor, lambda _: executor.submit(interrupt), [1, 2], waiting))

    assert waiting == {}
