"""Work in this process first, and in processes beside it once it turns out to take long."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sim.executors.here import Here
from sim.executors.processes import Processes

Result = TypeVar("Result")
HERE_S = 1.0
"""s of work that this process does itself: less than it takes to start others.

The piece in which they are over is still played here to its end.
"""


class AsNeeded:
    """An executor that starts worker processes when the work is worth it.

    To start them takes seconds of both cores, in which a small region's weeks are long played.

    Parameters
    ----------
    workers : int
        Processes, once they are started.
    here_s : float, optional
        After so many seconds of work in this process they are; `HERE_S` when left out.
    """

    shares_disk = True

    def __init__(self, workers: int, *, here_s: float | None = None) -> None:
        self._here, self._processes = Here(), Processes(workers)
        self._left_s = HERE_S if here_s is None else here_s

    @property
    def at_once(self) -> int:
        """One while this process works, more afterwards."""
        return self._now.at_once

    @property
    def _now(self) -> Here | Processes:
        return self._here if self._left_s > 0 else self._processes

    def submit(self, work: Callable[..., Result], *given: Any) -> Future[Result]:
        """Do a piece, or hand it out; what goes wrong here, or a Ctrl-C, comes out of this call."""
        began_s = time.perf_counter()
        try:
            return self._now.submit(work, *given)
        finally:
            self._left_s -= time.perf_counter() - began_s

    def check(self) -> None:
        """Say nothing: a worker that dies breaks the pool, and the futures say so."""

    def settle(self) -> None:
        """Drop what was not begun, and wait for what was; processes stay."""
        self._processes.settle()

    def close(self) -> None:
        """End the processes, if there are any."""
        self._processes.close()
