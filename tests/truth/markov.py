"""Markov chains in continuous time, small enough to be solved exactly.

A chain is given by its moves: from a state, with which rates to which states.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array
from scipy.sparse.linalg import spsolve

S = TypeVar("S", bound=Hashable)
Moves = Callable[[S], Iterable[tuple[float, S]]]


@dataclass(frozen=True)
class Chain(Generic[S]):
    """States, and the generator Q: `generator[i, j]` is the rate from state i to state j."""

    states: tuple[S, ...]
    generator: csc_array

    def mean(self, share: NDArray[np.float64], of: Callable[[S], float]) -> float:
        """Return the mean of a function of the state under a distribution."""
        return float(np.dot(share, [of(s) for s in self.states]))


def reached(starts: Iterable[S], moves: Moves[S]) -> tuple[S, ...]:
    """Return all states that can be reached."""
    found = dict.fromkeys(starts)
    for state in (front := list(found)):
        for rate, to in moves(state):
            if rate > 0 and to not in found:
                found[to] = None
                front.append(to)
    return tuple(found)


def chain_of(states: Sequence[S], moves: Moves[S]) -> Chain[S]:
    """Return the chain on states that no move leaves."""
    place = {state: i for i, state in enumerate(states)}
    rows: list[int] = []
    columns: list[int] = []
    rates: list[float] = []
    for i, state in enumerate(states):
        for rate, to in moves(state):
            if rate == 0:
                continue
            rows += [i, i]
            columns += [place[to], i]
            rates += [rate, -rate]
    size = len(states)
    return Chain(tuple(states), coo_array((rates, (rows, columns)), shape=(size, size)).tocsc())


def stationary(chain: Chain[S]) -> NDArray[np.float64]:
    """Return the share of time in each state in the long run."""
    size = len(chain.states)
    balance = chain.generator.T.tolil()
    balance[0, :] = 1.0  # one balance equation follows from the others: the sum stands for it
    share: NDArray[np.float64] = spsolve(balance.tocsc(), np.eye(1, size).ravel())
    return share
