"""Start the load test in a process of its own, follow it, and read how it went."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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


def play_in_process(folder: Path, *, progress: Progress | None = None) -> DriverReport:
    """Play the order of a folder in a process of its own, and wait for its end.

    Parameters
    ----------
    folder : Path
        With order, scenario and, afterwards, log and driver.json.
    progress : callable, optional

    Returns
    -------
    DriverReport
        Of state "interrupted" after a Ctrl-C; rows until then are in the log.
    """
    command = [sys.executable, "-P", "-m", "locust", "-f", str(locustfile()), "--headless"]
    command += ["-u", "1", "-r", "1", "--only-summary", "--loglevel", "WARNING"]
    command += ["--play", str(folder)]
    errors = folder / "locust.log"
    interrupted = False
    with errors.open("w", encoding="utf-8") as log:
        child = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=_environment(),
            start_new_session=True,  # a Ctrl-C is for us, who stop the child in turn
        )
        assert child.stdout is not None
        try:
            for line in child.stdout:
                if line.startswith(SIGN) and progress is not None:
                    progress(json.loads(line[len(SIGN) :]))
            child.wait()
        except KeyboardInterrupt:
            interrupted = True
        finally:
            _stop(child)
    return _read_report(folder, errors, child.returncode, interrupted=interrupted)


def _read_report(
    folder: Path, errors: Path, code: int | None, *, interrupted: bool
) -> DriverReport:
    path = folder / REPORT_FILE
    if path.is_file():
        report = DriverReport.from_dict(json.loads(path.read_text(encoding="utf-8")))
    else:
        lines = errors.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        said = lines[-1] if lines else "it said nothing"
        report = DriverReport("failed", f"the load test ended with code {code}: {said}")
    if interrupted:
        return DriverReport(**{**report.__dict__, "state": "interrupted", "why": "Ctrl-C"})
    return report


def _stop(child: subprocess.Popen[str]) -> None:
    if child.poll() is not None:
        return
    child.send_signal(signal.SIGINT)
    try:
        child.communicate(timeout=STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()


def _environment() -> dict[str, str]:
    """Return an environment in which the child imports the same code as this process."""
    home = str(Path(loadtest.__file__).resolve().parents[1])
    before = os.environ.get("PYTHONPATH")
    return os.environ | {"PYTHONPATH": f"{home}{os.pathsep}{before}" if before else home}
