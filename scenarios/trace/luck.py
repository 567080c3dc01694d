"""The luck of the rows of one origin: a uniform for each row and purpose.

A row keeps its luck whatever the other rows are, so that a change to a scenario moves only
what it is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from scenarios.sampling import quantiles
from scenarios.schema.base import LONGEST_S
from scenarios.schema.distribution import AnyDistribution, Constant
from scenarios.streams import Key, Streams
from scenarios.ticks import to_ticks
from scenarios.trace.tables import Floats, Ints

_BLOCK = 8


class Luck(Protocol):
    """A uniform for each row of a table."""

    @property
    def rows(self) -> int:
        """How many rows the table has."""

    def uniforms(self, *purpose: Key) -> Floats:
        """Return uniforms in [0, 1), shape (rows,)."""


@dataclass(frozen=True)
class RowLuck:
    """Luck by the row's number."""

    streams: Streams
    rows: int

    def uniforms(self, *purpose: Key) -> Floats:
        """Return uniforms in [0, 1), shape (rows,)."""
        return self.streams.uniforms(self.rows, *purpose)


@dataclass(frozen=True)
class MemberLuck:
    """Luck by group and number in the group, as of further callers about an incident.

    Parameters
    ----------
    groups : int
        How many groups there are, those without members too.
    group, member : arrays of int
        Group and number (from 0) of each row.
    """

    streams: Streams
    groups: int
    group: Ints
    member: Ints

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return len(self.group)

    def uniforms(self, *purpose: Key) -> Floats:
        """Return uniforms in [0, 1), shape (rows,)."""
        drawn = np.empty(self.rows)
        block = self.member // _BLOCK
        for number in range(int(block.max(initial=-1)) + 1):
            table = self.streams.uniforms(self.groups * _BLOCK, *purpose, number)
            here = np.flatnonzero(block == number)
            drawn[here] = table[self.group[here] * _BLOCK + self.member[here] % _BLOCK]
        return drawn


def times(
    distribution: AnyDistribution, luck: Luck, *purpose: Key, rows: Any = slice(None)
) -> Floats:
    """Draw times of a distribution, on the grain and at most `LONGEST_S`.

    Parameters
    ----------
    rows : slice, mask or array of int
        The rows that are wanted; the others are not worked out.

    Returns
    -------
    array of float, s
    """
    if isinstance(distribution, Constant) and distribution.zero == 0:
        drawn = np.full(luck.rows, distribution.value)[rows]
    else:
        drawn = quantiles(distribution, luck.uniforms(*purpose)[rows])
    return to_ticks(np.minimum(drawn, LONGEST_S))
