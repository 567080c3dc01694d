"""Bring the reference deployment up: two processes, reached through their sockets alone.

    with start(spec) as deployment:
        drive(deployment.profile)

The dispatch application starts first, on a port of its own choosing. The call distributor is
then told that port; its own it writes into its ready file, where the application looks when it
first has something to tell it. So neither guesses a port that another process could take.

What befalls the deployment during a play follows the play's clock. `begin_play` tells both
processes when that begins, through a control interface that is no part of what is tested.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import ValidationError

from loadtest.child_environment import child_environment
from loadtest.deployment.dispatch.config import DispatchConfig
from loadtest.deployment.play_control import PlayControl
from loadtest.deployment.settings import (
    acd_settings,
    deployment_fingerprint,
    dispatch_config,
    make_profile,
    make_secrets,
)
from loadtest.deployment.spec import DeploymentSpec
from loadtest.deployment_profile import DeploymentProfile, ProfileError, save_profile
from loadtest.explain import explain
from scenarios.text import gettext as _

_POLL_S = 0.02
_WATCH_S = 0.1
_STOP_WITHIN_S = 8.0
_LOG_LINES = 8


class DeploymentError(Exception):
    """The reference deployment did not come up; the message says which process and why.

    Attributes
    ----------
    is_bad_input
        Whether the cause is something that whoever started it can mend: a port in use, an
        impossible setting, a folder that cannot be written.
    """

    def __init__(self, message: str, *, is_bad_input: bool = False) -> None:
        super().__init__(message)
        self.is_bad_input = is_bad_input


@dataclass
class _Process:
    """A child, the file in which it tells that it is up, and its log."""

    name: str
    ready_file: Path
    log: Path
    popen: subprocess.Popen[bytes]

    def wait_ready(self, within_s: float) -> dict[str, Any]:
        """Return what the ready file says, as soon as it is there."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            if self.ready_file.exists():
                ready: dict[str, Any] = json.loads(self.ready_file.read_text(encoding="utf-8"))
                return ready
            if self.popen.poll() is not None:
                raise DeploymentError(self.obituary(), is_bad_input=self.popen.returncode == 2)
            time.sleep(_POLL_S)
        raise DeploymentError(
            _("{name}: is not up after {seconds:g} s; see {log}").format(
                name=self.name, seconds=within_s, log=self.log
            )
        )

    def obituary(self) -> str:
        """Say how the process ended, with the last lines of its log."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        lines = text.strip().splitlines()[-_LOG_LINES:]
        return _("{name}: ended with code {code}: {lines}").format(
            name=self.name,
            code=self.popen.returncode,
            lines="\n".join(lines) or _("its log is empty"),
        )

    def stop(self) -> None:
        """End the process: by request, and by force if it takes too long."""
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGTERM)
            try:
                self.popen.wait(_STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()
        if self.popen.stdin is not None:
            self.popen.stdin.close()


@dataclass
class RunningDeployment:
    """A reference deployment that is up; as a context manager it is stopped at the end.

    Attributes
    ----------
    profile
        What a load test is told about it; also in the file `profile_path`.
    """

    profile: DeploymentProfile
    profile_path: Path
    _processes: list[_Process] = field(repr=False)
    _controls: tuple[PlayControl, ...] = field(repr=False)

    def begin_play(self, zero_at: float) -> None:
        """Tell both processes that run time 0 of a play is this moment of the Unix epoch.

        Lines that are cut and an application that is lost by the specification's steps follow
        that clock; a value of instant 0 holds at once.

        Raises
        ------
        DeploymentError
            If a process does not take it.
        """
        problems = [control.begin(zero_at) for control in self._controls]
        told = [problem for problem in problems if problem is not None]
        if told:
            raise DeploymentError("\n".join(told))

    def alive(self) -> bool:
        """Whether both processes run."""
        return all(process.popen.poll() is None for process in self._processes)

    def failure(self) -> str | None:
        """Say which process has ended and how, or None while both run."""
        ended = [p.obituary() for p in self._processes if p.popen.poll() is not None]
        return "\n".join(ended) or None

    def wait(self, within_s: float | None = None) -> str | None:
        """Wait until a process ends and say how; None if both still run after `within_s`."""
        deadline = None if within_s is None else time.monotonic() + within_s
        while self.alive():
            if deadline is not None and time.monotonic() >= deadline:
                return None
            time.sleep(_WATCH_S)
        return self.failure()

    def pids(self) -> dict[str, int]:
        """Return the process ids, by ``acd`` and ``dispatch``."""
        return {process.name: process.popen.pid for process in self._processes}

    def stop(self) -> None:
        """End both processes; once they have ended this does nothing."""
        _stop(self._processes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start(spec: DeploymentSpec, *, within_s: float = 30.0) -> RunningDeployment:
    """Start both processes and return when they take calls and requests.

    Parameters
    ----------
    spec
        What to bring up.
    within_s
        How long each process may take to be up, in seconds.

    Raises
    ------
    DeploymentError
        If a process does not come up; none is left running.
    """
    folder = spec.work_folder.resolve()
    ready = {name: folder / f"{name}.ready.json" for name in ("acd", "dispatch")}
    made = make_secrets(spec)
    try:
        config = dispatch_config(
            spec, made, ready_file=ready["dispatch"], acd_ready_file=ready["acd"]
        )
    except ValidationError as error:
        message = explain(error, Path(_("reference deployment")), DispatchConfig)
        raise DeploymentError(message, is_bad_input=True) from error
    processes: list[_Process] = []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in ready.values():
            path.unlink(missing_ok=True)
        settings = config.model_dump(mode="json") | {"work_folder": str(folder)}
        settings["cti_key"] = made.cti_key
        for told, user in zip(settings["users"], config.users, strict=True):
            told["password"] = user.password.get_secret_value()
        processes.append(_spawn("dispatch", folder, settings, ready["dispatch"]))
        api_port = int(processes[0].wait_ready(within_s)["port"])
        acd = acd_settings(
            spec, made, ready_file=ready["acd"], cti_url=f"http://127.0.0.1:{api_port}"
        )
        processes.append(_spawn("acd", folder, acd, ready["acd"]))
        acd_ports = processes[1].wait_ready(within_s)
        profile = make_profile(
            spec,
            made,
            mark=deployment_fingerprint(config, acd),
            sip_port=int(acd_ports["sip_port"]),
            api_port=api_port,
        )
        profile_path = folder / "profile.toml"
        save_profile(profile, profile_path)
        controls = (
            PlayControl(int(acd_ports["control_port"]), "/play", made.cti_key),
            PlayControl(api_port, "/control/play", made.cti_key),
        )
        return RunningDeployment(profile, profile_path, processes, controls)
    except OSError as error:
        _stop(processes)
        raise DeploymentError(
            _(
                "{path}: the deployment's files cannot be written ({reason}); choose a folder"
            ).format(path=folder, reason=error.strerror or error),
            is_bad_input=True,
        ) from error
    except ProfileError as error:
        _stop(processes)
        raise DeploymentError(str(error), is_bad_input=True) from error
    except BaseException:  # Ctrl-C too: nothing is left running
        _stop(processes)
        raise


def _spawn(name: str, folder: Path, settings: dict[str, Any], ready_file: Path) -> _Process:
    config_path = folder / f"{name}.json"
    _write_private(config_path, json.dumps(settings, indent=1))
    log = folder / f"{name}.log"
    module = f"loadtest.deployment.{name}"
    command = ["-P", "-m", "loadtest.deployment.child", module, "--config", str(config_path)]
    with log.open("wb") as output:
        popen = subprocess.Popen(
            [sys.executable, *command],
            stdin=subprocess.PIPE,  # its end tells the child that we are gone
            stdout=output,
            stderr=output,
            env=child_environment(),
            # A Ctrl-C at the terminal is for whoever started us, who stops the children in turn.
            start_new_session=True,
        )
    return _Process(name, ready_file, log, popen)


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _stop(processes: Sequence[_Process]) -> None:
    # The call distributor first: the application still hears how its calls ended.
    for process in reversed(processes):
        process.stop()
