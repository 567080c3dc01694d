"""A WebSocket to the deployment that comes back after a break and misses nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

import gevent
import websocket

from loadtest.driver.api_client import Report
from loadtest.safety import require_allowed

RETRY_S = 0.2
RETRIES = 25


class EventChannel:
    """Listens as one account and hands each event on.

    Parameters
    ----------
    url : str
        Of the WebSocket, without query.
    token : str
    on_event : callable
        Called with the type and data of each event, in order; must not block.
    on_lost : callable
        Called with the reason when the channel cannot be had back.
    report : callable
        As for `ApiClient`.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        on_event: Callable[[str, dict[str, Any]], None],
        on_lost: Callable[[str], None],
        report: Report,
    ) -> None:
        parts = urlsplit(url)
        require_allowed(parts.hostname or "", parts.port or 80, "event channel")
        self._url = f"{url}?token={quote(token)}"
        self._on_event = on_event
        self._on_lost = on_lost
        self._report = report
        self._after: int | None = None
        self._socket: Any = None
        self._closing = False
        self._greenlet = gevent.spawn(self._listen)
        self.ready = gevent.event.Event()

    def close(self) -> None:
        """Listen no more."""
        self._closing = True
        if self._socket is not None:
            self._socket.close()
        self._greenlet.kill()

    def _listen(self) -> None:
        failures = 0
        while not self._closing:
            try:
                self._connect()
                failures = 0
                while True:
                    self._take(self._socket.recv())
            except (OSError, websocket.WebSocketException) as error:
                self.ready.clear()
                if self._closing:
                    return
                failures += 1
                self._report("WebSocket", "connect", 0.0, str(error) or type(error).__name__)
                if failures > RETRIES:
                    self._on_lost(str(error) or type(error).__name__)
                    return
                gevent.sleep(RETRY_S)

    def _connect(self) -> None:
        after = "" if self._after is None else f"&after={self._after}"
        self._socket = websocket.create_connection(
            self._url + after, timeout=15, enable_multithread=False
        )
        self._socket.settimeout(None)

    def _take(self, text: str | bytes) -> None:
        if not text:
            raise websocket.WebSocketConnectionClosedException("closed by the deployment")
        event = json.loads(text)
        if "seq" in event:
            self._after = int(event["seq"])
        if event.get("type") == "hello":
            self.ready.set()
        elif "data" in event:
            self._on_event(event["type"], event["data"])
