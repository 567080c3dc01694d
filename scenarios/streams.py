"""Named random streams: a stream's seed is a hash of what it is for.

Editing one part of a scenario leaves the draws of the others alone, because no stream
depends on how much another one was used. No stream is used twice: asking again for the
same name is an error, so two purposes can never share their luck unseen.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import NDArray

Key = str | int


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
        _add(self._hash, (seed, *scope))

    def of(self, *key: Key) -> Streams:
        """Return the streams whose names begin with `key`; it is one family with this one."""
        part = object.__new__(Streams)
        part._name = (*self._name, *key)
        part._hash = self._hash.copy()
        part._used = self._used
        _add(part._hash, key)
        return part

    def generator(self, *key: Key) -> np.random.Generator:
        """Return the generator of the stream `key`.

        Raises
        ------
        ValueError
            If this stream was handed out before.
        """
        name = self._hash.copy()
        _add(name, key)
        digest = name.digest()
        if digest in self._used:
            raise ValueError(f"random stream {(*self._name, *key)} is used twice")
        self._used.add(digest)
        return np.random.Generator(np.random.Philox(_Digest(digest)))  # type: ignore[arg-type]

    def uniforms(self, count: int, *key: Key) -> NDArray[np.float64]:
        """Return `count` uniforms in [0, 1) of a stream; row i is the same for any count."""
        return self.generator(*key).random(count)


def _add(name: Any, key: tuple[Key, ...]) -> None:
    """Add words to a hashed name, each with its type, so that 1 and "1" differ."""
    for word in key:
        name.update(f"{'i' if isinstance(word, int) else 's'}{word}\x1f".encode())


class _Digest(ISeedSequence):
    """Hands a hash over as the key of a Philox generator, which needs no further mixing."""

    def __init__(self, digest: bytes) -> None:
        self._words = np.frombuffer(digest, dtype="<u8").astype(np.uint64)

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> NDArray[Any]:
        """Return the two words of 64 bits that Philox asks for."""
        return self._words
