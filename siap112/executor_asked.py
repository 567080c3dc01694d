"""The executor that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from siap112.asking import Asked
from sim.executors.executor import Executor


@contextmanager
def executor_asked(asked: Asked, workers: int, *, gives_way: bool = False) -> Iterator[Executor]:
    """Give the executor of the cluster that is asked for, or that of this machine.

    Parameters
    ----------
    asked : Asked
    workers : int
        Processes of this machine, where no cluster is asked for; 1 plays in this one.
    gives_way : bool
        Something is measured meanwhile: nothing is played in this process, which does not give
        way as workers do.

    Raises
    ------
    ClusterError
        If no cluster answers there.
    """
    executor: Executor
    if asked.dask is None:
        from sim.executors.local import local_executor

        # a piece of the SimPy model may take long, and be one of a few
        at_once = gives_way or asked.engine == "simpy"
        executor = local_executor(workers, here_s=0.0 if at_once else None)
    else:
        from sim.executors.dask_cluster import DaskCluster

        executor = DaskCluster(asked.dask)
    try:
        yield executor
    finally:
        executor.close()
