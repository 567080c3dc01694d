"""What a load test saw of the deployment itself: technical delays and failures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from results.measures.selection import came
from results.records import Records

DELAYS = (
    ("setup", "calls", "setup_s"),
    ("ring", "calls", "ring_s"),
    ("ticket", "calls", "ticket_latency_s"),
    ("notification", "notifications", "latency_s"),
)
"""Delays of the deployment: name, record table, column; real seconds."""


@dataclass(frozen=True)
class Delay:
    """One technical delay, real seconds."""

    name: str
    n: int
    median_s: float
    p95_s: float


@dataclass(frozen=True)
class LoadTestFacts:
    """What a load test saw of the deployment itself.

    Parameters
    ----------
    attempts, answered : int
    outcomes : tuple of (outcome, number), most first
    failures : tuple of (class of failure, number), most first
    delays : tuple of Delay
        Those that were measured.
    notifications, notifications_lost : int
    lateness_p99_s : float
        How late the load generator itself started its calls, s; NaN if it is not known.
    """

    attempts: int
    answered: int
    outcomes: tuple[tuple[str, int], ...]
    failures: tuple[tuple[str, int], ...]
    delays: tuple[Delay, ...]
    notifications: int
    notifications_lost: int
    lateness_p99_s: float


def load_test_facts(records: Records) -> LoadTestFacts:
    """Return what the records of a load test say of the deployment."""
    calls, told = records.calls, records.notifications
    lost = told.is_label("outcome", "lost") | ~came(told["notified_s"])
    tables = records.tables()
    delays = []
    for name, table, column in DELAYS:
        values = _known(tables[table][column])
        if len(values):
            median, p95 = np.quantile(values, [0.5, 0.95], method="inverted_cdf").tolist()
            delays.append(Delay(name, len(values), median, p95))
    lateness = _known(calls["lateness_s"])
    return LoadTestFacts(
        attempts=len(calls),
        answered=int(came(calls["answered_s"]).sum()),
        outcomes=_counted(calls.texts("outcome")),
        failures=_counted(calls.texts("failure")),
        delays=tuple(delays),
        notifications=len(told),
        notifications_lost=int(lost.sum()),
        lateness_p99_s=float(np.quantile(lateness, 0.99)) if len(lateness) else np.nan,
    )


def _known(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values[came(values)]


def _counted(labels: NDArray[np.object_]) -> tuple[tuple[str, int], ...]:
    counts = Counter(str(label) for label in labels if label is not None)
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
