"""Serve the application: one process, on loopback, until it is told to end."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import uvicorn

from loadtest.deployment.dispatch.app import create_app
from loadtest.deployment.dispatch.config import VERSION, DispatchConfig
from scenarios.text import gettext as _

BAD_SETTINGS = 2


class AddressError(Exception):
    """The address cannot be listened on."""


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens on loopback; port 0 takes a free one.

    Raises
    ------
    AddressError
        If the port is in use or may not be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is named; left on, every answer
    # waits 40 ms for the client's delayed acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            message = _(
                "port {port} of {host} is in use; end what uses it, or choose another port (0: any)"
            )
        else:
            message = _("port {port} of {host} is refused ({reason}); choose another port (0: any)")
        raise AddressError(message.format(port=port, host=host, reason=error.strerror)) from error
    return listener


class _Server(uvicorn.Server):
    """uvicorn, telling when it is up, and ending cleanly on a signal."""

    def __init__(self, config: uvicorn.Config, ready_file: Path | None, port: int) -> None:
        super().__init__(config)
        self._ready_file = ready_file
        self._port = port

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started and not self.should_exit and self._ready_file is not None:
            write_ready(self._ready_file, self._port)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn's own raises the signal again at the end, and a clean end would read as a kill.
        def end(signum: int, frame: FrameType | None) -> None:
            self.should_exit = True

        before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def write_ready(path: Path, port: int) -> None:
    """Write the ready file, complete from the moment it is there."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_text(json.dumps({"pid": os.getpid(), "port": port, "version": VERSION}))
    aside.replace(path)


def serve(config: DispatchConfig) -> int:
    """Serve until SIGTERM or SIGINT.

    Returns
    -------
    int
        0 after a clean end, 2 if the address cannot be had, 1 if the application does not start.
    """
    try:
        listener = bind(config.host, config.port)
    except AddressError as error:
        print(error, file=sys.stderr)
        return BAD_SETTINGS
    with listener:
        server = _Server(
            uvicorn.Config(
                create_app(config),
                log_level="warning",
                access_log=False,
                lifespan="on",
                ws_ping_interval=config.ping_s,
                ws_ping_timeout=config.ping_s,
                timeout_graceful_shutdown=2,
            ),
            None if config.ready_file is None else Path(config.ready_file),
            listener.getsockname()[1],
        )
        asyncio.run(server.serve(sockets=[listener]))
    return 0 if server.started else 1
