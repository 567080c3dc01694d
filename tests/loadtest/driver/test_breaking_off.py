"""Plays that cannot go on: the deployment dies, a stranger calls, the operator goes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from loadtest import run_part
from loadtest.sip.message import Request
from results.verdict.load_test import LoadTest, judge_load_test
from scenarios.text import in_language
from tests.loadtest.deployment.acd.sip_peer import SipPeer
from tests.loadtest.driver.brisk import brisk
from tests.loadtest.driver.playing import Played, UnderWay, play
from tests.loadtest.driver.processes import gone
from tests.loadtest.driver.targets import LOST_CALLS

PROMPT_S = 12.0
"""From the deployment's death to the end of the process; timers of SIP would take 32 s each."""


def broken_off(
    folder: Path, meddle: Callable[[UnderWay], None], **changes: object
) -> tuple[Played, str]:
    """Play until something happens; return the play and why it ended, in English."""

    def timed(under_way: UnderWay) -> None:
        meddle(under_way)
        happened_s = time.monotonic()
        under_way.process.wait()
        assert time.monotonic() - happened_s < PROMPT_S

    played = play(brisk(folder, **changes), folder, meddle=timed, calls=40)
    assert played.report.state == "failed"
    assert played.report.why is not None
    with in_language("en"):
        return played, played.report.why.text()


def kill(name: str) -> Callable[[UnderWay], None]:
    def meddle(under_way: UnderWay) -> None:
        under_way.wait_for_answers(4)
        os.kill(under_way.deployment.pids()[name], signal.SIGKILL)

    return meddle


@pytest.mark.parametrize(
    ("process", "who"),
    [
        pytest.param("acd", "call distributor", marks=pytest.mark.slow),
        ("dispatch", "dispatch application"),
    ],
)
def test_a_deployment_that_dies_half_way_ends_the_play_at_once_with_the_rows_until_then(
    tmp_path: Path, process: str, who: str
) -> None:
    played, why = broken_off(tmp_path, kill(process))

    assert who in why and "has not answered" in why
    calls = played.records.calls
    assert 4 <= (calls["answered_s"] >= 0).sum() < len(played.play.trace.callers)
    assert played.report.callers_done < played.report.callers
    test = LoadTest(
        played.records,
        run_part.tested(played.profile),
        run_part.played(played.play),
        ended_early=played.report.why,
    )
    verdict = judge_load_test("t", LOST_CALLS, test)
    assert verdict.outcome == "inconclusive"
    with in_language("en"):
        assert "has not answered" in verdict.reason.text()


@pytest.mark.slow
def test_a_deployment_that_hangs_is_noticed_too(tmp_path: Path) -> None:
    def meddle(under_way: UnderWay) -> None:
        under_way.wait_for_answers(3)
        pid = under_way.deployment.pids()["dispatch"]
        os.kill(pid, signal.SIGSTOP)
        under_way.process.wait()
        os.kill(pid, signal.SIGKILL)
        gone([pid])  # a stopped process does not end when it is asked to

    _, why = broken_off(tmp_path, meddle)

    assert "dispatch application" in why


@pytest.mark.parametrize(
    "number", [pytest.param("081234567890", marks=pytest.mark.slow), "anonymous"]
)
def test_a_strangers_call_stops_the_load_and_is_not_hung_up(tmp_path: Path, number: str) -> None:
    """Whoever calls 112 in earnest meets no robot, and no robot ends the call."""
    strangers: list[SipPeer] = []

    def meddle(under_way: UnderWay) -> None:
        under_way.wait_for_answers(4)
        stranger = SipPeer(under_way.deployment.profile.sip.port)
        strangers.append(stranger)
        invite = stranger.invite(number, trunk="telkom")
        stranger.acknowledge(invite, stranger.response(200, "INVITE"))
        assert under_way.process.wait().state == "failed"
        assert stranger.receive(within_s=1.0) is None or not _hung_up(stranger)

    try:
        played, why = broken_off(
            tmp_path, meddle, call_takers__staffing={"people": 8}, lines__trunks=LINES
        )
    finally:
        for stranger in strangers:
            stranger.close()

    shown = "-" if number == "anonymous" else "0812...90"
    assert played.report.foreign == (shown,)
    assert ("hidden number" in why) if number == "anonymous" else (shown in why)
    ours = [c for c in played.calls if c["number"].startswith("0899")]
    theirs = [c for c in played.calls if not c["number"].startswith("0899")]
    assert {c["state"] for c in ours} <= {"ended", "abandoned", "blocked"}
    assert len(theirs) == 1
    assert theirs[0]["state"] in ("queued", "offered") and theirs[0]["answered_at"] is None
    calls = played.records.calls
    assert np.isnan(calls["talk_end_s"]).any(), "calls were cut off in the middle"
    assert played.outcomes["abandoned_queue"] + played.outcomes["failed"] == 0, "by us alone"


LINES = {"telkom": {"label": "Telkom", "channels": 30, "share": 1.0}}


def _hung_up(peer: SipPeer) -> bool:
    return any(isinstance(m, Request) and m.method == "BYE" for m in peer.seen)


def test_the_load_ends_when_whoever_started_it_is_killed(tmp_path: Path) -> None:
    """Nobody could stop the calls any more."""
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from tests.loadtest.driver.brisk import brisk\n"
        "from tests.loadtest.driver.playing import UnderWay, play\n"
        "def meddle(w):\n"
        "    w.wait_for_answers(2)\n"
        "    print(w.process.pid, *w.deployment.pids().values(), flush=True)\n"
        "    time.sleep(60)\n"
        "folder = Path(sys.argv[1])\n"
        "play(brisk(folder), folder, meddle=meddle, calls=40)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    with parent.stdout:
        pids = [int(word) for word in parent.stdout.readline().split()]
    assert len(pids) == 3

    parent.kill()
    parent.wait()

    gone(pids)
