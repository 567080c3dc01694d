"""Which assumptions were moved to the ends of their ranges, and what that did to the targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from results.verdict.flip import Flip, TargetAtEnd

State = Literal["replayed", "briefly", "not_tried", "without_effect", "measured"]
"""replayed: every end that differs was played on all weeks; briefly: on some of them only, too few
to judge by; not_tried: not at all; without_effect: no end differs in anything that is simulated;
measured: a latency in whose place the measured one was played."""


@dataclass(frozen=True)
class EndTried:
    """One end of a range.

    Parameters
    ----------
    weeks : int
        Weeks played; 0 where it was not tried.
    reach : float
        How much of the way from the number assumed to the end could be gone without breaking
        a rule of the scenario: 1 is all of it.
    targets : mapping of target to TargetAtEnd
        Empty unless all weeks were played.
    way : mapping of target to float
        How much of the way from what was found to the bound the target went on these weeks:
        1 is at the bound, negative is away from it (`way_to_bound`).
    """

    weeks: int = 0
    reach: float = 1.0
    targets: Mapping[str, TargetAtEnd] = field(default_factory=dict)
    way: Mapping[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {
            "weeks": self.weeks,
            "reach": self.reach,
            "targets": {name: found.to_dict() for name, found in self.targets.items()},
            "way": dict(self.way),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> EndTried:
        """Read it back from plain data."""
        targets = {n: TargetAtEnd.from_dict(t) for n, t in data["targets"].items()}
        return cls(data["weeks"], data["reach"], targets, data["way"])


@dataclass(frozen=True)
class AssumptionTried:
    """One assumption about the world.

    Parameters
    ----------
    path : str
    range_low, range_high : str or number
        As written.
    state : State
    ends : mapping of "low" or "high" to EndTried
        Ends that differ from the number assumed.
    """

    path: str
    range_low: str | int | float
    range_high: str | int | float
    state: State
    ends: Mapping[str, EndTried] = field(default_factory=dict)

    def flip(self, target: str) -> Flip | None:
        """Return how a target flips within the range; None if it does not, so far as was seen."""
        low, high = (
            self.ends[end].targets.get(target) if end in self.ends else None
            for end in ("low", "high")
        )
        if not any(at is not None and at.turned for at in (low, high)):
            return None
        return Flip(self.path, self.range_low, self.range_high, low, high)

    @property
    def turned(self) -> tuple[str, ...]:
        """The targets that flip within the range."""
        names = dict.fromkeys(name for end in self.ends.values() for name in end.targets)
        return tuple(name for name in names if self.flip(name) is not None)

    @property
    def furthest(self) -> float:
        """How far any target went towards its bound at either end; 0 where none did."""
        return max((w for end in self.ends.values() for w in end.way.values()), default=0.0)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {
            "path": self.path,
            "range": [self.range_low, self.range_high],
            "state": self.state,
            "turned": list(self.turned),
            "ends": {name: end.to_dict() for name, end in self.ends.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> AssumptionTried:
        """Read it back from plain data."""
        ends = {name: EndTried.from_dict(end) for name, end in data["ends"].items()}
        low, high = data["range"]
        return cls(data["path"], low, high, data["state"], ends)


@dataclass(frozen=True)
class RangesTried:
    """All assumptions about the world that carry a range.

    Parameters
    ----------
    asked : str
        What was asked for: "all", "none", or a time.
    weeks : int
        Weeks of evidence of the run itself, on which ends are replayed.
    assumptions : tuple of AssumptionTried
    undecided : bool
        No simulated target was met or missed, so that nothing could flip and nothing was tried.
    """

    asked: str
    weeks: int
    assumptions: tuple[AssumptionTried, ...]
    undecided: bool = False

    def of(self, *states: State) -> tuple[AssumptionTried, ...]:
        """Return the assumptions in certain states."""
        return tuple(a for a in self.assumptions if a.state in states)

    @property
    def to_measure(self) -> tuple[AssumptionTried, ...]:
        """Assumptions within whose range a target flips; first who turns most, and furthest."""
        turning = [a for a in self.assumptions if a.turned]
        return tuple(sorted(turning, key=lambda a: (-len(a.turned), -a.furthest, a.path)))

    @property
    def open(self) -> tuple[AssumptionTried, ...]:
        """Assumptions of which it is not known whether a target flips within their range.

        One end at which a target flips is enough to know.
        """
        untold = () if self.undecided else self.of("not_tried", "briefly")
        return tuple(a for a in untold if not a.turned)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {
            "asked": self.asked,
            "weeks": self.weeks,
            "undecided": self.undecided,
            "measure_first": [a.path for a in self.to_measure],
            "assumptions": [a.to_dict() for a in self.assumptions],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RangesTried:
        """Read it back from plain data."""
        assumptions = tuple(AssumptionTried.from_dict(a) for a in data["assumptions"])
        return cls(data["asked"], data["weeks"], assumptions, data["undecided"])
