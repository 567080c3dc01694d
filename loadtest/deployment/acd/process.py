"""The process: it binds, says that it is ready, serves, and ends its calls when it is told to."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path

import uvicorn

from loadtest.deployment.acd.calls.exchange import Exchange
from loadtest.deployment.acd.config import AcdConfig
from loadtest.deployment.acd.control import build_app
from loadtest.deployment.acd.cti.events import EventSender
from loadtest.deployment.acd.signalling.transactions import Transactions
from loadtest.deployment.acd.signalling.udp_socket import UdpSocket
from scenarios.text import gettext as _

# How long the last BYEs, and the last events, may take.
_LAST_WORDS_S = 1.0
_LAST_EVENTS_S = 0.5


class StartError(Exception):
    """The process cannot start; the message is one line."""


class _Server(uvicorn.Server):
    """Leaves signals to the process: calls are to be ended before the control interface."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def version() -> str:
    """Return the version of the installed project, or "0" where it runs uninstalled."""
    try:
        return version_of("siap112")
    except PackageNotFoundError:
        return "0"


async def serve(config: AcdConfig) -> None:
    """Run the call distributor until SIGTERM or SIGINT.

    Raises
    ------
    StartError
        If a port is taken or the ready file cannot be written.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        udp = UdpSocket(config.sip_host, config.sip_port)
    except OSError as error:
        raise _port_taken(error, "sip_port", config.sip_host, config.sip_port) from error
    with contextlib.closing(udp):
        key = config.cti_key.get_secret_value()
        transactions = Transactions(udp)
        events = EventSender(config.cti_url, key)
        exchange = Exchange(config, transactions, events)
        control = _bind_control(config)
        app = build_app(exchange, events, transactions, key=key, version=version())
        server = _Server(
            uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", ws="none")
        )
        serving = asyncio.create_task(server.serve([control]))
        events.start()
        transactions.start(exchange)
        _say_ready(config.ready_file, udp.address[1], control.getsockname()[1])
        await stop.wait()
        await exchange.close(_LAST_WORDS_S)
        await events.finish(_LAST_EVENTS_S)
        server.should_exit = server.force_exit = True
        await serving


def _bind_control(config: AcdConfig) -> socket.socket:
    # asyncio turns Nagle's algorithm off only where the protocol is named; left on, every answer
    # waits 40 ms for the client's delayed acknowledgement.
    control = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # A port whose last connections are only fading away is free.
        control.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        control.bind((config.sip_host, config.control_port))
        control.listen(128)
    except OSError as error:
        control.close()
        where = config.sip_host, config.control_port
        raise _port_taken(error, "control_port", *where) from error
    return control


def _port_taken(error: OSError, setting: str, host: str, port: int) -> StartError:
    return StartError(
        _(
            "{setting}: {host}:{port} cannot be used ({reason}); choose another port, or 0 for any"
        ).format(setting=setting, host=host, port=port, reason=error.strerror)
    )


def _say_ready(path: Path | None, sip_port: int, control_port: int) -> None:
    """Write what the starter waits for, aside and renamed, so that it is never half there."""
    if path is None:
        return
    said = {
        "pid": os.getpid(),
        "sip_port": sip_port,
        "control_port": control_port,
        "version": version(),
    }
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_text(json.dumps(said) + "\n", encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        raise StartError(
            _("ready_file: {path} cannot be written ({reason}); choose a folder that can").format(
                path=path, reason=error.strerror
            )
        ) from error


def main(config: AcdConfig) -> int:
    """Run until told to end; return the exit code, 2 where the process cannot start."""
    try:
        asyncio.run(serve(config))
    except StartError as error:
        print(error, file=sys.stderr)
        return 2
    return 0
