"""Traces of many calls as arrays, and estimates with batch means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.ticks import to_ticks
from scenarios.trace import Trace
from scenarios.trace.tables import Attempts, Callers, Candidates, Incidents, Tasks
from sim.reference import play_rows
from sim.rows import CallRow
from tests.sim.region import ENDLESS, Region, plan_of

Floats = NDArray[np.float64]


def arrivals(rng: np.random.Generator, n: int, mean_gap_s: float) -> Floats:
    """Return a Poisson stream's instants."""
    return to_ticks(np.cumsum(rng.exponential(mean_gap_s, n)))


def calls_trace(at_s: Floats, talk_s: Floats, patience_s: Floats | None = None) -> Trace:
    """Return a trace of calls without incident, one attempt each."""
    n = len(at_s)
    zero, number = np.zeros(n), np.arange(n)
    callers = Callers(
        caller_id=number * 100,
        layer=np.zeros(n, dtype=np.int64),
        category=np.ones(n, dtype=np.int64),
        incident=np.full(n, -1),
        person=number,
        trunk=np.zeros(n, dtype=np.int64),
        arrival_s=at_s,
        talk_s=to_ticks(talk_s),
        talk_duplicate_s=to_ticks(talk_s),
        wrap_up_s=zero,
        wrap_up_duplicate_s=zero,
        ticket_s=zero,
        ticket_latency_s=zero,
        first_attempt=number,
        attempts=np.ones(n, dtype=np.int64),
    )
    patience = np.full(n, ENDLESS) if patience_s is None else to_ticks(patience_s)
    attempts = Attempts(
        patience_s=patience,
        announcement_s=zero,
        setup_s=zero,
        ring_s=zero,
        pick_up_s=zero,
        redial_u=zero + 1,
        redial_delay_s=zero,
    )
    return Trace(callers, attempts, none_of(Incidents), none_of(Candidates), none_of(Tasks))


def none_of(kind):
    """Return a table of a trace without rows."""
    dtypes = {"Ints": np.int64, "Flags": np.bool_, "Floats": np.float64}
    return kind(
        **{n: np.empty(0, dtype=dtypes[str(f.type)]) for n, f in kind.__dataclass_fields__.items()}
    )


def play_calls(
    at_s: Floats, talk_s: Floats, patience_s: Floats | None = None, **region: object
) -> list[CallRow]:
    """Play calls without incident and return their rows in order of arrival."""
    place = Region(length=float(at_s[-1]) + 1, **region)  # type: ignore[arg-type]
    return play_rows(calls_trace(at_s, talk_s, patience_s), plan_of(place)).calls


def waits_of(calls: list[CallRow]) -> Floats:
    """Return how long each call waited, until the answer or giving up."""
    return np.array(
        [(c.answered_s if c.outcome == "answered" else c.gave_up_s) - c.queued_s for c in calls]
    )


@dataclass(frozen=True)
class Interval:
    """A mean with its 99 % confidence interval."""

    mean: float
    half_width: float

    def holds(self, exact: float) -> bool:
        return abs(self.mean - exact) <= self.half_width


def batch_means(values: Floats, batches: int = 25) -> Interval:
    """Return the mean of a stationary series by batch means, its first tenth left out."""
    kept = values[len(values) // 10 :]
    means = kept[: len(kept) // batches * batches].reshape(batches, -1).mean(axis=1)
    # Student's t, 24 degrees of freedom, 99 %
    half_width = 2.797 * means.std(ddof=1) / np.sqrt(batches)
    return Interval(float(means.mean()), float(half_width))
