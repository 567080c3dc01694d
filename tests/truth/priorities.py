"""Non-preemptive priorities at several servers, one exponential service for all classes.

Sources: Cobham, A. (1954), Priority assignment in waiting line problems, Operations Research 2,
70-76; Kella, O. and Yechiali, U. (1985), Waiting times in the non-preemptive priority M/M/c
queue, Stochastic Models 1, 257-262.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise

from tests.sim.erlang import ErlangC


def mean_waits(servers: int, arrivals: Sequence[float], service: float) -> list[float]:
    """Return the mean wait of each class, the most urgent first."""
    together = ErlangC(servers, sum(arrivals), service)
    upto = [0.0, *accumulate(a * service / servers for a in arrivals)]
    freed = together.waits * service / servers
    return [freed / ((1 - a) * (1 - b)) for a, b in pairwise(upto)]


def most_urgent_waits_longer(
    servers: int, arrivals: Sequence[float], service: float, time: float
) -> float:
    """Return the probability that a wait of the most urgent class is longer than `time`.

    Once it waits, only its own class is before it: as at one server of rate c/service.
    """
    together = ErlangC(servers, sum(arrivals), service)
    return together.waits * math.exp(-(servers / service - arrivals[0]) * time)
