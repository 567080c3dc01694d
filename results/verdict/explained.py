"""What drives a target: each driver made better by one step, on the same traces."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from results.measures.evidence import Evidence
from results.verdict.bound import bound_of
from results.verdict.decide import decide
from results.verdict.outcome import Outcome
from results.verdict.target_verdict import TargetVerdict
from scenarios.schema.targets import Target

NARROW = {"1": 2.0, "s": 1.25}
"""A target is narrowly met while what fails, or the mean, may grow less than so many times."""
_NOTHING = 1e-9


@dataclass(frozen=True)
class DriverEffect:
    """A target with one driver made better.

    Parameters
    ----------
    driver : str
        Key of the driver.
    outcome : Outcome
    estimate : float
        Of the cell that then decides, in the target's unit.
    gain : float
        How much better the estimate is than without, in the target's unit; below 0 it is worse.
    """

    driver: str
    outcome: Outcome
    estimate: float
    gain: float


@dataclass(frozen=True)
class TargetExplained:
    """What drives one target, what helps most first.

    Parameters
    ----------
    target : str
    outcome : Outcome
        With the numbers as assumed.
    estimate, bound : float
    unit : "s" or "1"
    effects : tuple of DriverEffect
    """

    target: str
    outcome: Outcome
    estimate: float
    bound: float
    unit: Literal["s", "1"]
    effects: tuple[DriverEffect, ...]

    @property
    def helping(self) -> tuple[DriverEffect, ...]:
        """The drivers that make it better."""
        return tuple(e for e in self.effects if e.gain > _NOTHING)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> TargetExplained:
        """Read it back from plain data."""
        effects = tuple(DriverEffect(**e) for e in data["effects"])
        return cls(**{**data, "effects": effects})


def worth_explaining(verdicts: Mapping[str, TargetVerdict]) -> tuple[str, ...]:
    """Return the targets that are missed, open, or narrowly met; the narrowest if none is.

    Of a target that flips within a range, the outcome with the numbers as assumed counts.
    """
    known = {n: v for n, v in verdicts.items() if not math.isnan(v.estimate)}
    room = {name: _room(verdict) for name, verdict in known.items()}
    found = [n for n, v in known.items() if _outcome(v) != "met" or room[n] < NARROW[v.unit]]
    if not found and known:
        found = [min(known, key=lambda n: room[n])]
    return tuple(sorted(found, key=lambda n: (_outcome(known[n]) != "missed", room[n])))


def explain_target(
    target: Target,
    base: TargetVerdict,
    evidence: Mapping[str, Evidence],
    *,
    look: int,
    looks: int,
) -> TargetExplained:
    """Rank drivers by how much better the target becomes with each.

    Parameters
    ----------
    target : Target
    base : TargetVerdict
    evidence : mapping of driver to evidence
        Of the same weeks as `base`.
    look, looks : int
        Those of `base`.
    """
    sign = bound_of(target).sign
    effects = []
    for driver, one in evidence.items():
        found = decide(base.name, target, one, look=look, looks=looks)
        if not math.isnan(found.estimate):
            gain = sign * (found.estimate - base.estimate)
            effects.append(DriverEffect(driver, found.outcome, found.estimate, gain))
    effects.sort(key=lambda effect: -effect.gain)
    return TargetExplained(
        base.name, _outcome(base), base.estimate, base.bound, base.unit, tuple(effects)
    )


def _outcome(verdict: TargetVerdict) -> Outcome:
    return verdict.as_assumed or verdict.outcome


def _room(verdict: TargetVerdict) -> float:
    """Return how many times what fails (or the mean) may grow before the bound is reached."""
    worst, limit = verdict.estimate, verdict.bound
    if verdict.side == "at_least":
        worst, limit = 1 - worst, 1 - limit
    return limit / worst if worst > 0 else math.inf
