"""Both processes of the reference deployment, brought up and ended as one."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from loadtest.deployment.spec import AgencySpec, DeploymentSpec, UnitSpec
from loadtest.deployment.up import DeploymentError, RunningDeployment, start
from loadtest.deployment_profile import load_profile
from scenarios.step_function import StepFunction


def _spec(folder: Path, **changes: Any) -> DeploymentSpec:
    settings: dict[str, Any] = {
        "work_folder": folder / "deployment",
        "trunk_groups": {"telkomsel": 4, "indosat": 2},
        "call_takers": 2,
        "dispatcher_accounts": 1,
        "agencies": (AgencySpec(id="damkar", desks=2), AgencySpec(id="psc", channel="phone")),
        "units": (UnitSpec(id="d1", agency="damkar", lat=-7.2, lon=112.7),),
    }
    return DeploymentSpec(**(settings | changes))


def _until(true: Callable[[], bool], what: str) -> None:
    tick = threading.Event()
    for _ in range(1000):
        if true():
            return
        tick.wait(0.01)
    raise AssertionError(f"never: {what}")


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that has ended but was not waited for is gone too.
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDeployment]:
    """Bring one deployment up for the tests that only look at it."""
    with start(_spec(tmp_path_factory.mktemp("up"))) as running:
        yield running


@pytest.fixture
def api(deployment: RunningDeployment) -> Iterator[httpx.Client]:
    """Return a client of the application."""
    with httpx.Client(base_url=deployment.profile.api.base_url, trust_env=False) as client:
        yield client


def _token(api: httpx.Client, username: str, password: str) -> dict[str, str]:
    answer = api.post("/api/login", json={"username": username, "password": password})
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def test_everybody_in_the_profile_can_log_in(
    deployment: RunningDeployment, api: httpx.Client
) -> None:
    accounts = deployment.profile.accounts
    assert accounts.supervisor is not None
    everybody = [*accounts.call_takers, *accounts.dispatchers, accounts.supervisor]
    everybody += [account for desks in accounts.agencies.values() for account in desks]

    for account in everybody:
        _token(api, account.username, account.reveal())
    assert len(everybody) == 2 + 1 + 1 + 3


def test_the_profile_is_also_in_a_file_that_only_its_owner_reads(
    deployment: RunningDeployment,
) -> None:
    assert load_profile(deployment.profile_path) == deployment.profile
    folder = deployment.profile_path.parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("acd.json", "dispatch.json", "profile.toml"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_a_call_taker_who_is_ready_is_so_at_the_call_distributor(
    deployment: RunningDeployment, api: httpx.Client
) -> None:
    account = deployment.profile.accounts.call_takers[0]
    headers = _token(api, account.username, account.reveal())

    answer = api.put("/api/me/state", json={"state": "ready"}, headers=headers)

    assert answer.status_code == 200, answer.text
    assert answer.json()["state"] == "ready"


def test_a_call_to_112_becomes_a_row_of_the_application(
    deployment: RunningDeployment, api: httpx.Client
) -> None:
    supervisor = deployment.profile.accounts.supervisor
    assert supervisor is not None
    headers = _token(api, supervisor.username, supervisor.reveal())
    number = deployment.profile.numbers.number(112)
    sip = deployment.profile.sip
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as caller:
        caller.bind(("127.0.0.1", 0))
        port = caller.getsockname()[1]
        body = (
            f"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {port} RTP/AVP 8\r\n"
        )
        request = (
            f"INVITE sip:{sip.user}@{sip.host}:{sip.port} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bKup1;rport\r\n"
            f"Max-Forwards: 70\r\n"
            f"From: <sip:{number}@127.0.0.1>;tag=a1\r\n"
            f"To: <sip:{sip.user}@{sip.host}>\r\n"
            f"Call-ID: up-test-1\r\nCSeq: 1 INVITE\r\n"
            f"Contact: <sip:{number};tgrp=indosat;trunk-context=siap112@127.0.0.1:{port}>\r\n"
            f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        )
        caller.sendto(request.encode(), (sip.host, sip.port))
        rows: list[Any] = []

        def arrived() -> bool:
            rows[:] = api.get("/api/calls", params={"number": number}, headers=headers).json()
            return bool(rows)

        _until(arrived, "the call's row")

    assert rows[0]["arrived_at"] is not None
    assert rows[0]["trunk"] == "indosat"


def test_two_deployments_run_beside_each_other_and_are_told_apart(
    deployment: RunningDeployment, tmp_path: Path
) -> None:
    same = _spec(tmp_path)
    with start(same) as second:
        assert second.alive()
        assert second.profile.sip.port != deployment.profile.sip.port
        assert second.profile.fingerprint == deployment.profile.fingerprint
        assert second.profile.accounts != deployment.profile.accounts
        pids = second.pids()
    assert not any(_runs(pid) for pid in pids.values())
    steps = {"telkomsel": StepFunction((0.0, 9.0), (4.0, 0.0))}
    up = StepFunction((0.0,), (0.0,))
    with start(_spec(tmp_path, channel_steps=steps, application_up=up)) as other_play:
        assert other_play.profile.fingerprint == deployment.profile.fingerprint
    with start(_spec(tmp_path, trunk_groups={"telkomsel": 5})) as third:
        assert third.profile.fingerprint != deployment.profile.fingerprint


def test_both_processes_follow_the_play_whose_beginning_they_are_told(tmp_path: Path) -> None:
    steps = {"telkomsel": StepFunction((0.0, 1000.0), (4.0, 0.0))}
    up = StepFunction((0.0, 1000.0), (1.0, 0.0))
    with start(_spec(tmp_path, channel_steps=steps, application_up=up)) as running:
        running.begin_play(time.time() - 2000.0)
        with httpx.Client(base_url=running.profile.api.base_url, trust_env=False) as api:
            account = running.profile.accounts.call_takers[0]
            headers = _token(api, account.username, account.reveal())
            body = {"kind": "fire", "needs": [{"agencies": ["damkar"], "units": 1}]}
            answer = api.post("/api/incidents", json=body, headers=headers)
        controls = json.loads((tmp_path / "deployment" / "acd.ready.json").read_text())
        key = json.loads((tmp_path / "deployment" / "acd.json").read_text())["cti_key"]
        status = httpx.get(
            f"http://127.0.0.1:{controls['control_port']}/status", headers={"X-CTI-Key": key}
        ).json()
    assert answer.status_code == 201, answer.text
    assert [note["channel"] for note in answer.json()["notifications"]] == ["phone"]
    assert status["trunk_groups"]["telkomsel"]["channels"] == 0


def test_one_that_cannot_be_told_of_the_play_is_an_error_that_says_where(tmp_path: Path) -> None:
    with start(_spec(tmp_path)) as running:
        os.kill(running.pids()["dispatch"], signal.SIGKILL)
        assert running.wait(10.0) is not None
        with pytest.raises(DeploymentError, match="/control/play"):
            running.begin_play(time.time())


def test_a_process_that_dies_is_noticed_and_named(tmp_path: Path) -> None:
    with start(_spec(tmp_path)) as running:
        assert running.wait(0.0) is None
        os.kill(running.pids()["dispatch"], signal.SIGKILL)
        failure = running.wait(10.0)
        assert not running.alive()
    assert failure is not None
    assert failure.startswith("dispatch: ")
    assert "-9" in failure


@pytest.mark.parametrize("kind", ["api_port", "sip_port"])
def test_a_port_in_use_says_so_and_leaves_nothing_running(tmp_path: Path, kind: str) -> None:
    type_ = socket.SOCK_STREAM if kind == "api_port" else socket.SOCK_DGRAM
    with socket.socket(socket.AF_INET, type_) as taken:
        taken.bind(("127.0.0.1", 0))
        if kind == "api_port":
            taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(DeploymentError) as caught:
            start(_spec(tmp_path, **{kind: port}))

    assert str(port) in str(caught.value)
    assert caught.value.is_bad_input
    _until(lambda: not _children(tmp_path), "nothing is left running")


def _children(folder: Path) -> list[int]:
    """Return the processes of ours that work in `folder`."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if str(folder).encode() in line:
                found.append(int(entry.name))
    return found


def test_impossible_orders_are_refused_before_anything_starts(tmp_path: Path) -> None:
    units = (UnitSpec(id="x", agency="navy", lat=0.0, lon=0.0),)
    with pytest.raises(DeploymentError, match="navy") as caught:
        start(_spec(tmp_path, units=units))
    assert caught.value.is_bad_input
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(DeploymentError, match="file") as caught:
        start(_spec(tmp_path, work_folder=blocked))
    assert caught.value.is_bad_input


def test_the_children_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from loadtest.deployment.spec import DeploymentSpec\n"
        "from loadtest.deployment.up import start\n"
        "running = start(DeploymentSpec(work_folder=Path(sys.argv[1]), trunk_groups={'t': 1}))\n"
        "print(*running.pids().values(), flush=True)\n"
        "sys.stdin.read()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "work")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None and parent.stdin is not None
    with parent:
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) == 2 and all(_runs(pid) for pid in pids)
        parent.kill()

    _until(lambda: not any(_runs(pid) for pid in pids), "the children end")
