"""A day of Mt/M/st+M, exactly: Kolmogorov's equations for demand and staff that change.

Calls come at a rate for each hour, service and patience are exponential, and the head count is
one for each hour. At a decrease whoever is at work finishes, so that more may be busy than are
scheduled; a call begins only below the scheduled number (docs/architecture.md has the rule).
The state is (busy, waiting); each day begins empty. Within an hour the generator is constant,
and the equations are solved by the action of its exponential.

Forward: how likely each state is at each instant. Backward: how long a caller who joins the
queue now has still to wait; first come first served, so nobody who comes later matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import simpson
from scipy.sparse import bmat, coo_array
from scipy.sparse.linalg import expm_multiply

from tests.truth.markov import chain_of

Floats = NDArray[np.float64]
State = tuple[int, int]
STEPS = 240
"""Instants of an hour, for Simpson's rule."""


@dataclass(frozen=True)
class Day:
    """A day that starts empty.

    Parameters
    ----------
    per_hour : calls in each hour
    staff : head count in each hour; the last one stays
    service_h, patience_h : means, hours
    most_waiting : int
        Longest queue of the solution; beyond it nobody joins.
    """

    per_hour: Sequence[float]
    staff: Sequence[int]
    service_h: float
    patience_h: float
    most_waiting: int

    @cached_property
    def states(self) -> tuple[State, ...]:
        """(busy, waiting)."""
        return tuple(
            (busy, waiting)
            for busy in range(max(self.staff) + 1)
            for waiting in range(self.most_waiting + 1)
        )

    @cached_property
    def distributions(self) -> list[Floats]:
        """Probabilities of the states, for each hour an array (instants, states)."""
        now = np.array([float(state == (0, 0)) for state in self.states])
        found = []
        for hour, (rate, staff) in enumerate(zip(self.per_hour, self.staff, strict=True)):
            if hour:
                now = self._at_change(now, staff)
            chain = chain_of(self.states, lambda s, a=rate, c=staff: self._moves(s, a, c))
            course = expm_multiply(chain.generator.T.tocsr(), now, 0.0, 1.0, STEPS + 1)
            found.append(course)
            now = course[-1]
        return found

    def _moves(self, state: State, rate: float, staff: int) -> list[tuple[float, State]]:
        busy, waiting = state
        if waiting and busy < staff:
            return []  # never: whoever waits begins at once
        found: list[tuple[float, State]] = []
        if busy < staff:
            found.append((rate, (busy + 1, waiting)))
        elif waiting < self.most_waiting:
            found.append((rate, (busy, waiting + 1)))
        if busy:
            begins = waiting and busy <= staff
            after = (busy, waiting - 1) if begins else (busy - 1, waiting)
            found.append((busy / self.service_h, after))
        if waiting:
            found.append((waiting / self.patience_h, (busy, waiting - 1)))
        return found

    def _at_change(self, before: Floats, staff: int) -> Floats:
        after = np.zeros_like(before)
        place = {state: i for i, state in enumerate(self.states)}
        for share, (busy, waiting) in zip(before, self.states, strict=True):
            begin = min(waiting, max(staff - busy, 0))
            after[place[busy + begin, waiting - begin]] += share
        return after

    @cached_property
    def waits_h(self) -> list[Floats]:
        """Mean wait of who joins the queue, by hour, an array (instants, states).

        The state is what the caller finds, `waiting` those before it; 0 where the call begins.
        """
        size = len(self.states)
        later = np.zeros(size)
        hours = [*self.staff, *([self.staff[-1]] * 8)]  # the last callers wait into the night
        found: list[Floats] = []
        for hour in reversed(range(len(hours))):
            leaving = self._leaving(hours[hour])
            grows = coo_array(np.array([[float(b >= hours[hour])] for b, _ in self.states]))
            whole = bmat([[leaving, grows], [None, coo_array((1, 1))]]).tocsr()
            course = expm_multiply(whole, np.append(later, 1.0), 0.0, 1.0, STEPS + 1)
            found.append(course[::-1, :size])
            later = self._before_change(course[-1, :size], hours[hour])
        return found[::-1][: len(self.staff)]

    def _leaving(self, staff: int) -> coo_array:
        """Return the generator of one waiting caller's (busy, before it), without its end."""
        place = {state: i for i, state in enumerate(self.states)}
        rows: list[int] = []
        columns: list[int] = []
        rates: list[float] = []

        def move(state: State, rate: float, to: State | None) -> None:
            rows.append(place[state])
            columns.append(place[state])
            rates.append(-rate)
            if to is not None:
                rows.append(place[state])
                columns.append(place[to])
                rates.append(rate)

        for state in self.states:
            busy, before = state
            if busy < staff:
                continue
            move(state, 1 / self.patience_h, None)
            if before:
                move(state, before / self.patience_h, (busy, before - 1))
            if busy > staff:
                move(state, busy / self.service_h, (busy - 1, before))
            elif busy:
                move(state, busy / self.service_h, (busy, before - 1) if before else None)
        size = len(self.states)
        return coo_array((rates, (rows, columns)), shape=(size, size))

    def _before_change(self, after: Floats, staff: int) -> Floats:
        """Return the waits just before the head count becomes `staff`."""
        place = {state: i for i, state in enumerate(self.states)}
        before = np.zeros_like(after)
        for i, (busy, ahead) in enumerate(self.states):
            free = max(staff - busy, 0)
            if free <= ahead:
                before[i] = after[place[busy + free, ahead - free]]
        return before

    def delayed(self, hour: int) -> float:
        """Return the share of the hour's callers who are not answered at once."""
        full = np.array([busy >= self.staff[hour] for busy, _ in self.states])
        return float(simpson(self.distributions[hour] @ full, dx=1 / STEPS))

    def wait_h(self, hour: int) -> float:
        """Return the mean wait of the hour's callers, those who give up too, hours."""
        full = np.array([busy >= self.staff[hour] for busy, _ in self.states])
        waits = (self.distributions[hour] * self.waits_h[hour]) @ full
        return float(simpson(waits, dx=1 / STEPS))

    def abandoned(self, hour: int) -> float:
        """Return the share of the hour's callers who give up: their hazard while they wait."""
        return self.wait_h(hour) / self.patience_h

    def busy(self, hour: int, minute: int) -> float:
        """Return the mean number at work at an instant of the hour."""
        share = self.distributions[hour][minute * STEPS // 60]
        return float(share @ np.array([busy for busy, _ in self.states]))
