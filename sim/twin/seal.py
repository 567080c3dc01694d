"""Whether kept machine code is whole: a half-written or spoilt file must never be run."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

SEAL = "sealed"
KEPT = ("*.nbi", "*.nbc")
"""Numba's index and code."""


def seal(folder: Path) -> None:
    """Write down what the code in a folder is, so that it can be told whether it is whole."""
    draft = folder / f"{SEAL}.{os.getpid()}"
    draft.write_text(_contents(folder))
    draft.replace(folder / SEAL)


def is_sealed(folder: Path) -> bool:
    """Tell whether a folder's code is what was sealed."""
    try:
        return (folder / SEAL).read_text() == _contents(folder)
    except (OSError, UnicodeDecodeError):
        return False


def discard(folder: Path) -> None:
    """Take away what a folder holds of code, so that it is compiled anew."""
    for file in _files(folder):
        file.unlink(missing_ok=True)


def _files(folder: Path) -> list[Path]:
    return sorted(file for pattern in KEPT for file in folder.glob(pattern))


def _contents(folder: Path) -> str:
    return "".join(
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in _files(folder)
    )
