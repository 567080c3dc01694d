"""A play within a Locust process: preparation, driver, and what Locust shows of it."""

from __future__ import annotations

import json
import math
import os
import secrets
import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import gevent
from gevent.event import Event

from loadtest.deployment.up import DeploymentError, RunningDeployment, start
from loadtest.deployment_profile import DeploymentProfile, ProfileError, load_profile
from loadtest.driver.driver import Driver
from loadtest.driver_report import DriverReport
from loadtest.left_out import left_out
from loadtest.operators_part import operators_part, says_when
from loadtest.order import (
    REFERENCE_SETUP_S,
    SCENARIO_FILE,
    Order,
    choose_speed,
    make_play,
    read_order,
    reference_spec,
)
from loadtest.process import REPORT_FILE, SIGN, untold
from loadtest.profile_check import check_profile
from loadtest.run_part import begin_part, finish_part
from loadtest.safety import TargetRefused
from results.row_log import RowLog
from results.run_folder import RunFolder, default_run_path
from results.verdict.exit_codes import ExitCode
from results.verdict.reason import Reason
from results.whole_file import RunFolderError, write_json
from scenarios.loading import from_resolved, load_scenario
from scenarios.packing import PackedPlay, SpeedRefused
from scenarios.problems import ScenarioError
from scenarios.schema.base import parse_duration
from scenarios.text import N_, language_told, set_language
from scenarios.text import gettext as _

STOP_WITHIN_S = 12.0
BAD_INPUT = (
    ScenarioError,
    ProfileError,
    DeploymentError,
    SpeedRefused,
    TargetRefused,
    RunFolderError,
    OSError,
    ValueError,
)
EXIT_CODES = {
    "refused": ExitCode.BAD_INPUT,
    "failed": ExitCode.INCONCLUSIVE,
    "unreachable": ExitCode.TARGET_UNREACHABLE,
}


