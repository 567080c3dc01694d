"""Run the command line as people do, in a process of its own, or in this one, which is quicker."""

from __future__ import annotations

import contextlib
import contextvars
import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from siap112.main import run
from tests.loadtest.driver.processes import ROOT, descendants, gone

WITHIN_S = 300.0
"""s; a command that takes longer hangs, also on a machine that does much else."""


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


class Running:
    """A command under way.

    Parameters
    ----------
    *words : str
        What stands behind `siap112`.
    folder : Path
        Its current folder.
    """

    def __init__(self, *words: str, folder: Path) -> None:
        before = os.environ.get("PYTHONPATH")
        self._child = subprocess.Popen(
            [sys.executable, "-m", "siap112", *words],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            env={
                **os.environ,
                "PYTHONPATH": f"{ROOT}{os.pathsep}{before}" if before else str(ROOT),
            },
        )

    @property
    def pid(self) -> int:
        return self._child.pid

    def wait_for(self, true: Callable[[], bool], what: str) -> None:
        """Wait until something is so, while the command goes on."""
        tick = threading.Event()
        for _ in range(int(WITHIN_S / 0.05)):
            if true():
                return
            if self._child.poll() is not None:
                raise AssertionError(f"ended before {what}: {self._child.communicate()}")
            tick.wait(0.05)
        raise AssertionError(f"never: {what}")

    def interrupt(self) -> Said:
        """Press Ctrl-C, and see that nothing is left running."""
        children = descendants(self.pid)
        self._child.send_signal(signal.SIGINT)
        said = self.end()
        gone(children)
        return said

    def interrupt_all(self) -> Said:
        """Press Ctrl-C at a terminal, which sends it to the command and to all that it began."""
        children = descendants(self.pid)
        for pid in (*children, self.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
        said = self.end()
        gone(children)
        return said

    def end(self) -> Said:
        """Wait for the end."""
        out, err = self._child.communicate(timeout=WITHIN_S)
        return Said(self._child.returncode, out, err)

    def kill(self) -> None:
        """End it, if a test failed before it did."""
        if self._child.poll() is None:
            self._child.kill()
            self._child.communicate()


def siap112_here(*words: str, folder: Path) -> Said:
    """Run a command to its end in this process, which has imported already what it needs."""
    out, err = io.StringIO(), io.StringIO()
    language = contextvars.copy_context()
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = language.run(run, words)
    return Said(code, out.getvalue(), err.getvalue())


def siap112(*words: str, folder: Path) -> Said:
    """Run a command to its end in a process of its own."""
    running = Running(*words, folder=folder)
    try:
        return running.end()
    finally:
        running.kill()
