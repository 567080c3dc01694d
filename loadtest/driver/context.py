"""What all clients of one play share."""

from __future__ import annotations

import sys
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import gevent
from gevent.event import Event
from gevent.pool import Group

from loadtest.deployment_profile import Account, DeploymentProfile
from loadtest.driver.api_client import ApiClient, ApiError, Report
from loadtest.driver.board import Board
from loadtest.driver.live_rows import LiveRows
from loadtest.driver.play_clock import PlayClock
from loadtest.driver.play_refused import PlayRefused
from results.verdict.reason import Reason
from scenarios.packing import PackedPlay
from scenarios.text import N_


def _nobody_asks(zero_at: float) -> None:
    """Tell nobody when the play begins."""


@dataclass
class Context:
    """What all clients of one play share.

    Parameters
    ----------
    play, profile, clock, rows, board : what is played, where, and what is written down
    display : callable
        Told of each request and call, for Locust's statistics.
    on_begin : callable
        Told, a moment before, when run time 0 is, as seconds of the Unix epoch.
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
    on_begin: Callable[[float], None] = _nobody_asks
    work: Group = field(default_factory=Group)
    stop: Event = field(default_factory=Event)
    why: Reason | None = None
    errors: Counter[str] = field(default_factory=Counter)

    def report(self, kind: str, name: str, seconds: float, error: str | None) -> None:
        """Count what went wrong, and show all."""
        self.display(kind, name, seconds, error)
        if error is not None:
            self.errors[f"{kind} {name}: {error}"[:200]] += 1

    def abort(self, why: Reason) -> None:
        """End the play early; the first reason stays."""
        if not self.stop.is_set():
            self.why = why
            self.stop.set()

    def spawn(self, function: Callable[..., Any], *args: Any) -> gevent.Greenlet:
        """Begin a piece of work of the play."""
        greenlet = gevent.spawn(self.guard, function, *args)
        self.work.add(greenlet)
        return greenlet

    def guard(self, function: Callable[..., Any], *args: Any) -> Any:
        """Do something; what nobody foresaw ends the play, for else it would wait for ever."""
        try:
            return function(*args)
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            message = N_("The load test met what it does not understand: {error}")
            self.abort(Reason(message, {"error": f"{type(error).__name__}: {error}"}))
            return None

    def client(self, account: Account) -> ApiClient:
        """Return a logged-in client of the dispatch application.

        Raises
        ------
        PlayRefused
            If there is no answer, or the log-in is refused.
        ProfileError
            If the account's password is to be found in a variable that is not set.
        """
        api = ApiClient(self.profile.api.base_url, self.report)
        password = account.reveal()
        try:
            api.log_in(account.username, password)
        except ApiError as error:
            raise PlayRefused(_log_in_failed(error, self.profile, account)) from error
        return api

    def attempt(self, action: Callable[[], object]) -> bool:
        """Do something at the deployment; a refusal is counted, and the play goes on."""
        try:
            action()
        except ApiError:
            return False
        return True


def _log_in_failed(error: ApiError, profile: DeploymentProfile, account: Account) -> Reason:
    values = {"url": profile.api.base_url, "username": account.username, "error": str(error)}
    if error.status == 0:
        message = N_("The dispatch application at {url} does not answer: {error}")
        return Reason(message, values)
    if error.status in (401, 403):
        message = N_(
            "The dispatch application at {url} refuses the log-in of {username} ({error}); put "
            "the right password into the profile"
        )
        return Reason(message, values)
    message = N_("The dispatch application at {url} does not log {username} in: {error}")
    return Reason(message, values)
