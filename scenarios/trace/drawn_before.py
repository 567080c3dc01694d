"""What was drawn before, for a scenario that differs from the one before in few numbers.

The two ends of an assumption's range, one step of a driver: the same luck, and nearly the same
numbers. A part of the trace that hangs on none of those that moved is what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")


class DrawnBefore:
    """The parts of one replication's trace as they were last drawn, and what they hang on.

    Of one seed and one replication alone. What is handed out is handed out again: nobody may
    write into its arrays. Threads may share it, for a part rests on nothing but its inputs.
    """

    def __init__(self) -> None:
        self._parts: dict[Hashable, tuple[tuple[Any, ...], Any]] = {}

    def part(self, name: Hashable, inputs: tuple[Any, ...], draw: Callable[[], T]) -> T:
        """Return a part: what it was, if its inputs are what they were, else what `draw` draws.

        What is drawn anew and comes out as before is the very arrays that were there before, so
        that what hangs on them stays too.

        Parameters
        ----------
        name : hashable
            Of the part; the same for all scenarios.
        inputs : tuple
            All that the part hangs on, besides seed, replication and name. Arrays are told apart
            by identity, all else by value; where the order of a dictionary counts, its keys
            belong here too.
        draw : callable
        """
        before = self._parts.get(name)
        if before is None:
            drawn = draw()
        elif _same(before[0], inputs):
            known: T = before[1]
            return known
        else:
            drawn = draw()
            if _equal(before[1], drawn):
                drawn = before[1]
        self._parts[name] = (inputs, drawn)
        return drawn

    @property
    def size_bytes(self) -> int:
        """Bytes of the arrays that are kept."""
        parts = list(self._parts.values())  # another thread may be drawing
        arrays = {id(a): a.nbytes for _, drawn in parts for a in _arrays(drawn)}
        return sum(arrays.values())


def _same(before: tuple[Any, ...], now: tuple[Any, ...]) -> bool:
    return len(before) == len(now) and all(
        a is b or (not isinstance(a, np.ndarray) and not isinstance(b, np.ndarray) and a == b)
        for a, b in zip(before, now, strict=True)
    )


def _equal(before: Any, now: Any) -> bool:
    """Tell whether tuples of arrays, however nested, hold the same; tables are not looked at."""
    if isinstance(before, tuple) and isinstance(now, tuple):
        return len(before) == len(now) and all(map(_equal, before, now))
    if isinstance(before, np.ndarray) and isinstance(now, np.ndarray):
        return np.array_equal(before, now)
    return before is None and now is None


def _arrays(drawn: Any) -> Iterator[np.ndarray[Any, Any]]:
    if isinstance(drawn, np.ndarray):
        yield drawn
    elif isinstance(drawn, tuple):
        for part in drawn:
            yield from _arrays(part)
    elif is_dataclass(drawn):
        for field in fields(drawn):
            yield from _arrays(getattr(drawn, field.name))
