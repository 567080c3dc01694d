"""A run folder is written by one process at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from results.whole_file import RunFolderError
from scenarios.text import gettext as _


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a run folder while it is written; the hold ends with the process, however that ends.

    Where the system cannot hold a folder (Windows, some network disks) nothing is held.

    Raises
    ------
    RunFolderError
        If another process holds it.
    """
    try:
        import fcntl

        opened = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = _(
                "{path}: is being written by another siap112 just now; wait for its end, or "
                "choose another folder with --out"
            )
            raise RunFolderError(message.format(path=folder)) from error
        except OSError:
            pass
        yield
    finally:
        os.close(opened)
