"""A Dask cluster on this machine."""

from __future__ import annotations

from typing import Any

from distributed import LocalCluster


def local_cluster(workers: int) -> Any:
    """Start worker processes and a scheduler, all on free ports of this machine."""
    return LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1",
        scheduler_port=0, dashboard_address="127.0.0.1:0",
    )  # fmt: skip
