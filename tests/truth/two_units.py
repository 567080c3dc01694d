"""Two units at two posts, exactly: Larson's hypercube with travel and a queue.

Incidents happen at a few places. The nearest free unit goes; when both are out the task waits,
first come first served, and the unit that clears goes on from where it is. Travel and work on
scene are exponential; the way home takes no time. Which unit answers and how long it takes follow
from the chain by Little's law.

Source: Larson, R. C. (1974), A hypercube queuing model for facility location and redistricting
in urban emergency services, Computers and Operations Research 1, 67-95.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tests.truth.markov import Chain, chain_of, reached, stationary


class Unit(NamedTuple):
    """At home (place -1), under way to a place over a distance, or on scene (distance 0)."""

    place: int
    way: float


class State(NamedTuple):
    """Both units, and how many tasks wait."""

    first: Unit
    second: Unit
    waiting: int


HOME = Unit(-1, 0.0)


@dataclass(frozen=True)
class TwoUnits:
    """Two units on a line.

    Parameters
    ----------
    posts : where they are at home
    places, shares : where incidents happen
    arrival : incidents a time unit
    travel : mean travel time for a distance of 1
    on_scene : mean work on scene
    most_waiting : longest queue of the solution
    """

    posts: tuple[float, float]
    places: Sequence[float]
    shares: Sequence[float]
    arrival: float
    travel: float
    on_scene: float
    most_waiting: int = 60

    def _moves(self, state: State) -> list[tuple[float, State]]:
        units, waiting = state[:2], state.waiting
        found: list[tuple[float, State]] = []
        free = [i for i, unit in enumerate(units) if unit == HOME]
        if not free and waiting < self.most_waiting:
            found.append((self.arrival, state._replace(waiting=waiting + 1)))
        for place, share in enumerate(self.shares) if free else ():
            way, nearest = min((abs(self.posts[i] - self.places[place]), i) for i in free)
            found.append((self.arrival * share, _with(state, nearest, Unit(place, way))))
        for i, unit in enumerate(units):
            if unit == HOME:
                continue
            if unit.way > 0:
                arrived = _with(state, i, Unit(unit.place, 0.0))
                found.append((1 / (self.travel * unit.way), arrived))
            elif not waiting:
                found.append((1 / self.on_scene, _with(state, i, HOME)))
            else:
                here, left = self.places[unit.place], state._replace(waiting=waiting - 1)
                for place, share in enumerate(self.shares):
                    sent = Unit(place, abs(here - self.places[place]))
                    found.append((share / self.on_scene, _with(left, i, sent)))
        return found

    @cached_property
    def _chain(self) -> Chain[State]:
        return chain_of(reached([State(HOME, HOME, 0)], self._moves), self._moves)

    @cached_property
    def _share(self) -> NDArray[np.float64]:
        return stationary(self._chain)

    @cached_property
    def mean_wait(self) -> float:
        """Mean wait of a task for its unit."""
        return self._chain.mean(self._share, lambda s: s.waiting) / self.arrival

    @cached_property
    def mean_response(self) -> float:
        """Mean time from the incident to a unit on scene."""
        travelling = self._chain.mean(self._share, lambda s: sum(u.way > 0 for u in s[:2]))
        return self.mean_wait + travelling / self.arrival

    @cached_property
    def delayed(self) -> float:
        """Probability that no unit is free."""
        return self._chain.mean(self._share, lambda s: HOME not in s[:2])

    def answered_by(self, unit: int, place: int) -> float:
        """Return the share of a place's incidents that a unit (0 or 1) answers."""
        at_work = self._chain.mean(self._share, lambda s: s[unit] == Unit(place, 0.0))
        return at_work / (self.arrival * self.shares[place] * self.on_scene)


def _with(state: State, unit: int, does: Unit) -> State:
    return state._replace(**{State._fields[unit]: does})
