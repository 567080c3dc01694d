"""Relay by phone: agencies one after another, whoever relays stays on the line."""

from __future__ import annotations

from typing import Any

from loadtest.driver.agency_client import AgencyClient
from loadtest.driver.api_client import ApiClient, ApiError
from loadtest.driver.context import Context


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
                row.first("sent_s", on_record_s if sent_s is None else sent_s)
                row.set(on_record_s=on_record_s)

    def phone_all(self, api: ApiClient, incident: int, identity: int) -> None:
        """Phone all agencies that the application names, need by need."""
        phoned: set[tuple[int, str]] = set()
        while True:
            waiting = self._to_phone(api, identity, phoned)
            if waiting is None:
                return
            need, name = int(waiting["need"]), str(waiting["agency"])
            phoned.add((need, name))
            candidate = self._context.board.candidate(incident, need, name)
            if candidate is None or name not in self._agencies:
                self._context.errors[f"the application names {name}, which cannot be asked"] += 1
                continue
            agency = self._agencies[name]
            outcome = agency.answer_phone(candidate, incident)
            recorded = self._context.attempt(
                lambda need=need, name=name, outcome=outcome: api.send(  # type: ignore[misc]
                    "POST",
                    f"/api/incidents/{identity}/notifications",
                    {"agency": name, "need": need, "outcome": outcome},
                    name="/api/incidents/[id]/notifications",
                )
            )
            if outcome == "acknowledged" and recorded:
                agency.send_units(candidate, incident, identity, need)

    def _to_phone(
        self, api: ApiClient, identity: int, phoned: set[tuple[int, str]]
    ) -> dict[str, Any] | None:
        try:
            shown = api.send("GET", f"/api/incidents/{identity}", name="/api/incidents/[id]")
        except ApiError:
            return None
        waiting = [
            told
            for told in shown["notifications"]
            if told["state"] == "to_phone" and (told["need"], told["agency"]) not in phoned
        ]
        return min(waiting, key=lambda told: (told["need"], told["step"])) if waiting else None
