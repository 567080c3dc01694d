"""Asterisk's queue between our callers and our call-takers, whoever of the two answers first."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import gevent
import pytest

from loadtest.sip.call_taker_line import CallTakerLine
from loadtest.sip.caller import Caller
from loadtest.sip.endpoint import Endpoint
from loadtest.sip.incoming_call import IncomingCall
from loadtest.sip.media import Audio
from loadtest.sip.outgoing_call import OutgoingCall
from loadtest.sip.record import CallRecord, EndedBy
from loadtest.sip.rtp import AudioPath
from tests.loadtest.sip.asterisk import (
    ANSWER_BY_TAKER,
    ANSWER_FIRST,
    Asterisk,
    NoAsteriskError,
    root_folder,
)

pytestmark = pytest.mark.asterisk

EXTENSIONS = [str(extension) for extension in range(2001, 2041)]
PATIENCE_S = 20.0
RING_S = 0.3
both_ways = pytest.mark.parametrize(
    "number", [ANSWER_FIRST, ANSWER_BY_TAKER], ids=["answers-first", "taker-answers"]
)


@pytest.fixture(scope="module")
def asterisk() -> Iterator[Asterisk]:
    try:
        running = Asterisk(root_folder(), EXTENSIONS)
    except NoAsteriskError as reason:
        pytest.skip(str(reason))
    yield running
    running.stop()


class Centre:
    """Call-takers who answer after a while, registered at Asterisk."""

    def __init__(self, asterisk: Asterisk, endpoint: Endpoint, audio: Audio, size: int) -> None:
        self.taken: list[CallRecord] = []
        self.offered: list[IncomingCall] = []
        self.answers = True
        self.lines = [
            CallTakerLine(
                endpoint, extension, *asterisk.address, password=f"secret{extension}",
                on_offer=self._offered, on_ended=lambda call: self.taken.append(call.record),
                audio=audio, expires_s=5,
            )
            for extension in EXTENSIONS[:size]
        ]  # fmt: skip
        for line in self.lines:
            line.register()
        for line in self.lines:
            assert line.wait_registered(PATIENCE_S), line.problem

    def _offered(self, call: IncomingCall) -> None:
        self.offered.append(call)
        if self.answers:
            gevent.sleep(RING_S)
            call.answer()

    def leave(self) -> None:
        for line in self.lines:
            line.unregister()
        for line in self.lines:
            assert line.wait_unregistered(PATIENCE_S)
            line.close()


@pytest.fixture
def open_centre(asterisk: Asterisk, audio: Audio) -> Iterator[Callable[[int], Centre]]:
    made: list[tuple[Endpoint, Centre]] = []

    def make(size: int) -> Centre:
        endpoint = Endpoint()
        made.append((endpoint, Centre(asterisk, endpoint, audio, size)))
        return made[-1][1]

    yield make
    for endpoint, centre in made:
        centre.leave()
        endpoint.close()


@pytest.fixture
def caller(asterisk: Asterisk, audio: Audio) -> Iterator[Caller]:
    endpoint = Endpoint()
    yield Caller(endpoint, *asterisk.address, audio=audio)
    endpoint.close()


def _eventually(claim: Callable[[], bool]) -> bool:
    until_s = time.monotonic() + PATIENCE_S
    while not claim() and time.monotonic() < until_s:
        gevent.sleep(0.02)
    return claim()


@both_ways
def test_a_call_is_answered_heard_and_hung_up_by_the_caller(open_centre, caller, number):
    centre = open_centre(1)
    call = caller.place("08990000001", number)
    assert call.wait_connected(PATIENCE_S)
    assert _eventually(lambda: bool(centre.offered) and centre.offered[0].connected.is_set())
    gevent.sleep(1.0)
    call.hang_up()
    assert call.ended.wait(PATIENCE_S)
    assert _eventually(lambda: len(centre.taken) == 1)

    ours, theirs = call.record, centre.taken[0]
    assert (ours.failure, ours.detail, theirs.failure) == (None, "", None)
    assert (ours.ended_by, theirs.ended_by) == (EndedBy.LOCAL, EndedBy.REMOTE)
    assert theirs.from_number == "08990000001"
    assert ours.media is not None
    assert theirs.media is not None
    assert ours.media.path is theirs.media.path is AudioPath.BOTH_WAYS
    assert theirs.media.received > 30
    assert theirs.media.lost <= 2
    connected_first = ours.connected_s is not None and ours.connected_s < theirs.connected_s
    assert connected_first == (number == ANSWER_FIRST)


@both_ways
def test_a_call_taker_hangs_up(open_centre, caller, number):
    centre = open_centre(1)
    call = caller.place("08990000002", number)
    assert call.wait_connected(PATIENCE_S)
    assert _eventually(lambda: bool(centre.offered) and centre.offered[0].connected.is_set())
    gevent.sleep(0.2)
    centre.offered[0].hang_up()
    assert call.ended.wait(PATIENCE_S)

    assert (call.record.failure, call.record.ended_by) == (None, EndedBy.REMOTE)
    assert centre.offered[0].ended.wait(PATIENCE_S)
    assert centre.offered[0].record.failure is None


@both_ways
def test_a_caller_gives_up_while_it_rings(open_centre, caller, number):
    centre = open_centre(1)
    centre.answers = False
    call = caller.place("08990000003", number)
    assert _eventually(lambda: bool(centre.offered))
    call.hang_up()
    assert call.ended.wait(PATIENCE_S)
    assert _eventually(lambda: len(centre.taken) == 1)

    assert (call.record.failure, call.record.ended_by) == (None, EndedBy.LOCAL)
    assert call.record.final_status == (200 if number == ANSWER_FIRST else 487)
    assert centre.offered[0].cancelled


@both_ways
def test_callers_queue_and_every_one_is_answered_once(open_centre, caller, number):
    centre = open_centre(3)

    def one(n: int) -> CallRecord:
        before = f"0899{n:07}"
        call = caller.place(before, number)
        assert call.wait_connected(PATIENCE_S)
        assert _eventually(
            lambda: any(o.caller_number == before and o.connected.is_set() for o in centre.offered)
        )
        gevent.sleep(0.6)
        call.hang_up()
        assert call.ended.wait(PATIENCE_S)
        return call.record

    calls = [gevent.spawn(one, n) for n in range(12)]
    gevent.joinall(calls, raise_error=True)
    assert _eventually(lambda: len(centre.taken) == 12)

    assert {call.value.failure for call in calls} == {None}
    assert sorted(record.from_number for record in centre.taken) == [
        f"0899{n:07}" for n in range(12)
    ]


@both_ways
def test_forty_calls_at_twenty_a_second_with_audio(open_centre, caller, number):
    centre = open_centre(40)
    calls: list[OutgoingCall] = []
    for n in range(40):
        calls.append(caller.place(f"0899{n:07}", number))
        gevent.sleep(0.05)
    assert _eventually(lambda: sum(o.connected.is_set() for o in centre.offered) == 40)
    gevent.sleep(1.0)
    for call in calls:
        call.hang_up()
    for call in calls:
        assert call.ended.wait(PATIENCE_S)
    assert _eventually(lambda: len(centre.taken) == 40)

    assert {call.record.failure for call in calls} == {None}
    reports = [record.media for record in centre.taken if record.media is not None]
    assert {report.path for report in reports} == {AudioPath.BOTH_WAYS}
    expected, lost = sum(r.expected for r in reports), sum(r.lost for r in reports)
    assert expected > 1000
    assert lost / expected < 0.02


def test_registrations_are_refreshed_and_wrong_passwords_refused(asterisk, open_centre, audio):
    centre = open_centre(2)
    endpoint = Endpoint()
    intruder = CallTakerLine(
        endpoint, EXTENSIONS[5], *asterisk.address, password="wrong", on_offer=print
    )
    intruder.register()
    assert _eventually(lambda: intruder.problem != "")
    assert _eventually(lambda: all(line.refreshes >= 2 for line in centre.lines))
    intruder.close()
    endpoint.close()

    assert "401" in intruder.problem
    assert not intruder.registered
    assert all(line.registered for line in centre.lines)
    contacts = asterisk.console("pjsip show contacts")
    assert EXTENSIONS[0] in contacts
    assert EXTENSIONS[5] not in contacts


def test_a_number_that_asterisk_does_not_know_is_refused(caller):
    call = caller.place("0899", "999999")
    assert call.ended.wait(PATIENCE_S)

    assert call.record.final_status == 404
