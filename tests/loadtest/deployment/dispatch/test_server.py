"""The process: how it starts, and how it ends."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from loadtest.deployment.dispatch.server import bind
from tests.loadtest.deployment.dispatch.bench import make_config


def _file(folder: Path, **changes: Any) -> Path:
    settings = {
        "work_folder": str(folder / "work"),
        "ready_file": str(folder / "ready.json"),
        "cti_key": "key-of-the-test",
        "password_cost": 2,
    }
    path = folder / "dispatch.json"
    path.write_text(json.dumps(settings | changes))
    return path


def _start(config: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "loadtest.deployment.dispatch", "--config", str(config)],
        stderr=subprocess.PIPE,
        text=True,
    )


def _wait_for(path: Path, process: subprocess.Popen[str]) -> dict[str, Any]:
    tick = threading.Event()
    for _ in range(1000):
        if path.exists():
            ready: dict[str, Any] = json.loads(path.read_text())
            return ready
        assert process.poll() is None, process.stderr and process.stderr.read()
        tick.wait(0.01)
    raise AssertionError("no ready file")


def test_it_tells_when_it_is_up_and_ends_cleanly_on_sigterm(tmp_path: Path) -> None:
    process = _start(_file(tmp_path))
    try:
        ready = _wait_for(tmp_path / "ready.json", process)
        answer = httpx.get(f"http://127.0.0.1:{ready['port']}/health", trust_env=False)
        assert answer.status_code == 200
        assert ready["pid"] == process.pid
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=10)
    finally:
        process.kill()
        process.wait()

    assert process.returncode == 0
    assert errors == ""
    names = {path.name for path in (tmp_path / "work").iterdir()}
    assert names == {"dispatch.sqlite3"}  # the log was merged into the database


def test_answers_do_not_wait_for_the_clients_delayed_acknowledgement() -> None:
    async def answered_without_delay() -> int:
        accepted: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            held = writer.get_extra_info("socket")
            accepted.set_result(held.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        listener = bind("127.0.0.1", 0)
        async with await asyncio.start_server(serve, sock=listener):
            _, writer = await asyncio.open_connection(*listener.getsockname())
            no_delay = await accepted
            writer.close()
            await writer.wait_closed()
        return no_delay

    assert asyncio.run(answered_without_delay())


def test_a_port_in_use_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = _start(_file(tmp_path, port=port))
        _, errors = process.communicate(timeout=20)

    assert process.returncode == 2
    assert errors.count("\n") == 1
    assert f"port {port} pada 127.0.0.1 sedang dipakai" in errors
    assert not (tmp_path / "ready.json").exists()


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"host": "0.0.0.0"}, "host"),
        ({"host": "192.0.2.1"}, "host"),
        ({"hots": "127.0.0.1"}, "hots"),
        ({"port": "80"}, "port"),
        ({"units": [{"id": "u", "agency": "navy", "lat": 0, "lon": 0}]}, "navy"),
        ({"users": [{"username": "u", "password": "hunter2", "role": "king"}]}, "role"),
        ({"cti_key": "short"}, "cti_key"),
    ],
)
def test_impossible_settings_are_named(tmp_path: Path, changes: dict[str, Any], found: str) -> None:
    from loadtest.deployment.dispatch.config import ConfigError, load_config

    path = _file(tmp_path, **changes)
    with pytest.raises(ConfigError) as caught:
        load_config(path)

    assert str(caught.value).startswith(str(path))
    assert found in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert "short" not in str(caught.value)


def test_a_file_that_is_none_exits_with_2(tmp_path: Path) -> None:
    process = _start(tmp_path / "absent.toml")
    _, errors = process.communicate(timeout=20)

    assert process.returncode == 2
    assert "absent.toml" in errors
    assert "Traceback" not in errors


def test_settings_are_the_same_from_toml_and_json(tmp_path: Path) -> None:
    from loadtest.deployment.dispatch.config import load_config
    from scenarios.toml_text import to_toml

    made = make_config(tmp_path)
    data = made.model_dump(mode="json")
    data["cti_key"] = "key-of-the-test"
    for user, seed in zip(data["users"], made.users, strict=True):
        user["password"] = seed.password.get_secret_value()
    (tmp_path / "a.toml").write_text(to_toml(data))
    (tmp_path / "a.json").write_text(json.dumps(data))

    assert load_config(tmp_path / "a.toml") == load_config(tmp_path / "a.json") == made
