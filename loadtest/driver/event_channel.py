"""A WebSocket to the deployment that comes back after a break and misses nothing."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

import gevent
import websocket
from gevent.event import Event

from loadtest.driver.api_client import Report
from loadtest.safety import require_allowed
from results.verdict.reason import Reason
from scenarios.text import N_

RETRY_S = 0.2
LOST_AFTER_S = 8.0
"""So long without a connection means that there is none to be had."""
CONNECT_WITHIN_S = 5.0
REFUSED = (401, 403)
SWITCHING_PROTOCOLS = 101
REDIRECTED = N_(
    "The deployment answered the event channel (WebSocket) of {who} with {status}, a redirect; a "
    "load test goes nowhere but where it was sent"
)


class Redirected(websocket.WebSocketException):
    """The deployment sends the channel elsewhere."""

    def __init__(self, status: int) -> None:
        super().__init__(f"redirected ({status})")
        self.status = status


class EventChannel:
    """Listens as one account and hands each event on.

    After a break it connects again and asks for what came after the last event that it saw, so
    that none is missed and none comes twice.

    Parameters
    ----------
    url : str
        Of the WebSocket, without query.
    token : str
    who : str
        Whose channel it is, for the reason of a loss.
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
        who: str,
        on_event: Callable[[str, dict[str, Any]], None],
        on_lost: Callable[[Reason], None],
        report: Report,
    ) -> None:
        parts = urlsplit(url)
        port = parts.port or 80
        self._peer = (require_allowed(parts.hostname or "", port, "event channel"), port)
        self._url = f"{url}?token={quote(token)}"
        self._who = who
        self._on_event = on_event
        self._on_lost = on_lost
        self._report = report
        self._after: int | None = None
        self._socket: Any = None
        self._closing = False
        self.connections = 0
        self.ready = Event()
        self._greenlet = gevent.spawn(self._listen)

    def close(self) -> None:
        """Listen no more."""
        self._closing = True
        if self._socket is not None:
            self._socket.close(timeout=0)
        self._greenlet.kill()

    def _listen(self) -> None:
        since_s = time.monotonic()
        while not self._closing:
            try:
                self._connect()
                while True:
                    self._take(self._socket.recv())
                    since_s = time.monotonic()
            except (OSError, websocket.WebSocketException) as error:
                self.ready.clear()
                if self._closing:
                    return
                said = str(error) or type(error).__name__
                self._report("WebSocket", "connect", 0.0, said)
                if isinstance(error, Redirected):
                    self._on_lost(
                        Reason(REDIRECTED, {"who": self._who, "status": str(error.status)})
                    )
                    return
                refused = getattr(error, "status_code", None) in REFUSED
                if refused or time.monotonic() - since_s > LOST_AFTER_S:
                    self._lose(said)
                    return
                gevent.sleep(RETRY_S)
            except (ValueError, TypeError, KeyError) as error:
                self._lose(f"{type(error).__name__}: {error}")
                return

    def _lose(self, why: str) -> None:
        message = N_("The event channel (WebSocket) of {who} was lost: {error}")
        self._on_lost(Reason(message, {"who": self._who, "error": why}))

    def _connect(self) -> None:
        after = "" if self._after is None else f"&after={self._after}"
        # connected here, to the address that was looked at: the library would ask the environment
        # for a proxy, look the name up again, and go where a redirect tells it to
        stream = socket.create_connection(self._peer, timeout=CONNECT_WITHIN_S)
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        channel: Any = websocket.WebSocket()
        channel.settimeout(CONNECT_WITHIN_S)
        try:
            channel.connect(self._url + after, socket=stream, redirect_limit=0)
        finally:
            answer = channel.handshake_response
            if answer is not None and answer.status != SWITCHING_PROTOCOLS:
                channel.shutdown()
                raise Redirected(answer.status)
        self._socket = channel
        self._socket.settimeout(None)
        self.connections += 1

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
