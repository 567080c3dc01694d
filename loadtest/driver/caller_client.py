"""A caller: tries, waits as long as patience lasts, tries again."""

from __future__ import annotations

import gevent

from loadtest.driver.board import LiveCall
from loadtest.driver.context import Context
from loadtest.driver.live_rows import LiveRow
from loadtest.safety import TargetRefused
from loadtest.sip.caller import Caller
from loadtest.sip.failure import CallFailure
from loadtest.sip.outgoing_call import OutgoingCall

END_WITHIN_S = 40.0
"""Longest wait for the end of a leg: 64 T1 of RFC 3261, and some."""
SETUP_WITHIN_S = 40.0
TALK_SLACK_S = 60.0
"""A talk that lasts so much longer than the trace has it was not ended by the call-taker."""


class CallerClient:
    """All callers of a play."""

    def __init__(self, context: Context, caller: Caller) -> None:
        self._context = context
        self._caller = caller
        self.connected = 0
        self.hurried = 0
        """Attempts whose patience was shorter than the measured set-up."""
        self._up: set[OutgoingCall] = set()

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
            self._attempt(caller, attempt, first + attempt, row)
            if row["outcome"] == "answered":
                return
            likely = plan.redial_blocked if row["outcome"] == "blocked" else plan.redial_abandoned
            if attempt + 1 == attempts or trace.attempts.redial_u[first + attempt] >= likely:
                return
            row.set(redialled=True)
            planned_s = context.clock.now() + float(trace.attempts.redial_delay_s[first + attempt])
            context.clock.sleep_until(planned_s)

    def _attempt(self, caller: int, attempt: int, at: int, row: LiveRow) -> None:
        context, trace = self._context, self._context.play.trace
        live = LiveCall(caller, attempt, row)
        context.board.put(live)
        row.set(lateness_s=max(context.clock.now() - row["arrival_s"], 0.0))
        trunk = context.play.plan.trunks[trace.callers.trunk[caller]]
        try:
            call = self._caller.place(
                context.board.number(caller), context.profile.sip.user, trunk_group=trunk
            )
        except (TargetRefused, OSError) as error:
            context.report("SIP", "INVITE", 0.0, str(error))
            row.set(outcome="failed", failure=CallFailure.TRANSPORT_ERROR.value)
            return
        self._up.add(call)
        try:
            self._hold(call, live, at)
        finally:
            self._up.discard(call)
        self._note_media(call, row)

    def _hold(self, call: OutgoingCall, live: LiveCall, at: int) -> None:
        """See a call through from INVITE to its end."""
        context, row = self._context, live.row
        attempts = context.play.trace.attempts
        patience_s = float(attempts.patience_s[at])
        connected_s = self._connection(call, row)
        if connected_s is None:
            self._refused(call, live)
            return
        self.connected += 1
        announced_s = connected_s + float(attempts.announcement_s[at])
        setup_s = connected_s - context.clock.run_time(call.record.invite_s)
        self.hurried += patience_s < setup_s
        row.set(connected_s=connected_s, setup_s=setup_s)
        if row["emergency"]:
            self._incident(row).first("connected_s", connected_s)
        context.display("SIP", "set-up", setup_s, None)
        gives_up_s = connected_s + patience_s
        while not live.answered.is_set() and not call.ended.is_set():
            left_s = gives_up_s - context.clock.now()
            if left_s <= 0 or context.stop.is_set():
                break
            gevent.wait([live.answered, call.ended, context.stop], timeout=left_s, count=1)
        if live.answered.is_set():
            self._talk(call, live, announced_s)
        elif call.ended.is_set():
            self._refused(call, live)
        else:
            self._give_up(call, row, announced_s)

    def _connection(self, call: OutgoingCall, row: LiveRow) -> float | None:
        """Return when the line answered, or None when it did not.

        Where the call-taker's own answer is the caller's, the line answers by ringing.
        """
        run_time = self._context.clock.run_time
        if self._context.profile.sip.answer == "call_taker":
            deadline_s = self._context.clock.now() + SETUP_WITHIN_S
            while call.record.ringing_s is None and not call.settled.is_set():
                if self._context.clock.now() > deadline_s:
                    break
                call.settled.wait(0.005)
            if call.record.ringing_s is not None:
                return run_time(call.record.ringing_s)
        else:
            call.settled.wait(SETUP_WITHIN_S)
        if call.record.connected_s is not None:
            return run_time(call.record.connected_s)
        return None

    def _talk(self, call: OutgoingCall, live: LiveCall, announced_s: float) -> None:
        """Talk until the call-taker hangs up."""
        context, row = self._context, live.row
        callers = context.play.trace.callers
        # the announcement's end is reckoned, not heard; nobody is assigned before it
        row.set(queued_s=min(announced_s, row["assigned_s"]), outcome="answered")
        longest_s = max(
            float(callers.talk_s[live.caller]), float(callers.talk_duplicate_s[live.caller])
        )
        if not call.ended.wait(longest_s + TALK_SLACK_S):
            row.set(failure=CallFailure.BYE_TIMEOUT.value)
            call.hang_up()
            call.ended.wait(END_WITHIN_S)

    def _give_up(self, call: OutgoingCall, row: LiveRow, announced_s: float) -> None:
        """Hang up before anybody spoke."""
        gave_up_s = self._context.clock.now()
        if gave_up_s > announced_s:
            row.set(queued_s=announced_s, gave_up_s=gave_up_s, outcome="abandoned_queue")
        else:
            row.set(gave_up_s=gave_up_s, outcome="abandoned_announcement")
        call.hang_up()
        call.ended.wait(END_WITHIN_S)

    def _refused(self, call: OutgoingCall, live: LiveCall) -> None:
        """Write down why a call ended before anybody spoke."""
        failure = call.record.failure
        row = live.row
        if failure is CallFailure.NO_CHANNEL and call.record.connected_s is None:
            row.set(outcome="blocked")
            return
        if not call.ended.is_set():
            call.hang_up()
            call.ended.wait(END_WITHIN_S)
        name = failure.value if failure is not None else CallFailure.TERMINATED.value
        row.set(outcome="failed", failure=name)
        self._context.report("SIP", "call", 0.0, name)

    def _note_media(self, call: OutgoingCall, row: LiveRow) -> None:
        failure = call.record.failure
        if failure is not None and row["outcome"] == "answered":
            row.set(failure=failure.value)
            self._context.report("SIP", "call", 0.0, failure.value)
        media = call.record.media
        if media is not None and row["outcome"] == "answered":
            row.set(rtp_lost_share=media.lost_share, rtp_jitter_s=media.jitter_s)

    def _incident(self, row: LiveRow) -> LiveRow:
        incident = self._context.play.trace.callers.incident
        callers = self._context.play.trace.callers.caller_id
        index = int((callers == row["caller_id"]).argmax())
        return self._context.rows.incident(int(incident[index]))
