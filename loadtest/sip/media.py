"""Audio of one call leg: its RTP socket, what is sent, and what is known of what arrived."""

from __future__ import annotations

import secrets
import struct
from collections.abc import Callable
from dataclasses import dataclass

from loadtest.safety import require_allowed
from loadtest.sip.errors import SdpError
from loadtest.sip.g711 import FRAME_SAMPLES, tone
from loadtest.sip.pacer import MediaPacer
from loadtest.sip.rtp import AudioPath, AudioRule, ReceiveStatistics
from loadtest.sip.sdp import AudioSession
from loadtest.sip.udp import Address, UdpSocket

_HEADER = struct.Struct("!BBHII")
_SOCKET_BUFFER_BYTES = 64 * 1024  # a third of a second of G.711 is 3 kB


@dataclass(frozen=True, slots=True)
class MediaReport:
    """What one leg knows of its audio at its end.

    Attributes
    ----------
    sent, received : int
        RTP packets; received without duplicates.
    expected, lost : int
        From sequence numbers; lost is negative where more came than were numbered.
    lost_share : float
        NaN where nothing was expected.
    duplicates, reordered, malformed : int
    jitter_s : float
        Interarrival jitter at the end (RFC 3550).
    longest_gap_s : float
        Longest time between two packets.
    first_packet_s : float or None
        From connection to the first packet; None where none came.
    path : AudioPath
        Which ways audio went, as far as this leg can tell.
    """

    sent: int
    received: int
    expected: int
    lost: int
    lost_share: float
    duplicates: int
    reordered: int
    malformed: int
    jitter_s: float
    longest_gap_s: float
    first_packet_s: float | None
    path: AudioPath


class ToneFrames:
    """Frames of the test tone by encoding, made once for all streams."""

    def __init__(self) -> None:
        self._frames = {encoding: tone(encoding) for encoding in ("PCMA", "PCMU")}

    def of(self, encoding: str) -> tuple[bytes, ...]:
        """Return the frames in "PCMA" or "PCMU", to be repeated."""
        return self._frames[encoding]


class MediaStream:
    """One RTP stream each way.

    Parameters
    ----------
    host : str
        Own address.
    pacer : MediaPacer
    frames : ToneFrames
    clock : callable
        Returns seconds.
    rule : AudioRule

    Raises
    ------
    TargetRefused
        If `host` is not loopback.
    OSError
        If no port is to be had.
    """

    def __init__(
        self,
        host: str,
        pacer: MediaPacer,
        frames: ToneFrames,
        clock: Callable[[], float],
        rule: AudioRule,
    ) -> None:
        self.sent = 0
        self.unsent = 0
        self._pacer = pacer
        self._frames_by_encoding = frames
        self._clock = clock
        self._rule = rule
        self._statistics = ReceiveStatistics()
        self._connected_s: float | None = None
        self._report: MediaReport | None = None
        self._both_ways = True
        self._remote: Address = ("", 0)
        self._frames: tuple[bytes, ...] = ()
        self._payload_type = 0
        self._sequence = secrets.randbelow(1 << 15)
        self._timestamp = secrets.randbits(31)
        self._ssrc = secrets.randbits(32)
        self._socket = UdpSocket(
            host,
            0,
            self._receive,
            buffer_bytes=_SOCKET_BUFFER_BYTES,
            datagrams_a_wake=1,
            even=True,
        )
        self.address: Address = self._socket.address

    def start(self, ours: AudioSession, theirs: AudioSession) -> None:
        """Send to the other side and count what it sends; also after a change of the session.

        Raises
        ------
        SdpError
            If the two have no audio codec in common, or the other side refused the stream.
        TargetRefused
            If its address is not loopback.
        """
        remote = checked_remote(theirs)
        codec = theirs.audio_codec
        if codec is None or theirs.port == 0:
            raise SdpError("the other side takes no PCMA or PCMU audio")
        if self._connected_s is None:
            self._connected_s = self._clock()
            self._statistics = ReceiveStatistics()  # early media is another matter
        self._frames = self._frames_by_encoding.of(codec.name)
        self._payload_type = codec.payload_type
        self._both_ways &= "sendrecv" == ours.direction == theirs.direction
        if remote is not None and theirs.receives and ours.sends:
            self._remote = remote
            self._pacer.add(self)
        else:
            self._pacer.remove(self)

    def send_frame(self) -> None:
        """Send the next packet."""
        sequence = self._sequence = self._sequence + 1
        header = _HEADER.pack(
            0x80,
            self._payload_type | (0x80 if self.sent == 0 else 0),  # marker: talk begins
            sequence & 0xFFFF,
            self._timestamp & 0xFFFFFFFF,
            self._ssrc,
        )
        self._timestamp += FRAME_SAMPLES
        try:
            self._socket.send(header + self._frames[sequence % len(self._frames)], self._remote)
            self.sent += 1
        except OSError:  # as lost on the way as any other; the other side's statistics show it
            self.unsent += 1

    def stop(self) -> MediaReport:
        """Close the stream and return what is known of it; again, the same report."""
        if self._report is None:
            self._pacer.remove(self)
            self._socket.close()
            self._report = self._make_report()
        return self._report

    def _receive(self, data: bytes, source: Address) -> None:
        self._statistics.receive(data, self._clock())

    def _make_report(self) -> MediaReport:
        seen, connected_s = self._statistics, self._connected_s
        path = AudioPath.NOT_JUDGED
        if connected_s is not None and self._both_ways:
            path = self._rule.of_leg(
                seen, connected_s=connected_s, ended_s=self._clock(), sent=self.sent
            )
        return MediaReport(
            sent=self.sent,
            received=seen.received,
            expected=seen.expected,
            lost=seen.lost,
            lost_share=seen.lost_share,
            duplicates=seen.duplicates,
            reordered=seen.reordered,
            malformed=seen.malformed,
            jitter_s=seen.jitter_s,
            longest_gap_s=seen.longest_gap_s,
            first_packet_s=None
            if seen.first_s is None or connected_s is None
            else seen.first_s - connected_s,
            path=path,
        )


class Audio:
    """Makes the streams of one worker: pacer, frames and rule that all its calls share.

    Parameters
    ----------
    pacer : MediaPacer
    clock : callable
        The clock of the endpoint.
    rule : AudioRule
    """

    def __init__(
        self, pacer: MediaPacer, clock: Callable[[], float], rule: AudioRule | None = None
    ) -> None:
        self._pacer = pacer
        self._clock = clock
        self._rule = rule or AudioRule()
        self._frames = ToneFrames()

    def open(self, host: str) -> MediaStream:
        """Return a stream with a port of its own; raises what `MediaStream` raises."""
        return MediaStream(host, self._pacer, self._frames, self._clock, self._rule)


def checked_remote(theirs: AudioSession) -> Address | None:
    """Return where the other side takes audio, None on hold by the null address (RFC 3264 8.4).

    Raises
    ------
    TargetRefused
        If the address is not loopback, even where nothing would be sent to it.
    """
    if theirs.host in ("0.0.0.0", "::"):
        return None
    port = theirs.port or 9
    return require_allowed(theirs.host, port, "c= of the session description"), theirs.port
