"""Receive statistics against RFC 3550, worked by hand; G.711 against its tables."""

from __future__ import annotations

import math
import warnings
from array import array

import pytest

from loadtest.sip.errors import RtpError
from loadtest.sip.g711 import FRAME_SAMPLES, encode_alaw, encode_ulaw, silence, tone
from loadtest.sip.rtp import AudioPath, AudioRule, ReceiveStatistics, RtpPacket, unpack


def _receive(
    arrivals: list[tuple[int, float]],
    statistics: ReceiveStatistics | None = None,
    *,
    ssrc: int = 1,
    timestamps: list[int] | None = None,
) -> ReceiveStatistics:
    """Take packets given as (sequence number, arrival); timestamps follow the numbers."""
    statistics = statistics or ReceiveStatistics()
    for index, (sequence, arrival_s) in enumerate(arrivals):
        timestamp = 160 * sequence if timestamps is None else timestamps[index]
        packet = RtpPacket(8, sequence & 0xFFFF, timestamp, ssrc, b"")
        statistics.receive(bytes(packet), arrival_s)
    return statistics


def test_jitter_is_a_sixteenth_of_the_change_of_transit_each_time():
    # transit: 0, 0, 5 ms, 2 ms; |D|: 0, 5, 3 ms; J: 0, 5/16, 5/16 + (3 - 5/16)/16
    statistics = _receive([(1, 1.0), (2, 1.02), (3, 1.045), (4, 1.062)])

    expected_ms = 5 / 16 + (3 - 5 / 16) / 16
    assert statistics.jitter_s * 1000 == pytest.approx(expected_ms)
    assert (statistics.received, statistics.expected, statistics.lost) == (4, 4, 0)
    assert statistics.longest_gap_s == pytest.approx(0.025)
    assert (statistics.first_s, statistics.last_s) == (1.0, 1.062)


def test_jitter_of_packets_that_come_when_they_should_is_zero_across_the_timestamps_wrap():
    start = 2**32 - 320
    stamps = [(start + 160 * n) & 0xFFFFFFFF for n in range(5)]
    statistics = _receive([(n, 1 + 0.02 * n) for n in range(5)], timestamps=stamps)

    assert statistics.jitter_s == pytest.approx(0, abs=1e-6)


def test_lost_packets_are_the_gaps_in_the_numbers():
    statistics = _receive([(10, 0), (11, 0.02), (14, 0.08), (15, 0.1), (19, 0.18)])

    assert (statistics.received, statistics.expected, statistics.lost) == (5, 10, 5)
    assert statistics.lost_share == 0.5


def test_numbers_wrap_around():
    statistics = _receive([(65534, 0), (65535, 0.02), (65536, 0.04), (65538, 0.08)])

    assert (statistics.received, statistics.expected, statistics.lost) == (4, 5, 1)


def test_reordered_and_duplicate_packets_are_told_apart():
    statistics = _receive([(1, 0), (3, 0.04), (2, 0.041), (3, 0.05), (2, 0.06), (4, 0.07)])

    assert (statistics.received, statistics.lost) == (4, 0)
    assert (statistics.reordered, statistics.duplicates) == (1, 2)


def test_a_straggler_from_before_the_first_packet_widens_the_count():
    statistics = _receive([(5, 0), (4, 0.01), (6, 0.02)])

    assert (statistics.received, statistics.expected, statistics.lost) == (3, 3, 0)


@pytest.mark.parametrize("change", ["source", "number"])
def test_a_new_source_or_a_jump_is_a_new_stretch_without_loss(change):
    statistics = _receive([(1, 0), (2, 0.02), (4, 0.06)])
    second = [(20000 + n, 0.08 + 0.02 * n) for n in range(3)]
    if change == "source":
        second = [(n + 3, at_s) for n, (_, at_s) in enumerate(second)]
    _receive(second, statistics, ssrc=2 if change == "source" else 1)

    assert (statistics.received, statistics.expected, statistics.lost) == (6, 7, 1)


def test_noise_is_counted_apart_and_nothing_received_is_nan():
    statistics = ReceiveStatistics()
    for noise in (b"", b"\x80" * 11, b"\0" * 50):
        statistics.receive(noise, 1.0)

    assert (statistics.malformed, statistics.received, statistics.expected) == (3, 0, 0)
    assert math.isnan(statistics.lost_share)
    assert statistics.last_s is None


