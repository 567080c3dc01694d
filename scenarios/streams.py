"""Named random streams: a stream's seed is a hash of what it is for.

Editing one part of a scenario leaves the draws of the others alone, because no stream
depends on how much another one was used. No stream is used twice: asking again for the
same name is an error, so two purposes can never share their luck unseen.
"""

from __future__ import annotations

import hashlib
import struct
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import NDArray

Key = str | int

_WORDS = struct.Struct("<2Q")
"""A hash as the two words of 64 bits that are the key of a Philox generator."""


class Streams:
    """The random streams of one draw.

    Parameters
    ----------
    seed : int
        Seed of the run.
    *scope : str or int
        What this whole family of streams is for.
    """

    def __init__(self, seed: int, *scope: Key) -> None:
        self._name: tuple[Key, ...] = ()
        self._hash = hashlib.blake2b(digest_size=16)
        self._used: set[bytes] = set()
        self._refilled = _Refilled()
        self._hash.update(_encoded((seed, *scope)))

    def of(self, *key: Key) -> Streams:
        """Return the streams whose names begin with `key`; it is one family with this one."""
        part = object.__new__(Streams)
        part._name = (*self._name, *key)
        part._hash = self._hash.copy()
        part._used = self._used
        part._refilled = self._refilled
        part._hash.update(_encoded(key))
        return part

    def generator(self, *key: Key) -> np.random.Generator:
        """Return the generator of the stream `key`.

        Raises
        ------
        ValueError
            If this stream was handed out before.
        """
        stream = np.random.Philox(_Digest(self._take(key)))  # type: ignore[arg-type]
        return np.random.Generator(stream)

    def uniforms(self, count: int, *key: Key) -> NDArray[np.float64]:
        """Return `count` uniforms in [0, 1) of a stream; row i is the same for any count.

        Raises
        ------
        ValueError
            If this stream was handed out before.
        """
        drawn = np.empty(count)
        self.fill(drawn, *key)
        return drawn

    def fill(self, drawn: NDArray[np.float64], *key: Key) -> None:
        """Draw into an array what `uniforms` would return."""
        self._refilled.fill(drawn, self._take(key))

    def _take(self, key: tuple[Key, ...]) -> bytes:
        """Return the hash of a stream's whole name, once."""
        name = self._hash.copy()
        name.update(_encoded(key))
        digest: bytes = name.digest()
        if digest in self._used:
            raise ValueError(f"random stream {(*self._name, *key)} is used twice")
        self._used.add(digest)
        return digest


@lru_cache(maxsize=1 << 12)
def _encoded(key: tuple[Key, ...]) -> bytes:
    """Return words as a name to be hashed, each with its type, so that 1 and "1" differ."""
    words = (f"{'s' if isinstance(word, str) else 'i'}{word}\x1f" for word in key)
    return "".join(words).encode()


class _Digest(ISeedSequence):
    """Hands a hash over as the key of a Philox generator, which needs no further mixing."""

    def __init__(self, digest: bytes) -> None:
        self._words = np.array(_WORDS.unpack(digest), dtype=np.uint64)

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> NDArray[Any]:
        """Return the two words of 64 bits that Philox asks for."""
        return self._words


class _Refilled:
    """One Philox generator, set to the beginning of one stream after another.

    To make a generator costs more than the few numbers that most streams are asked for.
    """

    def __init__(self) -> None:
        self._philox = np.random.Philox(0)
        self._random = np.random.Generator(self._philox).random
        nothing = (0, 0, 0, 0)
        self._counter: dict[str, Any] = {"counter": nothing, "key": nothing[:2]}
        self._beginning: Any = {
            "bit_generator": "Philox",
            "state": self._counter,
            "buffer": nothing,
            "buffer_pos": 4,
            "has_uint32": 0,
            "uinteger": 0,
        }

    def fill(self, drawn: NDArray[np.float64], digest: bytes) -> None:
        """Draw what a generator made of `_Digest` would draw first."""
        self._counter["key"] = _WORDS.unpack(digest)
        self._philox.state = self._beginning
        self._random(out=drawn)
