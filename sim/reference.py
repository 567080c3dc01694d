"""The reference: play a trace through the SimPy model."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.plan import Plan
from scenarios.trace import Trace
from sim.centre import Centre
from sim.played import Played
from sim.rows import Rows, blank_rows
from sim.rows_played import played_of
from sim.trace_rows import TraceRows


def play_rows(trace: Trace, plan: Plan, stretches: Sequence[Sequence[int]] | None = None) -> Rows:
    """Play stretches of a trace, each starting empty, and return what was written down.

    Parameters
    ----------
    trace : Trace
    plan : Plan
    stretches : sequence of sequences of int, optional
        Callers, in order of arrival; all in one go if left out.
    """
    rows, told = blank_rows(len(trace.incidents)), TraceRows(trace)
    for callers in [range(len(trace.callers))] if stretches is None else stretches:
        Centre(told, plan, rows).play(callers)
    return rows


def play_reference(trace: Trace, plan: Plan, stretches: Sequence[Sequence[int]]) -> Played:
    """Play stretches of a trace, and return what was written down as arrays."""
    return played_of(play_rows(trace, plan, stretches), trace)
