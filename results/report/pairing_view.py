"""Predicted against measured, as the report shows it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from results.comparison import CAUSES, PlayComparison

LEAST_SAME_OUTCOME = 0.95
"""Share of same outcomes from which prediction and measurement agree (model.md)."""
MOST_TYPICAL_DIFFERENCE_S = 0.05
"""Median difference of waits, real seconds, below which they agree (model.md)."""
_SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class PairedPlay:
    """One play of the simulation laid beside the load test, call by call.

    Parameters
    ----------
    name : "assumed", "measured" or "own"
        Which latencies the simulation had: assumed ones; the measured distribution; each call's
        own measured latency (model.md, "The pairing").
    predicted_wait_s : array of float
        Waits from connection to answer, s of the run's clock; one an answered call.
    same_outcome_share : float
        Share of the paired calls with the same outcome on both sides.
    typical_difference_s : float
        Median of |measured - predicted| wait, real seconds, over calls answered on both sides.
    difference_s : mapping of share to seconds
        Quantiles of measured minus predicted wait: at 0.05, 0.25, 0.5, 0.75, 0.95, or some of
        them. May be empty.
    """

    name: str
    predicted_wait_s: NDArray[np.float64]
    same_outcome_share: float
    typical_difference_s: float
    difference_s: Mapping[float, float] = field(default_factory=dict)


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
        Of the play that should come closest, most calls first.
    response_difference_s : float
        Median of |measured - predicted| time from ticket to scene, s; NaN where no unit was
        sent in both.
    """

    calls: int
    measured_wait_s: NDArray[np.float64]
    plays: tuple[PairedPlay, ...]
    causes: tuple[DifferenceCause, ...] = ()
    response_difference_s: float = math.nan

    @property
    def closest(self) -> PairedPlay | None:
        """The play that should come closest: each call's own latency, else the last."""
        return _closest(self.plays)

    @property
    def agrees(self) -> bool | None:
        """Tell whether prediction and measurement agree; None where that cannot be said."""
        play = self.closest
        if play is None or not self.calls:
            return None
        far = play.typical_difference_s >= MOST_TYPICAL_DIFFERENCE_S
        return play.same_outcome_share >= LEAST_SAME_OUTCOME and not far


def pairing_view(comparisons: Sequence[PlayComparison]) -> PairingView | None:
    """Return what the report shows of the comparisons of one load test; None without any."""
    if not comparisons:
        return None
    plays = tuple(
        PairedPlay(
            name=c.play,
            predicted_wait_s=np.array(c.predicted_waits_s),
            same_outcome_share=c.same_outcome,
            typical_difference_s=c.difference_median_s,
            difference_s=_quantiles(c.differences_s),
        )
        for c in comparisons
    )
    chosen = next(c for c, p in zip(comparisons, plays, strict=True) if p is _closest(plays))
    causes = sorted(chosen.causes.items(), key=lambda item: -item[1])
    responses = np.abs(np.array(chosen.response_differences_s))
    return PairingView(
        calls=chosen.calls,
        measured_wait_s=np.array(chosen.measured_waits_s),
        plays=plays,
        causes=tuple(DifferenceCause(CAUSES.get(key, key), calls) for key, calls in causes),
        response_difference_s=float(np.median(responses)) if len(responses) else math.nan,
    )


def _closest(plays: Sequence[PairedPlay]) -> PairedPlay | None:
    own = [p for p in plays if p.name == "own"]
    return own[0] if own else plays[-1] if plays else None


def _quantiles(values_s: Sequence[float]) -> dict[float, float]:
    if not values_s:
        return {}
    found = np.quantile(np.array(values_s), _SHARES).tolist()
    return dict(zip(_SHARES, found, strict=True))
