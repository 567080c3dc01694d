"""A claim with its exact value, the experiment that tests it, and what the experiment found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from results.confidence.ratio import RatioEstimate
from results.confidence.share import ShareEstimate
from sim.engine import Engine

Sums = Sequence[tuple[float, float]]
"""What one replication says on each claim: a sum, and what it is divided by."""


@dataclass(frozen=True)
class Claim:
    """One number that theory knows.

    Parameters
    ----------
    text : str
    exact : float
    kind : "share" or "mean"
        Which of the two intervals of the targets is its own.
    unit : str
        Empty for a share or a number.
    published : str, optional
        As it was printed elsewhere; the exact value rounds to it.
    """

    text: str
    exact: float
    kind: Literal["share", "mean"] = "share"
    unit: str = ""
    published: str | None = None


@dataclass(frozen=True)
class Experiment:
    """Some claims about one queue, and how to play it.

    Parameters
    ----------
    section, name : str
        Heading on the page; which queue it is.
    claims : function of nothing
        Made when asked for, since the exact values take their time.
    play : function of (seed, replication, engine)
        Play one replication and return what it says on each claim.
    seed, replications : int
    engine : Engine
    quick : bool
        Played in each run of the tests.
    """

    section: str
    name: str
    claims: Callable[[], Sequence[Claim]]
    play: Callable[[int, int, Engine], Sums]
    seed: int
    replications: int = 32
    engine: Engine = "twin"
    quick: bool = False


@dataclass(frozen=True)
class Found:
    """An estimate with its interval; `n` observations in all."""

    value: float
    low: float
    high: float
    n: float

    def holds(self, exact: float) -> bool:
        """Tell whether the interval has a value in it."""
        return self.low <= exact <= self.high


def found(claim: Claim, sums: NDArray[np.float64], wrong: float) -> Found:
    """Return estimate and interval by the rules that targets are judged by.

    Parameters
    ----------
    sums : array of float, shape (replications, 2)
    wrong : float
        Probability with which the interval may miss, both sides together.
    """
    numerator, denominator = sums[:, :1], sums[:, 1:]
    kind = ShareEstimate if claim.kind == "share" else RatioEstimate
    estimate = kind(numerator, denominator)
    low, high = estimate.limits(wrong / 2)
    return Found(float(estimate.value[0]), float(low[0]), float(high[0]), float(denominator.sum()))


def played(experiment: Experiment, claims: Sequence[Claim]) -> NDArray[np.float64]:
    """Play all replications; return the sums, shape (claims, replications, 2)."""
    sums = np.array(
        [
            experiment.play(experiment.seed, replication, experiment.engine)
            for replication in range(experiment.replications)
        ],
        dtype=np.float64,
    )
    assert sums.shape == (experiment.replications, len(claims), 2), sums.shape
    return sums.transpose(1, 0, 2)
