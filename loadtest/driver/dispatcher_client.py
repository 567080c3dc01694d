"""The dispatchers' desk: takes incidents up in order, checks, forwards, phones, wraps up."""

from __future__ import annotations

from typing import Any

from loadtest.deployment_profile import Account
from loadtest.driver.api_client import ApiClient, ApiError
from loadtest.driver.context import Context
from loadtest.driver.event_channel import EventChannel
from loadtest.driver.phone_relay import PhoneRelay
from loadtest.driver.staffed_desk import StaffedDesk
from scenarios.duty import Duty


class DispatcherDesk:
    """All dispatchers of the plan; each person on duty has an account.

    Raises
    ------
    PlayRefused
        If a log-in is refused.
    """

    def __init__(
        self, context: Context, duty: Duty, accounts: tuple[Account, ...], relay: PhoneRelay
    ) -> None:
        self._context = context
        self._relay = relay
        self._apis = [context.client(account) for account in accounts[: duty.people]]
        self._desk = StaffedDesk(duty, context.clock)
        self.channel = EventChannel(
            context.profile.api.ws_url,
            self._apis[0].token,
            who="the dispatchers",
            on_event=self._on_event,
            on_lost=context.abort,
            report=context.report,
        )

    @property
    def api(self) -> ApiClient:
        """The connection of one of them."""
        return self._apis[0]

    def begin(self) -> None:
        """Let dispatchers come and go by the calendar."""
        self._desk.begin()

    @property
    def busy(self) -> list[tuple[float, float]]:
        """Stretches in which dispatchers were at work."""
        return self._desk.busy

    def close(self) -> None:
        """Log out."""
        self.channel.close()
        self._desk.close()
        for api in self._apis:
            api.close()

    def _on_event(self, kind: str, data: dict[str, Any]) -> None:
        if kind == "incident_on_record":
            self._context.spawn(self._dispatch, data)

    def _dispatch(self, data: dict[str, Any]) -> None:
        context = self._context
        incident = context.board.incident(data.get("reference"))
        if incident is None:
            context.errors["an incident on record that is not ours"] += 1
            return
        identity = int(data["id"])
        person = self._desk.request().granted.get()
        if person is None:
            return
        api, clock = self._apis[person], context.clock
        incidents = context.play.trace.incidents
        about = context.rows.incident(incident)
        start_s = clock.now()
        about.set(dispatcher_start_s=start_s)
        path = f"/api/incidents/{identity}"
        context.attempt(lambda: api.send("POST", f"{path}/take", name="/api/incidents/[id]/take"))
        clock.sleep_until(start_s + float(incidents.dispatcher_work_s[incident]))
        try:
            forwarded = api.send("POST", f"{path}/forward", name="/api/incidents/[id]/forward")
        except ApiError:
            self._desk.release(person)
            return
        end_s = clock.now()
        about.set(dispatcher_end_s=end_s)
        self._relay.expect(incident, forwarded, about["on_record_s"] or end_s, sent_s=end_s)
        phoned_s = self._relay.phone_all(api, incident, identity, end_s)
        clock.sleep_until(phoned_s + float(incidents.dispatcher_wrap_up_s[incident]))
        self._desk.release(person)
