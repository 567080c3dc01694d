"""Starting worker processes so that a Ctrl-C neither reaches them nor breaks their start off."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import Any


@contextmanager
def ctrl_c_waits() -> Iterator[None]:
    """Hold a Ctrl-C back until the end of the block, for this process and those it starts.

    A start that is broken off half way leaves a process that nobody knows of and nobody waits
    for; it finds what it should have worked with gone, and says so with a traceback. And a
    terminal sends a Ctrl-C to all, also to a worker that has not come to ignoring it. So those
    started in here are born with the signal blocked, and whatever they start in turn.

    Raises
    ------
    KeyboardInterrupt
        At the end of the block, if Ctrl-C was pressed meanwhile.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # Python tells the main thread of a Ctrl-C, and lets no other say what to do then
        return
    pressed: list[int] = []  # a handler may be interrupted by itself: nothing with a lock
    before = signal.signal(signal.SIGINT, lambda number, _frame: pressed.append(number))
    mask = _block()
    try:
        yield
    finally:
        if mask is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, before)
        if pressed:
            signal.raise_signal(signal.SIGINT)


def _block() -> set[Any] | None:
    """Block Ctrl-C, and return what was blocked before; None where signals cannot be blocked."""
    if not hasattr(signal, "pthread_sigmask"):
        return None
    # Python's own helper for what processes share: starting it later would unblock the signal
    resource_tracker.ensure_running()
    return signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
