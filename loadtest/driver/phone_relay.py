"""Relay by phone: agencies one after another, whoever relays stays on the line."""

from __future__ import annotations

from typing import Any

from loadtest.driver.agency_client import AgencyClient
from loadtest.driver.api_client import ApiClient, ApiError
from loadtest.driver.context import Context
from loadtest.driver.notification_latency import note_latency


class PhoneRelay:
    """Phones agencies for whoever relays, and writes the outcome into the application."""

    def __init__(self, context: Context, agencies: dict[str, AgencyClient]) -> None:
        self._context = context
        self._agencies = agencies

    def expect(
        self,
        incident: int,
        opened: dict[str, Any],
        on_record_s: float,
        *,
        sent_s: float | None = None,
    ) -> None:
        """Note which agencies the application says it tells, so that a lost one is seen.

        `sent_s` is when it was forwarded; left out, they were told with the ticket.
        """
        context = self._context
        for told in opened["notifications"]:
            candidate = context.board.candidate(incident, told["need"], told["agency"])
            if candidate is not None and told["channel"] == "application":
                row = context.rows.notification(candidate, incident, "application")
                row.set(on_record_s=on_record_s, sent_s=on_record_s if sent_s is None else sent_s)
                note_latency(context, row)

    def phone_all(self, api: ApiClient, incident: int, identity: int, begins_s: float) -> float:
        """Phone all agencies that are this relayer's to phone, need by need.

        The relayer stays until each need is taken up, given up, or passed on to an agency that
        is told by application.

        Returns
        -------
        float
            When the last telephone was put down, run time; `begins_s` where nobody was phoned.
            What is then written into the application is wrap-up.
        """
        phoned: set[int] = set()
        ended_s = begins_s
        while not self._context.stop.is_set():
            turn = self._to_phone(api, incident, identity, phoned)
            if turn is None:
                break
            candidate, need, notification = turn
            phoned.add(candidate)
            if self.phone(api, candidate, incident, identity, need, notification):
                ended_s = float(self._context.rows.notifications[candidate]["ended_s"])
        return ended_s

    def phone(
        self,
        api: ApiClient,
        candidate: int,
        incident: int,
        identity: int,
        need: int,
        notification: int,
    ) -> bool:
        """Phone one agency, and write into the application what it said.

        Returns
        -------
        bool
            False where the application could tell the agency after all, so that nobody phoned.
        """
        context = self._context
        if not self._is_needed(api, candidate, incident, notification):
            return False
        name = context.play.plan.agencies[context.play.trace.candidates.agency[candidate]].name
        agency = self._agencies[name]
        outcome = agency.answer_phone(candidate, incident)
        recorded = context.attempt(
            lambda: api.send(
                "POST",
                f"/api/incidents/{identity}/notifications",
                {"agency": name, "need": need, "outcome": outcome},
                name="/api/incidents/[id]/notifications",
            )
        )
        if outcome == "acknowledged" and recorded:
            agency.send_units(candidate, incident, identity, need)
        return True

    def is_relayed(self, candidate: int) -> bool:
        """Tell whether whoever took the need up phones this agency.

        That is so while all agencies before it were phoned too. Once one was told by
        application, nobody waits any more.
        """
        notifications = self._context.rows.notifications
        return all(
            earlier in notifications and notifications[earlier]["channel"] == "phone"
            for earlier in self._context.board.before(candidate)
        )

    def _is_needed(self, api: ApiClient, candidate: int, incident: int, notification: int) -> bool:
        """Say that somebody is about to phone, and hear whether that is still needed."""
        try:
            told = api.send(
                "POST",
                f"/api/notifications/{notification}/phone",
                name="/api/notifications/[id]/phone",
            )
        except ApiError:
            return True
        if told["channel"] == "phone":
            return True
        row = self._context.rows.notification(candidate, incident, "application")
        row.set(sent_s=self._context.clock.now())
        note_latency(self._context, row)
        return False

    def _to_phone(
        self, api: ApiClient, incident: int, identity: int, phoned: set[int]
    ) -> tuple[int, int, int] | None:
        """Return the next agency to phone as candidate, need and notification, None if none."""
        try:
            shown = api.send("GET", f"/api/incidents/{identity}", name="/api/incidents/[id]")
        except ApiError:
            return None
        waiting = []
        for told in shown["notifications"]:
            need, name = int(told["need"]), str(told["agency"])
            candidate = self._context.board.candidate(incident, need, name)
            if told["state"] != "to_phone" or candidate is None or candidate in phoned:
                continue
            if self.is_relayed(candidate):
                waiting.append((candidate, need, int(told["id"])))
        return min(waiting, default=None, key=lambda turn: (turn[1], turn[0]))
