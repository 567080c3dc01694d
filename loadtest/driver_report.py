"""How a play went, apart from its rows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from results.verdict.reason import Reason

State = Literal["finished", "interrupted", "failed", "unreachable", "refused"]


@dataclass(frozen=True)
class DriverReport:
    """How a play went, apart from its rows.

    Parameters
    ----------
    state : "finished", "interrupted", "failed", "unreachable" or "refused"
        "failed": it broke off; its rows until then stand. "unreachable": no call of the play
        was placed, for the deployment did not answer or let nobody in. "refused": no call was
        placed, for the speed is too great beside the set-up measured.
    why : Reason, optional
        Why it did not finish.
    setup_canary_s : tuple of float
        Set-up of the canary calls, real seconds.
    lateness_p99_s : float
        Planned to real start of calls; NaN without calls.
    hurried : int
        Attempts whose patience was shorter than their set-up.
    foreign : tuple of str
        Numbers that called and were not ours, all but their ends masked.
    errors : mapping of text to count
        What went wrong at the deployment.
    callers, callers_done : int
    unfollowed : int
        Pieces of work (units on their way) left off when the time to follow them was over.
    """

    state: State
    why: Reason | None = None
    setup_canary_s: tuple[float, ...] = ()
    lateness_p99_s: float = math.nan
    hurried: int = 0
    foreign: tuple[str, ...] = ()
    errors: Mapping[str, int] = field(default_factory=dict)
    callers: int = 0
    callers_done: int = 0
    unfollowed: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON; NaN becomes None."""
        plain = dict(self.__dict__)
        plain["why"] = None if self.why is None else self.why.to_dict()
        plain["setup_canary_s"] = list(self.setup_canary_s)
        plain["foreign"] = list(self.foreign)
        plain["errors"] = dict(self.errors)
        if math.isnan(self.lateness_p99_s):
            plain["lateness_p99_s"] = None
        return plain

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> DriverReport:
        """Read it back from plain data."""
        known = {k: v for k, v in data.items() if k in cls.__dataclass_fields__}
        if known.get("lateness_p99_s") is None:
            known["lateness_p99_s"] = math.nan
        if known.get("why") is not None:
            known["why"] = Reason.from_dict(known["why"])
        for name in ("setup_canary_s", "foreign"):
            known[name] = tuple(known.get(name, ()))
        return cls(**known)
