"""Named random streams: a stream's seed is a hash of what it is for.

Editing one part of a scenario leaves the draws of the others alone, because no stream
depends on how much another one was used. No stream is used twice: asking again for the
same name is an error, so two purposes can never share their luck unseen.
"""

from __future__ import annotations

import hashlib

import numpy as np
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
        self._root = (seed, *scope)
        self._used: set[tuple[Key, ...]] = set()

    def generator(self, *key: Key) -> np.random.Generator:
        """Return the generator of the stream `key`.

        Raises
        ------
        ValueError
            If this stream was handed out before.
        """
        if key in self._used:
            raise ValueError(f"random stream {key} is used twice")
        self._used.add(key)
        name = "\x1f".join(f"{type(k).__name__}:{k}" for k in (*self._root, *key))
        digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
        return np.random.Generator(np.random.Philox(key=int.from_bytes(digest, "little")))

    def uniforms(self, count: int, *key: Key) -> NDArray[np.float64]:
        """Return `count` uniforms in [0, 1) of a stream; row i is the same for any count."""
        return self.generator(*key).random(count)
