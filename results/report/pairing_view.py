"""Predicted against measured, as the report shows it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

PlayName = Literal["assumed", "measured", "own"]
"""The simulation fed with: assumed latencies; the measured distribution; each call's own
measured latency (model.md, "The pairing")."""


@dataclass(frozen=True)
class PairedPlay:
    """One play of the simulation laid beside the load test, call by call.

    Parameters
    ----------
    name : PlayName
    predicted_wait_s : array of float
        Waits from connection to answer, s of the run's clock; one an answered call.
    same_outcome_share : float
        Share of the paired calls with the same outcome on both sides.
    difference_s : mapping of share to seconds
        Quantiles of measured minus predicted wait, in real seconds, over calls answered on
        both sides: at 0.05, 0.25, 0.5, 0.75, 0.95, or some of them. May be empty.
    """

    name: PlayName
    predicted_wait_s: NDArray[np.float64]
    same_outcome_share: float
    difference_s: dict[float, float]

    @property
    def median_difference_s(self) -> float:
        """Median of measured minus predicted wait, s; NaN if it is not known."""
        return self.difference_s.get(0.5, math.nan)


@dataclass(frozen=True)
class DifferenceCause:
    """Why calls differ, and how many do.

    Parameters
    ----------
    text : str
        In English, a text of the catalogue (`N_`); translated at use.
    calls : int
    """

    text: str
    calls: int


@dataclass(frozen=True)
class PairingView:
    """The load test beside the simulation of the same trace.

    Parameters
    ----------
    calls : int
        Paired calls.
    measured_wait_s : array of float
        Waits that the load test saw, s of the run's clock; one an answered call.
    plays : tuple of PairedPlay
    causes : tuple of DifferenceCause
        What remains, most calls first.
    least_same_outcome : float
        Share of same outcomes from which the two agree (model.md).
    most_median_difference_s : float
        Median difference, real seconds, up to which they agree.
    """

    calls: int
    measured_wait_s: NDArray[np.float64]
    plays: tuple[PairedPlay, ...]
    causes: tuple[DifferenceCause, ...] = ()
    least_same_outcome: float = 0.95
    most_median_difference_s: float = 0.05

    @property
    def closest(self) -> PairedPlay | None:
        """The play that should come closest: each call's own latency, else the last."""
        own = [p for p in self.plays if p.name == "own"]
        return own[0] if own else self.plays[-1] if self.plays else None

    @property
    def agrees(self) -> bool | None:
        """Tell whether prediction and measurement agree; None where that cannot be said."""
        play = self.closest
        if play is None or not self.calls:
            return None
        near = not abs(play.median_difference_s) > self.most_median_difference_s
        return play.same_outcome_share >= self.least_same_outcome and near