class LocustPlay:
    """One play in one Locust process.

    Parameters
    ----------
    environment : locust.env.Environment
        Its parsed options say what is played.
    """

    def __init__(self, environment: Any) -> None:
        self._environment = environment
        self._options = environment.parsed_options
        self.headless = bool(getattr(self._options, "headless", False))
        self._done = Event()
        self._stopped = False
        self._driver: Driver | None = None
        self._deployment: RunningDeployment | None = None
        self._by_hand = False
        self._greenlet: Any = None

    def start(self) -> None:
        """Begin; the rest goes on in a greenlet."""
        self._greenlet = gevent.spawn(self._run)
        if getattr(self._options, "with_parent", False):
            gevent.spawn(self._end_with_parent)

    def stop(self) -> None:
        """End the play early, if it is still going on, and wait until its rows are written."""
        if self._done.is_set() or self._greenlet is None:
            return
        self._stopped = True
        if self._driver is None:
            self._greenlet.kill()  # still preparing; what it started is ended with it
        else:
            self._driver.stop(Reason(N_("The load test was stopped.")))
            self._greenlet.join(timeout=STOP_WITHIN_S)

    def wait(self, timeout_s: float) -> bool:
        """Wait for the end; return whether it has come."""
        return bool(self._done.wait(timeout_s))

    def _end_with_parent(self) -> None:
        """Stop when whoever started this process is gone: nobody could stop the calls then."""
        while True:
            gevent.socket.wait_read(0)
            if not os.read(0, 4096):
                self.stop()
                os._exit(ExitCode.INTERRUPTED)

    def _run(self) -> None:
        set_language(language_told())
        try:
            report = self._play()
        except BAD_INPUT as error:
            print(str(error), file=sys.stderr, flush=True)
            self._environment.process_exit_code = int(ExitCode.BAD_INPUT)
        else:
            if report.why is not None:
                print(report.why.text(), flush=True)
            if report.state in EXIT_CODES:
                self._environment.process_exit_code = int(EXIT_CODES[report.state])
        finally:
            self._done.set()

    def _play(self) -> DriverReport:
        with ExitStack() as stack:
            if not self._options.play:
                return self._play_alone(stack)
            folder = Path(self._options.play)
            order = read_order(folder)
            loaded = from_resolved(folder / SCENARIO_FILE)
            play = make_play(loaded.scenario, order)
            profile = load_profile(Path(order.profile))
            return self._drive(stack, RunFolder(folder), play, profile, order)

    def _play_alone(self, stack: ExitStack) -> DriverReport:
        """Play in a run folder of its own, for those who start Locust themselves."""
        options = self._options
        loaded = load_scenario(options.region)
        asked = options.speed or None
        profile = load_profile(Path(options.deployment)) if options.deployment else None
        speed = choose_speed(
            loaded.scenario,
            options.seed,
            options.calls,
            REFERENCE_SETUP_S,
            asked,
            own_pace=profile is not None,
        )
        run_id = f"s112x{secrets.token_hex(4)}"
        order = Order(options.seed, options.calls, speed, _gap_s(options.gap), run_id)
        play = make_play(loaded.scenario, order)
        path = Path(options.out) if options.out else None
        path = path or default_run_path(f"{loaded.scenario.name}-locust", datetime.now())
        if profile is None:
            spec = reference_spec(loaded.scenario, play, path / "deployment")
            self._deployment = stack.enter_context(start(spec))
            profile, where = self._deployment.profile, self._deployment.profile_path
        else:
            where = Path(options.deployment)
            parts = operators_part(loaded.scenario, play)
            self._by_hand = bool(parts)
            for part in parts:
                print(part, flush=True)
        for text in left_out(loaded.scenario):
            print(text, flush=True)
        check_profile(profile, play)
        folder, manifest = begin_part(
            path,
            loaded,
            replace(order, profile=str(where.resolve())),
            play,
            profile,
            region=options.region,
            command=sys.argv,
        )
        print(_("Run folder: {path}").format(path=path), flush=True)
        report = self._drive(stack, folder, play, profile, order)
        stack.pop_all().close()  # the log is closed before it is read
        if self._stopped:
            report = replace(report, state="interrupted")
        finish_part(folder, manifest, report)
        print(_("Report: siap112 report {path}").format(path=path), flush=True)
        return report

    def _drive(
        self,
        stack: ExitStack,
        folder: RunFolder,
        play: PackedPlay,
        profile: DeploymentProfile,
        order: Order,
    ) -> DriverReport:
        log = stack.enter_context(RowLog(folder.log_path))
        self._driver = Driver(
            play,
            profile,
            log,
            order.run_id,
            display=self._show,
            progress=_tell_progress,
            on_begin=self._begin_play,
            on_calls_done=lambda: _tell({"calls_done": True}),
            follow_s=order.follow_s,
        )
        report = self._driver.run()
        write_json(folder.path / REPORT_FILE, report.to_dict())
        return report

    def _begin_play(self, zero_at: float) -> None:
        """Say when the play begins: to a deployment of our own, else to whoever started us."""
        if self._by_hand:
            print(says_when(zero_at), flush=True)
        if self._deployment is None:
            _tell({"begins_at": zero_at})
            return
        try:
            self._deployment.begin_play(zero_at)
        except DeploymentError as error:
            if self._driver is not None:
                self._driver.stop(untold(error))

    def _show(self, kind: str, name: str, seconds: float, error: str | None) -> None:
        """Let Locust count a request or call."""
        self._environment.events.request.fire(
            request_type=kind,
            name=name,
            response_time=seconds * 1000,
            response_length=0,
            exception=None if error is None else RuntimeError(error),
            context={},
        )


def _gap_s(text: str) -> float | None:
    """Return the longest gap that an option asks for; empty is the usual one."""
    if not text:
        return None
    return math.inf if text.strip().lower() == "none" else parse_duration(text)


def _tell(said: dict[str, Any]) -> None:
    print(SIGN + json.dumps(said), flush=True)


def _tell_progress(done: int, callers: int, run_s: float) -> None:
    _tell({"callers_done": done, "callers": callers, "run_s": run_s if math.isfinite(run_s) else 0})
