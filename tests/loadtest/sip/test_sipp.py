"""SIPp calls our lines and takes our calls, also when messages get lost."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import gevent
import pytest
from gevent import subprocess

from loadtest.sip.call_taker_line import CallTakerLine
from loadtest.sip.caller import Caller
from loadtest.sip.endpoint import Endpoint
from loadtest.sip.failure import CallFailure
from loadtest.sip.incoming_call import IncomingCall
from loadtest.sip.record import CallRecord, EndedBy
from loadtest.sip.timers import Timers
from loadtest.sip.udp import Address, UdpSocket
from tests.loadtest.sip.network import named

pytestmark = [
    pytest.mark.sipp,
    pytest.mark.skipif(shutil.which("sipp") is None, reason="SIPp is not installed"),
]

SCENARIOS = Path(__file__).with_name("sipp")
PATIENCE_S = 30.0


class LossySocket(UdpSocket):
    """Loses these messages, either way, the first time they come.

    A scenario of SIPp expects its messages in one order. So none is lost whose repetition would
    come out of order there: no ACK, no answer to CANCEL.
    """

    LOST = frozenset(
        ["INVITE", "180 INVITE", "200 INVITE", "486 INVITE", "487 INVITE", "CANCEL", "OPTIONS",
         "200 OPTIONS", "BYE", "200 BYE"]
    )  # fmt: skip

    def __init__(self, host: str, port: int, receive: Callable[[bytes, Address], None]) -> None:
        self._seen: set[bytes] = set()
        self._pass_on = receive
        super().__init__(host, port, self._maybe_receive)

    def send(self, data: bytes, address: Address) -> None:
        if not self._lost(data):
            super().send(data, address)

    def _maybe_receive(self, data: bytes, source: Address) -> None:
        if not self._lost(data):
            self._pass_on(data, source)

    def _lost(self, data: bytes) -> bool:
        if data in self._seen or named(data) not in self.LOST:
            return False
        self._seen.add(data)
        return True


@pytest.fixture(params=[UdpSocket], ids=["whole"])
def endpoint(request: pytest.FixtureRequest) -> Iterator[Endpoint]:
    timers = Timers(t1_s=0.1, t2_s=0.8, t4_s=1.0)
    made = Endpoint(timers=timers, open_transport=request.param)
    yield made
    made.close()


with_losses = pytest.mark.parametrize(
    "endpoint", [UdpSocket, LossySocket], ids=["whole", "lossy"], indirect=True
)


class SippRun:
    """One SIPp process on a free port."""

    def __init__(self, folder: Path, scenario: str, calls: int, *more: str) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        file = SCENARIOS / f"{scenario}.xml"
        what = ["-sf", str(file)] if file.exists() else ["-sn", scenario]
        self._errors = folder / "errors.log"
        self._process = subprocess.Popen(
            ["sipp", "127.0.0.1:9", *what, "-i", "127.0.0.1", "-p", str(self.port),
             "-m", str(calls), "-nostdin", "-timeout", "25", "-timeout_error",
             "-trace_err", "-error_file", str(self._errors), *more],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip

    def wait_listening(self) -> None:
        """Wait until its port is taken."""
        for _ in range(500):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                try:
                    probe.bind(("127.0.0.1", self.port))
                except OSError:
                    return
            gevent.sleep(0.01)
        raise AssertionError("SIPp does not listen")

    def check(self) -> None:
        """Wait for the end; each call must have gone as the scenario says."""
        try:
            _, complaint = self._process.communicate(timeout=PATIENCE_S)
        finally:
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
        errors = self._errors.read_text() if self._errors.exists() else ""
        assert self._process.returncode == 0, complaint.decode() + errors


def _call(
    endpoint: Endpoint,
    run: SippRun,
    calls: int,
    *,
    give_up_s: float | None = None,
    talk_s: float = 0.1,
) -> list[CallRecord]:
    run.wait_listening()
    caller = Caller(endpoint, "127.0.0.1", run.port)

    def one(number: int) -> CallRecord:
        call = caller.place(f"0899{number:04}")
        if give_up_s is not None:
            gevent.sleep(give_up_s)
            call.hang_up()
        elif call.wait_connected(PATIENCE_S):
            call.ended.wait(talk_s)
            call.hang_up()
        assert call.ended.wait(PATIENCE_S)
        return call.record

    greenlets = [gevent.spawn(one, number) for number in range(calls)]
    gevent.joinall(greenlets, raise_error=True)
    return [greenlet.value for greenlet in greenlets]


def test_our_calls_are_taken_by_sipps_own_scenario(endpoint, tmp_path):
    run = SippRun(tmp_path, "uas", 30)
    records = _call(endpoint, run, 30)
    run.check()

    assert {record.failure for record in records} == {None}


@with_losses
def test_our_calls_are_taken(endpoint, tmp_path):
    run = SippRun(tmp_path, "answers", 30)
    records = _call(endpoint, run, 30)
    run.check()

    assert {record.failure for record in records} == {None}
    assert {record.ended_by for record in records} == {EndedBy.LOCAL}


@with_losses
def test_our_calls_are_refused(endpoint, tmp_path):
    run = SippRun(tmp_path, "busy", 10)
    records = _call(endpoint, run, 10)
    run.check()

    assert {record.failure for record in records} == {CallFailure.BUSY}


@with_losses
def test_our_calls_are_cancelled(endpoint, tmp_path):
    run = SippRun(tmp_path, "cancelled", 10)
    records = _call(endpoint, run, 10, give_up_s=0.1)
    run.check()

    assert {(r.failure, r.final_status, r.ended_by) for r in records} == {
        (None, 487, EndedBy.LOCAL)
    }


@with_losses
def test_our_cancelled_calls_are_answered_all_the_same(endpoint, tmp_path):
    run = SippRun(tmp_path, "late_answer", 10)
    records = _call(endpoint, run, 10, give_up_s=0.1)
    run.check()

    assert {(r.failure, r.final_status, r.ended_by) for r in records} == {
        (None, 200, EndedBy.LOCAL)
    }
    for record in records:
        assert record.late_answer_s is not None
        assert record.connected_s is None


@with_losses
def test_our_calls_are_asked_and_hung_up(endpoint, tmp_path):
    run = SippRun(tmp_path, "hangs_up", 10)
    records = _call(endpoint, run, 10, talk_s=PATIENCE_S)
    run.check()

    assert {(r.failure, r.ended_by) for r in records} == {(None, EndedBy.REMOTE)}


class Desk:
    """A line that answers, and what became of its calls."""

    def __init__(self, endpoint: Endpoint, extension: str, *, answers: bool = True) -> None:
        self.records: list[CallRecord] = []
        self._answers = answers
        self.line = CallTakerLine(
            endpoint, extension, "127.0.0.1", 9, on_offer=self._offered, on_ended=self._ended
        )

    def _offered(self, call: IncomingCall) -> None:
        if self._answers:
            call.answer()

    def _ended(self, call: IncomingCall) -> None:
        self.records.append(call.record)


def _target(endpoint: Endpoint) -> str:
    return f"127.0.0.1:{endpoint.address[1]}"


@with_losses
def test_our_lines_take_calls(endpoint, tmp_path):
    desk = Desk(endpoint, "112")
    # one call at a time: the line has one channel
    run = SippRun(tmp_path, "uac", 4, _target(endpoint), "-s", "112", "-d", "50", "-l", "1")
    run.check()

    gevent.sleep(0.1)
    assert len(desk.records) == 4
    assert {(r.failure, r.ended_by) for r in desk.records} == {(None, EndedBy.REMOTE)}
    assert desk.line.rejected_busy == 0


@with_losses
def test_our_lines_are_cancelled(endpoint, tmp_path):
    desk = Desk(endpoint, "112", answers=False)
    run = SippRun(tmp_path, "gives_up", 8, _target(endpoint), "-s", "112", "-l", "1")
    run.check()

    gevent.sleep(0.1)
    assert len(desk.records) == 8
    assert {(r.failure, r.final_status, r.ended_by) for r in desk.records} == {
        (None, 487, EndedBy.REMOTE)
    }


@with_losses
def test_our_lines_are_busy(endpoint, tmp_path):
    desk = Desk(endpoint, "112")
    desk.line.accepting = False
    run = SippRun(tmp_path, "meets_busy", 8, _target(endpoint), "-s", "112")
    run.check()

    assert desk.line.rejected_busy == 8
