"""The executor of this machine, by its number of processes."""

from __future__ import annotations

from sim.executors.as_needed import AsNeeded
from sim.executors.executor import Executor
from sim.executors.here import Here


def local_executor(workers: int, *, here_s: float | None = None) -> Executor:
    """Return an executor of up to so many processes; 1 works in this one.

    Parameters
    ----------
    workers : int
    here_s : float, optional
        As of `AsNeeded`.
    """
    return Here() if workers == 1 else AsNeeded(workers, here_s=here_s)
