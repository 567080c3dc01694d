"""Erlang's formulas, as an oracle that owes nothing to the model.

Sources: Erlang (1917); Palm (1946) for abandonment; Cobham (1954) for priorities. Any unit of
time, as long as all are the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property


def erlang_b(servers: int, offered: float) -> float:
    """Return the blocking probability of M/G/c/c."""
    blocked = 1.0
    for c in range(1, servers + 1):
        blocked = offered * blocked / (c + offered * blocked)
    return blocked


@dataclass(frozen=True)
class ErlangC:
    """M/M/c: endless patience, `arrival` a time unit, service of mean `service`."""

    servers: int
    arrival: float
    service: float

    @property
    def offered(self) -> float:
        """Offered load, erlang."""
        return self.arrival * self.service

    @property
    def waits(self) -> float:
        """Return the probability that a call waits."""
        blocked = erlang_b(self.servers, self.offered)
        return blocked / (1 - self.offered / self.servers * (1 - blocked))

    @property
    def mean_wait(self) -> float:
        """Return the mean wait of all calls."""
        return self.waits * self.service / (self.servers - self.offered)

    def within(self, time: float) -> float:
        """Return the probability that a call is answered within `time`."""
        return 1 - self.waits * math.exp(-(self.servers - self.offered) * time / self.service)


@dataclass(frozen=True)
class ErlangA:
    """M/M/c+M: patience is exponential of mean `patience`."""

    servers: int
    arrival: float
    service: float
    patience: float

    @cached_property
    def states(self) -> list[float]:
        """Probability of each number of callers there."""
        weight, weights, greatest = 1.0, [1.0], 1.0
        n = 0
        while n < self.servers or weight > 1e-14 * greatest:
            n += 1
            leave = min(n, self.servers) / self.service + max(n - self.servers, 0) / self.patience
            weight *= self.arrival / leave
            greatest = max(weight, greatest)
            weights.append(weight)
        whole = sum(weights)
        return [w / whole for w in weights]

    @property
    def waits(self) -> float:
        """Return the probability that a call is not answered at once."""
        return sum(self.states[self.servers :])

    @property
    def abandons(self) -> float:
        """Return the probability that a caller gives up."""
        queue = sum((n - self.servers) * p for n, p in enumerate(self.states) if n > self.servers)
        return queue / self.patience / self.arrival

    @property
    def mean_wait(self) -> float:
        """Return the mean wait of all callers, those who give up too (Little)."""
        return self.abandons * self.patience


def priority_waits(arrivals: list[float], service: float) -> list[float]:
    """Return the mean wait of each class at one server, exponential service, no pre-emption."""
    residual = sum(arrivals) * service * service
    before, waits = 0.0, []
    for arrival in arrivals:
        upto = before + arrival * service
        waits.append(residual / ((1 - before) * (1 - upto)))
        before = upto
    return waits
