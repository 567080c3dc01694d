"""RTP packets and what a receiver can tell from them (RFC 3550)."""

from __future__ import annotations

import enum
import struct
from dataclasses import dataclass
from typing import NamedTuple

from loadtest.sip.errors import RtpError
from loadtest.sip.g711 import FRAME_S, SAMPLE_HZ

_HEADER = struct.Struct("!BBHII")
_WINDOW = (1 << 256) - 1  # how far back a duplicate is recognised
_MAX_DROPOUT = 3000  # RFC 3550 A.1: a larger step is a new start, not loss


class RtpPacket(NamedTuple):
    """One packet, without the parts that telephony does not use."""

    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    marker: bool = False

    def __bytes__(self) -> bytes:
        return (
            _HEADER.pack(
                0x80,
                self.payload_type | (0x80 if self.marker else 0),
                self.sequence & 0xFFFF,
                self.timestamp & 0xFFFFFFFF,
                self.ssrc,
            )
            + self.payload
        )


def unpack(data: bytes) -> RtpPacket:
    """Return the packet that a datagram holds.

    Raises
    ------
    RtpError
        If it is too short, not of version 2, or its padding or extension overruns it.
    """
    if len(data) < 12 or data[0] >> 6 != 2:
        raise RtpError(f"{len(data)} bytes are not an RTP packet of version 2")
    first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(data)
    start, end = 12 + 4 * (first & 0x0F), len(data)
    if first & 0x10:
        if end < start + 4:
            raise RtpError("header extension overruns the packet")
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    if first & 0x20:
        end -= data[-1] or len(data)  # a count of 0 is not allowed
    if start > end:
        raise RtpError("header or padding overruns the packet")
    return RtpPacket(second & 0x7F, sequence, timestamp, ssrc, data[start:end], second >= 0x80)


class ReceiveStatistics:
    """Counts of one received stream, packet by packet (RFC 3550 sections 6.4.1, A.1, A.3, A.8).

    A new SSRC, or a jump of the sequence number by more than 3,000, starts a new stretch: nothing
    is counted as lost between two stretches. Times are of one clock, in seconds.

    Attributes
    ----------
    received : int
        Packets, without duplicates.
    duplicates : int
        Packets whose number had come already.
    reordered : int
        Packets that came after one with a later number.
    malformed : int
        Datagrams that are not RTP.
    jitter_s : float
        Interarrival jitter; 0 until the second packet.
    first_s, last_s : float or None
        When the first and the last packet arrived.
    longest_gap_s : float
        Longest time between two packets.
    """

    __slots__ = (
        "_base",
        "_expected_before",
        "_highest",
        "_seen",
        "_ssrc",
        "_transit_s",
        "duplicates",
        "first_s",
        "jitter_s",
        "last_s",
        "longest_gap_s",
        "malformed",
        "received",
        "reordered",
    )

    def __init__(self) -> None:
        self.received = self.duplicates = self.reordered = self.malformed = 0
        self.jitter_s = self.longest_gap_s = 0.0
        self.first_s: float | None = None
        self.last_s: float | None = None
        self._ssrc: int | None = None
        self._base = self._highest = 0  # sequence numbers, extended beyond 16 bits
        self._seen = 0  # bit i: number `_highest` - i has come
        self._expected_before = 0  # of earlier stretches
        self._transit_s = 0.0

    def receive(self, data: bytes, arrival_s: float) -> None:
        """Count one datagram."""
        if len(data) < 12 or data[0] >> 6 != 2:
            self.malformed += 1
            return
        _, _, sequence, timestamp, ssrc = _HEADER.unpack_from(data)
        last_s = self.last_s
        if last_s is None:
            self.first_s = arrival_s
        elif arrival_s - last_s > self.longest_gap_s:
            self.longest_gap_s = arrival_s - last_s
        self.last_s = arrival_s
        # distance from the highest number so far, -32768 to 32767
        step = ((sequence - self._highest + 0x8000) & 0xFFFF) - 0x8000
        if ssrc != self._ssrc or not -_MAX_DROPOUT < step < _MAX_DROPOUT:
            self._start_stretch(ssrc, sequence, arrival_s - timestamp / SAMPLE_HZ)
            return
        if step > 0:
            self._highest += step
            self._seen = (self._seen << step | 1) & _WINDOW
        else:
            bit = 1 << -step
            if self._seen & bit:
                self.duplicates += 1
                return
            self._seen |= bit & _WINDOW
            self.reordered += 1
            if self._highest + step < self._base:
                self._base = self._highest + step
        self.received += 1
        transit_s = arrival_s - timestamp / SAMPLE_HZ
        difference_s = abs(transit_s - self._transit_s)
        self._transit_s = transit_s
        if difference_s > 2**31 / SAMPLE_HZ:  # the timestamp has wrapped around
            difference_s = abs(difference_s - 2**32 / SAMPLE_HZ)
        self.jitter_s += (difference_s - self.jitter_s) / 16

    def _start_stretch(self, ssrc: int, sequence: int, transit_s: float) -> None:
        self._expected_before = self.expected
        self._ssrc, self._seen, self._transit_s = ssrc, 1, transit_s
        self._base = self._highest = sequence + 0x10000  # room below for an early straggler
        self.received += 1

    @property
    def expected(self) -> int:
        """Packets that the sequence numbers say were sent."""
        if self._ssrc is None:
            return 0
        return self._expected_before + self._highest - self._base + 1

    @property
    def lost(self) -> int:
        """Packets expected and not received."""
        return self.expected - self.received

    @property
    def lost_share(self) -> float:
        """Lost over expected; NaN where nothing was expected."""
        return self.lost / self.expected if self.expected else float("nan")


class AudioPath(enum.Enum):
    """Which ways audio went."""

    BOTH_WAYS = "both_ways"
    ONE_WAY = "one_way"
    NONE = "none"
    NOT_JUDGED = "not_judged"


@dataclass(frozen=True, slots=True)
class AudioRule:
    """When a leg's audio counts as missing.

    Attributes
    ----------
    least_s : float
        A connected time below this is not judged.
    quiet_s : float
        Received audio that stopped this long before the end of the call is one-way.
    """

    least_s: float = 0.5
    quiet_s: float = 1.0

    def of_leg(
        self, received: ReceiveStatistics, *, connected_s: float, ended_s: float, sent: int
    ) -> AudioPath:
        """Return what one end can tell of its own leg, when both ways should have had audio.

        None arrived: `NONE`; it may have flowed the other way, see `of_call`. It arrived and then
        stopped while we went on sending: `ONE_WAY`, as when an announcement is heard and the
        call-taker is not.

        Parameters
        ----------
        received : ReceiveStatistics
        connected_s, ended_s : float
            On the clock of `received`.
        sent : int
            Packets that we sent.
        """
        if ended_s - connected_s < self.least_s or sent == 0:
            return AudioPath.NOT_JUDGED
        if received.last_s is None:
            return AudioPath.NONE
        if ended_s - received.last_s >= max(self.quiet_s, 2 * FRAME_S):
            return AudioPath.ONE_WAY
        return AudioPath.BOTH_WAYS

    @staticmethod
    def of_call(caller_leg: AudioPath, taker_leg: AudioPath) -> AudioPath:
        """Return what both ends together tell of a call."""
        legs = {caller_leg, taker_leg}
        if AudioPath.NOT_JUDGED in legs:
            return AudioPath.NOT_JUDGED
        if legs == {AudioPath.NONE}:
            return AudioPath.NONE
        return AudioPath.BOTH_WAYS if legs == {AudioPath.BOTH_WAYS} else AudioPath.ONE_WAY
