"""What is said of one target."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from results.verdict.flip import Flip
from results.verdict.outcome import Outcome, Source
from results.verdict.reason import Reason


@dataclass(frozen=True)
class CellVerdict:
    """One cell of a target.

    Parameters
    ----------
    label : str
        "0" to "167" by hour of week; the name of agency, shift, kecamatan or category; "all".
    outcome : Outcome
    estimate, low, high : float
        Estimate and the two one-sided limits that decide; NaN without observations.
    n : float
        Observations (seconds on duty for ratios of time).
    """

    label: str
    outcome: Outcome
    estimate: float
    low: float
    high: float
    n: float


@dataclass(frozen=True)
class TargetVerdict:
    """What is said of one target.

    Parameters
    ----------
    name : str
        Key of the target in the scenario.
    measure, statistic, scope : str
    outcome : Outcome
    source : Source
    side : "at_least" or "at_most"
    bound, tolerance : float
        In `unit`; the tolerance is absolute.
    unit : "s" or "1"
    estimate, low, high : float
        Of the deciding cell: the one worst against the bound. `low` and `high` are one-sided
        95 % limits each, the 5 % divided by the number of looks; NaN where nothing was seen.
    n, weeks : float, int
        Observations over all cells, and units of evidence (weeks; batches of a load test).
    worst_cell : str
        Label of the deciding cell.
    cells : tuple of CellVerdict
        In the order of the evidence.
    reason : Reason
    weeks_needed : int, optional
        When inconclusive: weeks of evidence, those at hand included, at which the target would
        be decided if the estimates stood as they are; None where that cannot be said.
    can_wait : bool
        More weeks could decide it.
    parts : tuple of TargetVerdict
        For evidence "both": the simulation's and the load test's.
    as_assumed : Outcome, optional
        What the outcome is with every number as assumed, where it flips within the range of an
        assumption; None where it does not.
    flips : tuple of Flip
        The assumptions within whose ranges it flips, furthest beyond the bound first.
    """

    name: str
    measure: str
    statistic: str
    scope: str
    outcome: Outcome
    source: Source
    side: Literal["at_least", "at_most"]
    bound: float
    tolerance: float
    unit: Literal["s", "1"]
    estimate: float
    low: float
    high: float
    n: float
    weeks: int
    worst_cell: str
    cells: tuple[CellVerdict, ...]
    reason: Reason
    weeks_needed: int | None = None
    can_wait: bool = False
    parts: tuple[TargetVerdict, ...] = ()
    as_assumed: Outcome | None = None
    flips: tuple[Flip, ...] = ()

    def worst(self, count: int = 5) -> tuple[CellVerdict, ...]:
        """Return the cells whose estimates are worst against the bound, worst first.

        Cells without observations come last.
        """
        sign = 1.0 if self.side == "at_least" else -1.0
        known = [c for c in self.cells if not math.isnan(c.estimate)]
        empty = [c for c in self.cells if math.isnan(c.estimate)]
        return tuple([*sorted(known, key=lambda c: sign * c.estimate), *empty][:count])

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON; NaN becomes None."""
        apart = ("cells", "reason", "parts", "flips")
        plain = {k: v for k, v in asdict(self).items() if k not in apart}
        plain = {k: _plain(v) for k, v in plain.items()}
        plain["reason"] = self.reason.to_dict()
        plain["cells"] = [{k: _plain(v) for k, v in asdict(c).items()} for c in self.cells]
        plain["parts"] = [p.to_dict() for p in self.parts]
        plain["flips"] = [f.to_dict() for f in self.flips]
        return plain

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> TargetVerdict:
        """Read it back from plain data."""
        known = {k: v for k, v in data.items() if k in cls.__dataclass_fields__}
        for name in ("estimate", "low", "high"):
            known[name] = _number(known[name])
        known["cells"] = tuple(
            CellVerdict(**{k: _number(v) for k, v in c.items()}) for c in data["cells"]
        )
        known["reason"] = Reason.from_dict(data["reason"])
        known["parts"] = tuple(cls.from_dict(p) for p in data.get("parts", ()))
        known["flips"] = tuple(Flip.from_dict(f) for f in data.get("flips", ()))
        return cls(**known)


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _number(value: Any) -> Any:
    return math.nan if value is None else value
