"""A dispatch application on the test bench: a clock of its own, and everybody's log-in."""

from __future__ import annotations

import asyncio
import json as json_module
import socket
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvicorn
from pydantic import SecretStr
from websockets.sync.client import ClientConnection, connect

from loadtest.deployment.dispatch.app import create_app
from loadtest.deployment.dispatch.centre import Centre
from loadtest.deployment.dispatch.config import AgencySeed, DispatchConfig, UnitSeed, UserSeed
from loadtest.deployment.dispatch.escalation import next_due
from loadtest.deployment.dispatch.server import bind

CTI_KEY = "key-of-the-test"
START_S = 1_700_000_000.0
TIMEOUT_S = 60.0

USERS = {
    "ct1": ("call_taker", "1001", None),
    "ct2": ("call_taker", "1002", None),
    "disp1": ("dispatcher", None, None),
    "disp2": ("dispatcher", None, None),
    "fire": ("agency", None, "fire"),
    "ambulance": ("agency", None, "ambulance"),
    "boss": ("supervisor", None, None),
    "root": ("admin", None, None),
}
ROLE_USERS = {
    "call_taker": "ct1",
    "dispatcher": "disp1",
    "agency": "fire",
    "supervisor": "boss",
    "admin": "root",
}


def make_config(folder: Path, **changes: Any) -> DispatchConfig:
    """Return settings with two agencies on the application and one on the phone."""
    settings: dict[str, Any] = {
        "work_folder": str(folder),
        "cti_key": SecretStr(CTI_KEY),
        "password_cost": 2,
        "agencies": (
            AgencySeed(id="fire", acknowledge_timeout_s=TIMEOUT_S),
            AgencySeed(id="ambulance", acknowledge_timeout_s=2 * TIMEOUT_S),
            AgencySeed(id="police", channel="phone"),
        ),
        "units": (
            UnitSeed(id="f1", agency="fire", lat=-7.20, lon=112.70),
            UnitSeed(id="f2", agency="fire", lat=-7.30, lon=112.70),
            UnitSeed(id="a1", agency="ambulance", lat=-7.25, lon=112.75),
        ),
        "users": tuple(
            UserSeed(
                username=name,
                password=SecretStr(f"pw-{name}"),
                role=role,  # type: ignore[arg-type]
                extension=extension,
                agency=agency,
            )
            for name, (role, extension, agency) in USERS.items()
        ),
    }
    return DispatchConfig(**(settings | changes))


class _Server(uvicorn.Server):
    """A server in a thread that tells when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = threading.Event()
        self.loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.loop = asyncio.get_running_loop()
        await super().startup(sockets=sockets)
        self.up.set()


class Socket:
    """A WebSocket of one user."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def next(self) -> Any:
        """Return the next message."""
        return json_module.loads(self.connection.recv(timeout=5))

    def next_of(self, type_: str) -> Any:
        """Return the data of the next message, which must be of this type."""
        message = self.next()
        assert message["type"] == type_, message
        return message["data"]

    def rest(self) -> list[Any]:
        """Return the messages up to now: those before the answer to a ping."""
        self.connection.send('{"type": "ping"}')
        found = []
        while (message := self.next())["type"] != "pong":
            found.append(message)
        return found


