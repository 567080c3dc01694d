"""An event channel comes back after a break, misses nothing and hears nothing twice."""

from __future__ import annotations

import json
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from websockets.sync.server import Server, ServerConnection, serve

from tests.loadtest.driver.processes import ROOT

Heard = list[list[Any]]


@contextmanager
def deployment(handle: Callable[[ServerConnection, int | None], None]) -> Iterator[str]:
    """Serve channels; the handler is told from which event on the client wants to hear."""

    def serve_one(socket: ServerConnection) -> None:
        assert socket.request is not None
        query = parse_qs(urlsplit(socket.request.path).query)
        assert query["token"] == ["a token"]
        handle(socket, int(query["after"][0]) if "after" in query else None)

    with serving(serve_one) as url:
        yield url


@contextmanager
def serving(
    handle: Callable[[ServerConnection], None] = lambda _socket: None,
    answer: Callable[[ServerConnection, Any], Any] | None = None,
) -> Iterator[str]:
    """Serve channels; `answer`, where given, answers those who ask for one instead."""
    server: Server = serve(handle, "127.0.0.1", 0, process_request=answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/ws"
    finally:
        server.shutdown()
        thread.join()


def listened(url: str) -> Heard:
    """Listen in a process of its own; return what was heard."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.loadtest.driver.listener", url],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def event(seq: int, kind: str = "notification") -> str:
    return json.dumps({"seq": seq, "type": kind, "at": "t", "data": {"n": seq}})


def hello(seq: int) -> str:
    return json.dumps({"seq": seq, "type": "hello", "at": "t", "data": {}})


@pytest.mark.parametrize("way", ["closed", "cut"])
def test_after_a_break_it_asks_for_what_it_missed(way: str) -> None:
    last = 7

    def handle(socket: ServerConnection, after: int | None) -> None:
        start = 0 if after is None else after
        socket.send(hello(start))
        for seq in range(start + 1, last + 1):
            socket.send(event(seq, "end" if seq == last else "notification"))
            if seq % 3 == 0:
                if way == "cut":
                    socket.socket.close()
                return
        socket.recv()  # until the client goes

    with deployment(handle) as url:
        *heard, connections = listened(url)

    assert [data["n"] for _, data in heard] == list(range(1, last + 1))
    assert connections == ["connections", 3]


def test_what_is_no_event_is_passed_over() -> None:
    def handle(socket: ServerConnection, after: int | None) -> None:
        socket.send(hello(4))
        socket.send('{"type": "pong"}')
        socket.send(event(5, "end"))
        socket.recv()

    with deployment(handle) as url:
        heard = listened(url)

    assert heard == [["end", {"n": 5}], ["connections", 1]]


@pytest.mark.parametrize("sent", ["no JSON", event(1, "break")])
def test_what_cannot_be_understood_is_a_loss_with_a_reason_and_no_silence(sent: str) -> None:
    def handle(socket: ServerConnection, after: int | None) -> None:
        socket.send(hello(0))
        socket.send(sent)
        socket.recv()

    with deployment(handle) as url:
        heard = listened(url)

    assert heard[0][0] == "lost"
    assert "event channel (WebSocket) of damkar was lost" in heard[0][1]


def test_a_channel_that_is_refused_is_not_asked_for_again() -> None:
    tries: list[int] = []

    def refuse(connection: ServerConnection, request: Any) -> Any:
        tries.append(1)
        return connection.respond(403, "no")

    with serving(answer=refuse) as url:
        heard = listened(url)

    assert heard[0][0] == "lost" and "403" in heard[0][1]
    assert len(tries) == 1


@contextmanager
def stranger() -> Iterator[tuple[int, list[int]]]:
    """Be somebody else on this machine; give the port, and a list that gets longer with a visit."""
    visits: list[int] = []

    class Stranger(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            visits.append(1)

    with socketserver.TCPServer(("127.0.0.1", 0), Stranger) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1], visits
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_followed_nowhere_and_said(status: int) -> None:
    tries: list[int] = []
    with stranger() as (elsewhere, visits):

        def redirect(connection: ServerConnection, request: Any) -> Any:
            tries.append(1)
            answer = connection.respond(status, "there")
            answer.headers["Location"] = f"ws://127.0.0.1:{elsewhere}/ws"
            return answer

        with serving(answer=redirect) as url:
            heard = listened(url)

    assert heard[0][0] == "lost" and f"of damkar with {status}, a redirect" in heard[0][1]
    assert (len(tries), visits) == (1, [])


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy"])
def test_a_proxy_of_the_environment_is_not_asked(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def handle(socket: ServerConnection, after: int | None) -> None:
        socket.send(hello(0))
        socket.send(event(1, "end"))
        socket.recv()

    with stranger() as (proxy, visits), deployment(handle) as url:
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy}")
        heard = listened(url)

    assert heard == [["end", {"n": 1}], ["connections", 1]]
    assert visits == []


@pytest.mark.parametrize("url", ["ws://192.0.2.1:80/ws", "ws://example.org/ws"])
def test_another_machine_is_refused_before_anything_is_sent(url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.loadtest.driver.listener", url],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode != 0
    assert "TargetRefused" in done.stderr and "event channel" in done.stderr
