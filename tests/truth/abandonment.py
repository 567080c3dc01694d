"""More of M/M/c+M than Erlang A's usual numbers: who is answered how soon; days that differ.

A caller who finds `ahead` waiting moves up at rate c/service + ahead/patience, is answered from
the front at rate c/service, and gives up at rate 1/patience.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import diags_array
from scipy.sparse.linalg import expm_multiply
from scipy.special import roots_genlaguerre

from tests.sim.erlang import ErlangA

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Answered:
    """The waits of an M/M/c+M, first come first served."""

    queue: ErlangA

    @cached_property
    def _finds(self) -> Floats:
        """Probabilities of finding so many waiting, all busy."""
        return np.array(self.queue.states[self.queue.servers :])

    @cached_property
    def _up(self) -> Floats:
        """Rate of moving up, by how many are ahead."""
        ahead: Floats = np.arange(len(self._finds), dtype=np.float64)
        return self.queue.servers / self.queue.service + ahead / self.queue.patience

    @cached_property
    def _answered(self) -> Floats:
        """Probability of being answered in the end, by how many are ahead."""
        return np.cumprod(self._up / (self._up + 1 / self.queue.patience))

    def within(self, time: float) -> float:
        """Return the share of all callers who are answered within `time`."""
        leaves = self._up + 1 / self.queue.patience
        moving_up = diags_array([-leaves, self._up[1:]], offsets=[0, -1]).tocsr()
        later = expm_multiply(moving_up * time, self._answered)
        return 1 - self.queue.waits + float(self._finds @ (self._answered - later))

    @property
    def mean_wait(self) -> float:
        """Mean wait of those who are answered."""
        waits = np.zeros(len(self._finds))
        before = 0.0
        for ahead, (up, answered) in enumerate(zip(self._up, self._answered, strict=True)):
            before = waits[ahead] = (answered + up * before) / (up + 1 / self.queue.patience)
        return float(self._finds @ waits) / (1 - self.queue.abandons)


def gamma_factors(shape: float, points: int = 60) -> tuple[Floats, Floats]:
    """Return the points and weights of a Gauss rule for a gamma factor of mean 1."""
    found, weights = roots_genlaguerre(points, shape - 1)
    weights = weights / weights.sum()
    counts = weights > 1e-15  # the others lie at loads that no day ever has
    return found[counts] / shape, weights[counts]