class Bench:
    """A running application, what one user after the other does to it, and its clock."""

    def __init__(self, config: DispatchConfig, now_s: float) -> None:
        self.now_s = now_s
        self.config = config
        self.app = create_app(config, clock=lambda: self.now_s)
        self.listener = bind("127.0.0.1", 0)
        self.port: int = self.listener.getsockname()[1]
        self.server = _Server(
            uvicorn.Config(self.app, log_level="critical", timeout_graceful_shutdown=1)
        )
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False)
        self._tokens: dict[str, str] = {}
        self._calls = 0

    @property
    def centre(self) -> Centre:
        centre: Centre = self.app.state.centre
        return centre

    def token(self, user: str) -> str:
        if user not in self._tokens:
            answer = self.client.post(
                "/api/login", json={"username": user, "password": f"pw-{user}"}
            )
            assert answer.status_code == 200, answer.text
            self._tokens[user] = answer.json()["token"]
        return self._tokens[user]

    def ask(self, user: str | None, method: str, path: str, json: Any = None, **more: Any) -> Any:
        """Make a request as `user` and return the answer."""
        headers = {} if user is None else {"Authorization": f"Bearer {self.token(user)}"}
        return self.client.request(method, path, json=json, headers=headers, **more)

    def do(self, user: str | None, method: str, path: str, json: Any = None) -> Any:
        """Make a request that must succeed and return its body."""
        answer = self.ask(user, method, path, json)
        assert 200 <= answer.status_code < 300, answer.text
        return answer.json()

    def code(self, user: str | None, method: str, path: str, json: Any = None) -> tuple[int, str]:
        """Make a request that must fail; return status and the error's code."""
        answer = self.ask(user, method, path, json)
        assert answer.status_code >= 400, answer.text
        error = answer.json()["error"]
        assert set(error) == {"code", "message", "hint"} and all(error.values()), error
        return answer.status_code, error["code"]

    def event(self, acd_call_id: str, event: str, *, at: float | None = None, **more: Any) -> int:
        """Tell the application an event of the call distributor; return the call's id."""
        body = {
            "acd_call_id": acd_call_id,
            "number": "0899000000001",
            "event": event,
            "at": self.now_s if at is None else at,
        }
        answer = self.client.post("/cti/events", json=body | more, headers={"X-CTI-Key": CTI_KEY})
        assert answer.status_code == 200, answer.text
        call_id: int = answer.json()["call_id"]
        return call_id

    def claimed_call(self, user: str = "ct1") -> int:
        """Return the id of a new call that `user` has answered and claimed."""
        self._calls += 1
        extension = USERS[user][1]
        call_id = self.event(
            str(uuid4()),
            "answered",
            extension=extension,
            number=f"0899{self._calls:09d}",
        )
        self.do(user, "POST", f"/api/calls/{call_id}/claim")
        return call_id

    def incident(self, *agencies: str, user: str = "ct1", **changes: Any) -> Any:
        """Put an incident on record that needs one unit of the first willing agency."""
        body: dict[str, Any] = {
            "call_id": self.claimed_call(user),
            "kind": "fire",
            "priority": 5,
            "lat": -7.25,
            "lon": 112.70,
            "needs": [{"agencies": list(agencies), "units": 1}] if agencies else [],
        }
        return self.do(user, "POST", "/api/incidents", body | changes)

    def notifications(self, incident_id: int) -> list[tuple[str, str]]:
        """Return agency and state of an incident's notifications, the oldest first."""
        found = self.do("boss", "GET", f"/api/incidents/{incident_id}")["notifications"]
        return [(entry["agency"], entry["state"]) for entry in found]

    def advance(self, seconds: float) -> None:
        """Let time pass, until the application has let expire what is due."""
        self.now_s += seconds

        async def settle() -> None:
            self.centre.due.set()
            while True:
                due_at = next_due(self.centre)
                if due_at is None or due_at > self.now_s:
                    return
                await asyncio.sleep(0)

        self.inside(settle())

    def inside(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run a coroutine on the application's own loop."""
        assert self.server.loop is not None
        return asyncio.run_coroutine_threadsafe(work, self.server.loop).result(10)

    @contextmanager
    def listen(self, user: str, after: int | None = None) -> Iterator[Socket]:
        """Open a WebSocket of `user`; unless it comes back after an event, past its hello."""
        query = "" if after is None else f"&after={after}"
        address = f"ws://127.0.0.1:{self.port}/ws?token={self.token(user)}{query}"
        with connect(address, proxy=None) as connection:
            socket_ = Socket(connection)
            hello = socket_.next()
            assert hello["type"] == "hello"
            yield socket_


@contextmanager
def running(config: DispatchConfig, *, now_s: float = START_S) -> Iterator[Bench]:
    """Run an application; its clock starts at `now_s`."""
    bench = Bench(config, now_s)
    thread = threading.Thread(target=bench.server.run, args=([bench.listener],))
    thread.start()
    try:
        assert bench.server.up.wait(10)
        yield bench
    finally:
        bench.client.close()
        bench.server.should_exit = True
        thread.join(10)
        bench.listener.close()
        assert not thread.is_alive()
