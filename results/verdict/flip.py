"""What a target comes to at the ends of an assumption's range."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from results.verdict.outcome import Outcome


@dataclass(frozen=True)
class TargetAtEnd:
    """One target with one assumption at an end of its range, on the same traces and weeks.

    Parameters
    ----------
    outcome : Outcome
    estimate : float
        Of the deciding cell, in the target's unit; NaN where nothing was seen.
    worst_cell : str
    turned : bool
        The estimate lies on the other side of the bound than the outcome with the number as
        assumed says, surely or not.
    """

    outcome: Outcome
    estimate: float
    worst_cell: str
    turned: bool

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON; NaN becomes None."""
        return {
            "outcome": self.outcome,
            "estimate": None if math.isnan(self.estimate) else self.estimate,
            "worst_cell": self.worst_cell,
            "turned": self.turned,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> TargetAtEnd:
        """Read it back from plain data."""
        estimate = data["estimate"]
        return cls(
            data["outcome"],
            math.nan if estimate is None else estimate,
            data["worst_cell"],
            data["turned"],
        )


@dataclass(frozen=True)
class Flip:
    """An assumption within whose range a target flips.

    Parameters
    ----------
    path : str
        Of the assumption, as in `LoadedScenario.provenance`.
    range_low, range_high : str or number
        As written.
    low, high : TargetAtEnd, optional
        None where the end was not played to the last week, or is the number assumed itself.
    """

    path: str
    range_low: str | int | float
    range_high: str | int | float
    low: TargetAtEnd | None
    high: TargetAtEnd | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {
            "path": self.path,
            "range": [self.range_low, self.range_high],
            "low": self.low.to_dict() if self.low else None,
            "high": self.high.to_dict() if self.high else None,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Flip:
        """Read it back from plain data."""
        low, high = data["low"], data["high"]
        return cls(
            data["path"],
            data["range"][0],
            data["range"][1],
            TargetAtEnd.from_dict(low) if low else None,
            TargetAtEnd.from_dict(high) if high else None,
        )
