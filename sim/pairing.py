"""The three plays of a pairing: assumed latencies, measured ones, each call's own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from results.comparison import PlayComparison, compare_plays, measured_latencies
from results.records import Records
from scenarios.latencies import Latencies, with_latencies
from scenarios.packing import PackedPlay
from scenarios.ticks import to_ticks
from scenarios.trace.tables import Floats, Trace
from sim.engine import Engine
from sim.simulate import play


def pair(
    packed: PackedPlay, measured: Records, seed: int, engine: Engine = "twin"
) -> tuple[PlayComparison, ...]:
    """Simulate a play with assumed, measured and own latencies, and compare each.

    Parameters
    ----------
    packed : PackedPlay
        What the load test played.
    measured : Records
        What it saw.
    seed : int
        For drawing from the measured distribution.
    engine : Engine

    Returns
    -------
    tuple of PlayComparison
        "assumed", "measured", "own".
    """
    found = Latencies(**measured_latencies(measured))
    traces = {
        "assumed": packed.trace,
        "measured": with_latencies(packed.trace, found, seed),
        "own": with_own_latencies(with_latencies(packed.trace, found, seed), measured),
    }
    return tuple(
        compare_plays(name, play(trace, packed.plan, engine=engine), measured)
        for name, trace in traces.items()
    )


def with_own_latencies(trace: Trace, measured: Records) -> Trace:
    """Return the trace with each call's own measured latencies, where it has them.

    A call's late start in the load test is part of its set-up, for the simulation's calls
    start at the planned instant.
    """
    calls, callers = measured.calls, trace.callers
    row_of = {int(identity): row for row, identity in enumerate(callers.caller_id)}
    setup_s, ring_s = trace.attempts.setup_s.copy(), trace.attempts.ring_s.copy()
    ticket_s = callers.ticket_latency_s.copy()
    late_s = np.nan_to_num(calls["lateness_s"])
    for i, (identity, attempt) in enumerate(
        zip(calls["caller_id"].tolist(), calls["attempt"].tolist(), strict=True)
    ):
        caller = row_of[identity]
        at = int(callers.first_attempt[caller]) + attempt
        _put(setup_s, at, float(calls["setup_s"][i] + late_s[i]))
        _put(ring_s, at, float(calls["ring_s"][i]))
        _put(ticket_s, caller, float(calls["ticket_latency_s"][i]))
    return replace(
        trace,
        attempts=trace.attempts.changed(setup_s=to_ticks(setup_s), ring_s=to_ticks(ring_s)),
        callers=callers.changed(ticket_latency_s=to_ticks(ticket_s)),
        candidates=trace.candidates.changed(latency_s=_notification_latencies(trace, measured)),
    )


def _put(column: Floats, row: int, value: float) -> None:
    if not np.isnan(value):
        column[row] = max(value, 0.0)


def _notification_latencies(trace: Trace, measured: Records) -> Floats:
    """Return each candidate's own measured latency, where it was told by application."""
    notes, incidents = measured.notifications, trace.incidents
    row_of = {int(identity): row for row, identity in enumerate(incidents.incident_id)}
    latency_s = trace.candidates.latency_s.copy()
    for identity, need, order, seen_s in zip(
        notes["incident_id"].tolist(),
        notes["need"].tolist(),
        notes["order"].tolist(),
        notes["latency_s"].tolist(),
        strict=True,
    ):
        incident = row_of[identity]
        first = int(incidents.first_candidate[incident])
        for candidate in range(first, first + int(incidents.candidates[incident])):
            if (
                trace.candidates.need[candidate] == need
                and trace.candidates.order[candidate] == order
            ):
                _put(latency_s, candidate, seen_s)
    return to_ticks(latency_s)
