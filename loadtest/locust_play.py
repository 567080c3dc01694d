"""A play within a Locust process: preparation, driver, and what Locust shows of it."""

from __future__ import annotations

import json
import math
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import gevent
from gevent.event import Event

from loadtest.deployment.up import DeploymentError, start
from loadtest.deployment_profile import ProfileError, load_profile
from loadtest.driver.driver import Driver
from loadtest.order import (
    REFERENCE_SETUP_S,
    SCENARIO_FILE,
    Order,
    choose_speed,
    make_play,
    read_order,
    reference_spec,
)
from loadtest.process import REPORT_FILE, SIGN, DriverReport
from results.row_log import RowLog
from results.run_folder import RunFolder
from results.whole_file import write_json
from scenarios.loading import LoadedScenario, from_resolved, load_scenario
from scenarios.packing import SpeedRefused
from scenarios.problems import ScenarioError


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
        self._driver: Driver | None = None
        self._greenlet: Any = None

    def start(self) -> None:
        """Begin; the rest goes on in a greenlet."""
        self._greenlet = gevent.spawn(self._run)

    def stop(self) -> None:
        """End the play early, if it is still going on, and wait until its rows are written."""
        if self._driver is not None and not self._done.is_set():
            self._driver.stop("the load test was stopped")
        if self._greenlet is not None and self._greenlet is not gevent.getcurrent():
            self._greenlet.join(timeout=20)

    def wait(self, timeout_s: float) -> bool:
        """Wait for the end; return whether it has come."""
        return bool(self._done.wait(timeout_s))

    def _run(self) -> None:
        try:
            report = self._play()
        except (
            ScenarioError,
            ProfileError,
            DeploymentError,
            SpeedRefused,
            OSError,
            ValueError,
        ) as error:
            print(str(error), flush=True)
            self._environment.process_exit_code = 2
            report = None
        if report is not None and report.state != "finished":
            print(f"{report.state}: {report.why}", flush=True)
        self._done.set()

    def _play(self) -> DriverReport:
        options = self._options
        with ExitStack() as stack:
            if options.play:
                folder = Path(options.play)
                order = read_order(folder)
                loaded = from_resolved(folder / SCENARIO_FILE)
            else:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                loaded, order = self._prepare()
            play = make_play(loaded.scenario, order)
            if order.profile:
                profile = load_profile(Path(order.profile))
            else:
                spec = reference_spec(loaded.scenario, play, folder / "deployment")
                profile = stack.enter_context(start(spec)).profile
            log = stack.enter_context(RowLog(RunFolder(folder).log_path))
            self._driver = Driver(
                play,
                profile,
                log,
                order.run_id,
                display=self._show,
                progress=_tell_progress,
                on_calls_done=lambda: _tell({"calls_done": True}),
                follow_s=order.follow_s,
            )
            report = self._driver.run()
            write_json(folder / REPORT_FILE, report.to_dict())
            return report

    def _prepare(self) -> tuple[LoadedScenario, Order]:
        """Make an order of the options, for those who start Locust themselves."""
        options = self._options
        loaded = load_scenario(options.region)
        asked = options.speed or None
        speed = choose_speed(loaded.scenario, options.seed, options.calls, REFERENCE_SETUP_S, asked)
        order = Order(options.seed, options.calls, speed, None, f"s112x{int(time.time())}")
        return loaded, replace(order, profile=options.deployment)

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


def _tell(said: dict[str, Any]) -> None:
    print(SIGN + json.dumps(said), flush=True)


def _tell_progress(done: int, callers: int, run_s: float) -> None:
    _tell({"callers_done": done, "callers": callers, "run_s": run_s if math.isfinite(run_s) else 0})
