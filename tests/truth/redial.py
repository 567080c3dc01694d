"""Callers who try again, exactly: who waits at home to redial is part of the state."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tests.truth.markov import Chain, chain_of, reached, stationary

State = tuple[int, int]
"""Calls connected, and callers who will redial."""


@dataclass(frozen=True)
class Redialling:
    """M/M/c+M with `channels` lines; who is blocked or gives up may try again.

    Each try is like the first: of patience drawn anew, and with the same chance of another one.

    Parameters
    ----------
    servers, channels : int
    arrival : new callers a time unit
    service, patience, delay : means; the delay is from one try to the next
    after_blocked, after_abandoning : shares that try again
    """

    servers: int
    channels: int
    arrival: float
    service: float
    patience: float
    delay: float
    after_blocked: float
    after_abandoning: float
    most_redialling: int = 60

    def _moves(self, state: State) -> list[tuple[float, State]]:
        connected, redialling = state
        room = redialling < self.most_redialling
        found: list[tuple[float, State]] = []
        if connected < self.channels:
            found.append((self.arrival, (connected + 1, redialling)))
            if redialling:
                found.append((redialling / self.delay, (connected + 1, redialling - 1)))
        else:
            if room:
                found.append((self.arrival * self.after_blocked, (connected, redialling + 1)))
            if redialling:
                leave = redialling / self.delay * (1 - self.after_blocked)
                found.append((leave, (connected, redialling - 1)))
        if connected:
            talking = min(connected, self.servers)
            found.append((talking / self.service, (connected - 1, redialling)))
        if connected > self.servers:
            gives_up = (connected - self.servers) / self.patience
            again = self.after_abandoning if room else 0.0
            found.append((gives_up * (1 - again), (connected - 1, redialling)))
            found.append((gives_up * again, (connected - 1, redialling + 1)))
        return found

    @cached_property
    def _chain(self) -> Chain[State]:
        return chain_of(reached([(0, 0)], self._moves), self._moves)

    @cached_property
    def _share(self) -> NDArray[np.float64]:
        return stationary(self._chain)

    @cached_property
    def attempts(self) -> float:
        """Attempts a time unit."""
        return self.arrival + self._chain.mean(self._share, lambda s: s[1]) / self.delay

    @cached_property
    def blocked(self) -> float:
        """Share of attempts that meet no free line."""
        met = self._chain.mean(
            self._share,
            lambda s: (s[0] == self.channels) * (self.arrival + s[1] / self.delay),
        )
        return met / self.attempts

    @cached_property
    def abandoned(self) -> float:
        """Share of attempts given up in the queue."""
        waiting = self._chain.mean(self._share, lambda s: max(s[0] - self.servers, 0))
        return waiting / self.patience / self.attempts
