"""How far a simulation is, and what is still open."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from results.confidence.estimate import estimate_of
from results.measures.evidence import Evidence
from results.precision.asked import PrecisionAsked, Unit
from results.precision.found import precision_found
from results.verdict.decide import ALPHA, decide
from results.verdict.looks import Looks
from scenarios.schema.targets import Target

EVERY_S = 0.25
"""How often the standing is worked out while weeks are played."""


@dataclass(frozen=True)
class StillOpen:
    """A question that is not answered yet.

    Parameters
    ----------
    kind : "target" or "precision"
    name : str
        Key of the target, or what was asked.
    half_width : float
        Of the interval of the open part known least; infinite while nothing can be said.
    unit : "s", "1" or "calls"
    asked : float, optional
        The half-width that is wanted; None for a target, which needs as much as its bound does.
    scope, cell : str
        Which part that is: "hour_of_week", "15"; "all", "all".
    """

    kind: Literal["target", "precision"]
    name: str
    half_width: float
    unit: Unit
    asked: float | None = None
    scope: str = "all"
    cell: str = "all"


@dataclass(frozen=True)
class Standing:
    """How far a simulation is.

    Parameters
    ----------
    weeks, weeks_next, weeks_at_most : int
        Weeks of evidence at hand, at the next look, and at the cap.
    still_open : tuple of StillOpen
        What the weeks at hand leave open; all before the second week.
    """

    weeks: int
    weeks_next: int
    weeks_at_most: int
    still_open: tuple[StillOpen, ...]


class Watcher:
    """Tells how far it is, now and then: to look is for people, and decides nothing.

    Parameters
    ----------
    targets : mapping of name to Target
        That ask for the simulation.
    asked : sequence of PrecisionAsked
        If there is any, targets are not what the run waits for, and are not told.
    looks : Looks
    progress : callable, optional
        Told the standing.
    """

    def __init__(
        self,
        targets: Mapping[str, Target],
        asked: Sequence[PrecisionAsked],
        looks: Looks,
        progress: Callable[[Standing], None] | None,
    ) -> None:
        self._targets, self._asked, self._looks = targets, asked, looks
        self._progress = progress
        self._told_s = -EVERY_S

    def tell(
        self,
        look: int,
        evidence: Callable[[], tuple[Mapping[str, Evidence], Sequence[Evidence]]],
        weeks: int,
        *,
        at_look: bool = False,
    ) -> None:
        """Tell, unless it was told just now.

        Parameters
        ----------
        look : int
            Which look comes next, from 0.
        evidence : callable
            Gives the evidence at hand, on the targets and on what was asked.
        weeks : int
            At hand.
        at_look : bool
            Tell in any case.
        """
        now_s = time.monotonic()
        if self._progress is None or not (at_look or now_s - self._told_s >= EVERY_S):
            return
        self._told_s = now_s
        planned = self._looks.weeks
        self._progress(
            Standing(
                weeks,
                planned[min(look, len(planned) - 1)],
                planned[-1],
                self._open(*evidence()),
            )
        )

    def _open(
        self, targets: Mapping[str, Evidence], asked: Sequence[Evidence]
    ) -> tuple[StillOpen, ...]:
        if self._asked:
            found = []
            for i, wanted in enumerate(self._asked):
                if not asked:
                    found.append(
                        StillOpen("precision", wanted.name, np.inf, wanted.unit, wanted.half_width)
                    )
                    continue
                now = precision_found(wanted, asked[i], self._looks)
                if not now.reached:
                    found.append(
                        StillOpen(
                            "precision",
                            wanted.name,
                            now.half_width,
                            wanted.unit,
                            wanted.half_width,
                            now.scope,
                            now.widest_cell,
                        )
                    )
            return tuple(found)
        if not targets:
            return tuple(StillOpen("target", name, np.inf, "1") for name in self._targets)
        return tuple(
            open_
            for name, seen in targets.items()
            if (open_ := _open_target(name, self._targets[name], seen, len(self._looks)))
        )


def _open_target(name: str, target: Target, evidence: Evidence, looks: int) -> StillOpen | None:
    verdict = decide(name, target, evidence, looks=looks)
    if verdict.outcome != "inconclusive":
        return None
    low, high = estimate_of(evidence).limits(ALPHA / looks)
    widths = (high - low) / 2
    unsure = [c.outcome == "inconclusive" for c in verdict.cells]
    widths = np.where(unsure, widths, -np.inf)
    widest = int(np.argmax(widths)) if len(widths) else -1
    if widest < 0:
        return StillOpen("target", name, np.inf, verdict.unit)
    cell = evidence.cells[widest]
    width = float(widths[widest])
    return StillOpen("target", name, width, verdict.unit, None, verdict.scope, cell)
