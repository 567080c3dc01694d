"""Who phones an agency that comes after one told by application: nobody waits for that."""

from __future__ import annotations

from typing import Any

from loadtest.driver.api_client import ApiClient
from loadtest.driver.context import Context
from loadtest.driver.event_channel import EventChannel
from loadtest.driver.phone_relay import PhoneRelay


class StandingRelay:
    """Hears which agencies have to be phoned, and phones those that nobody else phones.

    Where the first agency of a need is phoned, whoever took the call (or the dispatcher) goes on
    phoning. Where it was told by application and did not take the need up, the centre is told to
    phone the next one; in the model nobody is kept from other work by it.

    Parameters
    ----------
    context : Context
    api : ApiClient
        Of an account that hears what concerns the centre: a call-taker or a dispatcher.
    relay : PhoneRelay
    """

    def __init__(self, context: Context, api: ApiClient, relay: PhoneRelay) -> None:
        self._context = context
        self._api = api
        self._relay = relay
        self.channel = EventChannel(
            context.profile.api.ws_url,
            api.token,
            who="the centre",
            on_event=self._on_event,
            on_lost=context.abort,
            report=context.report,
        )

    def close(self) -> None:
        """Listen no more."""
        self.channel.close()

    def _on_event(self, kind: str, data: dict[str, Any]) -> None:
        if kind != "phone_needed":
            return
        board = self._context.board
        incident = board.incident(data["incident"]["reference"])
        if incident is None:
            return
        need = int(data["need"])
        candidate = board.candidate(incident, need, str(data["agency"]))
        if candidate is not None and not self._relay.is_relayed(candidate):
            identity = int(data["incident"]["id"])
            notification = int(data["notification_id"])
            self._context.spawn(
                self._relay.phone, self._api, candidate, incident, identity, need, notification
            )
