"""The executor that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from siap112.asking import Asked
from sim.executors.executor import Executor


@contextmanager
def executor_asked(asked: Asked, workers: int) -> Iterator[Executor]:
    """Give the executor of the cluster that is asked for, or that of this machine.

    Parameters
    ----------
    asked : Asked
    workers : int
        Processes of this machine, where no cluster is asked for; 1 plays in this one.

    Raises
    ------
    ClusterError
        If no cluster answers there.
    """
    executor: Executor
    if asked.dask is None:
        from sim.executors.local import local_executor

        executor = local_executor(workers)
    else:
        from sim.executors.dask_cluster import DaskCluster

        executor = DaskCluster(asked.dask)
    try:
        yield executor
    finally:
        executor.close()
