"""Interoperability with SIPp (Debian's sip-tester) on both sides of the call distributor."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.loadtest.deployment.acd.deployment import Acd
from tests.loadtest.deployment.acd.sip_peer import SipPeer

CALLS = 60
CALLS_PER_S = 20


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def sipp(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["sipp", "-i", "127.0.0.1", "-nostdin", *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.sipp
@pytest.mark.parametrize("answer", ["first", "call_taker"])
def test_sipp_calls_sipp(own_acd: Callable[..., Acd], tmp_path: Path, answer: str) -> None:
    extensions = {str(1000 + i): "pw" for i in range(CALLS)}
    acd = own_acd(answer=answer, extensions=extensions, trunk_groups={"telkomsel": CALLS})
    registering = SipPeer(acd.sip_port)
    port = free_port()
    takers = sipp(tmp_path, "-sn", "uas", "-p", str(port), "-rtp_echo")
    try:
        for extension, password in extensions.items():
            contact = f"<sip:{extension}@127.0.0.1:{port}>"
            assert registering.register(extension, password, contact=contact).status == 200
            acd.declare(extension, "ready")
        callers = sipp(
            tmp_path,
            *("-sn", "uac", "-s", "112", "-p", str(free_port()), "-d", "500", "-timeout", "30"),
            *("-r", str(CALLS_PER_S), "-m", str(CALLS), f"127.0.0.1:{acd.sip_port}"),
        )
        told, _ = callers.communicate(timeout=60)

        assert callers.returncode == 0, told
        acd.wait_for(lambda: not acd.is_busy())
        _, status = acd.call("GET", "/status")
        assert status["counts"]["answered"] == status["counts"]["ended"] == CALLS
        assert status["sip"] == {"malformed": 0, "unsent": 0}
        assert {agent["state"] for agent in status["agents"]} == {"wrap_up"}
    finally:
        takers.terminate()
        takers.communicate()
        registering.close()
