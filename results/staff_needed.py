"""How many call-takers a draft needs, in bands: at the low end, in the middle, at the high end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

BandEnd = Literal["low", "middle", "high"]
WEEKLY_HOURS = 40.0
"""Hours that one person works a week: UU 13/2003 Ps. 77, PP 35/2021 Ps. 21."""


@dataclass(frozen=True)
class StaffAtEnd:
    """The smallest staffing that meets the answer target at one end.

    Parameters
    ----------
    end : BandEnd
    calls_per_day : float
        Calls that came, redials left out.
    handling_s : float
        Mean talk and wrap-up of a call, s.
    people : mapping of shift to int, or None
        None where even the most that were tried did not meet it. The shift is "all" where
        people are given by head count.
    share : mapping of shift to float, or None
        Calls answered in time with these people; None for a shift without calls.
    employed : int or None
        People to employ for it, shrinkage counted.
    weeks : int
        Weeks that were simulated.
    """

    end: BandEnd
    calls_per_day: float
    handling_s: float
    people: Mapping[str, int | None]
    share: Mapping[str, float | None]
    employed: int | None
    weeks: int


@dataclass(frozen=True)
class StaffNeeded:
    """Bands of staff.

    Parameters
    ----------
    target : str
        Key of the target that is asked of each shift.
    within_s, at_least : float
        Its bound.
    at_least_people : int
        The fewest that were tried.
    planned : mapping of shift to int or None
        What the scenario has; None where it differs by the hour.
    ends : tuple of StaffAtEnd
        Low, middle, high.
    """

    target: str
    within_s: float
    at_least: float
    at_least_people: int
    planned: Mapping[str, int | None]
    ends: tuple[StaffAtEnd, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> StaffNeeded:
        """Read it back from plain data."""
        ends = tuple(StaffAtEnd(**end) for end in data["ends"])
        return cls(**{**data, "ends": ends})
