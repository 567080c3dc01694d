"""A call-taker: registered, on duty by the calendar, picks up, and works each call.

A call-taker learns nothing but the caller's number and what the API tells; what the caller
says comes from the trace's row of that number.
"""

from __future__ import annotations

import time

import gevent
from gevent.event import Event

from loadtest.deployment_profile import CallTakerAccount
from loadtest.driver.api_client import ApiClient
from loadtest.driver.board import LiveCall
from loadtest.driver.call_work import CallWork
from loadtest.driver.context import Context
from loadtest.driver.phone_relay import PhoneRelay
from loadtest.driver.seats import Seats
from loadtest.sip.call_taker_line import CallTakerLine
from loadtest.sip.endpoint import Endpoint
from loadtest.sip.incoming_call import IncomingCall
from loadtest.sip.media import Audio
from results.verdict.reason import Reason
from scenarios.text import N_

REGISTER_WITHIN_S = 6.0
REGISTER_POLL_S = 0.1
CANARY_TALK_S = 0.05
LEG_ENDS_WITHIN_S = 5.0
"""From our hang-up to its confirmation; a deployment that takes longer has the leg left to it."""


class CallTakerClient:
    """One call-taker of the plan, with one account of the profile.

    Parameters
    ----------
    context : Context
    number : int
        Number in the plan.
    account : CallTakerAccount
    seats : Seats
    relay : PhoneRelay
    endpoint : Endpoint
    audio : Audio

    Raises
    ------
    PlayRefused
        If the log-in is refused.
    """

    def __init__(
        self,
        context: Context,
        number: int,
        account: CallTakerAccount,
        seats: Seats,
        relay: PhoneRelay,
        endpoint: Endpoint,
        audio: Audio | None,
    ) -> None:
        self._context = context
        self._number = number
        self._seats = seats
        self._api: ApiClient = context.client(account)
        self._work = CallWork(context, self._api, relay)
        self._wanted = "off"
        self._changed = Event()
        self._ready_s = float("nan")
        self._free_s: float | None = None
        self._states = gevent.spawn(context.guard, self._tell_states)
        self.busy: list[tuple[float, float]] = []
        self.line = CallTakerLine(
            endpoint,
            account.extension,
            context.profile.sip.host,
            context.profile.sip.port,
            on_offer=lambda call: context.guard(self._offered, call),
            password=account.reveal_sip(),
            domain=context.profile.sip.domain,
            audio=audio,
        )

    def register(self) -> bool:
        """Register the telephone; return whether the deployment confirmed.

        A refusal is taken as the deployment's last word.
        """
        self.line.register()
        until_s = time.monotonic() + REGISTER_WITHIN_S
        while not self.line.wait_registered(REGISTER_POLL_S):
            if self.line.problem or time.monotonic() > until_s:
                return False
        return True

    def sit(self) -> None:
        """Be ready for calls."""
        # from when the work was to end: that the load generator wakes a little late, and the
        # way of the request, are not the call's patience but what the deployment is given
        self._ready_s = self._context.clock.now() if self._free_s is None else self._free_s
        self._want("ready")

    def stand(self) -> None:
        """Be ready no more."""
        self._want("off")

    def log_off(self) -> None:
        """Declare to be off, now, whatever was wanted; nobody rings here any more."""
        self._states.kill()
        self._declare("off")

    def close(self) -> None:
        """Give the telephone and the connections back."""
        self._states.kill()
        self.line.unregister()
        self.line.close()
        self._api.close()

    def _want(self, state: str) -> None:
        self._wanted = state
        self._changed.set()

    def _tell_states(self) -> None:
        """Declare what is wanted, one request after the other, the newest wish last."""
        while True:
            self._changed.wait()
            self._changed.clear()
            self._declare(self._wanted)

    def _declare(self, state: str) -> None:
        self._context.attempt(lambda: self._api.send("PUT", "/api/me/state", {"state": state}))

    def _offered(self, call: IncomingCall) -> None:
        """Take a call that rings here, if it is one of ours."""
        board, number = self._context.board, call.caller_number
        if board.is_canary(number):
            self._answer_canary(call)
            return
        live = board.live(number)
        if live is not None and not self._context.stop.is_set():
            self._pick_up(call, live)
        elif board.is_callers(number):
            # its caller hung up a moment ago, and the deployment will take the offer back
            if not call.ended.wait(LEG_ENDS_WITHIN_S):
                call.reject(480)
            self._want(self._wanted)
        else:
            shown = board.note_foreign(number)
            call.reject(480)  # so that the deployment offers it to somebody who is no robot
            message = N_("A call came in that is not of this load test (from {number}).")
            if not number:
                message = N_("A call with a hidden number came in; it is not of this load test.")
            self._context.abort(Reason(message, {"number": shown}))

    def _answer_canary(self, call: IncomingCall) -> None:
        call.answer()
        gevent.sleep(CANARY_TALK_S)
        call.hang_up()
        call.ended.wait(LEG_ENDS_WITHIN_S)
        self._want(self._wanted)

    def _pick_up(self, call: IncomingCall, live: LiveCall) -> None:
        """Let it ring as long as the trace has it, and answer if the caller is still there."""
        context = self._context
        clock, attempts = context.clock, context.play.trace.attempts
        self._seats.begin(self)
        rings_s = clock.run_time(call.record.invite_s)
        assigned_s = self._assigned_s(live, rings_s)
        live.row.set(
            assigned_s=assigned_s, ring_s=rings_s - assigned_s, call_taker=float(self._number)
        )
        pick_up_s = float(attempts.pick_up_s[live.at])
        picks_up_s = max(rings_s, assigned_s) + pick_up_s
        while not (call.ended.is_set() or context.stop.is_set()):
            left_s = picks_up_s - clock.now()
            if left_s <= 0:
                break
            gevent.wait([call.ended, context.stop], timeout=left_s, count=1)
        if live.over or context.stop.is_set() or not call.answer():
            call.ended.wait(LEG_ENDS_WITHIN_S)
            call.reject(480)
            self._end(assigned_s)
            return
        assert call.record.connected_s is not None
        answered_s = clock.run_time(call.record.connected_s)
        if live.answered.is_set():
            context.errors["a call was answered twice"] += 1
        ring_s = max(answered_s - assigned_s - pick_up_s, 0.0)
        live.row.set(answered_s=answered_s, ring_s=ring_s)
        live.answered.set()
        context.spawn(self._handle, call, live, answered_s)

    def _assigned_s(self, live: LiveCall, rings_s: float) -> float:
        """Return when the deployment could have chosen this call-taker, run time.

        That is when the call had joined the queue and the call-taker was ready. What passes
        from there to the ring is the deployment's, and measured as such.
        """
        connected_s = live.row["connected_s"]
        if connected_s is None:
            return rings_s
        announcement_s = float(self._context.play.trace.attempts.announcement_s[live.at])
        since_s = max(live.announced_s(announcement_s), self._ready_s)
        return min(since_s, rings_s) if since_s == since_s else rings_s

    def _handle(self, call: IncomingCall, live: LiveCall, answered_s: float) -> None:
        free_s = self._work.do(call, live, answered_s)
        call.ended.wait(LEG_ENDS_WITHIN_S)
        live.row.set(work_end_s=self._context.clock.now())
        self._end(live.row["assigned_s"], free_s)

    def _end(self, since_s: float, free_s: float | None = None) -> None:
        """Be free again, since `free_s` where that was planned."""
        self.busy.append((since_s, self._context.clock.now()))
        self._free_s = free_s
        self._seats.finish(self)
        self._free_s = None

    def __repr__(self) -> str:
        return f"<call-taker {self._number}>"
