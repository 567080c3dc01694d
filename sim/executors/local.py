"""The executor of this machine, by its number of processes."""

from __future__ import annotations

from sim.executors.executor import Executor
from sim.executors.here import Here
from sim.executors.processes import Processes


def local_executor(workers: int) -> Executor:
    """Return an executor of so many processes; 1 works in this one."""
    return Here() if workers == 1 else Processes(workers)
