"""Log-in, tokens, and a call-taker's state told to the call distributor."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from loadtest.deployment.dispatch.accounts import hash_password, password_fits
from loadtest.deployment.dispatch.config import AcdLink
from tests.loadtest.deployment.dispatch.bench import CTI_KEY, Bench, make_config, running


def test_a_login_tells_whose_the_token_is(bench: Bench) -> None:
    answer = bench.do(None, "POST", "/api/login", {"username": "ct1", "password": "pw-ct1"})

    assert answer["token_type"] == "bearer"
    assert answer["user"]["role"] == "call_taker"
    assert answer["user"]["extension"] == "1001"


@pytest.mark.parametrize(
    ("username", "password"), [("ct1", "pw-ct2"), ("nobody", "pw-ct1"), ("", "")]
)
def test_a_wrong_name_and_a_wrong_password_look_alike(
    bench: Bench, username: str, password: str
) -> None:
    answer = bench.ask(None, "POST", "/api/login", {"username": username, "password": password})

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "wrong_credentials"
    assert "no such user" not in answer.text.lower()


def test_a_token_ends_with_its_lifetime(bench: Bench) -> None:
    bench.do("ct1", "GET", "/api/me")
    bench.now_s += bench.config.token_lifetime_s

    assert bench.code("ct1", "GET", "/api/me") == (401, "not_logged_in")


def test_a_made_up_token_is_refused(bench: Bench) -> None:
    answer = bench.client.get("/api/me", headers={"Authorization": "Bearer not-a-token"})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_hashes_of_one_password_differ_and_fit_only_it() -> None:
    first, second = hash_password("rahasia", 2), hash_password("rahasia", 2)

    assert first != second
    assert password_fits("rahasia", first) and password_fits("rahasia", second)
    assert not password_fits("Rahasia", first)
    assert "rahasia" not in first


def test_no_password_stands_in_the_database(tmp_path: Path) -> None:
    with running(make_config(tmp_path)) as bench:
        bench.token("ct1")
        token = bench.token("ct1")
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert b"pw-ct1" not in held
    assert token.encode() not in held


class _Acd(BaseHTTPRequestHandler):
    """A call distributor's control interface that notes what it is told."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        told: list[tuple[str, str | None, str]] = self.server.told  # type: ignore[attr-defined]
        told.append((self.path, self.headers["X-CTI-Key"], json.loads(body)["state"]))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def acd() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), _Acd)
    server.told = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_states_reach_the_distributor_in_order(tmp_path: Path, acd: HTTPServer) -> None:
    link = AcdLink(control_url=f"http://127.0.0.1:{acd.server_port}")
    with running(make_config(tmp_path, acd=link)) as bench:
        for state in ("ready", "wrap_up", "ready", "break", "off"):
            assert bench.do("ct1", "PUT", "/api/me/state", {"state": state})["state"] == state

    path = "/agents/1001/state"
    expected = ["ready", "not_ready", "ready", "not_ready", "not_ready"]
    assert acd.told == [(path, CTI_KEY, state) for state in expected]  # type: ignore[attr-defined]


def test_the_distributor_is_found_by_its_ready_file_even_after_it_moved(
    tmp_path: Path, acd: HTTPServer
) -> None:
    ready = tmp_path / "acd.json"
    ready.write_text(json.dumps({"control_port": 1}))
    with running(make_config(tmp_path, acd=AcdLink(ready_file=str(ready)))) as bench:
        assert bench.code("ct1", "PUT", "/api/me/state", {"state": "ready"})[0] == 502
        ready.write_text(json.dumps({"control_port": acd.server_port}))
        bench.do("ct1", "PUT", "/api/me/state", {"state": "ready"})

    assert len(acd.told) == 1  # type: ignore[attr-defined]


def test_a_state_the_distributor_did_not_take_is_not_kept(tmp_path: Path) -> None:
    link = AcdLink(ready_file=str(tmp_path / "never-written.json"))
    with running(make_config(tmp_path, acd=link)) as bench:
        assert bench.code("ct1", "PUT", "/api/me/state", {"state": "ready"}) == (
            502,
            "acd_unreachable",
        )
        assert bench.do("ct1", "GET", "/api/me")["state"] == "off"
