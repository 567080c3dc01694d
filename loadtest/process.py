"""Start the load test in a process of its own, follow it, and read how it went."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import loadtest

REPORT_FILE = "driver.json"
SIGN = "siap112:"
"""Begins the lines on standard output that are meant for whoever started the process."""
STOP_WITHIN_S = 30.0

Progress = Callable[[Mapping[str, Any]], None]
"""Told what the process says of itself: {"callers_done", "callers", "run_s"} or {"calls_done"}."""


@dataclass(frozen=True)
class DriverReport:
    """How a play went, apart from its rows.

    Parameters
    ----------
    state : "finished", "interrupted", "failed" or "unreachable"
    why : str
        Why it did not finish.
    setup_canary_s : tuple of float
        Set-up of the canary calls, real seconds.
    lateness_p99_s : float
        Planned to real start of calls; NaN without calls.
    hurried : int
        Attempts whose patience was shorter than set-up.
    foreign : tuple of str
        Numbers that called and were not ours.
    errors : mapping of text to count
        What went wrong at the deployment.
    callers, callers_done : int
    unfollowed : int
        Units still on their way when the play ended, as was asked.
    """

    state: str
    why: str = ""
    setup_canary_s: tuple[float, ...] = ()
    lateness_p99_s: float = math.nan
    hurried: int = 0
    foreign: tuple[str, ...] = ()
    errors: Mapping[str, int] = field(default_factory=dict)
    callers: int = 0
    callers_done: int = 0
    unfollowed: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        plain = dict(self.__dict__)
        if math.isnan(self.lateness_p99_s):
            plain["lateness_p99_s"] = None
        return plain

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> DriverReport:
        """Read it back from plain data."""
        known = {k: v for k, v in data.items() if k in cls.__dataclass_fields__}
        if known.get("lateness_p99_s") is None:
            known["lateness_p99_s"] = math.nan
        for name in ("setup_canary_s", "foreign"):
            known[name] = tuple(known.get(name, ()))
        return cls(**known)


def locustfile() -> Path:
    """Return the path of the locustfile."""
    return Path(loadtest.__file__).with_name("locustfile.py")


class LoadTestProcess:
    """A load test in a process of its own.

    Parameters
    ----------
    folder : Path
        With order and scenario (`loadtest.order`); log and driver.json come there.
    progress : callable, optional
        Told of lines on standard output, in a thread of this object.

    Attributes
    ----------
    calls_done : threading.Event
        Set when the last call is worked, while units are still on their way; and at the end.
    """

    def __init__(self, folder: Path, *, progress: Progress | None = None) -> None:
        self._folder = folder
        self._progress = progress
        self._errors = folder / "locust.log"
        self.calls_done = threading.Event()
        command = [sys.executable, "-P", "-m", "locust", "-f", str(locustfile()), "--headless"]
        command += ["-u", "1", "-r", "1", "--only-summary", "--loglevel", "WARNING"]
        command += ["--play", str(folder)]
        with self._errors.open("w", encoding="utf-8") as log:
            self._child = subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=_environment(),
                start_new_session=True,  # a Ctrl-C is for us, who stop the child in turn
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def running(self) -> bool:
        """Whether the process is still there."""
        return self._child.poll() is None

    def wait(self) -> DriverReport:
        """Wait for the end, and return how it went."""
        while self._reader.is_alive():
            self._reader.join(0.2)  # with a time-out, so that a Ctrl-C gets through
        self._child.wait()
        return _read_report(self._folder, self._errors, self._child.returncode)

    def stop(self) -> DriverReport:
        """End it early, as a Ctrl-C would; rows until then are in the log."""
        was_over = self._child.poll() is not None
        if not was_over:
            self._child.send_signal(signal.SIGINT)
            try:
                self._child.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
        self._reader.join(5)
        report = _read_report(self._folder, self._errors, self._child.returncode)
        return report if was_over else replace(report, state="interrupted", why="Ctrl-C")

    def _read(self) -> None:
        assert self._child.stdout is not None
        with self._child.stdout as lines:
            for line in lines:
                if not line.startswith(SIGN):
                    continue
                said = json.loads(line[len(SIGN) :])
                if "calls_done" in said:
                    self.calls_done.set()
                if self._progress is not None:
                    self._progress(said)
        self.calls_done.set()


def play_in_process(folder: Path, *, progress: Progress | None = None) -> DriverReport:
    """Play the order of a folder in a process of its own, and wait for its end.

    Returns
    -------
    DriverReport
        Of state "interrupted" after a Ctrl-C.
    """
    child = LoadTestProcess(folder, progress=progress)
    try:
        return child.wait()
    except KeyboardInterrupt:
        return child.stop()


def _read_report(folder: Path, errors: Path, code: int | None) -> DriverReport:
    path = folder / REPORT_FILE
    if path.is_file():
        return DriverReport.from_dict(json.loads(path.read_text(encoding="utf-8")))
    lines = errors.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    said = lines[-1] if lines else "it said nothing"
    return DriverReport("failed", f"the load test ended with code {code}: {said}")


def _environment() -> dict[str, str]:
    """Return an environment in which the child imports the same code as this process."""
    home = str(Path(loadtest.__file__).resolve().parents[1])
    before = os.environ.get("PYTHONPATH")
    return os.environ | {"PYTHONPATH": f"{home}{os.pathsep}{before}" if before else home}
