"""A deployment that dies half way, and one that never answers, as the command line tells it."""

from __future__ import annotations

import json
import os
import signal
import socket
from pathlib import Path

from results.row_log import read_log
from results.run_folder import open_run
from tests.loadtest.driver.brisk import brisk_file
from tests.loadtest.driver.playing import answered
from tests.loadtest.driver.processes import descendants
from tests.siap112.commands import Running, siap112

PROFILE = """
name = "pusat"
version = "1"
fingerprint = "f"
[sip]
host = "127.0.0.1"
port = {port}
[api]
base_url = "http://127.0.0.1:{port}"
ws_url = "ws://127.0.0.1:{port}/ws"
[accounts.supervisor]
username = "s"
password = "p"
[[accounts.call_takers]]
username = "c1"
password = "p"
extension = "1001"
sip_password = "p"
[[accounts.call_takers]]
username = "c2"
password = "p"
extension = "1002"
sip_password = "p"
[[accounts.call_takers]]
username = "c3"
password = "p"
extension = "1003"
sip_password = "p"
[[accounts.agencies.damkar]]
username = "d"
password = "p"
[[accounts.agencies.ambulans]]
username = "a"
password = "p"
"""


def distributor_of(pid: int) -> int:
    """Return the call distributor among a command's processes."""
    for child in descendants(pid):
        words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
        if b"loadtest.deployment.acd" in words:
            return child
    raise AssertionError("no call distributor")


def test_one_that_dies_half_way_is_inconclusive_and_its_rows_are_kept(tmp_path: Path) -> None:
    file = brisk_file(tmp_path)
    command = Running(
        "loadtest", str(file), "--speed", "14", "--gap", "6s", "--out", "run", "--json",
        "--lang", "en", folder=tmp_path,
    )  # fmt: skip
    log = tmp_path / "run" / "loadtest" / "log" / "loadtest.jsonl"
    try:
        command.wait_for(lambda: log.is_file() and answered(read_log(log)[0]) >= 4, "calls")
        os.kill(distributor_of(command.pid), signal.SIGKILL)
        said = command.end()
    finally:
        command.kill()

    assert said.code == 3, said
    why = "The call distributor has not answered for"
    assert f"The load test did not reach its end: {why}" in said.err
    assert "A process of the deployment has ended: acd: ended with code -9" in said.err
    result = json.loads(said.out)
    assert result["verdict"]["outcome"] == "inconclusive"
    assert {target["outcome"] for target in result["targets"]} == {"inconclusive"}
    assert all(why in target["reason"]["text"] for target in result["targets"])
    assert result["load_test"]["state"] == "failed"
    part = open_run(tmp_path / "run" / "loadtest")
    assert part.manifest.state == "failed" and why in part.manifest.note
    assert part.records is not None and answered(part.records) >= 4
    assert any(row["source"] == "loadtest" for row in result["measures"])
    page = (tmp_path / "run" / "report.html").read_text("utf-8")
    assert why in page


def test_one_that_never_answers_cannot_be_reached(tmp_path: Path) -> None:
    file = brisk_file(tmp_path)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    (tmp_path / "profil.toml").write_text(PROFILE.format(port=port))

    said = siap112(
        "ready", str(file), "--deployment", "profil.toml", "--speed", "14", "--out", "run",
        "--json", "--lang", "en", folder=tmp_path,
    )  # fmt: skip

    assert said.code == 4, said
    why = f"The dispatch application at http://127.0.0.1:{port} does not answer"
    assert f"The deployment could not be tested: {why}" in said.err
    result = json.loads(said.out)
    assert result["verdict"]["outcome"] == "inconclusive"
    assert result["verdict"]["deployment"]["profile"] == "pusat"
    assert result["load_test"]["state"] == "unreachable"
    assert why in result["load_test"]["why"]["text"]
    assert all(why in target["reason"]["text"] for target in result["targets"])
    assert result["measures"] == []
    assert why in (tmp_path / "run" / "report.html").read_text("utf-8")
    assert not (tmp_path / "run" / "sim").exists(), "nobody waits for a simulation then"
