"""The call distributor as a process, and the dispatch application's place beside it, for tests."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

KEY = "a-key-for-tests"
PATIENCE_S = 10.0
EXTENSIONS = {"101": "pw-101", "102": "pw-102", "103": "pw-103"}


class EventLog:
    """An HTTP server that takes call events and keeps them."""

    def __init__(self) -> None:
        self._events: list[dict[str, Any]] = []
        self._changed = threading.Condition()
        self._failures_left = 0
        log = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if log.fails():
                    self.send_error(503)
                    return
                right = self.path == "/cti/events" and self.headers["X-CTI-Key"] == KEY
                log.add(body if right else {"event": "unauthorised", "number": ""})
                answer = b'{"call_id": 1}'
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    def add(self, event: dict[str, Any]) -> None:
        with self._changed:
            self._events.append(event)
            self._changed.notify_all()

    def fail_next(self, requests: int) -> None:
        """Answer 503 to the next `requests`."""
        with self._changed:
            self._failures_left = requests

    def fails(self) -> bool:
        with self._changed:
            self._failures_left -= 1
            return self._failures_left >= 0

    def of(self, number: str) -> list[dict[str, Any]]:
        with self._changed:
            return [event for event in self._events if event["number"] == number]

    def wait(self, number: str, last: str) -> list[dict[str, Any]]:
        """Wait until the caller's event `last` is there; return all of that caller's events."""

        def there() -> bool:
            return any(e["number"] == number and e["event"] == last for e in self._events)

        with self._changed:
            assert self._changed.wait_for(there, PATIENCE_S), f"{last} missing: {self._events}"
        return self.of(number)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Acd:
    """A call distributor started through its command line."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.events = EventLog()
        ready_file = folder / "ready.json"
        config = {
            "trunk_groups": {"telkomsel": 20, "narrow": 1},
            "default_group": "telkomsel",
            "extensions": EXTENSIONS,
            "cti_url": self.events.url,
            "cti_key": KEY,
            "ring_timeout_s": 30.0,
            "ready_file": str(ready_file),
            **settings,
        }
        path = folder / "acd.json"
        path.write_text(json.dumps(config), encoding="utf-8")
        self.process = start(path)
        deadline_s = time.monotonic() + PATIENCE_S
        while not ready_file.exists():
            if self.process.poll() is not None or time.monotonic() > deadline_s:
                self.process.kill()
                self.events.close()
                raise AssertionError(f"it does not become ready: {self.process.communicate()}")
            time.sleep(0.01)  # a file of another process sends no event
        self.ready: dict[str, Any] = json.loads(ready_file.read_text(encoding="utf-8"))
        self.sip_port: int = self.ready["sip_port"]

    def call(self, method: str, path: str, body: object = None, key: str | None = KEY) -> Any:
        """Return status and JSON of a request to the control interface."""
        connection = http.client.HTTPConnection("127.0.0.1", self.ready["control_port"], timeout=5)
        try:
            headers = {"Content-Type": "application/json"}
            if key is not None:
                headers["X-CTI-Key"] = key
            data = None if body is None else json.dumps(body)
            connection.request(method, path, data, headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def declare(self, extension: str, state: str) -> None:
        status, _ = self.call("PUT", f"/agents/{extension}/state", {"state": state})
        assert status == 200

    def agent(self, extension: str) -> dict[str, Any]:
        _, status = self.call("GET", "/status")
        found: dict[str, Any] = next(a for a in status["agents"] if a["extension"] == extension)
        return found

    def udp_sockets(self) -> set[str]:
        """Return the inodes of the process's UDP sockets (Linux)."""
        udp = {line.split()[9] for line in Path("/proc/net/udp").read_text().splitlines()[1:]}
        found = set()
        for descriptor in Path(f"/proc/{self.process.pid}/fd").iterdir():
            with suppress(OSError):
                found.add(str(descriptor.readlink()).removeprefix("socket:[").removesuffix("]"))
        return udp & found

    def wait_for(self, there: Callable[[], bool]) -> None:
        """Wait for a state of the process, which it does not announce."""
        deadline_s = time.monotonic() + PATIENCE_S
        while not there():
            assert time.monotonic() < deadline_s, self.call("GET", "/status")
            time.sleep(0.01)

    def await_state(self, extension: str, state: str) -> None:
        self.wait_for(lambda: bool(self.agent(extension)["state"] == state))

    def is_busy(self) -> bool:
        """Whether there is a call, or a telephone that still has a leg of one."""
        _, status = self.call("GET", "/status")
        legs = [agent["call_id"] for agent in status["agents"] if agent["call_id"]]
        return bool(status["calls"] or legs)

    def reset(self) -> None:
        """Make all call-takers not ready, so that a test finds none but its own."""
        for extension in EXTENSIONS:
            self.declare(extension, "not_ready")

    def stop(self) -> int:
        """End the process, if it still runs, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE_S)
        finally:
            if self.process.poll() is None:
                self.process.kill()
            self.process.communicate()
            self.events.close()


def start(config: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "loadtest.deployment.acd", "--config", str(config)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[4],
    )
