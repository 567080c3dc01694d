"""The luck of the rows of one origin: a uniform for each row and purpose.

A row keeps its luck whatever the other rows are, so that a change to a scenario moves only
what it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.sampling import blocks, quantiles
from scenarios.schema.distribution import AnyDistribution, Constant
from scenarios.streams import Key, Streams
from scenarios.ticks import LONGEST_S, to_tick, to_ticks
from scenarios.trace.tables import Flags, Floats, Ints

_BLOCK = 8


@dataclass(frozen=True)
class Part:
    """A family of streams that holds `size` uniforms for each purpose.

    `suffix` ends the names of its streams, behind the purpose.
    """

    streams: Streams
    size: int
    suffix: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Luck:
    """A uniform for each row of a table and purpose, from the streams of one week after another.

    Parameters
    ----------
    rows : int
        How many rows the table has.
    parts : tuple of Part
        Whose uniforms are laid end to end.
    places : array of int, shape (rows,), or None
        Where among them a row's luck lies; None: row by row.
    """

    rows: int
    parts: tuple[Part, ...]
    places: Ints | None = None

    def uniforms(self, *purpose: Key) -> Floats:
        """Return uniforms in [0, 1), shape (rows,)."""
        drawn = np.empty(self.rows)
        self.fill(drawn, *purpose)
        return drawn

    def fill(self, drawn: Floats, *purpose: Key) -> None:
        """Draw into an array, shape (rows,), what `uniforms` would return."""
        if self.places is None:
            self._lay_out(drawn, purpose)
        else:
            table = np.empty(sum(part.size for part in self.parts))
            self._lay_out(table, purpose)
            np.take(table, self.places, out=drawn, mode="clip")

    def hits(self, share: float, *purpose: Key) -> Flags:
        """Return which rows a share falls on, shape (rows,); none and all need no luck."""
        if 0 < share < 1:
            return self.uniforms(*purpose) < share
        return np.full(self.rows, share >= 1)

    def _lay_out(self, table: Floats, purpose: tuple[Key, ...]) -> None:
        begin = 0
        for part in self.parts:
            end = begin + part.size
            part.streams.fill(table[begin:end], *purpose, *part.suffix)
            begin = end


def luck_by_row(streams: Sequence[Streams], counts: Sequence[int]) -> Luck:
    """Return luck by the row's number in its week.

    Parameters
    ----------
    streams, counts : sequences of one length
        The streams of each week, and how many rows it has.
    """
    parts = tuple(Part(own, n) for own, n in zip(streams, counts, strict=True) if n)
    return Luck(sum(counts), parts)


def luck_by_member(
    streams: Sequence[Streams], groups: Sequence[int], group: Ints, member: Ints
) -> Luck:
    """Return luck by group and number in the group, as of further callers about an incident.

    Parameters
    ----------
    streams, groups : sequences of one length
        The streams of each week, and how many groups it has, those without members too.
    group, member : arrays of int
        Group (counted through all weeks, ascending) and number (from 0) of each row.
    """
    places = np.empty(len(group), dtype=np.int64)
    parts: list[Part] = []
    laid_out = first_group = 0
    ends = np.searchsorted(group, np.cumsum(groups, dtype=np.int64)).tolist()
    for own, n, begin, end in zip(streams, groups, [0, *ends[:-1]], ends, strict=True):
        if begin < end:
            block, within = np.divmod(member[begin:end], _BLOCK)
            row = group[begin:end] - first_group + block * n
            places[begin:end] = laid_out + row * _BLOCK + within
            used = int(block.max()) + 1
            parts += [Part(own, n * _BLOCK, (number,)) for number in range(used)]
            laid_out += used * n * _BLOCK
        first_group += n
    return Luck(len(group), tuple(parts), places)


def constant_s(distribution: AnyDistribution) -> float | None:
    """Return the time that all draws of a distribution are, s; None if they differ."""
    if isinstance(distribution, Constant) and distribution.zero == 0:
        return to_tick(min(distribution.value, LONGEST_S))
    return None


def times(distribution: AnyDistribution, uniforms: Floats) -> Floats:
    """Make uniforms into times, on the grain and at most `LONGEST_S`, where they stand.

    Parameters
    ----------
    uniforms : array of float in [0, 1), any shape, contiguous

    Returns
    -------
    array of float, s
        The very array that was given.
    """
    flat = uniforms.reshape(-1)
    for block in blocks(len(flat)):
        drawn = quantiles(distribution, flat[block])
        np.minimum(drawn, LONGEST_S, out=drawn)
        to_ticks(drawn, out=flat[block])
    return uniforms


def drawn_times(distribution: AnyDistribution, luck: Luck, *purpose: Key) -> Floats:
    """Draw a time for each row; a constant needs no luck.

    Returns
    -------
    array of float, s, shape (rows,)
    """
    same_s = constant_s(distribution)
    if same_s is not None:
        return np.full(luck.rows, same_s)
    return times(distribution, luck.uniforms(*purpose))
