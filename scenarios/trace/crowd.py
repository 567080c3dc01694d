"""Callers of all origins, laid end to end, so that a column is drawn in one go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from typing import Any

import numpy as np

from scenarios.categories import NumberedCategory
from scenarios.schema.distribution import AnyDistribution
from scenarios.streams import Key
from scenarios.trace.luck import Luck, constant_s, times
from scenarios.trace.tables import Flags, Floats, Ints


@dataclass(frozen=True)
class Origin:
    """Callers of one category and layer who call for one reason.

    Parameters
    ----------
    luck : Luck
        Row i is the luck of caller i.
    caller_id, person : arrays of int, one length
    incident : array of int, or None where there is none
    arrival_s : array of float
    kept : array of bool, or None for all
        Who is left when situations have thinned them out.
    hangs_on : tuple
        All that decides which callers these are and what luck they have: parts of the scenario
        and arrays drawn before them.
    redials : bool
        False for calls that come at their own times whatever happens to them.
    """

    category: NumberedCategory
    layer: int
    luck: Luck
    caller_id: Ints
    person: Ints
    incident: Ints | None
    arrival_s: Floats
    kept: Flags | None
    hangs_on: tuple[Any, ...]
    redials: bool = True


What = AnyDistribution | float | None
"""What a column holds for an origin: draws, always the same, or what stood there before."""


@dataclass(frozen=True)
class Crowd:
    """The callers of origins, or some of them.

    Parameters
    ----------
    bounds : tuple of int
        Where the rows of each origin begin here, and behind the last one the end.
    rows : tuple of array of int, or None
        Which rows of each origin are here; None for all.
    """

    origins: Sequence[Origin]
    bounds: tuple[int, ...]
    rows: tuple[Ints, ...] | None = None

    def __len__(self) -> int:
        return self.bounds[-1]

    def of(self, choose: Callable[[Origin], What]) -> list[What]:
        """Return what a column holds for each origin, a constant as its value."""
        return [_settled(choose(origin)) for origin in self.origins]

    def fill(self, column: Floats, whats: Sequence[What], *purpose: Key) -> None:
        """Draw a column of times, s, shape (callers,); equal distributions are worked out at once.

        Parameters
        ----------
        whats : for each origin, as from `of`
        """
        spans = zip(whats, range(len(self.origins)), strict=True)
        for what, group in groupby(spans, key=lambda span: span[0]):
            numbers = [number for _, number in group]
            here = column[self.bounds[numbers[0]] : self.bounds[numbers[-1] + 1]]
            if isinstance(what, float):
                here[:] = what
            elif what is not None:
                for number in numbers:
                    self._fill_luck(column, number, purpose)
                times(what, here)

    def fill_luck(self, column: Floats, *purpose: Key) -> None:
        """Draw a column of uniforms in [0, 1), shape (callers,)."""
        for number in range(len(self.origins)):
            self._fill_luck(column, number, purpose)

    def _fill_luck(self, column: Floats, number: int, purpose: tuple[Key, ...]) -> None:
        here = column[self.bounds[number] : self.bounds[number + 1]]
        luck = self.origins[number].luck
        if not len(here):
            return
        if self.rows is None:
            luck.fill(here, *purpose)
        else:
            luck.uniforms(*purpose).take(self.rows[number], out=here, mode="clip")

    def only(self, chosen: Flags) -> Crowd:
        """Return some of them, by a mask of shape (callers,)."""
        rows = tuple(
            np.flatnonzero(chosen[a:b]) if before is None else before[chosen[a:b]]
            for (a, b), before in zip(
                pairwise(self.bounds), self.rows or [None] * len(self.origins), strict=True
            )
        )
        return Crowd(self.origins, tuple(accumulate(map(len, rows), initial=0)), rows)

    def row_numbers(self) -> Ints:
        """Return which rows they are of all callers of the origins."""
        begins = accumulate((len(o.caller_id) for o in self.origins), initial=0)
        if self.rows is None:
            return np.arange(len(self))
        return np.concatenate(
            [
                np.empty(0, dtype=np.int64),
                *(r + a for r, a in zip(self.rows, begins, strict=False)),
            ]
        )


def crowd_of(origins: Sequence[Origin]) -> Crowd:
    """Return all callers of origins."""
    return Crowd(origins, tuple(accumulate((len(o.caller_id) for o in origins), initial=0)))


def _settled(what: What) -> What:
    if what is None or isinstance(what, float):
        return what
    same_s = constant_s(what)
    return what if same_s is None else same_s
