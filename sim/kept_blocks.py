"""Blocks that an earlier process of the same run has left in its folder."""

from __future__ import annotations

import numpy as np

from results.block_files import path_of, read_block
from results.records import Records
from results.run_folder import RunFolder
from results.whole_file import RunFolderError


def kept_block(folder: RunFolder, replication: int) -> Records | None:
    """Return the records of a block that is there; None, and it is gone, if it is no good.

    A file that lost its end in a power cut, or that is of another replication, is played again.
    """
    try:
        records = read_block(folder.blocks, replication)
    except RunFolderError:
        path_of(folder.blocks, replication).unlink(missing_ok=True)
        return None
    for table in records.tables().values():
        if np.any(table["replication"] != replication):
            path_of(folder.blocks, replication).unlink(missing_ok=True)
            return None
    return records
