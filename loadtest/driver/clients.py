"""All that talks to the deployment in one play: who they are, how they begin and end."""

from __future__ import annotations

import time
from itertools import groupby

import gevent

from loadtest.driver.agency_client import AgencyClient
from loadtest.driver.api_client import ApiClient
from loadtest.driver.call_taker_client import CallTakerClient
from loadtest.driver.caller_client import CallerClient
from loadtest.driver.canary import send_canaries
from loadtest.driver.context import Context
from loadtest.driver.dispatcher_client import DispatcherDesk
from loadtest.driver.event_channel import EventChannel
from loadtest.driver.heartbeat import Heartbeat
from loadtest.driver.phone_relay import PhoneRelay
from loadtest.driver.play_refused import PlayRefused
from loadtest.driver.seats import Seats
from loadtest.driver.standing_relay import StandingRelay
from loadtest.sip.caller import Caller
from loadtest.sip.endpoint import Endpoint
from loadtest.sip.media import Audio
from loadtest.sip.pacer import MediaPacer
from results.plan_groups import plan_groups
from results.staffing_rows import staffing_table
from results.verdict.reason import Reason
from scenarios.text import N_

LEAD_S = 0.5
"""From the end of preparation to the first call."""
CHANNEL_WITHIN_S = 10.0
LEAVE_WITHIN_S = 2.0
"""For all to log off; a deployment that is gone cannot be told."""


class Clients:
    """All clients of one play.

    Parameters
    ----------
    context : Context
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._agencies: dict[str, AgencyClient] = {}
        self._call_takers: list[CallTakerClient] = []
        self._dispatchers: DispatcherDesk | None = None
        self._standing: StandingRelay | None = None
        self._seats = Seats()
        self._calendar: gevent.Greenlet | None = None
        self._pacer = MediaPacer()
        self._telephones, self._lines = Endpoint(), Endpoint()
        self._audio = Audio(self._pacer, time.monotonic)
        sip = context.profile.sip
        self._caller = Caller(
            self._lines,
            sip.host,
            sip.port,
            domain=sip.domain,
            audio=self._audio,
            run_marker=context.board.run_id,
        )
        self.callers = CallerClient(context, self._caller)
        self.heartbeat = Heartbeat(context, self._lines)
        self.supervisor: ApiClient | None = None

    def open(self) -> None:
        """Log everybody in and register the telephones.

        Raises
        ------
        PlayRefused, ProfileError, TargetRefused
            If somebody is not let in.
        """
        context, accounts, plan = (
            self._context,
            self._context.profile.accounts,
            self._context.play.plan,
        )
        if accounts.supervisor is not None:
            self.supervisor = context.client(accounts.supervisor)
        relay = PhoneRelay(context, self._agencies)
        for agency in plan.agencies:
            account = accounts.agencies[agency.name][0]
            self._agencies[agency.name] = AgencyClient(context, agency, account)
        centre: ApiClient | None = None
        if plan.dispatchers is not None:
            self._dispatchers = DispatcherDesk(
                context, plan.dispatchers, accounts.dispatchers, relay
            )
            centre = self._dispatchers.api
        elif accounts.call_takers:
            centre = context.client(accounts.call_takers[0])
        for number, account in enumerate(accounts.call_takers[: plan.call_takers.people]):
            self._call_takers.append(
                CallTakerClient(
                    context, number, account, self._seats, relay, self._telephones, self._audio
                )
            )
        self._register()
        if centre is not None:
            self._standing = StandingRelay(context, centre, relay)
        for channel in self._channels():
            gevent.wait([channel.ready, context.stop], timeout=CHANNEL_WITHIN_S, count=1)
            if not channel.ready.is_set():
                raise PlayRefused(context.why or Reason(N_("An event channel did not open.")))
        self.heartbeat.start()

    def canaries(self, first: int, count: int) -> list[float]:
        """Place canary calls with one call-taker on duty; return their set-ups, real seconds."""
        taker = self._call_takers[0]
        self._seats.change((), [taker])
        try:
            return send_canaries(self._context, self._caller, first, count)
        finally:
            self._seats.change([taker], ())

    def begin(self) -> None:
        """Start the play's clock, and with it everybody's calendar."""
        zero_s = time.monotonic() + LEAD_S
        self._context.clock.start(zero_s)
        self._context.on_begin(time.time() + zero_s - time.monotonic())
        self._calendar = gevent.spawn(self._context.guard, self._come_and_go)
        for agency in self._agencies.values():
            agency.begin()
        if self._dispatchers is not None:
            self._dispatchers.begin()

    def longest_acknowledge_s(self) -> float:
        """Return the longest time that an agency's desk is given, s."""
        return max((a.acknowledge_within_s for a in self._agencies.values()), default=0.0)

    def log_off(self) -> None:
        """Declare all call-takers off, so that nobody's call comes to a robot any more."""
        if self._calendar is not None:
            self._calendar.kill()
        leaving = [gevent.spawn(taker.log_off) for taker in self._call_takers]
        gevent.joinall(leaving, timeout=LEAVE_WITHIN_S)
        gevent.killall(leaving)

    def close(self) -> None:
        """Log everybody out."""
        self.heartbeat.close()
        if self._calendar is not None:
            self._calendar.kill()
        for taker in self._call_takers:
            taker.close()
        for agency in self._agencies.values():
            agency.close()
        if self._dispatchers is not None:
            self._dispatchers.close()
        if self._standing is not None:
            self._standing.close()
        gevent.sleep(0.2)  # the last REGISTER and BYE have to leave
        for endpoint in (self._telephones, self._lines):
            endpoint.close()
        self._pacer.close()

    def write_staffing(self) -> None:
        """Append who was on duty and at work."""
        context, plan = self._context, self._context.play.plan
        busy: dict[str, list[tuple[float, float]]] = {
            "call_takers": [b for c in self._call_takers for b in c.busy],
            "dispatchers": self._dispatchers.busy if self._dispatchers else [],
        }
        for name, agency in self._agencies.items():
            busy[f"desk:{name}"] = agency.desk_busy
            busy[f"units:{name}"] = agency.units_busy
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

    def _channels(self) -> list[EventChannel]:
        channels = [agency.channel for agency in self._agencies.values()]
        channels += [desk.channel for desk in (self._dispatchers, self._standing) if desk]
        return channels

    def _register(self) -> None:
        """Register all telephones at once, and wait for all."""
        asking = [gevent.spawn(taker.register) for taker in self._call_takers]
        gevent.joinall(asking)
        for taker, asked in zip(self._call_takers, asking, strict=True):
            if not asked.get():
                sip = self._context.profile.sip
                values: dict[str, str | float | Reason] = {
                    "extension": taker.line.extension,
                    "address": f"{sip.host}:{sip.port}",
                }
                problem = taker.line.problem
                message = N_("The call distributor at {address} does not answer REGISTER.")
                if problem:
                    message = N_(
                        "The call distributor at {address} does not register extension "
                        "{extension}: {problem}"
                    )
                raise PlayRefused(Reason(message, {**values, "problem": problem}))

    def _come_and_go(self) -> None:
        """Let call-takers come and go."""
        clock, duty = self._context.clock, self._context.play.plan.call_takers
        for time_s, changes in groupby(duty.changes, key=lambda change: change[0]):
            netted = [(self._call_takers[person], on) for _, person, on in changes]
            clock.sleep_until(time_s)
            self._seats.change(
                [taker for taker, on in netted if not on], [taker for taker, on in netted if on]
            )
