"""Work in processes beside this one, on this machine."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from typing import Any, TypeVar

from scenarios.text import current_language, set_language
from sim.executors.fork_server import worker_context
from sim.executors.unbroken_start import ctrl_c_waits

Result = TypeVar("Result")


class Processes:
    """An executor of worker processes.

    They give way to other programs, for a load test that runs beside them is measured and they
    are not. They leave Ctrl-C to the process that started them, and end when it is killed.

    Parameters
    ----------
    workers : int
    """

    shares_disk = True

    def __init__(self, workers: int) -> None:
        self.at_once = workers + 1  # one waits, so that no worker does
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._started: set[Any] = set()
        self._open: set[Future[Any]] = set()

    def submit(self, work: Callable[..., Result], *given: Any) -> Future[Result]:
        """Hand out a piece; workers are started as the pieces come."""
        with ctrl_c_waits():
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    self._workers,
                    mp_context=worker_context(),
                    initializer=_begin_worker,
                    initargs=(current_language(),),
                )
            others = set(multiprocessing.active_children())
            future = self._pool.submit(work, *given)
            self._started |= set(multiprocessing.active_children()) - others
            self._open.add(future)
            future.add_done_callback(self._open.discard)
            return future

    def check(self) -> None:
        """Say nothing: a worker that dies breaks the pool, and the futures say so."""

    def settle(self) -> None:
        """Drop what was not begun, and wait for what was; the workers stay."""
        begun = [future for future in list(self._open) if not future.cancel()]
        wait(begun)

    def close(self) -> None:
        """Settle, and end the workers.

        A Ctrl-C meanwhile ends them at once. The pool itself would be left waiting for them.
        """
        if self._pool is None:
            return
        try:
            self._pool.shutdown(wait=True, cancel_futures=True)
        except BaseException:
            for worker in self._started:
                worker.terminate()
            raise
        finally:
            self._pool = None
            self._started = set()


def _begin_worker(language: str) -> None:
    import os
    import signal
    import threading

    set_language(language)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it could not be blocked from the start
    if hasattr(os, "nice"):
        os.nice(5)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker when the process that started it is killed: nobody waits for its work."""
    import os

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
