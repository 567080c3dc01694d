"""What a call-taker does with a call: claim, recognise, put on record, relay, wrap up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gevent

from loadtest.driver.api_client import ApiClient, ApiError
from loadtest.driver.board import LiveCall
from loadtest.driver.context import Context
from loadtest.driver.phone_relay import PhoneRelay
from loadtest.sip.incoming_call import IncomingCall

CLAIM_WITHIN_MS = 3000
DISPOSITIONS: Mapping[str, str] = {
    "terputus": "ghost",
    "hening": "ghost",
    "prank": "prank",
    "informasi": "information",
    "uji": "test",
    "wilayah-lain": "other_region",
}
"""The deployment's word for a kind of call; what is not here is information."""


class CallWork:
    """The work on one call after the other, through one call-taker's account.

    Parameters
    ----------
    context : Context
    api : ApiClient
    relay : PhoneRelay
    """

    def __init__(self, context: Context, api: ApiClient, relay: PhoneRelay) -> None:
        self._context = context
        self._api = api
        self._relay = relay

    def do(self, call: IncomingCall, live: LiveCall, answered_s: float) -> float:
        """Do the work that the trace lays down, at its times, from the answer to the wrap-up.

        Returns
        -------
        float
            When it was to end, run time; it is over a little later.
        """
        context, caller = self._context, live.caller
        callers, clock = context.play.trace.callers, context.clock
        incident = int(callers.incident[caller])
        known = self._known(incident) if incident >= 0 else None
        claimed = self._claim(call.caller_number)
        recognised = known is not None
        if incident >= 0:
            self._note_answer(live, incident, answered_s, recognised=recognised)
        talk_s = float((callers.talk_duplicate_s if recognised else callers.talk_s)[caller])
        wrap_up_s = float(
            (callers.wrap_up_duplicate_s if recognised else callers.wrap_up_s)[caller]
        )
        talk_end_s = answered_s + talk_s
        wrapped_up_s = talk_end_s + wrap_up_s
        ticket = None
        if incident >= 0 and not recognised:
            due_s = min(answered_s + float(callers.ticket_s[caller]), wrapped_up_s)
            ticket = gevent.spawn(context.guard, self._ticket, live, incident, claimed, due_s)
        elif known is not None and claimed is not None:
            self._join(known, claimed)
        clock.sleep_until(talk_end_s)
        live.note_leg(call)
        live.row.set(talk_end_s=clock.now())
        opened = ticket.get() if ticket is not None else None
        begins_s = talk_end_s if opened is None else max(talk_end_s, float(live.row["ticket_s"]))
        left_s = max(wrapped_up_s - begins_s, 0.0)
        if opened is not None and not opened["joined"] and context.play.plan.dispatchers is None:
            begins_s = self._relay.phone_all(self._api, incident, int(opened["id"]), begins_s)
        wrapped_up_s = begins_s + left_s
        if claimed is not None:
            self._close(claimed, self._disposition(live, incident, recognised))
        clock.sleep_until(wrapped_up_s)
        return wrapped_up_s

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

    def _join(self, known: int, claimed: int) -> None:
        self._context.attempt(
            lambda: self._api.send(
                "POST",
                f"/api/incidents/{known}/calls",
                {"call_id": claimed},
                name="/api/incidents/[id]/calls",
            )
        )

    def _close(self, claimed: int, word: str) -> None:
        self._context.attempt(
            lambda: self._api.send(
                "POST",
                f"/api/calls/{claimed}/close",
                {"disposition": word},
                name="/api/calls/[id]/close",
            )
        )

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
