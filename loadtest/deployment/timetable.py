"""What changes by itself during a play: lines that are cut, an application that is lost.

Situations begin and end inside a play. What they take away follows the play's clock, of which
a deployment hears when the play begins; until then all is as it was set up.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field

from scenarios.step_function import StepFunction
from scenarios.text import gettext as _

_Instant = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_Value = Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)]


def _ascending(changes: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    instants = [instant for instant, _value in changes]
    if any(a >= b for a, b in pairwise(instants)):
        raise ValueError(_("its instants do not ascend; write each once, the earliest first"))
    return changes


Changes = Annotated[tuple[tuple[_Instant, _Value], ...], AfterValidator(_ascending)]
"""In a file of settings: (seconds since the play's beginning, value from then on)."""


def changes_of(steps: StepFunction) -> list[list[float]]:
    """Return a step function as a file of settings has it."""
    return [[at_s, value] for at_s, value in zip(steps.times_s, steps.values, strict=True)]


class Timetable:
    """A value that follows the clock of a play, from when the play has a beginning.

    Parameters
    ----------
    before : float
        The value until then; without changes it holds for ever.
    changes : sequence of (s, value)
        The first value holds as soon as the beginning is known.
    """

    def __init__(self, before: float, changes: tuple[tuple[float, float], ...] = ()) -> None:
        self._before = before
        self._steps = (
            StepFunction(tuple(t for t, _ in changes), tuple(v for _, v in changes))
            if changes
            else None
        )
        self._zero_s: float | None = None

    def begin(self, zero_s: float) -> None:
        """Let run time 0 of the play be this moment of the clock that `at` is asked by, s."""
        self._zero_s = zero_s

    def at(self, now_s: float) -> float:
        """Return the value in force now."""
        if self._steps is None or self._zero_s is None:
            return self._before
        return self._steps.at(now_s - self._zero_s)
