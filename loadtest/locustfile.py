"""Load test for Locust: replays a region's calls against its 112.

    locust -f loadtest/locustfile.py --region surabaya --deployment profile.toml

With its web page, or ``--headless -u 1 -r 1``. Without ``--deployment`` the reference deployment
is started for the length of the test. One process drives the whole play: "users" stays 1, for
calls come when the trace says, not when a user is free. Locust's statistics are for the eye;
the rows from which a verdict is computed are in the run folder, and ``siap112 report`` shows them.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable
from typing import Any

import gevent
from locust import User, constant, events, task

from loadtest.locust_play import LocustPlay

ONE_PROCESS = "siap112 plays in one process: leave --master, --worker and --processes out\n"

_plays: dict[int, LocustPlay] = {}


def _whole(least: int) -> Callable[[str], int]:
    """Return what reads a whole number, at least so many, from a word."""

    def read(word: str) -> int:
        try:
            number = int(word)
        except ValueError:
            number = least - 1
        if number < least:
            raise ArgumentTypeError(f"{word!r} does not fit; write a whole number from {least}")
        return number

    return read


@events.init_command_line_parser.add_listener
def add_arguments(parser: Any) -> None:
    """Add what says what is played, and refuse what cannot be done."""
    # the page starts calls and asks nobody who they are: for this computer alone, unless told so
    parser.set_defaults(web_host="127.0.0.1")
    parser.add_argument(
        "--play", default="", include_in_web_ui=False, help="folder of a load test that is prepared"
    )
    parser.add_argument(
        "--with-parent",
        action="store_true",
        include_in_web_ui=False,
        help="end when standard input ends",
    )
    parser.add_argument("--region", default="surabaya", help="region, or path of a scenario")
    parser.add_argument("--calls", type=_whole(1), default=60, help="callers to play")
    parser.add_argument("--seed", type=_whole(0), default=1, help="seed of the trace")
    parser.add_argument("--speed", type=float, default=0.0, help="0 chooses the usual speed")
    parser.add_argument(
        "--gap", default="", help='longest gap between calls, as in "90s"; "none" leaves gaps'
    )
    parser.add_argument(
        "--deployment", default="", help="deployment profile; empty starts the reference deployment"
    )
    parser.add_argument("--out", default="", help="run folder; a new one under runs/ when empty")
    known, _ = parser.parse_known_args()
    if any(getattr(known, name, None) for name in ("master", "worker", "processes")):
        parser.exit(2, ONE_PROCESS)


@events.test_start.add_listener
def begin(environment: Any, **_: Any) -> None:
    """Start the play."""
    play = LocustPlay(environment)
    _plays[id(environment)] = play
    play.start()


@events.test_stop.add_listener
def end(environment: Any, **_: Any) -> None:
    """End the play, if it has not ended by itself."""
    play = _plays.pop(id(environment), None)
    if play is not None:
        play.stop()


class Region(User):
    """The region's callers, all of them; Locust counts them as one user."""

    fixed_count = 1
    wait_time = constant(1)

    @task
    def follow(self) -> None:
        """Wait for the end of the play, then end the test."""
        play = _plays.get(id(self.environment))
        if play is not None and play.wait(timeout_s=1.0):
            runner = self.environment.runner
            gevent.spawn(runner.quit if play.headless else runner.stop)
            gevent.sleep(3600)  # until that has ended this user too
