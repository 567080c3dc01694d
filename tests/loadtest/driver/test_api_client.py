"""What the client of the dispatch application does with odd answers."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from gevent.pywsgi import WSGIServer

from loadtest.driver.api_client import ApiClient, ApiError
from loadtest.safety import TargetRefused

Answer = tuple[str, str, bytes]
"""Status line, content type, body."""
Reported = list[tuple[str, str, str | None]]


class Server:
    """A tiny server that answers what it is told to, and notes what it was asked."""

    def __init__(self) -> None:
        self.answer: Answer = ("200 OK", "application/json", b"{}")
        self.seen: list[dict[str, Any]] = []
        self._server = WSGIServer(("127.0.0.1", 0), self._serve, log=None)
        self._server.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.stop(timeout=1)

    def _serve(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        self.seen.append(
            {
                "method": environ["REQUEST_METHOD"],
                "path": environ["PATH_INFO"],
                "query": environ["QUERY_STRING"],
                "token": environ.get("HTTP_AUTHORIZATION"),
                "body": environ["wsgi.input"].read(),
            }
        )
        status, kind, body = self.answer
        start(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def reported() -> Reported:
    return []


@pytest.fixture
def api(server: Server, reported: Reported) -> Iterator[ApiClient]:
    client = ApiClient(
        server.url, lambda kind, name, _s, error: reported.append((kind, name, error))
    )
    yield client
    client.close()


def test_a_request_bears_the_token_of_the_log_in(api: ApiClient, server: Server) -> None:
    server.answer = ("200 OK", "application/json", b'{"token": "abc", "id": 7}')

    api.log_in("petugas", "rahasia")
    answer = api.send("POST", "/api/x", {"a": 1}, ref="b c", none=None)

    assert answer["id"] == 7
    assert [seen["token"] for seen in server.seen] == [None, "Bearer abc"]
    assert server.seen[1]["query"] == "ref=b+c"
    assert server.seen[1]["body"] == b'{"a": 1}'


def test_a_refusal_says_what_the_application_said(
    api: ApiClient, server: Server, reported: Reported
) -> None:
    body = b'{"error": {"code": "conflict", "message": "Taken.", "hint": "Leave it."}}'
    server.answer = ("409 Conflict", "application/json", body)

    with pytest.raises(ApiError) as caught:
        api.send("POST", "/api/calls/7/close", {}, name="/api/calls/[id]/close")

    assert (caught.value.status, caught.value.code) == (409, "conflict")
    assert "Taken." in str(caught.value)
    assert reported == [("HTTP", "POST /api/calls/[id]/close", "409 Taken.")]


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (("200 OK", "text/html", b"<html>"), 200, "not_json"),
        (("502 Bad Gateway", "text/html", b"<html>"), 502, "not_json"),
        (("500 Internal Server Error", "application/json", b"[]"), 500, ""),
        (("500 Internal Server Error", "application/json", b""), 500, ""),
    ],
)
def test_what_is_no_proper_answer_is_an_error_too(
    api: ApiClient, server: Server, answer: Answer, status: int, code: str
) -> None:
    server.answer = answer

    with pytest.raises(ApiError) as caught:
        api.send("GET", "/api/x")

    assert (caught.value.status, caught.value.code) == (status, code)


def test_nobody_there_is_status_0(reported: Reported) -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    client = ApiClient(
        f"http://127.0.0.1:{port}",
        lambda kind, name, _s, error: reported.append((kind, name, error)),
    )

    with pytest.raises(ApiError) as caught:
        client.send("GET", "/api/x")

    assert (caught.value.status, caught.value.code) == (0, "no_answer")
    assert reported[0][2] is not None
    client.close()


def test_one_that_never_answers_is_left_after_the_time_out() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        client = ApiClient(
            f"http://127.0.0.1:{deaf.getsockname()[1]}", lambda *_: None, timeout_s=0.1
        )

        with pytest.raises(ApiError) as caught:
            client.send("GET", "/api/x")

    assert caught.value.status == 0
    client.close()


def test_an_empty_success_is_no_error(api: ApiClient, server: Server) -> None:
    server.answer = ("204 No Content", "application/json", b"")

    assert api.send("DELETE", "/api/x") is None


@pytest.mark.parametrize("url", ["http://203.0.113.7", "http://example.org:80"])
def test_only_this_machine_may_be_reached(url: str) -> None:
    with pytest.raises(TargetRefused):
        ApiClient(url, lambda *_: None)
