"""What tells this version of the model from all others."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import numpy as np

MADE_OF = (
    "scenarios/**/*.py",
    "scenarios/data/*.csv",
    "sim/*.py",
    "sim/twin/*.py",
    "results/columns.py",
    "results/plan_groups.py",
    "results/staffing_rows.py",
    "results/table.py",
)
"""All on which the tables of a replication rest, besides its scenario: drawing, playing, rows."""


@cache
def model_hash() -> str:
    """Return a hash of the sources that make the tables of a replication, and of numpy's version.

    Numpy draws the random numbers; its streams may change with its version. Numba's version is
    no part: what the twin returns is what the SimPy model returns, whatever compiled it.
    """
    root = Path(__file__).resolve().parents[1]
    made_of = hashlib.sha256(f"numpy {np.__version__}\n".encode())
    for pattern in MADE_OF:
        for file in sorted(root.glob(pattern)):
            made_of.update(f"{file.relative_to(root).as_posix()}\n".encode())
            made_of.update(file.read_bytes())
    return made_of.hexdigest()[:16]
