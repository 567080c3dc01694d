"""A caller: tries, waits as long as patience lasts, tries again."""

from __future__ import annotations

import gevent

from loadtest.driver.audio_verdict import note_audio
from loadtest.driver.board import LiveCall
from loadtest.driver.context import Context
from loadtest.driver.line_answer import line_answered_s
from loadtest.safety import TargetRefused
from loadtest.sip.caller import Caller
from loadtest.sip.failure import CallFailure
from loadtest.sip.outgoing_call import OutgoingCall
from results.verdict.reason import Reason
from scenarios.text import N_

END_WITHIN_S = 40.0
"""Longest wait for the end of a leg: 64 T1 of RFC 3261, and some."""
SETUP_WITHIN_S = 40.0
TALK_SLACK_S = 60.0
"""A talk that lasts so much longer than the trace has it was not ended by the call-taker."""
SILENT_CALLS = 3
"""So many calls in a row without any response mean that the call distributor is gone."""
SILENCE = frozenset(
    {CallFailure.NO_RESPONSE_TIMEOUT, CallFailure.TRANSPORT_ERROR, CallFailure.CANCEL_UNANSWERED}
)


class CallerClient:
    """All callers of a play."""

    def __init__(self, context: Context, caller: Caller) -> None:
        self._context = context
        self._caller = caller
        self.hurried = 0
        """Attempts whose patience was shorter than the measured set-up."""
        self._up: set[OutgoingCall] = set()
        self._silent = 0

    def hang_up_all(self) -> None:
        """Hang up our own calls."""
        for call in list(self._up):
            call.hang_up()

    def play(self, caller: int) -> None:
        """Play one caller from the first attempt on; called at the planned instant."""
        context = self._context
        trace, plan = context.play.trace, context.play.plan
        planned_s = float(trace.callers.arrival_s[caller])
        first = int(trace.callers.first_attempt[caller])
        attempts = int(trace.callers.attempts[caller])
        for attempt in range(attempts):
            if context.stop.is_set():
                return
            row = context.rows.call(caller, attempt, planned_s)
            live = LiveCall(caller, attempt, first + attempt, row)
            self._attempt(live)
            if row["outcome"] in ("answered", None):
                return
            likely = plan.redial_blocked if row["outcome"] == "blocked" else plan.redial_abandoned
            if attempt + 1 == attempts or trace.attempts.redial_u[first + attempt] >= likely:
                return
            row.set(redialled=True)
            # from when patience ended or the line was busy, as in the model; SIP's confirmation
            # of the hang-up comes later
            ended_s = planned_s if live.gives_up_s is None else live.gives_up_s
            planned_s = ended_s + float(trace.attempts.redial_delay_s[first + attempt])
            context.clock.sleep_until(planned_s)

    def _attempt(self, live: LiveCall) -> None:
        context, row = self._context, live.row
        context.board.put(live)
        row.set(lateness_s=max(context.clock.now() - row["arrival_s"], 0.0))
        trunk = context.play.plan.trunks[context.play.trace.callers.trunk[live.caller]]
        try:
            call = self._caller.place(
                context.board.number(live.caller), context.profile.sip.user, trunk_group=trunk
            )
        except (TargetRefused, OSError) as error:
            context.report("SIP", "INVITE", 0.0, str(error))
            row.set(outcome="failed", failure=CallFailure.TRANSPORT_ERROR.value)
            return
        self._up.add(call)
        try:
            self._hold(call, live)
        finally:
            self._up.discard(call)
            context.board.end(live)

    def _hold(self, call: OutgoingCall, live: LiveCall) -> None:
        """See a call through from INVITE to its end."""
        context, row = self._context, live.row
        attempts = context.play.trace.attempts
        patience_s = float(attempts.patience_s[live.at])
        answered_s = line_answered_s(call, context.profile.sip.answer, context.stop, SETUP_WITHIN_S)
        if answered_s is None:
            self._refused(call, live)
            return
        connected_s = context.clock.run_time(answered_s)
        self._silent = 0
        setup_s = connected_s - context.clock.run_time(call.record.invite_s)
        self.hurried += patience_s < setup_s
        row.set(connected_s=connected_s, setup_s=setup_s)
        incident = int(context.play.trace.callers.incident[live.caller])
        if incident >= 0:
            context.rows.incident(incident).first("connected_s", connected_s)
        context.display("SIP", "set-up", setup_s, None)
        live.gives_up_s = gives_up_s = connected_s + patience_s
        while not (live.answered.is_set() or call.ended.is_set() or context.stop.is_set()):
            left_s = gives_up_s - context.clock.now()
            if left_s <= 0:
                break
            gevent.wait([live.answered, call.ended, context.stop], timeout=left_s, count=1)
        announced_s = live.announced_s(float(attempts.announcement_s[live.at]))
        if live.answered.is_set():
            self._talk(call, live, announced_s)
        elif call.ended.is_set():
            self._refused(call, live)
        elif context.stop.is_set():
            self._break_off(call, live)
        else:
            self._give_up(call, live, announced_s)

    def _talk(self, call: OutgoingCall, live: LiveCall, announced_s: float) -> None:
        """Talk until the call-taker hangs up."""
        context, row = self._context, live.row
        callers = context.play.trace.callers
        # the announcement's end is reckoned, not heard; nobody is assigned before it
        row.set(queued_s=min(announced_s, row["assigned_s"]), outcome="answered")
        longest_s = TALK_SLACK_S + max(
            float(callers.talk_s[live.caller]), float(callers.talk_duplicate_s[live.caller])
        )
        gevent.wait([call.ended, context.stop], timeout=longest_s, count=1)
        if context.stop.is_set():
            self._hang_up(call, live)
            return
        if not call.ended.is_set():
            row.set(failure=CallFailure.BYE_TIMEOUT.value)
            self._hang_up(call, live)
        gevent.wait([live.talked, context.stop], timeout=longest_s, count=1)
        note_audio(context, call.record, live)

    def _give_up(self, call: OutgoingCall, live: LiveCall, announced_s: float) -> None:
        """Hang up before anybody spoke."""
        gave_up_s, row = self._context.clock.now(), live.row
        if gave_up_s > announced_s:
            row.set(queued_s=announced_s, gave_up_s=gave_up_s, outcome="abandoned_queue")
        else:
            row.set(gave_up_s=gave_up_s, outcome="abandoned_announcement")
        self._hang_up(call, live)
        failure = call.record.failure
        if failure is not None:
            row.set(failure=failure.value)
            self._context.report("SIP", "hang-up", 0.0, failure.value)

    def _break_off(self, call: OutgoingCall, live: LiveCall) -> None:
        """Hang up because the play ends; what would have become of the call is not known."""
        self._hang_up(call, live)

    def _hang_up(self, call: OutgoingCall, live: LiveCall) -> None:
        self._context.board.end(live)
        call.hang_up()
        call.ended.wait(END_WITHIN_S)

    def _refused(self, call: OutgoingCall, live: LiveCall) -> None:
        """Write down why a call ended before anybody spoke."""
        failure = call.record.failure
        if self._context.stop.is_set() and failure is None:
            self._break_off(call, live)
            return
        if failure is CallFailure.NO_CHANNEL and live.row["connected_s"] is None:
            self._silent = 0
            live.row.set(outcome="blocked")
            return
        if not call.ended.is_set():
            failure = failure or CallFailure.NO_RESPONSE_TIMEOUT
            self._hang_up(call, live)
        failure = failure or CallFailure.TERMINATED
        live.row.set(outcome="failed", failure=failure.value)
        self._context.report("SIP", "call", 0.0, failure.value)
        self._silent = self._silent + 1 if failure in SILENCE else 0
        if self._silent >= SILENT_CALLS:
            message = N_("{count} calls in a row met no response from the call distributor.")
            self._context.abort(Reason(message, {"count": self._silent}))
