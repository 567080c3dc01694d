"""Where worker processes come from: forked from a server that has imported all they need.

A worker that starts from nothing imports for seconds before its first piece. The server does
nothing but import and fork, so that its children inherit no threads and no sockets of the
process that works; it ends with that process.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from pathlib import Path

from sim.twin.compiled import compiled_loop

MODULES = ["sim.executors.worker_modules"]
WITH_TWIN = [*MODULES, "sim.executors.worker_twin"]


def worker_context() -> BaseContext:
    """Return how worker processes are started; the server runs from here on, where there is one.

    There is one on Linux. Elsewhere libraries of the system do not survive a fork.
    """
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    # what this process has not compiled, the server would compile instead of forking
    context.set_forkserver_preload(WITH_TWIN if compiled_loop.cache_info().currsize else MODULES)
    with _modules_from_where_ours_are():
        forkserver.ensure_running()
    return context


@contextmanager
def _modules_from_where_ours_are() -> Iterator[None]:
    """Let a Python that is started look for modules where this one does.

    By itself it would look in the working folder first, where somebody's own `sim` may lie.
    """
    ours = os.pathsep.join(str(Path(folder).absolute()) for folder in sys.path)
    before = {name: os.environ.get(name) for name in ("PYTHONPATH", "PYTHONSAFEPATH")}
    os.environ.update(PYTHONPATH=ours, PYTHONSAFEPATH="1")
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
