"""The model: what happens to a call, from the line to the dispatcher's forwarding.

The methods of `Centre` follow the steps of the model in their order: demand, lines,
announcement and queue, call-taker, dispatcher; `sim.field` goes on with notification and
units. All luck is in the trace; all that is not luck is in the plan.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from scenarios.plan import Plan
from sim.agenda import Agenda
from sim.blocked_numbers import BlockedNumbers
from sim.field import Field
from sim.lines import TrunkGroup
from sim.rank import Kind, Rank
from sim.rows import CallRow, IncidentRow, Rows
from sim.staffed_desk import StaffedDesk
from sim.trace_rows import TraceRows

Steps = Generator[Any, Any, Any]
ENDLESS = float("inf")


class Centre:
    """A centre, its lines and its agencies while they play one trace.

    Parameters
    ----------
    trace : TraceRows
    plan : Plan
    rows : Rows
        What happens is written down here.
    """

    def __init__(self, trace: TraceRows, plan: Plan, rows: Rows) -> None:
        self.plan = plan
        self.trace = trace
        self.agenda = Agenda(plan.clock.begin_s)
        self.rows = rows
        self.blocked_numbers = BlockedNumbers(plan.blocks) if plan.blocks else None
        self.lines = [TrunkGroup(channels) for channels in plan.channels]
        self.call_takers = StaffedDesk(self.agenda, plan.call_takers, 0)
        self.dispatchers = (
            None if plan.dispatchers is None else StaffedDesk(self.agenda, plan.dispatchers, 1)
        )
        self.field = Field(self.agenda, trace, plan, rows)

    def play(self, callers: Sequence[int]) -> None:
        """Play callers of the trace, given by row number in order of arrival, to the last work."""
        first_row = len(self.rows.calls)
        self.agenda.process(self.demand(callers))
        self.agenda.run()
        self._close(first_row)
        plan = self.plan
        busy = {"call_takers": self.call_takers.busy}
        if self.dispatchers is not None:
            busy["dispatchers"] = self.dispatchers.busy
        busy |= self.field.busy()
        for trunk, group in zip(plan.trunks, self.lines, strict=True):
            busy[f"lines:{trunk}"] = group.busy
        for name, work in busy.items():
            self.rows.busy.setdefault(name, []).extend(work)

    def _close(self, first_row: int) -> None:
        """End what would never end: after the last calendar nobody comes any more."""
        for call in self.rows.calls[first_row:]:
            if not call.outcome:
                call.outcome = "abandoned_queue"
                call.gave_up_s = max(self.plan.clock.horizon_s, call.queued_s)
                self.lines[self.trace.trunk[call.caller]].free(call.arrival_s, call.gave_up_s)
        for desk in (self.call_takers, self.dispatchers, *self.field.desks):
            if desk is not None:
                desk.close()

    # 1. Demand

    def demand(self, callers: Sequence[int]) -> Steps:
        """Let each caller begin at the instant of the trace."""
        arrival_s, caller_id = self.trace.arrival_s, self.trace.caller_id
        for caller in callers:
            yield self.agenda.at(arrival_s[caller], Rank.ARRIVAL, caller_id[caller])
            self.agenda.process(self.caller(caller))

    def caller(self, caller: int) -> Steps:
        """Try, and try again while something leads to another try."""
        trace, plan = self.trace, self.plan
        number = trace.incident[caller]
        incident = None if number < 0 else self.rows.incidents[number]
        for attempt in range(trace.attempts[caller]):
            row = trace.first_attempt[caller] + attempt
            call = CallRow(caller, attempt, self.agenda.now)
            self.rows.calls.append(call)
            if incident is not None:
                incident.calls += 1
                if incident.calls == 1:
                    incident.first_call_s = call.arrival_s
            yield from self.call(call, row, incident)
            if call.outcome in ("answered", "refused"):
                return
            likely = plan.redial_blocked if call.outcome == "blocked" else plan.redial_abandoned
            if attempt + 1 == trace.attempts[caller] or trace.redial_u[row] >= likely:
                return
            call.redialled = True
            again_s = self.agenda.now + trace.redial_delay_s[row]
            yield self.agenda.at(again_s, Rank.ARRIVAL, trace.caller_id[caller])

    # 2. Lines

    def call(self, call: CallRow, row: int, incident: IncidentRow | None) -> Steps:
        """Take a channel, or be blocked; hold it to the end of talk or to giving up.

        A refused number takes none.
        """
        trace, caller, blocked = self.trace, call.caller, self.blocked_numbers
        if blocked is not None and blocked.refuses(trace.person[caller], call.arrival_s):
            call.outcome = "refused"
            return
        line = self.lines[trace.trunk[caller]]
        if not line.seize(call.arrival_s):
            call.outcome = "blocked"
            return
        connected_s = call.arrival_s + trace.setup_s[row]
        if connected_s > call.arrival_s:
            yield self.agenda.at(connected_s, Rank.END_OF_ANNOUNCEMENT, trace.caller_id[caller])
        call.connected_s = connected_s
        if incident is not None and incident.connected_s != incident.connected_s:
            incident.connected_s = connected_s
        call_taker = yield from self.announcement_and_queue(call, row)
        if call_taker is None:
            call.gave_up_s = self.agenda.now
            line.free(call.arrival_s, call.gave_up_s)
            return
        call.outcome = "answered"
        call.call_taker = float(call_taker)
        yield from self.call_taker(call, incident, call_taker)

    # 3. Announcement and queue

    def announcement_and_queue(self, call: CallRow, row: int) -> Steps:
        """Listen and wait, as long as patience lasts; return the call-taker, or None."""
        trace, at = self.trace, self.agenda.at
        identity = trace.caller_id[call.caller]
        gives_up_s = call.connected_s + trace.patience_s[row]
        announced_s = call.connected_s + trace.announcement_s[row]
        if gives_up_s <= announced_s:
            yield at(gives_up_s, Rank.GIVE_UP, identity)
            call.outcome = "abandoned_announcement"
            return None
        if announced_s > call.connected_s:
            yield at(announced_s, Rank.END_OF_ANNOUNCEMENT, identity)
        call.queued_s = announced_s
        request = self.call_takers.request()
        if request.waiting:
            if gives_up_s < ENDLESS:
                at(gives_up_s, Rank.GIVE_UP, identity).callbacks.append(request.withdraw)
            yield request.over
        call_taker = request.person
        if call_taker is None:
            call.outcome = "abandoned_queue"
            return None
        call.assigned_s = assigned_s = self.agenda.now
        answered_s = assigned_s + trace.ring_s[row] + trace.pick_up_s[row]
        if answered_s > assigned_s:
            if gives_up_s <= answered_s:
                yield at(gives_up_s, Rank.GIVE_UP, identity)
                call.outcome = "abandoned_queue"
                self.call_takers.release(call_taker)
                return None
            yield at(answered_s, Rank.END_OF_ANNOUNCEMENT, identity)
        return call_taker

    # 4. Call-taker

    def call_taker(self, call: CallRow, incident: IncidentRow | None, person: int) -> Steps:
        """Talk, put the incident on record, relay by phone, wrap up."""
        trace, caller, at = self.trace, call.caller, self.agenda.at
        identity = trace.caller_id[caller]
        call.answered_s = answered_s = self.agenda.now
        recognised = incident is not None and incident.on_record_s == incident.on_record_s
        if incident is not None:
            incident.answered_calls += 1
            if incident.answered_calls == 1:
                incident.answered_s = answered_s
                incident.reporter_call_id = float(self.trace.call_id(call))
            call.duplicate = (
                "recognised"
                if recognised
                else "none"
                if incident.answered_calls == 1
                else "unrecognised"
            )
        talk_s = (trace.talk_duplicate_s if recognised else trace.talk_s)[caller]
        wrap_up_s = (trace.wrap_up_duplicate_s if recognised else trace.wrap_up_s)[caller]
        talk_end_s = answered_s + talk_s
        wrapped_up_s = talk_end_s + wrap_up_s
        to_phone: list[list[int]] = []
        on_record_s = talk_end_s
        ticket = incident is not None and not recognised
        if ticket:
            on_record_s = (
                min(answered_s + trace.ticket_s[caller], wrapped_up_s)
                + trace.ticket_latency_s[caller]
            )
        if incident is not None and ticket and on_record_s <= talk_end_s:
            yield at(on_record_s, Rank.END_OF_WORK, identity, Kind.TICKET)
            to_phone = self.on_record(incident, call)
        yield at(talk_end_s, Rank.END_OF_TALK, identity)
        call.talk_end_s = talk_end_s
        self.lines[trace.trunk[caller]].free(call.arrival_s, talk_end_s)
        if incident is not None and ticket and on_record_s > talk_end_s:
            yield at(on_record_s, Rank.END_OF_WORK, identity, Kind.TICKET)
            to_phone = self.on_record(incident, call)
        left_s = max(wrapped_up_s - self.agenda.now, 0.0)
        for need in to_phone:
            yield from self.field.fulfil(need, relayed=True)
        if left_s > 0:
            yield at(self.agenda.now + left_s, Rank.END_OF_WORK, identity, Kind.CALL_WORK)
        call.work_end_s = self.agenda.now
        if self.blocked_numbers is not None:
            self.blocked_numbers.wrapped_up(trace.person[caller], identity, call.work_end_s)
        self.call_takers.release(person)

    def on_record(self, incident: IncidentRow, call: CallRow) -> list[list[int]]:
        """Put a ticket on record; return the needs whose agencies this call-taker has to phone.

        A later ticket joins the first without notifying again.
        """
        call.ticket_s = self.agenda.now
        if incident.on_record_s == incident.on_record_s:
            return []
        incident.on_record_s = self.agenda.now
        incident.ticket_call_id = float(self.trace.call_id(call))
        if self.dispatchers is not None:
            self.agenda.process(self.dispatcher(incident, self.dispatchers))
            return []
        return self.field.forward(incident)

    # 5. Dispatcher

    def dispatcher(self, incident: IncidentRow, desk: StaffedDesk) -> Steps:
        """Check and forward, phone where that is the way, wrap up."""
        trace, number = self.trace, incident.incident
        request = desk.request()
        if request.waiting:
            yield request.over
        incident.dispatcher_start_s = self.agenda.now
        identity = trace.incident_id[number]
        yield self.agenda.at(
            self.agenda.now + trace.dispatcher_work_s[number],
            Rank.END_OF_WORK,
            identity,
            Kind.DISPATCHER,
        )
        incident.dispatcher_end_s = self.agenda.now
        for need in self.field.forward(incident):
            yield from self.field.fulfil(need, relayed=True)
        yield self.agenda.at(
            self.agenda.now + trace.dispatcher_wrap_up_s[number],
            Rank.END_OF_WORK,
            identity,
            Kind.DISPATCHER,
        )
        incident.dispatcher_free_s = self.agenda.now
        desk.release(request.person)
