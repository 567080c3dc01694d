"""On gevent and real loopback sockets: whole calls with audio, and with packets that get lost."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import gevent
import pytest
from gevent.event import Event

from loadtest.sip.call_taker_line import CallTakerLine
from loadtest.sip.caller import Caller
from loadtest.sip.endpoint import Endpoint
from loadtest.sip.failure import CallFailure
from loadtest.sip.incoming_call import IncomingCall
from loadtest.sip.media import Audio
from loadtest.sip.message import Request, parse, response_for
from loadtest.sip.pacer import Lateness, MediaPacer
from loadtest.sip.record import EndedBy
from loadtest.sip.rtp import AudioPath, AudioRule, RtpPacket, unpack
from loadtest.sip.sdp import CONTENT_TYPE, AudioSession
from loadtest.sip.timers import GeventScheduler, Timers
from loadtest.sip.udp import Address, UdpSocket

QUICK = Timers(t1_s=0.03, t2_s=0.12, t4_s=0.15)
PATIENCE_S = 10.0


def two_ends(timers: Timers) -> Iterator[tuple[Endpoint, Endpoint]]:
    made = Endpoint(timers=timers), Endpoint(timers=timers)
    yield made
    for endpoint in made:
        endpoint.close()


@pytest.fixture
def ends() -> Iterator[tuple[Endpoint, Endpoint]]:
    yield from two_ends(QUICK)


@pytest.fixture
def usual_ends() -> Iterator[tuple[Endpoint, Endpoint]]:
    """Two ends that wait as long as RFC 3261 has them wait, however busy the machine."""
    yield from two_ends(Timers())


@pytest.fixture
def open_socket() -> Iterator[Callable[..., UdpSocket]]:
    made: list[UdpSocket] = []

    def make(receive: Callable[[bytes, Address], None]) -> UdpSocket:
        made.append(UdpSocket("127.0.0.1", 0, receive))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_a_call_with_audio_hears_and_is_heard(ends, audio, pacer):
    over = Event()
    taken: list[IncomingCall] = []

    def offered(call: IncomingCall) -> None:
        taken.append(call)
        call.answer()

    CallTakerLine(
        ends[1],
        "112",
        "127.0.0.1",
        9,
        on_offer=offered,
        on_ended=lambda call: over.set(),
        audio=audio,
    )
    call = Caller(ends[0], *ends[1].address, audio=audio).place("0899")
    assert call.wait_connected(PATIENCE_S)
    gevent.sleep(0.7)
    call.hang_up()
    assert call.ended.wait(PATIENCE_S)
    assert over.wait(PATIENCE_S)

    for record in (call.record, taken[0].record):
        assert record.failure is None
        media = record.media
        assert media is not None
        assert media.path is AudioPath.BOTH_WAYS
        assert 25 <= media.received <= media.sent + 3
        assert (media.lost, media.duplicates, media.reordered, media.malformed) == (0, 0, 0, 0)
        assert media.first_packet_s is not None
        assert 0 <= media.first_packet_s < 0.5
    assert len(pacer) == 0


class HalfDeaf:
    """A deployment that answers, and sends audio only as a test says."""

    def __init__(self, open_socket: Callable[..., UdpSocket]) -> None:
        self.heard: list[RtpPacket] = []
        self.to: Address | None = None
        self.codecs = b""
        self._rtp = open_socket(lambda data, source: self.heard.append(unpack(data)))
        self._sip = open_socket(self._receive)
        self.address = self._sip.address

    def _receive(self, data: bytes, source: Address) -> None:
        request = parse(data)
        assert isinstance(request, Request)
        if request.method == "INVITE":
            offer = AudioSession.parse(request.body)
            self.to = (offer.host, offer.port)
            body = bytes(AudioSession("127.0.0.1", self._rtp.address[1]))
            answer = response_for(
                request,
                200,
                to_tag="t",
                contact=f"<sip:acd@127.0.0.1:{self.address[1]}>",
                body=body,
                content_type=CONTENT_TYPE,
            )
            self._sip.send(bytes(answer), source)
        elif request.method == "BYE":
            self._sip.send(bytes(response_for(request, 200)), source)

    def say(self, sequence: int) -> None:
        assert self.to is not None
        self._rtp.send(bytes(RtpPacket(8, sequence, 160 * sequence, 1, b"\xd5" * 160)), self.to)


def test_hearing_nothing_is_a_failure_of_its_own(ends, audio, open_socket):
    deaf = HalfDeaf(open_socket)
    call = Caller(ends[0], *deaf.address, audio=audio).place("0899")
    assert call.wait_connected(PATIENCE_S)
    gevent.sleep(0.6)
    call.hang_up()
    call.ended.wait(PATIENCE_S)

    assert call.record.failure is CallFailure.MEDIA_NONE
    assert call.record.ended_by is EndedBy.LOCAL
    assert len(deaf.heard) >= 20
    numbers = [packet.sequence for packet in deaf.heard]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    stamps = [packet.timestamp for packet in deaf.heard]
    assert {b - a for a, b in pairwise(stamps)} == {160}
    assert [packet.marker for packet in deaf.heard[:2]] == [True, False]
    assert {len(packet.payload) for packet in deaf.heard} == {160}


def test_audio_that_stops_while_we_talk_is_one_way(ends, pacer, open_socket):
    audio = Audio(pacer, time.monotonic, AudioRule(least_s=0.2, quiet_s=0.3))
    deaf = HalfDeaf(open_socket)
    call = Caller(ends[0], *deaf.address, audio=audio).place("0899")
    assert call.wait_connected(PATIENCE_S)
    for sequence in (1, 2, 3, 5):
        deaf.say(sequence)
    gevent.sleep(0.6)
    call.hang_up()
    call.ended.wait(PATIENCE_S)

    assert call.record.failure is CallFailure.ONE_WAY_AUDIO
    media = call.record.media
    assert media is not None
    assert (media.received, media.lost, media.lost_share) == (4, 1, 0.2)


def test_lost_datagrams_between_real_sockets_are_made_up_for(ends, open_socket):
    # a relay that drops the first sending of every message stands between the two
    seen: set[bytes] = set()
    dropped: list[str] = []

    def relay(data: bytes, source: Address) -> None:
        first_line = data.split(b"\r\n", 1)[0]
        if data not in seen:
            seen.add(data)
            dropped.append(first_line.decode())
            return
        between.send(data, ends[1].address if source == ends[0].address else ends[0].address)

    between = open_socket(relay)
    CallTakerLine(ends[1], "112", "127.0.0.1", 9, on_offer=lambda call: call.answer())
    call = Caller(ends[0], *between.address).place("0899")
    assert call.wait_connected(PATIENCE_S)
    call.hang_up()
    assert call.ended.wait(PATIENCE_S)

    assert call.record.failure is None
    assert call.record.retransmissions >= 1
    # the Contacts know nothing of the relay, so ACK and BYE go straight
    assert [line.split(" ", 1)[0] for line in dropped] == ["INVITE", "SIP/2.0", "SIP/2.0"]


def test_nobody_there_fails_in_time(ends, open_socket):
    silent = open_socket(lambda data, source: None)
    started_s = time.monotonic()
    call = Caller(ends[0], *silent.address).place("0899")
    assert call.ended.wait(PATIENCE_S)

    assert call.record.failure is CallFailure.NO_RESPONSE_TIMEOUT
    assert time.monotonic() - started_s >= 64 * QUICK.t1_s


def test_hundreds_of_calls_at_once_share_two_sockets(usual_ends):
    ends = usual_ends
    lines = [
        CallTakerLine(ends[1], f"9{n:03}", "127.0.0.1", 9, on_offer=lambda call: call.answer())
        for n in range(300)
    ]
    caller = Caller(ends[0], *ends[1].address)
    calls = [caller.place(f"0899{n:05}", line.extension) for n, line in enumerate(lines)]
    for call in calls:
        assert call.wait_connected(PATIENCE_S)
    numbers = {line.call.caller_number for line in lines if line.call is not None}
    for call in calls:
        call.hang_up()
    for call in calls:
        assert call.ended.wait(PATIENCE_S)

    assert numbers == {f"0899{n:05}" for n in range(300)}
    assert {call.record.failure for call in calls} == {None}
    assert ends[0].counters.malformed == ends[1].counters.malformed == 0


def test_events_are_told_in_greenlets_that_may_wait(ends):
    told: list[str] = []

    def slowly(call: object, event: object) -> None:
        gevent.sleep(0.01)
        told.append(event.value)

    CallTakerLine(ends[1], "112", "127.0.0.1", 9, on_offer=lambda call: call.answer())
    call = Caller(ends[0], *ends[1].address).place("0899", on_event=slowly)
    assert call.wait_connected(PATIENCE_S)
    call.hang_up()
    call.ended.wait(PATIENCE_S)
    gevent.sleep(0.05)

    assert told == ["provisional", "connected", "ended"]


class Counting:
    def __init__(self) -> None:
        self.moments_s: list[float] = []

    def send_frame(self) -> None:
        self.moments_s.append(time.monotonic())


def test_the_pacer_serves_all_streams_every_20_ms_and_spreads_them(pacer):
    streams = [Counting() for _ in range(8)]
    for stream in streams:
        pacer.add(stream)
        pacer.add(stream)
    gevent.sleep(0.5)
    pacer.remove(streams[0])
    alone = len(streams[0].moments_s)
    gevent.sleep(0.1)
    for stream in streams:
        pacer.remove(stream)
        pacer.remove(stream)

    assert len(streams[0].moments_s) == alone
    for stream in streams[1:]:
        assert 26 <= len(stream.moments_s) <= 31  # 0.6 s
    assert len({round(stream.moments_s[0], 3) for stream in streams}) >= 3
    assert pacer.lateness.count > 100
    assert pacer.lateness.quantile_s(0.5) < 0.02


def test_a_pacer_that_was_held_up_sends_what_it_owes_but_not_after_a_long_pause():
    now_s = [0.0]
    pacer = MediaPacer(phases=1, clock=lambda: now_s[0], longest_gap_s=0.2)
    stream = Counting()
    pacer.add(stream)
    for now_s[0] in (0.02, 0.1, 5.0):
        pacer._on_timer()
    pacer.close()

    # at 0.02 one; at 0.1 the four since; at 5.0 none of the 244 left out, and the one due
    assert len(stream.moments_s) == 1 + 4 + 1
    assert pacer.skipped_ticks == 244


def test_lateness_knows_its_quantiles():
    lateness = Lateness()
    for n in range(100):
        lateness.add(n / 10000 + 0.00005)

    assert lateness.quantile_s(0.5) == pytest.approx(0.005)
    assert lateness.quantile_s(0.99) == pytest.approx(0.0099)
    assert lateness.worst_s == pytest.approx(0.00995)
    with pytest.raises(ValueError, match="phases"):
        MediaPacer(phases=0)


def test_timers_come_in_order_and_not_when_dropped():
    scheduler, came = GeventScheduler(), []
    done = Event()
    scheduler.call_later(0.02, lambda: (came.append("b"), done.set()))
    scheduler.call_later(0.01, lambda: came.append("a"))
    dropped = scheduler.call_later(0.005, lambda: came.append("x"))
    dropped.cancel()
    dropped.cancel()
    assert done.wait(PATIENCE_S)

    assert came == ["a", "b"]


def test_a_closed_socket_gives_its_port_back_and_rtp_ports_are_even(audio):
    one = UdpSocket("127.0.0.1", 0, lambda data, source: None)
    one.close()
    one.close()
    two = UdpSocket("127.0.0.1", one.address[1], lambda data, source: None)
    with pytest.raises(OSError, match="in use"):
        UdpSocket("127.0.0.1", one.address[1], lambda data, source: None)
    two.close()
    streams = [audio.open("127.0.0.1") for _ in range(10)]
    ports = [stream.address[1] for stream in streams]
    for stream in streams:
        stream.stop()

    assert sum(port % 2 for port in ports) <= 1


_IN_A_PATCHED_PROCESS = """
from gevent import monkey
monkey.patch_all()
import time
from loadtest.sip.call_taker_line import CallTakerLine
from loadtest.sip.caller import Caller
from loadtest.sip.endpoint import Endpoint
from loadtest.sip.media import Audio
from loadtest.sip.pacer import MediaPacer

ours, theirs = Endpoint(), Endpoint()
audio = Audio(MediaPacer(), time.monotonic)
CallTakerLine(
    theirs, "112", "127.0.0.1", 9, on_offer=lambda call: call.answer(), audio=audio
)
call = Caller(ours, "localhost", theirs.address[1], audio=audio).place("0899")
assert call.wait_connected(10)
time.sleep(0.6)
call.hang_up()
assert call.ended.wait(10)
print(call.record.failure, call.record.media.path.value)
"""


def test_a_monkey_patched_process_works_as_well():
    run = subprocess.run(
        [sys.executable, "-c", _IN_A_PATCHED_PROCESS],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (run.stdout.strip(), run.stderr) == ("None both_ways", "")
