"""What all clients of one play share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from gevent.event import Event
from gevent.pool import Group

from loadtest.deployment_profile import Account, DeploymentProfile
from loadtest.driver.api_client import ApiClient, ApiError, Report
from loadtest.driver.board import Board
from loadtest.driver.live_rows import LiveRows
from loadtest.driver.play_clock import PlayClock
from scenarios.packing import PackedPlay

FAILURES_IN_A_ROW = 8
"""So many requests without any answer mean that the deployment is gone."""


@dataclass
class Context:
    """What all clients of one play share.

    Parameters
    ----------
    play, profile, clock, rows, board : what is played, where, and what is written down
    report : callable
        Told of each request and call, for Locust's display.
    work : Group
        All greenlets that still have something to do in the play.
    stop : Event
        Set when the play must end early; `why` says why.
    """

    play: PackedPlay
    profile: DeploymentProfile
    clock: PlayClock
    rows: LiveRows
    board: Board
    display: Report
    work: Group = field(default_factory=Group)
    stop: Event = field(default_factory=Event)
    why: str = ""
    errors: Counter[str] = field(default_factory=Counter)
    _silent: int = 0
    on_stop: list[Callable[[], None]] = field(default_factory=list)

    def report(self, kind: str, name: str, seconds: float, error: str | None) -> None:
        """Count what went wrong, show all, and notice when nobody answers any more."""
        self.display(kind, name, seconds, error)
        if error is None:
            self._silent = 0
            return
        self.errors[f"{kind} {name}: {error}"[:200]] += 1
        if error.startswith("no answer") or kind == "WebSocket":
            self._silent += 1
            if self._silent >= FAILURES_IN_A_ROW:
                self.abort(f"the deployment does not answer any more ({name}: {error})")

    def abort(self, why: str) -> None:
        """End the play early; the first reason stays."""
        if not self.stop.is_set():
            self.why = why
            self.stop.set()
            for callback in self.on_stop:
                callback()

    def client(self, account: Account) -> ApiClient:
        """Return a logged-in client of the dispatch application.

        Raises
        ------
        ApiError
            If the log-in is refused.
        """
        api = ApiClient(self.profile.api.base_url, self.report)
        api.log_in(account.username, account.reveal())
        return api

    def attempt(self, action: Callable[[], object]) -> bool:
        """Do something at the deployment; a refusal is counted, and the play goes on."""
        try:
            action()
        except ApiError:
            return False
        return True
