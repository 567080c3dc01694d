"""How much memory this machine has."""

from __future__ import annotations

import os
from pathlib import Path

UNKNOWN = 4e9
"""Bytes taken for a machine that does not tell."""
_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


def machine_bytes() -> float:
    """Return the bytes of memory that this process can have: the machine's, or its container's."""
    try:
        found = float(os.sysconf("SC_PHYS_PAGES")) * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        found = UNKNOWN
    if found <= 0:
        found = UNKNOWN
    return min([found, *_limits()])


def _limits() -> list[float]:
    """Return what a container is limited to, where one is."""
    limits = []
    for path in _LIMITS:
        try:
            text = path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            continue
        if text.isdigit() and int(text) > 0:
            limits.append(float(text))
    return limits
