"""Measured technical latencies, put into a trace in place of the assumed ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scenarios.streams import Streams
from scenarios.ticks import to_ticks
from scenarios.trace.tables import Floats, Trace


@dataclass(frozen=True)
class Latencies:
    """What a load test measured, real seconds, in any order; empty where nothing was seen.

    Parameters
    ----------
    setup_s : from dialling to the line's answer
    ring_s : from choosing a call-taker to the answer
    ticket_s : the application's time to put a ticket on record
    notification_s : from ticket to the agency's screen
    """

    setup_s: tuple[float, ...] = ()
    ring_s: tuple[float, ...] = ()
    ticket_s: tuple[float, ...] = ()
    notification_s: tuple[float, ...] = ()

    def quantile(self, name: str, share: float) -> float:
        """Return a quantile of one of them, NaN where nothing was seen."""
        values = getattr(self, name)
        return float(np.quantile(values, share)) if values else float("nan")


def with_latencies(trace: Trace, found: Latencies, seed: int, replication: int = 0) -> Trace:
    """Return the trace with latencies drawn anew from what was measured.

    Each draw is one of the measured values, chosen by a stream of its own, so nothing else of
    the trace changes. Where nothing was measured the assumed latency stays.
    """
    streams = Streams(seed, "measured latencies", replication)

    def drawn(values: Sequence[float], count: int, purpose: str) -> Floats | None:
        luck = streams.uniforms(count, purpose)
        if not values:
            return None
        ordered = np.sort(np.asarray(values, dtype=np.float64))
        return to_ticks(ordered[(luck * len(ordered)).astype(np.int64)])

    setup_s = drawn(found.setup_s, len(trace.attempts), "set-up")
    ring_s = drawn(found.ring_s, len(trace.attempts), "ring")
    ticket_s = drawn(found.ticket_s, len(trace.callers), "ticket")
    notification_s = drawn(found.notification_s, len(trace.candidates), "notification")
    return replace(
        trace,
        attempts=trace.attempts.changed(
            **_given(setup_s=setup_s, ring_s=ring_s),
        ),
        callers=trace.callers.changed(**_given(ticket_latency_s=ticket_s)),
        candidates=trace.candidates.changed(**_given(latency_s=notification_s)),
    )


def _given(**columns: Floats | None) -> dict[str, Floats]:
    return {name: column for name, column in columns.items() if column is not None}
