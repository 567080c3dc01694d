"""The driver: prepares all clients, replays the trace open loop, waits until work is done."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import gevent
import numpy as np

from loadtest.deployment_profile import DeploymentProfile, ProfileError
from loadtest.driver.api_client import ApiError, Report
from loadtest.driver.board import Board
from loadtest.driver.clients import Clients
from loadtest.driver.context import Context
from loadtest.driver.live_rows import LiveRows
from loadtest.driver.open_notifications import OpenNotifications
from loadtest.driver.play_clock import PlayClock
from loadtest.driver.play_refused import PlayRefused
from loadtest.driver.reconcile import reconcile
from loadtest.driver_report import DriverReport, State
from loadtest.order import CANARY_NUMBERS
from loadtest.safety import TargetRefused
from results.row_log import RowLog
from results.verdict.reason import Reason
from scenarios.packing import PackedPlay, greatest_speed, mean_talk_s
from scenarios.text import N_

FIRST_CANARIES = 5
SETUP_QUANTILE = 0.95
END_WITHIN_S = 4.0
"""For our own calls to end when a play ends early; they are hung up by then."""
POLL_S = 0.3

Progress = Callable[[int, int, float], None]
"""Told of callers done, callers in all, run time."""


class Driver:
    """Plays a packed trace against a deployment.

    Parameters
    ----------
    play : PackedPlay
    profile : DeploymentProfile
    log : RowLog
        Where rows go, one by one.
    run_id : str
        Marks all that the load test makes.
    display : callable
        Told of each request and call, for Locust's statistics.
    progress : callable, optional
    on_begin : callable, optional
        Told once, before the first call, when run time 0 is, as seconds of the Unix epoch.
    on_calls_done : callable, optional
        Told once when the last call has ended, while units are still on their way.
    follow_s : float, optional
        How long they are followed then, real seconds; left out: until the last one is clear.
    """

    def __init__(
        self,
        play: PackedPlay,
        profile: DeploymentProfile,
        log: RowLog,
        run_id: str,
        *,
        display: Report,
        progress: Progress | None = None,
        on_begin: Callable[[float], None] | None = None,
        on_calls_done: Callable[[], None] | None = None,
        follow_s: float | None = None,
    ) -> None:
        self._play = play
        self._rows = LiveRows(log, play)
        self._progress = progress
        self._on_calls_done = on_calls_done
        self._follow_s = math.inf if follow_s is None else follow_s
        self._unfollowed = 0
        self._done = 0
        self._context = Context(
            play=play,
            profile=profile,
            clock=PlayClock(),
            rows=self._rows,
            board=Board(play, profile.numbers, run_id),
            display=display,
        )
        if on_begin is not None:
            self._context.on_begin = on_begin

    def stop(self, why: Reason) -> None:
        """End the play early; our own calls are hung up."""
        self._context.abort(why)

    def run(self) -> DriverReport:
        """Play, and return how it went; never raises what a deployment does."""
        context = self._context
        clients = Clients(context)
        canaries: list[float] = []
        state: State = "unreachable"
        try:
            clients.open()
            canaries = clients.canaries(0, FIRST_CANARIES)
            if self._too_fast(canaries):  # by one hiccup, or by nature?
                rest = CANARY_NUMBERS - FIRST_CANARIES
                canaries += clients.canaries(FIRST_CANARIES, rest)
            refusal = self._too_fast(canaries)
            if refusal is not None:
                state = "refused"
                context.abort(refusal)
            elif not context.stop.is_set():
                state = "failed"
                clients.begin()
                self._replay(clients)
                if not context.stop.is_set():
                    reconcile(context, clients.supervisor)
                    state = "finished"
        except PlayRefused as error:
            context.abort(error.reason)
        except (ApiError, ProfileError, TargetRefused) as error:
            context.abort(
                Reason(N_("The deployment cannot be tested: {error}"), {"error": str(error)})
            )
        finally:
            clients.log_off()
            if context.clock.started:
                clients.write_staffing()
            clients.close()
        return self._report(clients, state, canaries)

    def _too_fast(self, setups_s: list[float]) -> Reason | None:
        """Return why the speed cannot be used beside the set-up measured, None if it can."""
        speed, talk_s = self._play.speed, mean_talk_s(self._play.trace)
        setup_s = float(np.quantile(setups_s, SETUP_QUANTILE))
        greatest = max(greatest_speed(talk_s * speed, setup_s), 1.0)
        if speed <= greatest:
            return None
        message = N_(
            "Speed {speed} is too fast for this deployment: its set-up of {setup_s} (p95 of "
            "{count} test calls) is more than a tenth of a mean talk, which lasts {talk_s} at "
            "that speed; the greatest usable speed is {greatest}"
        )
        values: dict[str, str | float | Reason] = {
            "speed": f"{speed:g}",
            "setup_s": round(setup_s, 3),
            "count": len(setups_s),
            "talk_s": round(talk_s, 2),
            "greatest": f"{math.floor(greatest * 10) / 10:g}",  # rounded down: it can be typed
        }
        return Reason(message, values)

    def _replay(self, clients: Clients) -> None:
        """Start each caller at its planned instant, and wait until all is done."""
        context = self._context
        calls: list[Any] = []
        for caller, arrival_s in enumerate(context.play.trace.callers.arrival_s.tolist()):
            wait_s = arrival_s - context.clock.now()
            if wait_s > 0 and context.stop.wait(wait_s):
                break
            call = gevent.spawn(context.guard, clients.callers.play, caller)
            call.link(lambda _: self._one_done())
            calls.append(call)
        while not context.stop.is_set() and not all(call.ready() for call in calls):
            gevent.joinall(calls, timeout=POLL_S)
        if not context.stop.is_set():
            if self._on_calls_done is not None:
                self._on_calls_done()
            self._await_work(clients)
        if context.stop.is_set():
            self._end_early(clients, calls)

    def _one_done(self) -> None:
        self._done += not self._context.stop.is_set()
        if self._progress is not None:
            self._progress(self._done, len(self._play.trace.callers), self._context.clock.now())

    def _await_work(self, clients: Clients) -> None:
        """Wait until no unit is under way and no notification is without an end, or too long."""
        context = self._context
        still_open = OpenNotifications(context, clients.supervisor)
        until_s = time.monotonic() + self._follow_s
        while not context.stop.is_set():
            if time.monotonic() > until_s:
                self._unfollowed = len(context.work)
                context.work.kill(timeout=1)
                return
            if len(context.work):
                context.work.join(timeout=POLL_S)
            elif still_open.any(clients.longest_acknowledge_s()):
                context.stop.wait(POLL_S)
            else:
                return

    def _end_early(self, clients: Clients, calls: list[Any]) -> None:
        """Hang up our own calls, leave off all work."""
        clients.callers.hang_up_all()
        clients.log_off()
        gevent.joinall(calls, timeout=0.2 if clients.heartbeat.sip_gone else END_WITHIN_S)
        gevent.killall(calls, timeout=1)
        self._context.work.kill(timeout=1)

    def _report(self, clients: Clients, state: State, canaries: list[float]) -> DriverReport:
        context = self._context
        late = [r["lateness_s"] for r in self._rows.calls.values() if r["lateness_s"] is not None]
        return DriverReport(
            state=state,
            why=context.why,
            setup_canary_s=tuple(canaries),
            lateness_p99_s=float(np.quantile(late, 0.99)) if late else float("nan"),
            hurried=clients.callers.hurried,
            foreign=tuple(context.board.foreign),
            errors=dict(context.errors.most_common(50)),
            callers=len(self._play.trace.callers),
            callers_done=self._done,
            unfollowed=self._unfollowed,
        )
