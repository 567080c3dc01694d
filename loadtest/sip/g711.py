"""G.711: 20 ms frames of silence and of a tone, A-law and µ-law (ITU-T G.711)."""

from __future__ import annotations

import math
from collections.abc import Callable

SAMPLE_HZ = 8000
FRAME_SAMPLES = 160
FRAME_S = FRAME_SAMPLES / SAMPLE_HZ

_SEGMENT_ENDS = (0x1F, 0x3F, 0x7F, 0xFF, 0x1FF, 0x3FF, 0x7FF, 0xFFF)


def encode_alaw(sample: int) -> int:
    """Return the A-law byte of a 16-bit linear sample."""
    value = max(-32768, min(32767, sample)) >> 3  # 13 bits
    mask = 0xD5
    if value < 0:
        value, mask = -value - 1, 0x55
    segment = next(i for i, end in enumerate(_SEGMENT_ENDS) if value <= end)
    mantissa = (value >> (1 if segment < 2 else segment)) & 0x0F
    return ((segment << 4) | mantissa) ^ mask


def encode_ulaw(sample: int) -> int:
    """Return the µ-law byte of a 16-bit linear sample."""
    value = max(-32768, min(32767, sample)) >> 2  # 14 bits
    mask = 0xFF
    if value < 0:
        value, mask = -value, 0x7F
    value = min(value, 8158) + 33  # the law's clip and bias, on 14 bits
    segment = value.bit_length() - 6
    mantissa = (value >> (segment + 1)) & 0x0F
    return ((segment << 4) | mantissa) ^ mask


def silence(encoding: str) -> bytes:
    """Return one frame of silence in "PCMA" or "PCMU"."""
    return bytes([_encoder(encoding)(0)]) * FRAME_SAMPLES


def tone(encoding: str, frequency_hz: int = 400, level: float = 0.25) -> tuple[bytes, ...]:
    """Return frames of a sine tone that can be repeated without a click.

    Parameters
    ----------
    encoding : str
        "PCMA" or "PCMU".
    frequency_hz : int
        A whole number of hertz.
    level : float
        Peak amplitude as a share of full scale.
    """
    encode = _encoder(encoding)
    # whole periods and whole frames: samples until both sine and frame return to their start
    samples = math.lcm(SAMPLE_HZ // math.gcd(SAMPLE_HZ, frequency_hz), FRAME_SAMPLES)
    step = 2 * math.pi * frequency_hz / SAMPLE_HZ
    coded = bytes(encode(round(32767 * level * math.sin(step * i))) for i in range(samples))
    return tuple(coded[i : i + FRAME_SAMPLES] for i in range(0, samples, FRAME_SAMPLES))


def _encoder(encoding: str) -> Callable[[int], int]:
    return {"PCMA": encode_alaw, "PCMU": encode_ulaw}[encoding]
