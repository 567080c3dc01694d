"""A call-taker: registered, on duty by the calendar, answers, puts on record, wraps up.

A call-taker learns nothing but the caller's number and what the API tells; what the caller
says comes from the trace's row of that number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gevent

from loadtest.deployment_profile import CallTakerAccount
from loadtest.driver.api_client import ApiClient, ApiError
from loadtest.driver.board import LiveCall
from loadtest.driver.context import Context
from loadtest.driver.phone_relay import PhoneRelay
from loadtest.driver.seats import Seats
from loadtest.sip.call_taker_line import CallTakerLine
from loadtest.sip.endpoint import Endpoint
from loadtest.sip.incoming_call import IncomingCall
from loadtest.sip.media import Audio

CLAIM_WITHIN_MS = 3000
REGISTER_WITHIN_S = 10.0
CANARY_TALK_S = 0.05
DISPOSITIONS: Mapping[str, str] = {
    "terputus": "ghost",
    "hening": "ghost",
    "prank": "prank",
    "informasi": "information",
    "uji": "test",
    "wilayah-lain": "other_region",
}
"""The deployment's word for a kind of call; what is not here is information."""


class CallTakerClient:
    """One call-taker of the plan, with one account of the profile."""

    def __init__(
        self,
        context: Context,
        account: CallTakerAccount,
        seats: Seats,
        relay: PhoneRelay,
        endpoint: Endpoint,
        audio: Audio | None,
    ) -> None:
        self._context = context
        self._account = account
        self._seats = seats
        self._relay = relay
        self._api: ApiClient = context.client(account)
        self._on_duty = False
        self._ready = False
        self.busy: list[tuple[float, float]] = []
        self.line = CallTakerLine(
            endpoint,
            account.extension,
            context.profile.sip.host,
            context.profile.sip.port,
            on_offer=self._offered,
            password=account.reveal_sip(),
            domain=context.profile.sip.domain,
            audio=audio,
        )

    def register(self) -> bool:
        """Register the telephone; return whether the deployment confirmed."""
        self.line.register()
        return self.line.wait_registered(REGISTER_WITHIN_S)

    def come_on_duty(self) -> None:
        """Be ready for calls as soon as a place is free."""
        self._on_duty = True
        self._seats.take(self)

    def go_off_duty(self) -> None:
        """Take no more calls; who is at work finishes first."""
        self._on_duty = False
        if self._ready:
            self._ready = False
            self._state("off")
        self._seats.leave(self)

    def seated(self) -> None:
        """Become ready, when a place is free; who is at work does so when it is done."""
        self._ready = True
        if not self.at_work:
            self._state("ready")

    @property
    def at_work(self) -> bool:
        """Whether a call is being handled."""
        return self.line.call is not None or self._handling

    _handling = False

    def close(self) -> None:
        """Log out."""
        self.line.unregister()
        self.line.close()
        self._api.close()

    def _state(self, state: str) -> None:
        self._context.attempt(lambda: self._api.send("PUT", "/api/me/state", {"state": state}))

    def _offered(self, call: IncomingCall) -> None:
        """Answer a call that rings here, if it is one of ours."""
        context = self._context
        number = call.caller_number
        if context.board.is_canary(number):
            self._answer_canary(call)
            return
        live = context.board.live(number)
        if live is None:
            context.board.foreign.append(number)
            call.reject(480)
            context.abort(f"a call from {number or 'a hidden number'} is not of this load test")
            return
        self._handling = True
        assigned_s = context.clock.run_time(call.record.invite_s)
        live.row.set(assigned_s=assigned_s)
        pick_up_s = self._pick_up_s(live)
        context.clock.sleep_until(assigned_s + pick_up_s)
        if not call.answer() or call.record.connected_s is None:
            self._handling = False
            return
        answered_s = context.clock.run_time(call.record.connected_s)
        if live.answered.is_set():
            context.errors["a call was answered twice"] += 1
        live.row.set(answered_s=answered_s, ring_s=max(answered_s - assigned_s - pick_up_s, 0.0))
        live.answered.set()
        context.work.add(gevent.spawn(self._handle, call, live, answered_s))

    def _pick_up_s(self, live: LiveCall) -> float:
        """Return how long this attempt rings before the call-taker takes it up."""
        trace = self._context.play.trace
        at = int(trace.callers.first_attempt[live.caller]) + live.attempt
        return float(trace.attempts.pick_up_s[at])

    def _answer_canary(self, call: IncomingCall) -> None:
        call.answer()
        gevent.sleep(CANARY_TALK_S)
        call.hang_up()
        call.ended.wait(5)
        self._state("ready")

    def _handle(self, call: IncomingCall, live: LiveCall, answered_s: float) -> None:
        """Do the work that the trace lays down, at its times."""
        context, caller = self._context, live.caller
        callers, clock = context.play.trace.callers, context.clock
        incident = int(callers.incident[caller])
        claimed = self._claim(call.caller_number)
        known = self._known(incident) if incident >= 0 else None
        if incident >= 0:
            self._note_answer(live, incident, answered_s, recognised=known is not None)
        recognised = known is not None
        talk_s = float((callers.talk_duplicate_s if recognised else callers.talk_s)[caller])
        wrap_up_s = float(
            (callers.wrap_up_duplicate_s if recognised else callers.wrap_up_s)[caller]
        )
        talk_end_s = answered_s + talk_s
        wrapped_up_s = talk_end_s + wrap_up_s
        ticket = None
        if incident >= 0 and not recognised:
            due_s = min(answered_s + float(callers.ticket_s[caller]), wrapped_up_s)
            ticket = gevent.spawn(self._ticket, live, incident, claimed, due_s)
        elif known is not None and claimed is not None:
            context.attempt(
                lambda: self._api.send(
                    "POST",
                    f"/api/incidents/{known}/calls",
                    {"call_id": claimed},
                    name="/api/incidents/[id]/calls",
                )
            )
        clock.sleep_until(talk_end_s)
        call.hang_up()
        live.row.set(talk_end_s=clock.now())
        opened = ticket.get() if ticket is not None else None
        left_s = max(wrapped_up_s - clock.now(), 0.0)
        if opened is not None and not opened["joined"] and not context.profile.accounts.dispatchers:
            self._relay.phone_all(self._api, incident, int(opened["id"]))
        wrapped_up_s = clock.now() + left_s
        if claimed is not None:
            word = self._disposition(live, incident, recognised)
            context.attempt(
                lambda: self._api.send(
                    "POST",
                    f"/api/calls/{claimed}/close",
                    {"disposition": word},
                    name="/api/calls/[id]/close",
                )
            )
        clock.sleep_until(wrapped_up_s)
        call.ended.wait(5)
        self._end_work(live, answered_s)

    def _end_work(self, live: LiveCall, answered_s: float) -> None:
        context = self._context
        self._handling = False
        if self._ready and self._on_duty:
            self._state("ready")
        else:
            self._seats.finished(self)
        ended_s = context.clock.now()
        live.row.set(work_end_s=ended_s)
        self.busy.append((answered_s, ended_s))

    def _claim(self, number: str) -> int | None:
        try:
            answer = self._api.send(
                "POST", "/api/calls/claim", {"number": number, "wait_ms": CLAIM_WITHIN_MS}
            )
        except ApiError:
            return None
        return int(answer["id"])

    def _known(self, incident: int) -> int | None:
        """Return the deployment's id of an incident that is on record already."""
        try:
            found = self._api.send(
                "GET",
                "/api/incidents",
                name="/api/incidents?reference=",
                reference=self._context.board.reference(incident),
            )
        except ApiError:
            return None
        return int(found[0]["id"]) if found else None

    def _note_answer(
        self, live: LiveCall, incident: int, answered_s: float, *, recognised: bool
    ) -> None:
        about = self._context.rows.incident(incident)
        first = not about["answered_calls"]
        about.set(answered_calls=about["answered_calls"] + 1, reported=True)
        if first:
            about.set(answered_s=answered_s, reporter_call_id=float(live.row["call_id"]))
        word = "recognised" if recognised else "none" if first else "unrecognised"
        live.row.set(duplicate=word)

    def _ticket(
        self, live: LiveCall, incident: int, claimed: int | None, due_s: float
    ) -> dict[str, Any] | None:
        """Put the incident on record when it is due; return the application's answer."""
        context = self._context
        context.clock.sleep_until(due_s)
        asked_s = context.clock.now()
        try:
            opened: dict[str, Any] = self._api.send(
                "POST", "/api/incidents", self._report(incident, claimed)
            )
        except ApiError:
            return None
        on_record_s = context.clock.now()
        live.row.set(ticket_s=on_record_s, ticket_latency_s=on_record_s - asked_s)
        about = context.rows.incident(incident)
        if not opened["joined"]:
            about.set(on_record_s=on_record_s, ticket_call_id=float(live.row["call_id"]))
            self._relay.expect(incident, opened, on_record_s)
        return opened

    def _report(self, incident: int, claimed: int | None) -> dict[str, Any]:
        """Return what the caller tells of the incident."""
        context = self._context
        trace, plan = context.play.trace, context.play.plan
        about = context.rows.incident(incident)
        return {
            "call_id": claimed,
            "kind": about["category"],
            "priority": about["priority"],
            "kecamatan": about["kecamatan"],
            "lat": about["lat"],
            "lon": about["lon"],
            "reference": context.board.reference(incident),
            "description": f"uji beban {context.board.run_id}",
            "needs": [
                {
                    "agencies": [
                        plan.agencies[trace.candidates.agency[c]].name for c in candidates
                    ],
                    "units": int(trace.candidates.units[candidates[0]]),
                }
                for candidates in context.board.needs(incident)
            ],
        }

    def _disposition(self, live: LiveCall, incident: int, recognised: bool) -> str:
        if incident >= 0:
            return "duplicate" if recognised else "emergency"
        return DISPOSITIONS.get(live.row["category"], "information")
