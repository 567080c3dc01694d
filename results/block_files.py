"""Blocks of replications while a run goes on: one whole file a block."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from results.columns import TABLES
from results.records import Records
from results.table import Table
from results.whole_file import RunFolderError, write_whole
from scenarios.text import gettext as _


def write_block(folder: Path, block: int, records: Records) -> None:
    """Write `NNNNNN.npz` with the tables of one block.

    Raises
    ------
    RunFolderError
        If the folder cannot be written.
    """
    arrays: dict[str, NDArray[Any]] = {}
    for name, table in records.tables().items():
        arrays.update({f"{name}.{column}": values for column, values in table.data.items()})
        arrays.update({f"{name}.{c}.labels": np.array(t, str) for c, t in table.labels.items()})
    write_whole(folder / f"{block:06d}.npz", partial(_fill, arrays=arrays))


def blocks_there(folder: Path) -> tuple[list[int], list[int]]:
    """Return the blocks of the complete prefix, and those behind a gap.

    Workers finish out of order; evidence is a complete prefix in the order of the blocks.
    """
    found = sorted(int(p.stem) for p in folder.glob("*.npz") if re.fullmatch(r"\d{6}\.npz", p.name))
    prefix = [block for i, block in enumerate(found) if block == i]
    return prefix, found[len(prefix) :]


def read_block(folder: Path, block: int) -> Records:
    """Read one block back.

    Raises
    ------
    RunFolderError
        If it is not there or not a block.
    """
    path = folder / f"{block:06d}.npz"
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return Records(**{name: _table(name, arrays) for name in TABLES})
    except (OSError, ValueError, KeyError) as error:
        message = _("{path}: is not a block of a run ({error}); delete it, or run again")
        raise RunFolderError(message.format(path=path, error=error)) from error


def _fill(path: Path, arrays: dict[str, NDArray[Any]]) -> None:
    with path.open("wb") as file:  # given a name, numpy would add its own ending
        np.savez(file, allow_pickle=False, **arrays)


def _table(name: str, arrays: Any) -> Table:
    data = {c.name: arrays[f"{name}.{c.name}"] for c in TABLES[name]}
    labels = {
        c.name: tuple(str(text) for text in arrays[f"{name}.{c.name}.labels"])
        for c in TABLES[name]
        if c.kind == "label"
    }
    return Table(name, data, labels)