def test_contributors_extension_and_padding_are_not_payload():
    head = bytes([0x80 | 0x30 | 2, 8, 0, 1]) + bytes(8)
    contributors = bytes(8)
    extension = b"\xbe\xde\x00\x01" + b"ext!"
    packet = unpack(head + contributors + extension + b"audio" + b"\0\0\x03")

    assert packet.payload == b"audio"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80" * 11,
        b"\x40" + bytes(20),
        bytes([0x8F]) + bytes(20),
        bytes([0x90]) + bytes(13),
        bytes([0x90]) + bytes(11) + b"\0\0\0\xff",
        bytes([0xA0]) + bytes(11) + b"\xff",
        bytes([0xA0]) + bytes(12),
    ],
)
def test_what_is_no_packet_raises(data):
    with pytest.raises(RtpError):
        unpack(data)


@pytest.mark.parametrize(
    ("sample", "alaw", "ulaw"),
    [
        # ITU-T G.711: the origin from either side, and full scale
        (0, 0xD5, 0xFF),
        (-1, 0x55, 0x7E),
        (32767, 0xAA, 0x80),
        (-32768, 0x2A, 0x00),
    ],
)
def test_g711_of_known_samples(sample, alaw, ulaw):
    assert (encode_alaw(sample), encode_ulaw(sample)) == (alaw, ulaw)


def test_g711_is_that_of_the_standard_library_for_every_sample():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        audioop = pytest.importorskip("audioop", reason="left Python with 3.13")
    samples = array("h", range(-32768, 32768))
    linear = samples.tobytes()

    assert bytes(map(encode_alaw, samples)) == audioop.lin2alaw(linear, 2)
    assert bytes(map(encode_ulaw, samples)) == audioop.lin2ulaw(linear, 2)


@pytest.mark.parametrize("encoding", ["PCMA", "PCMU"])
@pytest.mark.parametrize("frequency_hz", [400, 425, 1000, 1004])
def test_a_tone_repeats_without_a_click(encoding, frequency_hz):
    frames = tone(encoding, frequency_hz)
    encode = encode_alaw if encoding == "PCMA" else encode_ulaw
    step = 2 * math.pi * frequency_hz / 8000
    total = len(frames) * FRAME_SAMPLES

    assert {len(frame) for frame in frames} == {FRAME_SAMPLES}
    assert (total * frequency_hz) % 8000 == 0
    assert frames[0][7] == encode(round(32767 * 0.25 * math.sin(step * (total + 7))))
    assert len(set(frames[0])) >= 5
    assert len(set(silence(encoding))) == 1


RULE = AudioRule(least_s=0.5, quiet_s=1.0)


@pytest.mark.parametrize(
    ("arrivals", "sent", "ended_s", "path"),
    [
        ([(n, 1 + 0.02 * n) for n in range(100)], 100, 3.0, AudioPath.BOTH_WAYS),
        ([], 100, 3.0, AudioPath.NONE),
        ([(n, 1 + 0.02 * n) for n in range(20)], 100, 3.0, AudioPath.ONE_WAY),
        ([], 10, 1.2, AudioPath.NOT_JUDGED),
        ([], 0, 3.0, AudioPath.NOT_JUDGED),
    ],
)
def test_what_one_leg_tells_of_its_audio(arrivals, sent, ended_s, path):
    statistics = _receive(arrivals)
    assert RULE.of_leg(statistics, connected_s=1.0, ended_s=ended_s, sent=sent) is path


@pytest.mark.parametrize(
    ("caller", "taker", "call"),
    [
        (AudioPath.BOTH_WAYS, AudioPath.BOTH_WAYS, AudioPath.BOTH_WAYS),
        (AudioPath.NONE, AudioPath.BOTH_WAYS, AudioPath.ONE_WAY),
        (AudioPath.BOTH_WAYS, AudioPath.ONE_WAY, AudioPath.ONE_WAY),
        (AudioPath.NONE, AudioPath.NONE, AudioPath.NONE),
        (AudioPath.NONE, AudioPath.NOT_JUDGED, AudioPath.NOT_JUDGED),
    ],
)
def test_what_both_legs_tell_of_a_call(caller, taker, call):
    assert AudioRule.of_call(caller, taker) is call
