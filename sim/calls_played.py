"""The calls of a play, of all attempts that could have been: those that were, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.trace import Trace
from sim.played import Played

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_IN_CACHE = 1 << 12
"""Rows that a processor's second cache holds with room to spare."""


@dataclass(frozen=True)
class CallsPlayed:
    """Calls in order of arrival, then caller; a caller's own in order.

    Parameters
    ----------
    row : array of int
        Number of the attempt in the trace.
    caller : array of int
        Number of the caller in the trace.
    columns : mapping of column of `sim.played.CALL` to array
    """

    row: Ints
    caller: Ints
    columns: Mapping[str, NDArray[Any]]

    def __len__(self) -> int:
        return len(self.row)

    def __getitem__(self, column: str) -> NDArray[Any]:
        return self.columns[column]

    def since(self, time_s: float) -> CallsPlayed:
        """Return those that arrive at an instant or later."""
        here = slice(int(np.searchsorted(self["arrival_s"], time_s, side="left")), None)
        columns = {name: column[here] for name, column in self.columns.items()}
        return CallsPlayed(self.row[here], self.caller[here], columns)


def calls_played(played: Played, trace: Trace) -> CallsPlayed:
    """Return the calls that were, those of the warm-up too."""
    callers = trace.callers
    caller = np.repeat(np.arange(len(callers)), callers.attempts)
    row = np.flatnonzero(played.calls["there"] == 1)
    row = row[_in_order(played.calls["arrival_s"][row], callers.caller_id[caller[row]])]
    return CallsPlayed(row, caller[row], columns_of(played.calls, row))


def columns_of(table: NDArray[Any], rows: Ints) -> dict[str, NDArray[Any]]:
    """Return the columns of some rows, each an array of its own.

    A column that is read where it stands, among the others, brings all of them from memory; so
    some rows at a time are taken apart, while they are in the processor's cache.
    """
    assert table.dtype.names is not None
    found = {name: np.empty(len(rows), table.dtype[name]) for name in table.dtype.names}
    for begin in range(0, len(rows), _IN_CACHE):
        some = slice(begin, begin + _IN_CACHE)
        here = table[rows[some]]
        for name, column in found.items():
            column[some] = here[name]
    return found


def _in_order(arrival_s: Floats, caller_id: Ints) -> Ints:
    """Return the order of attempts by arrival, then caller; a caller's own are in order."""
    order = np.argsort(arrival_s, kind="stable")
    at_once = arrival_s[order[1:]] == arrival_s[order[:-1]]
    if np.any(at_once & (caller_id[order[1:]] < caller_id[order[:-1]])):
        order = np.lexsort((caller_id, arrival_s))
    return order
