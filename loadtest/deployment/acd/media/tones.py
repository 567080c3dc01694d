"""What callers hear before a call-taker answers: an announcement's tone, then ring-back."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from enum import Enum
from functools import lru_cache

from loadtest.sip.g711 import FRAME_S, FRAME_SAMPLES, silence, tone
from loadtest.sip.rtp import RtpPacket

# ITU-T E.180 supplement 2: Indonesia's ringing tone is 425 Hz, 1 s on and 4 s off.
_RING_HZ = 425
_RING_ON_FRAMES = 50
_RING_CYCLE_FRAMES = 250
_ANNOUNCEMENT_HZ = 600


class Sound(Enum):
    """What is played."""

    ANNOUNCEMENT = "announcement"
    RING_BACK = "ring_back"


@lru_cache(maxsize=8)
def frames(sound: Sound, encoding: str) -> tuple[bytes, ...]:
    """Return one cycle of `sound` in frames of 20 ms, "PCMA" or "PCMU"."""
    if sound is Sound.ANNOUNCEMENT:
        return tone(encoding, _ANNOUNCEMENT_HZ)
    ringing = tone(encoding, _RING_HZ)
    on = tuple(ringing[i % len(ringing)] for i in range(_RING_ON_FRAMES))
    return on + (silence(encoding),) * (_RING_CYCLE_FRAMES - _RING_ON_FRAMES)


class ToneStream:
    """One RTP stream that the centre itself sends.

    Parameters
    ----------
    send
        Sends a packet to the caller.
    payload_type
        As agreed with the caller.
    """

    __slots__ = ("_at", "_frames", "_marker", "_payload_type", "_send", "_sequence", "_ssrc", "_ts")

    def __init__(self, send: Callable[[bytes], None], payload_type: int) -> None:
        self._send = send
        self._payload_type = payload_type
        self._sequence = secrets.randbelow(2**15)
        self._ts = secrets.randbelow(2**31)
        self._ssrc = secrets.randbits(32)
        self._marker = True
        self._frames: tuple[bytes, ...] = ()
        self._at = 0

    def play(self, cycle: tuple[bytes, ...]) -> None:
        """Play `cycle` over and over from the next frame on."""
        self._frames = cycle
        self._at = 0

    def tick(self) -> None:
        """Send the next frame."""
        self._send(
            bytes(
                RtpPacket(
                    self._payload_type,
                    self._sequence,
                    self._ts,
                    self._ssrc,
                    self._frames[self._at],
                    self._marker,
                )
            )
        )
        self._marker = False
        self._sequence += 1
        self._ts += FRAME_SAMPLES
        self._at = (self._at + 1) % len(self._frames)


class TonePlayer:
    """The one clock that sends all tones, each 20 ms; it stands still while nobody waits."""

    def __init__(self) -> None:
        self._streams: dict[ToneStream, None] = {}
        self._handle: asyncio.TimerHandle | None = None

    def add(self, stream: ToneStream) -> None:
        """Send `stream` from the next tick on."""
        self._streams[stream] = None
        if self._handle is None:
            loop = asyncio.get_running_loop()
            self._handle = loop.call_at(loop.time(), self._tick, loop.time())

    def remove(self, stream: ToneStream) -> None:
        """Send `stream` no more; one that is not being sent is no error."""
        self._streams.pop(stream, None)

    def _tick(self, planned_s: float) -> None:
        if not self._streams:
            self._handle = None
            return
        for stream in self._streams:
            stream.tick()
        loop = asyncio.get_running_loop()
        # Planned times keep the pace; after a long pause what was missed is left out.
        next_s = max(planned_s + FRAME_S, loop.time() - FRAME_S)
        self._handle = loop.call_at(next_s, self._tick, next_s)
