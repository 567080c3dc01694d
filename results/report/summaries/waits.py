"""How long callers wait for an answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from results.measures.calls import abandoned
from results.measures.selection import came
from results.records import Records

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Waits:
    """Waits from connection, s.

    Parameters
    ----------
    answered_s : array of float
        Of answered calls, ascending.
    gave_up_s : array of float
        Of callers who gave up, ascending: how long they held on.
    """

    answered_s: Floats
    gave_up_s: Floats

    @property
    def calls(self) -> int:
        """Calls that were answered or given up."""
        return len(self.answered_s) + len(self.gave_up_s)

    def quantile_s(self, share: float) -> float:
        """Return the wait within which `share` of the answered calls were answered, s."""
        if not len(self.answered_s):
            return np.nan
        return float(np.quantile(self.answered_s, share, method="inverted_cdf"))

    def share_within(self, bound_s: float) -> float:
        """Return the share of answered and given-up calls that were answered within a bound."""
        within = np.searchsorted(self.answered_s, bound_s, side="right")
        return float(within) / self.calls if self.calls else np.nan


def waits(records: Records) -> Waits:
    """Return the waits of all connected calls."""
    calls = records.calls
    connected_s = calls["connected_s"]
    answered = came(calls["answered_s"]) & came(connected_s)
    left = abandoned(calls) & came(calls["gave_up_s"]) & came(connected_s)
    return Waits(
        np.sort((calls["answered_s"] - connected_s)[answered]),
        np.sort((calls["gave_up_s"] - connected_s)[left]),
    )
