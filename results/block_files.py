"""Blocks of replications while a run goes on: one whole file a block."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from results.columns import TABLES
from results.records import Records
from results.table import Table
from results.whole_file import RunFolderError, write_whole
from scenarios.text import gettext as _


def packed(records: Records) -> bytes:
    """Return what a block file holds."""
    arrays: dict[str, NDArray[Any]] = {}
    for name, table in records.tables().items():
        arrays.update({f"{name}.{column}": values for column, values in table.data.items()})
        arrays.update({f"{name}.{c}.labels": np.array(t, str) for c, t in table.labels.items()})
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()


def write_block(folder: Path, block: int, content: bytes) -> None:
    """Write `NNNNNN.npz`, whole, with what `packed` made of the records of one block.

    Raises
    ------
    RunFolderError
        If the folder cannot be written.
    """
    write_whole(path_of(folder, block), lambda aside: _fill(aside, content))


def path_of(folder: Path, block: int) -> Path:
    """Return the file of a block."""
    return folder / f"{block:06d}.npz"


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
    path = path_of(folder, block)
    try:
        # given a name, numpy leaves the file open if it cannot read it
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return Records(**{name: _table(name, arrays) for name in TABLES})
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
        message = _("{path}: is not a block of a run ({error}); delete it, or run again")
        raise RunFolderError(message.format(path=path, error=error)) from error


def _fill(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _table(name: str, arrays: Any) -> Table:
    data = {c.name: arrays[f"{name}.{c.name}"] for c in TABLES[name]}
    labels = {
        c.name: tuple(str(text) for text in arrays[f"{name}.{c.name}.labels"])
        for c in TABLES[name]
        if c.kind == "label"
    }
    return Table(name, data, labels)
