"""A measure that is to be known to a half-width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from results.measures.question import MeasureQuestion

Unit = Literal["s", "1", "calls"]


@dataclass(frozen=True)
class PrecisionAsked:
    """A question, and how precisely its answer is wanted.

    Parameters
    ----------
    name : str
        As it was asked: the key of a target, or the name of a measure.
    question : MeasureQuestion
        With several cells each of them is to be known so precisely.
    half_width : float
        Of the 95 % interval, in `unit`; above 0.
    unit : "s", "1" or "calls"
    is_target : bool
        Whether `name` is a target's.
    """

    name: str
    question: MeasureQuestion
    half_width: float
    unit: Unit
    is_target: bool = False
