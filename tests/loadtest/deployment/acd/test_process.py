"""The process from its command line to its end, its control interface, and its broken modes."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.loadtest.deployment.acd.deployment import KEY, Acd, start
from tests.loadtest.deployment.acd.stage import Stage

AcdInMode = Callable[..., Acd]
LEAST = {"trunk_groups": {"x": 1}, "extensions": {"101": "pw"}, "cti_key": KEY}


def test_the_ready_file_says_where_it_listens(acd_in_mode: AcdInMode) -> None:
    acd = acd_in_mode(answer="first")

    assert set(acd.ready) == {"pid", "sip_port", "control_port", "version"}
    assert acd.ready["pid"] == acd.process.pid
    status, health = acd.call("GET", "/health", key=None)
    assert (status, health) == (200, {"status": "ok", "version": acd.ready["version"]})


def test_the_control_interface_asks_for_its_key(acd_in_mode: AcdInMode) -> None:
    acd = acd_in_mode(answer="first")
    ready = {"state": "ready"}

    for key in (None, "wrong", "é"):
        assert acd.call("GET", "/status", key=key)[0] == 401
        assert acd.call("PUT", "/agents/101/state", ready, key=key)[0] == 401

    assert acd.agent("101")["state"] == "not_ready"


def test_a_state_is_declared_for_a_known_extension_only(acd_in_mode: AcdInMode) -> None:
    acd = acd_in_mode(answer="first")

    taken = acd.call("PUT", "/agents/101/state", {"state": "ready"})
    assert taken == (200, {"extension": "101", "state": "ready"})
    assert acd.call("PUT", "/agents/999/state", {"state": "ready"})[0] == 404
    assert acd.call("PUT", "/agents/101/state", {"state": "asleep"})[0] == 422


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_calls_and_the_process(
    own_acd: AcdInMode, stage: Stage, number: signal.Signals
) -> None:
    acd = own_acd(answer="first")
    talker, waiter = stage.telephone(acd), stage.telephone(acd)
    desk = stage.telephone(acd)
    desk.register("101", "pw-101")
    acd.declare("101", "ready")
    talker.accepted(talker.invite("0899000000301"))
    desk.pick_up(desk.ring())
    waiter.accepted(waiter.invite("0899000000302"))
    acd.events.wait("0899000000302", "queued")

    asked_s = time.monotonic()
    os.kill(acd.process.pid, number)
    for telephone in (talker, desk, waiter):
        telephone.await_hang_up()

    assert acd.process.wait(5) == 0
    assert time.monotonic() - asked_s < 4.0
    assert acd.events.wait("0899000000301", "ended")
    assert acd.events.wait("0899000000302", "abandoned")
    assert acd.stop() == 0


@pytest.mark.parametrize(
    ("setting", "kind"), [("sip_port", socket.SOCK_DGRAM), ("control_port", socket.SOCK_STREAM)]
)
def test_a_port_in_use_is_one_line_and_exit_code_2(
    tmp_path: Path, setting: str, kind: socket.SocketKind
) -> None:
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", 0))
        if kind is socket.SOCK_STREAM:
            taken.listen()
        port = taken.getsockname()[1]
        path = tmp_path / "acd.json"
        path.write_text(json.dumps({**LEAST, setting: port}), encoding="utf-8")
        process = start(path)
        _, errors = process.communicate(timeout=10)

    assert process.returncode == 2
    assert len(errors.splitlines()) == 1
    assert setting in errors and str(port) in errors


def test_a_bad_configuration_is_exit_code_2_without_traceback(tmp_path: Path) -> None:
    path = tmp_path / "acd.json"
    path.write_text(json.dumps({**LEAST, "sip_host": "0.0.0.0"}), encoding="utf-8")
    process = start(path)
    _, errors = process.communicate(timeout=10)

    assert process.returncode == 2
    assert "sip_host" in errors and "Traceback" not in errors


def test_broken_answers_late_offers_only_after_the_delay(
    acd_in_mode: AcdInMode, stage: Stage
) -> None:
    acd = acd_in_mode(answer="first", broken=[{"mode": "answers_late", "delay_s": 0.4}])
    caller, desk = stage.caller(acd), stage.desk(acd, "101")
    caller.accepted(caller.invite("0899000000310"))

    desk.pick_up(desk.ring())

    events = {event["event"]: event["at"] for event in acd.events.wait("0899000000310", "answered")}
    assert 0.4 <= events["offered"] - events["queued"] < 1.5


def test_broken_answers_late_frees_the_call_taker_of_a_caller_who_left(
    acd_in_mode: AcdInMode, stage: Stage
) -> None:
    acd = acd_in_mode(answer="first", broken=[{"mode": "answers_late", "delay_s": 0.4}])
    one, two, desk = stage.caller(acd), stage.caller(acd), stage.desk(acd, "101")
    talk = one.accepted(one.invite("0899000000311"))
    acd.events.wait("0899000000311", "queued")

    one.hang_up(talk)
    two.accepted(two.invite("0899000000312"))

    assert desk.ring().from_.uri.number == "0899000000312"


@pytest.mark.parametrize("answer", ["first", "call_taker"])
def test_broken_loses_every_third_call(acd_in_mode: AcdInMode, stage: Stage, answer: str) -> None:
    acd = acd_in_mode(answer=answer, broken=[{"mode": "loses_call", "every": 3}])
    desk = stage.desk(acd, "101")
    for number in ("0899000000321", "0899000000322"):
        caller = stage.caller(acd)
        invite = caller.invite(number)
        dialog = desk.pick_up(desk.ring())
        caller.accepted(invite)
        desk.hang_up(dialog)
        caller.await_hang_up()
        acd.declare("101", "ready")

    lost, next_one = stage.caller(acd), stage.caller(acd)
    talk = lost.accepted(lost.invite("0899000000323"))
    next_one.invite("0899000000324")

    assert desk.ring().from_.uri.number == "0899000000324", "the lost call was offered"
    lost.hang_up(talk)
    told = [event["event"] for event in acd.events.wait("0899000000323", "abandoned")]
    assert told == ["arrived", "connected", "queued", "abandoned"]


def test_events_survive_an_application_that_fails_for_a_moment(
    acd_in_mode: AcdInMode, stage: Stage
) -> None:
    acd = acd_in_mode(answer="first")
    acd.events.fail_next(2)
    caller = stage.caller(acd)
    caller.hang_up(caller.accepted(caller.invite("0899000000330")))

    told = [event["event"] for event in acd.events.wait("0899000000330", "abandoned")]

    assert told == ["arrived", "connected", "queued", "abandoned"]


def test_calls_go_on_without_the_application_and_failures_are_counted(
    own_acd: AcdInMode, stage: Stage
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        acd = own_acd(cti_url=f"http://127.0.0.1:{nobody.getsockname()[1]}")
        caller = stage.telephone(acd)
        caller.hang_up(caller.accepted(caller.invite("0899000000331")))
        acd.wait_for(lambda: bool(acd.call("GET", "/status")[1]["cti"]["failed"] == 4))

        assert acd.stop() == 0


def test_an_idle_connection_to_the_control_interface_does_not_hold_up_the_end(
    own_acd: AcdInMode,
) -> None:
    acd = own_acd()
    idle = http.client.HTTPConnection("127.0.0.1", acd.ready["control_port"], timeout=5)
    idle.request("GET", "/health")
    idle.getresponse().read()

    assert acd.stop() == 0
    idle.close()
