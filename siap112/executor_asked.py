"""The executor that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from siap112.asking import Asked
from sim.executors.executor import Executor


@contextmanager
def executor_asked(asked: Asked) -> Iterator[Executor | None]:
    """Give the executor of the cluster that is asked for; None for processes of this machine.

    Raises
    ------
    ClusterError
        If no cluster answers there.
    """
    if asked.dask is None:
        yield None
        return
    from sim.executors.dask_cluster import DaskCluster

    cluster = DaskCluster(asked.dask)
    try:
        yield cluster
    finally:
        cluster.close()
