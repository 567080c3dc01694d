"""Listens on an event channel, in a process that gevent has patched, and says what it hears.

python -m tests.loadtest.driver.listener ws://127.0.0.1:PORT/ws
"""

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402 - what is imported must meet the patched modules
import sys  # noqa: E402
from typing import Any  # noqa: E402

from gevent.event import Event  # noqa: E402

from loadtest.driver.event_channel import EventChannel  # noqa: E402
from results.verdict.reason import Reason  # noqa: E402
from scenarios.text import in_language  # noqa: E402


def main() -> None:
    """Print each event as a line of JSON, until the event "end" or the loss of the channel."""
    over = Event()

    def heard(kind: str, data: dict[str, Any]) -> None:
        if kind == "break":
            raise KeyError("break")
        print(json.dumps([kind, data]), flush=True)
        if kind == "end":
            over.set()

    def lost(why: Reason) -> None:
        with in_language("en"):
            print(json.dumps(["lost", why.text()]), flush=True)
        over.set()

    channel = EventChannel(
        sys.argv[1],
        "a token",
        who="damkar",
        on_event=heard,
        on_lost=lost,
        report=lambda *_: None,
    )
    over.wait(30)
    channel.close()
    print(json.dumps(["connections", channel.connections]), flush=True)


if __name__ == "__main__":
    main()
