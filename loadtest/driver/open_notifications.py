"""Notifications that have no end yet: an agency may still answer, or the next one be told."""

from __future__ import annotations

import time

from loadtest.driver.api_client import ApiClient
from loadtest.driver.context import Context
from loadtest.driver.told import told_of

LIVE = frozenset({"created", "sent", "delivered", "taken", "to_phone"})
"""States in which the application goes on with a notification."""
SLACK_S = 3.0


class OpenNotifications:
    """Asks whether the application still waits for an agency.

    It gives up when nothing has changed for longer than any agency is given to answer: then the
    application has forgotten the notification, which `reconcile` will find.

    Parameters
    ----------
    context : Context
    api : ApiClient, optional
        A supervisor's; without one nothing is known to be open.
    """

    def __init__(self, context: Context, api: ApiClient | None) -> None:
        self._context = context
        self._api = api
        self._seen: frozenset[tuple[int, int, str, str]] = frozenset()
        self._since_s = time.monotonic()

    def any(self, longest_s: float) -> bool:
        """Tell whether some notification may still have consequences.

        Parameters
        ----------
        longest_s : float
            The longest time that an agency is given to answer, real seconds.
        """
        if self._api is None:
            return False
        found = frozenset(
            (number, note["need"], note["agency"], note["state"])
            for number in self._unsettled()
            for note in told_of(self._context, self._api, number)
            if note["state"] in LIVE
        )
        now_s = time.monotonic()
        if found != self._seen:
            self._seen, self._since_s = found, now_s
        return bool(found) and now_s - self._since_s <= longest_s + SLACK_S

    def _unsettled(self) -> list[int]:
        """Return the incidents with a need that nobody has taken up yet."""
        rows, board = self._context.rows, self._context.board
        notes = rows.notifications
        return [
            number
            for number, about in rows.incidents.items()
            if about["on_record_s"] is not None
            and any(
                all(c not in notes or notes[c]["outcome"] != "acknowledged" for c in need)
                for need in board.needs(number)
            )
        ]
