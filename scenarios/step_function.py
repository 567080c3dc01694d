"""A value that changes at known instants: speeds, channels, night, an application that is up."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class StepFunction:
    """`values[i]` holds from `times_s[i]` (included) to `times_s[i + 1]`.

    Parameters
    ----------
    times_s : tuple of float, s, ascending
        The first value holds before the first instant too.
    values : tuple of float, same length, at least one
    """

    times_s: tuple[float, ...]
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values or len(self.times_s) != len(self.values):
            raise ValueError("a step function needs as many instants as values, at least one")
        if any(a >= b for a, b in zip(self.times_s, self.times_s[1:], strict=False)):
            raise ValueError("the instants of a step function must ascend")

    def at(self, time_s: float) -> float:
        """Return the value in force at `time_s`."""
        return self.values[max(bisect_right(self.times_s, time_s) - 1, 0)]

    def moved(self, move: Callable[[float], float]) -> StepFunction:
        """Return it in another clock; of steps that fall together the last one stays."""
        return steps([(move(t), v) for t, v in zip(self.times_s, self.values, strict=True)])

    def scaled(self, factor: float) -> StepFunction:
        """Return it with every value multiplied."""
        return StepFunction(self.times_s, tuple(v * factor for v in self.values))


def steps(changes: Sequence[tuple[float, float]]) -> StepFunction:
    """Make a step function of (instant, value) in ascending order, without needless steps."""
    times: list[float] = []
    values: list[float] = []
    for time_s, value in changes:
        if times and times[-1] == time_s:
            times.pop()
            values.pop()
        if not values or values[-1] != value:
            times.append(time_s)
            values.append(value)
    return StepFunction(tuple(times), tuple(values))
