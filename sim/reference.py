"""The reference: play a trace through the SimPy model."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from scenarios.plan import Plan
from scenarios.trace import Trace
from sim.centre import Centre
from sim.played import Played
from sim.rows import Rows, blank_rows
from sim.rows_played import played_of
from sim.trace_rows import TraceRows


def play_rows(
    trace: Trace, plan: Plan, stretches: Sequence[NDArray[np.int64]] | None = None
) -> Rows:
    """Play stretches of a trace, each starting empty, and return what was written down.

    Parameters
    ----------
    trace : Trace
    plan : Plan
    stretches : sequence of arrays of int, optional
        Callers, in order of arrival; all in one go if left out.
    """
    rows, told = blank_rows(len(trace.incidents)), TraceRows(trace)
    if stretches is None:
        stretches = [np.arange(len(trace.callers))]
    with _rows_are_kept():
        for callers in stretches:
            Centre(told, plan, rows).play(callers.tolist())
    return rows


@contextmanager
def _rows_are_kept() -> Iterator[None]:
    """Look for garbage less often: most of what is made here are rows, and all are kept."""
    usual = gc.get_threshold()
    gc.set_threshold(50_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def play_reference(trace: Trace, plan: Plan, stretches: Sequence[NDArray[np.int64]]) -> Played:
    """Play stretches of a trace, and return what was written down as arrays."""
    return played_of(play_rows(trace, plan, stretches), trace)
