"""The verdict on a region: all its targets, and the deployment that was tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from results.manifest import Deployment
from results.overload.overload import Overload
from results.verdict.outcome import RegionOutcome
from results.verdict.overload_reasons import exceeded
from results.verdict.range_reasons import flips_of, left_open
from results.verdict.ranges_tried import RangesTried
from results.verdict.reason import Reason
from results.verdict.target_verdict import TargetVerdict
from scenarios.text import N_


@dataclass(frozen=True)
class RegionVerdict:
    """What is said of a region.

    Parameters
    ----------
    region : str
    outcome : RegionOutcome
    targets : tuple of TargetVerdict
    deployment : Deployment, optional
        The one that was tested; None where none was.
    demonstration : bool
        The deployment was the reference deployment: the report is headed so (PERAGAAN).
    reasons : tuple of Reason
        Why the outcome is what it is.
    targets_outcome : RegionOutcome
        What the targets alone would say, whichever deployment was tested.
    draft : bool
        The scenario is a draft: the report is headed so (RANCANGAN).
    overloads : tuple of Overload
        Queues that only grow in the simulation.
    """

    region: str
    outcome: RegionOutcome
    targets: tuple[TargetVerdict, ...]
    deployment: Deployment | None
    demonstration: bool
    reasons: tuple[Reason, ...]
    targets_outcome: RegionOutcome
    draft: bool = False
    overloads: tuple[Overload, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {
            "region": self.region,
            "outcome": self.outcome,
            "targets_outcome": self.targets_outcome,
            "demonstration": self.demonstration,
            "draft": self.draft,
            "deployment": asdict(self.deployment) if self.deployment else None,
            "reasons": [r.to_dict() for r in self.reasons],
            "overloads": [o.to_dict() for o in self.overloads],
            "targets": [t.to_dict() for t in self.targets],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RegionVerdict:
        """Read it back from plain data."""
        return cls(
            region=data["region"],
            outcome=data["outcome"],
            targets=tuple(TargetVerdict.from_dict(t) for t in data["targets"]),
            deployment=Deployment(**data["deployment"]) if data["deployment"] else None,
            demonstration=data["demonstration"],
            reasons=tuple(Reason.from_dict(r) for r in data["reasons"]),
            targets_outcome=data["targets_outcome"],
            draft=data.get("draft", False),
            overloads=tuple(Overload.from_dict(o) for o in data.get("overloads", ())),
        )


def judge_region(
    region: str,
    targets: Sequence[TargetVerdict],
    deployment: Deployment | None,
    *,
    interrupted: bool = False,
    ranges: RangesTried | None = None,
    draft: bool = False,
    overloads: Sequence[Overload] = (),
) -> RegionVerdict:
    """Judge a region: not ready if a target is missed, ready if all are met, else inconclusive.

    Ready is said of a region's own deployment only: never against the reference deployment, nor
    where no deployment was tested, nor of a run that was interrupted, nor while an assumption
    was not moved to the ends of its range on all weeks. Of a draft neither ready nor not ready is
    said: its numbers are nobody's.

    Parameters
    ----------
    region : str
    targets : sequence of TargetVerdict
        One a target. A target whose outcome flips within the range of an assumption comes here
        as inconclusive already.
    deployment : Deployment, optional
    interrupted : bool
    ranges : RangesTried, optional
        Which assumptions were moved to the ends of their ranges; None where nothing was simulated.
    draft : bool
        The scenario is a draft.
    overloads : sequence of Overload
        Queues that only grow in the simulation. They are said before all else; what they do to
        answers and arrivals is the targets' to judge.
    """
    missed = [t for t in targets if t.outcome == "missed"]
    undecided = [t for t in targets if t.outcome == "inconclusive"]
    reasons = exceeded(overloads)
    if missed:
        values: dict[str, str | float | Reason] = {"count": len(missed), "of": len(targets)}
        reasons.append(Reason(N_("{count} of {of} targets missed."), values))
    if undecided:
        values = {"count": len(undecided), "of": len(targets)}
        reasons.append(Reason(N_("{count} of {of} targets inconclusive."), values))
    if not targets:
        reasons.append(Reason(N_("The scenario has no targets.")))
    alone: RegionOutcome = "not_ready" if missed else "inconclusive"
    if targets and not missed and not undecided:
        alone = "ready"
        reasons.append(Reason(N_("All {of} targets met."), {"of": len(targets)}))
    unproved = []
    if draft:
        unproved.append(
            Reason(
                N_(
                    "It is a draft: its numbers are assumptions for a region of this size, and "
                    "none was measured there."
                )
            )
        )
    if ranges is not None:
        reasons += flips_of(ranges)
        unproved += left_open(ranges)
    if deployment is None:
        unproved.append(Reason(N_("No deployment was tested.")))
    elif deployment.reference:
        unproved.append(
            Reason(N_("The deployment tested is the reference deployment, not the region's own."))
        )
    if interrupted:
        unproved.append(Reason(N_("The run was interrupted.")))
    outcome: RegionOutcome = "inconclusive" if draft or (alone == "ready" and unproved) else alone
    return RegionVerdict(
        region=region,
        outcome=outcome,
        targets=tuple(targets),
        deployment=deployment,
        demonstration=deployment is not None and deployment.reference,
        reasons=tuple(reasons + unproved),
        targets_outcome=alone,
        draft=draft,
        overloads=tuple(overloads),
    )
