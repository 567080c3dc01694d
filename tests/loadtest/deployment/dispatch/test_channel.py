"""The WebSocket: order, catching up, who hears what, slow clients."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from loadtest.deployment.dispatch.hub import Connection, Event, Hub, Signal
from tests.loadtest.deployment.dispatch.bench import Bench, make_config, running


def test_a_client_that_comes_back_gets_exactly_what_it_missed(bench: Bench) -> None:
    with bench.listen("fire") as socket:
        first = bench.incident("fire")["id"]
        seq = socket.next()["seq"]
    missed = [bench.incident("fire")["id"] for _ in range(3)]
    bench.incident("ambulance")
    with bench.listen("fire", after=seq) as socket:
        then = bench.incident("fire")["id"]
        messages = [socket.next() for _ in range(4)]
        assert socket.rest() == []

    assert [m["data"]["incident"]["id"] for m in messages] == [*missed, then]
    assert first not in [m["data"]["incident"]["id"] for m in messages]
    seqs = [message["seq"] for message in messages]
    assert seqs == sorted(set(seqs))


def test_what_came_before_a_first_connection_is_not_told(bench: Bench) -> None:
    bench.incident("fire")
    with bench.listen("fire") as socket:
        assert socket.rest() == []


def test_the_hello_says_where_the_client_stands(bench: Bench) -> None:
    bench.incident("fire")
    address = f"ws://127.0.0.1:{bench.port}/ws?token={bench.token('fire')}"
    with connect(address, proxy=None) as connection:
        hello = connection.recv(timeout=5)
    assert '"type": "hello"' in str(hello)
    assert '"seq": 1' in str(hello)


def test_a_reconnect_counts_the_missed_notification_as_sent_then(bench: Bench) -> None:
    bench.incident("fire")
    assert bench.do("boss", "GET", "/api/notifications")[0]["sent_at"] is None
    bench.now_s += 5
    with bench.listen("fire", after=0) as socket:
        socket.next_of("notification")
        socket.rest()

    row = bench.do("boss", "GET", "/api/notifications")[0]
    assert (row["state"], row["sent_at"]) == ("sent", "2023-11-14T22:13:25Z")


def test_the_supervisors_ear_does_not_count_as_the_agencys(bench: Bench) -> None:
    with bench.listen("boss") as boss:
        bench.incident("fire")
        boss.next_of("notification")
        boss.rest()

    assert bench.do("boss", "GET", "/api/notifications")[0]["state"] == "created"


def test_the_supervisor_hears_everything_in_one_order(bench: Bench) -> None:
    with bench.listen("boss") as boss:
        bench.incident("fire")
        bench.incident("ambulance")
        bench.incident("police")
        messages = boss.rest()

    assert [message["type"] for message in messages] == [
        "notification",
        "notification",
        "phone_needed",
    ]
    assert [message["seq"] for message in messages] == [1, 2, 3]


def test_all_clients_of_an_agency_hear_of_it_and_one_takes_it(bench: Bench) -> None:
    with bench.listen("fire") as first, bench.listen("fire") as second:
        bench.incident("fire")
        told = [socket.next_of("notification")["notification_id"] for socket in (first, second)]
    assert told[0] == told[1]
    path = f"/api/notifications/{told[0]}/acknowledge"
    bench.do("fire", "POST", path)
    assert bench.code("fire", "POST", path) == (409, "already_acknowledged")


@pytest.mark.parametrize("token", ["", "made-up"])
def test_a_socket_needs_a_token(bench: Bench, token: str) -> None:
    with pytest.raises(InvalidStatus) as caught:
        connect(f"ws://127.0.0.1:{bench.port}/ws?token={token}", proxy=None)
    assert caught.value.response.status_code == 403


def test_a_role_without_events_gets_no_socket(bench: Bench) -> None:
    address = f"ws://127.0.0.1:{bench.port}/ws?token={bench.token('root')}"
    with pytest.raises(InvalidStatus):
        connect(address, proxy=None)


def test_what_a_client_says_cannot_break_its_socket(bench: Bench) -> None:
    with bench.listen("fire") as socket:
        for said in ("", "no json", "[]", "7", '{"type": 1}', b"\x00\xff"):
            socket.connection.send(said)
        assert socket.rest() == []


def test_a_socket_that_is_left_is_forgotten(bench: Bench) -> None:
    with bench.listen("fire"):
        assert len(bench.centre.hub) == 1

    async def gone() -> None:
        async with asyncio.timeout(5):
            while len(bench.centre.hub):
                await asyncio.sleep(0.001)

    bench.inside(gone())


def _event(seq: int) -> Event:
    return Event(seq, 0.0, "notification", "agency:fire", {})


def test_a_client_that_lags_too_far_is_given_up_and_told_nothing_in_between() -> None:
    connection = Connection(frozenset({"agency:fire"}), backlog=2)
    hub = Hub()
    hub.join(connection)
    hub.deliver([_event(seq) for seq in range(1, 6)])

    waiting = [connection.outgoing.get_nowait() for _ in range(connection.outgoing.qsize())]
    assert waiting == [_event(1), _event(2), Signal.GIVEN_UP]


def test_a_client_that_was_given_up_is_disconnected_and_may_catch_up(tmp_path: Path) -> None:
    with running(make_config(tmp_path, event_backlog=1)) as bench:
        with bench.listen("fire") as socket:

            async def flood() -> None:
                # One change with many events: the sender cannot run in between.
                with bench.centre.change() as change:
                    for number in range(5):
                        change.emit("notification_withdrawn", "agency:fire", {"n": number})

            bench.inside(flood())
            heard = 0
            with pytest.raises(ConnectionClosed) as caught:
                while True:
                    socket.next()
                    heard += 1
        assert caught.value.rcvd is not None and caught.value.rcvd.code == 1013
        with bench.listen("fire", after=heard) as socket:
            assert len(socket.rest()) == 5 - heard
