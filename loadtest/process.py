"""Start the load test in a process of its own, follow it, and read how it went."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import replace
from pathlib import Path
from typing import Any

import loadtest
from loadtest.child_environment import child_environment
from loadtest.deployment.up import DeploymentError
from loadtest.driver_report import DriverReport
from results.verdict.reason import Reason
from scenarios.text import N_

REPORT_FILE = "driver.json"
LOG_FILE = "locust.log"
SIGN = "siap112:"
"""Begins the lines on standard output that are meant for whoever started the process."""
STOP_WITHIN_S = 15.0

Progress = Callable[[Mapping[str, Any]], None]
"""Told what the process says of itself: {"callers_done", "callers", "run_s"} or {"calls_done"}."""
Begin = Callable[[float], None]
"""Told when run time 0 of the play is, as seconds of the Unix epoch; a moment before it."""


def locustfile() -> Path:
    """Return the path of the locustfile."""
    return Path(loadtest.__file__).with_name("locustfile.py")


class LoadTestProcess:
    """A load test in a process of its own; it ends when this process ends, however that is.

    Parameters
    ----------
    folder : Path
        With order and scenario (`loadtest.order`); log and driver.json come there.
    progress : callable, optional
        Told of lines on standard output, in a thread of this object.
    on_begin : callable, optional
        Told in that thread, before the first call, when the play begins; a `DeploymentError`
        of it ends the play.
    play_file : Path, optional
        Another locustfile than the load test's own.

    Attributes
    ----------
    calls_done : threading.Event
        Set when the last call is worked, while units are still on their way; and at the end.
    """

    def __init__(
        self,
        folder: Path,
        *,
        progress: Progress | None = None,
        on_begin: Begin | None = None,
        play_file: Path | None = None,
    ) -> None:
        self._folder = folder
        self._progress = progress
        self._on_begin = on_begin
        self._untold: Reason | None = None
        self._log = folder / LOG_FILE
        self.calls_done = threading.Event()
        command = [sys.executable, "-P", "-m", "locust", "-f", str(play_file or locustfile())]
        command += ["--headless", "-u", "1", "-r", "1", "--only-summary", "--loglevel", "WARNING"]
        command += ["--play", str(folder), "--with-parent"]
        with self._log.open("w", encoding="utf-8") as log:
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,  # its end tells the child that we are gone
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=child_environment(),
                start_new_session=True,  # a Ctrl-C is for us, who stop the child in turn
            )
        # with the language of whoever is told what the process says
        told = copy_context()
        self._reader = threading.Thread(target=told.run, args=(self._read,), daemon=True)
        self._reader.start()

    @property
    def running(self) -> bool:
        """Whether the process is still there."""
        return self._child.poll() is None

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._child.pid

    def wait(self) -> DriverReport:
        """Wait for the end, and return how it went."""
        while self._reader.is_alive():
            self._reader.join(0.2)  # with a time-out, so that a Ctrl-C gets through
        self._child.wait()
        self._let_go()
        return self.report()

    def wait_at_most(self, seconds: float) -> None:
        """Wait for the end, but no longer than so."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(seconds)

    def stop(self) -> DriverReport:
        """End it early, as a Ctrl-C would; rows until then are in the log."""
        was_over = not self.running
        try:
            if not was_over:
                self._child.send_signal(signal.SIGINT)
                self._child.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            pass
        finally:  # also after a second Ctrl-C: it must not go on calling
            self.kill()
        report = self.report()
        if was_over:
            return report
        return replace(report, state="interrupted", why=Reason(N_("It was stopped by Ctrl-C.")))

    def kill(self) -> None:
        """End it by force, if it is still there."""
        if self.running:
            self._child.kill()
        self._child.wait()
        self._reader.join(5)
        self._let_go()

    def _let_go(self) -> None:
        if self._child.stdin is not None:
            with contextlib.suppress(OSError):
                self._child.stdin.close()

    def _read(self) -> None:
        assert self._child.stdout is not None
        with self._child.stdout as lines:
            for line in lines:
                if not line.startswith(SIGN):
                    continue
                said = json.loads(line[len(SIGN) :])
                if "begins_at" in said:
                    self._tell_begin(float(said["begins_at"]))
                if "calls_done" in said:
                    self.calls_done.set()
                if self._progress is not None:
                    self._progress(said)
        self.calls_done.set()

    def _tell_begin(self, zero_at: float) -> None:
        """Let the deployment know; without that it would be another than the plan's."""
        if self._on_begin is None:
            return
        try:
            self._on_begin(zero_at)
        except DeploymentError as error:
            self._untold = untold(error)
            self._child.send_signal(signal.SIGINT)

    def report(self) -> DriverReport:
        """Return how it went, once it has ended."""
        report = self._report()
        if self._untold is None:
            return report
        return replace(report, state="failed", why=self._untold)

    def _report(self) -> DriverReport:
        path = self._folder / REPORT_FILE
        if path.is_file():
            return DriverReport.from_dict(json.loads(path.read_text(encoding="utf-8")))
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        message = N_("The process of the load test ended with code {code}: {said}")
        said = lines[-1] if lines else "-"
        values = {"code": str(self._child.returncode), "said": said}
        return DriverReport("failed", Reason(message, values))


def untold(error: DeploymentError) -> Reason:
    """Say that the deployment could not be told of the play's beginning."""
    message = N_("The deployment could not be told when the play begins: {error}")
    return Reason(message, {"error": str(error)})
