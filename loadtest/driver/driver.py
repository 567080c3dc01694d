"""The driver: prepares all clients, replays the trace open loop, waits until work is done."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from itertools import groupby
from typing import Any

import gevent
import numpy as np

from loadtest.deployment_profile import DeploymentProfile
from loadtest.driver.agency_client import AgencyClient
from loadtest.driver.api_client import ApiError, Report
from loadtest.driver.board import Board
from loadtest.driver.call_taker_client import CallTakerClient
from loadtest.driver.caller_client import CallerClient
from loadtest.driver.canary import CanaryFailed, send_canaries
from loadtest.driver.context import Context
from loadtest.driver.dispatcher_client import DispatcherDesk
from loadtest.driver.live_rows import LiveRows
from loadtest.driver.phone_relay import PhoneRelay
from loadtest.driver.play_clock import PlayClock
from loadtest.driver.reconcile import reconcile
from loadtest.driver.seats import Seats
from loadtest.process import DriverReport
from loadtest.safety import TargetRefused
from loadtest.sip.caller import Caller
from loadtest.sip.endpoint import Endpoint
from loadtest.sip.media import Audio
from loadtest.sip.pacer import MediaPacer
from results.plan_groups import plan_groups
from results.row_log import RowLog
from results.staffing_rows import staffing_table
from scenarios.packing import PackedPlay, check_speed, mean_talk_s

LEAD_S = 1.0
"""From the end of preparation to the first call."""
CHANNEL_WITHIN_S = 10.0
FIRST_SHARE = 0.95


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
        on_calls_done: Callable[[], None] | None = None,
        follow_s: float | None = None,
    ) -> None:
        self._play = play
        self._profile = profile
        self._rows = LiveRows(log, play)
        self._run_id = run_id
        self._display = display
        self._progress = progress
        self._on_calls_done = on_calls_done
        self._follow_s = follow_s
        self._unfollowed = 0
        self._context: Context | None = None
        self._done = 0

    def stop(self, why: str) -> None:
        """End the play early; our own calls are hung up."""
        if self._context is not None:
            self._context.abort(why)

    def run(self) -> DriverReport:
        """Play, and return how it went; never raises what a deployment does."""
        context = Context(
            play=self._play,
            profile=self._profile,
            clock=PlayClock(),
            rows=self._rows,
            board=Board(self._play, self._profile.numbers, self._run_id),
            display=self._display,
        )
        self._context = context
        clients = _Clients(context)
        canaries: list[float] = []
        try:
            clients.open()
            canaries = clients.canaries()
            check_speed(
                self._play.speed,
                mean_talk_s(self._play.trace) * self._play.speed,
                float(np.quantile(canaries, FIRST_SHARE)),
            )
            clients.begin()
            self._replay(context, clients)
            state = "failed" if context.stop.is_set() else "finished"
            if not context.stop.is_set():
                reconcile(context, clients.supervisor)
        except (CanaryFailed, ApiError, TargetRefused) as error:
            context.abort(str(error))
            state = "unreachable"
        finally:
            clients.write_staffing()
            clients.close()
        return self._report(context, clients, state, canaries)

    def _replay(self, context: Context, clients: _Clients) -> None:
        """Start each caller at its planned instant, and wait until all is done."""
        callers = context.play.trace.callers
        calls = []
        for caller, arrival_s in enumerate(callers.arrival_s.tolist()):
            wait_s = arrival_s - context.clock.now()
            if wait_s > 0 and context.stop.wait(wait_s):
                break
            call = gevent.spawn(clients.callers.play, caller)
            call.link(lambda _: self._one_done(context))
            calls.append(call)
        while not context.stop.is_set() and not all(call.ready() for call in calls):
            gevent.joinall(calls, timeout=0.5)
        self._finish_work(context, clients, calls)

    def _one_done(self, context: Context) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, len(context.play.trace.callers), context.clock.now())

    def _finish_work(self, context: Context, clients: _Clients, calls: list[Any]) -> None:
        if context.stop.is_set():
            clients.callers.hang_up_all()
            gevent.joinall(calls, timeout=10)
            context.work.kill(timeout=5)
            return
        if self._on_calls_done is not None:
            self._on_calls_done()
        until_s = time.monotonic() + (math.inf if self._follow_s is None else self._follow_s)
        while len(context.work) and not context.stop.is_set() and time.monotonic() < until_s:
            context.work.join(timeout=0.5)
        self._unfollowed = len(context.work)
        context.work.kill(timeout=5)

    def _report(
        self, context: Context, clients: _Clients, state: str, canaries: list[float]
    ) -> DriverReport:
        late = [r["lateness_s"] for r in self._rows.calls.values() if r["lateness_s"] is not None]
        return DriverReport(
            state=state,
            why=context.why,
            setup_canary_s=tuple(canaries),
            lateness_p99_s=float(np.quantile(late, 0.99)) if late else float("nan"),
            hurried=clients.callers.hurried if clients.opened else 0,
            foreign=tuple(context.board.foreign),
            errors=dict(context.errors.most_common(50)),
            callers=len(self._play.trace.callers),
            callers_done=self._done,
            unfollowed=self._unfollowed,
        )


class _Clients:
    """All that talks to the deployment in one play."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.opened = False
        self.agencies: dict[str, AgencyClient] = {}
        self.call_takers: list[CallTakerClient] = []
        self.dispatchers: DispatcherDesk | None = None
        self._greenlets: list[Any] = []
        self._endpoints: list[Endpoint] = []
        self._pacer = MediaPacer()

    def open(self) -> None:
        """Log everybody in and register the telephones."""
        context, profile, plan = self._context, self._context.profile, self._context.play.plan
        _enough("call-takers", len(profile.accounts.call_takers), plan.call_takers.people)
        self.supervisor = (
            context.client(profile.accounts.supervisor) if profile.accounts.supervisor else None
        )
        relay = PhoneRelay(context, self.agencies)
        for number, agency in enumerate(plan.agencies):
            accounts = profile.accounts.agencies.get(agency.name, ())
            _enough(f"{agency.name}", len(accounts), 1)
            self.agencies[agency.name] = AgencyClient(context, agency, number, accounts[0])
        if plan.dispatchers is not None:
            self.dispatchers = DispatcherDesk(
                context, plan.dispatchers, profile.accounts.dispatchers, relay
            )
        telephones, lines = Endpoint(), Endpoint()
        self._endpoints = [telephones, lines]
        audio = Audio(self._pacer, time.monotonic)
        seats = Seats()
        self.call_takers = [
            CallTakerClient(context, account, seats, relay, telephones, audio)
            for account in profile.accounts.call_takers[: plan.call_takers.people]
        ]
        for call_taker in self.call_takers:
            if not call_taker.register():
                raise CanaryFailed(
                    f"extension {call_taker.line.extension} cannot register: "
                    f"{call_taker.line.problem or 'no answer'}"
                )
        self._caller = Caller(
            lines,
            profile.sip.host,
            profile.sip.port,
            domain=profile.sip.domain,
            audio=audio,
            run_marker=context.board.run_id,
        )
        self.callers = CallerClient(context, self._caller)
        self.opened = True
        channels = [a.channel for a in self.agencies.values()]
        channels += [self.dispatchers.channel] if self.dispatchers else []
        for channel in channels:
            if not channel.ready.wait(CHANNEL_WITHIN_S):
                raise CanaryFailed("an agency's event channel (WebSocket) did not open")

    def canaries(self) -> list[float]:
        """Place the canary calls with one call-taker on duty."""
        first = self.call_takers[0]
        first.come_on_duty()
        try:
            return send_canaries(self._context, self._caller)
        finally:
            first.go_off_duty()

    def begin(self) -> None:
        """Start the play's clock, and with it everybody's calendar."""
        self._context.clock.start(time.monotonic() + LEAD_S)
        self._greenlets.append(gevent.spawn(self._calendar))

    def close(self) -> None:
        """Log everybody out."""
        gevent.killall(self._greenlets)
        for call_taker in self.call_takers:
            call_taker.close()
        for agency in self.agencies.values():
            agency.close()
        if self.dispatchers is not None:
            self.dispatchers.close()
        gevent.sleep(0.2)  # the last REGISTER and BYE have to leave
        for endpoint in self._endpoints:
            endpoint.close()
        self._pacer.close()

    def write_staffing(self) -> None:
        """Append who was on duty and at work."""
        context, plan = self._context, self._context.play.plan
        busy: dict[str, list[tuple[float, float]]] = {
            "call_takers": [b for c in self.call_takers for b in c.busy],
            "dispatchers": self.dispatchers.busy if self.dispatchers else [],
        }
        for agency in plan.agencies:
            client = self.agencies.get(agency.name)
            busy[f"desk:{agency.name}"] = client.desk_busy if client else []
            busy[f"units:{agency.name}"] = client.fleet.busy if client else []
        for trunk in plan.trunks:
            busy[f"lines:{trunk}"] = [
                (row["connected_s"], end_s)
                for row in context.rows.calls.values()
                if row["trunk"] == trunk and row["connected_s"] is not None
                for end_s in (row["talk_end_s"] or row["gave_up_s"],)
                if end_s is not None
            ]
        table = staffing_table(plan_groups(plan, busy), plan.clock)
        texts = table.texts("group")
        for i in range(len(table)):
            row = {c.name: table[c.name][i].item() for c in table.columns if c.kind != "label"}
            context.rows.write_staffing({**row, "group": texts[i]})

    def _calendar(self) -> None:
        """Let call-takers come and go."""
        clock, duty = self._context.clock, self._context.play.plan.call_takers
        for time_s, changes in groupby(duty.changes, key=lambda change: change[0]):
            netted = [(person, on) for _, person, on in changes]
            clock.sleep_until(time_s)
            for person, on in netted:
                if not on:
                    self.call_takers[person].go_off_duty()
            for person, on in netted:
                if on:
                    self.call_takers[person].come_on_duty()


def _enough(who: str, found: int, needed: int) -> None:
    if found < needed:
        raise CanaryFailed(f"the profile has {found} accounts for {who}; expected {needed}")
