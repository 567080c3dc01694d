"""Which processes are there."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[3]


def runs(pid: int) -> bool:
    """Tell whether a process is there; one that has ended and was not waited for is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"


def is_awake(pid: int) -> bool:
    """Tell whether a process is there and not stopped."""
    if not runs(pid):
        return False
    stat = Path(f"/proc/{pid}/stat").read_text()
    return stat.rsplit(")", 1)[1].split()[0] != "T"


def gone(pids: Iterable[int], within_s: float = 20.0) -> None:
    """Wait until processes are gone.

    Raises
    ------
    AssertionError
        If one is there still.
    """
    left = list(pids)
    tick = threading.Event()
    for _ in range(int(within_s / 0.05)):
        left = [pid for pid in left if runs(pid)]
        if not left:
            return
        tick.wait(0.05)
    raise AssertionError(f"still there: {left}")


def descendants(pid: int) -> set[int]:
    """Return the processes that a process started, and those that they started."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue
            parents[int(entry.name)] = int(stat.rsplit(")", 1)[1].split()[1])
    found, new = set[int](), {pid}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - found
        found |= new
    return found
