"""Files that are there whole or not at all: written aside, then renamed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from results.json_text import json_text

ASIDE = ".part"
"""End of the name of a file that is still being written; readers pass it over."""


class RunFolderError(Exception):
    """A run folder that cannot be written or read; says where, what was found, what to do."""


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a file beside `path`, then give it its name.

    Parameters
    ----------
    path : Path
    write : function
        Takes the path to fill.

    Raises
    ------
    RunFolderError
        If it cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            raise RunFolderError(no_file(path))
    except OSError as error:
        raise RunFolderError(cannot_write(path, error)) from error
    aside = path.with_name(f"{path.name}.{os.getpid()}{ASIDE}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(aside)
        aside.replace(path)
    except OSError as error:
        raise RunFolderError(cannot_write(path, error)) from error
    finally:
        with suppress(OSError):  # where nothing may be written nothing is left behind
            aside.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole."""
    write_whole(path, lambda aside: _fill(aside, text))


def write_json(path: Path, data: Any) -> None:
    """Write plain data as JSON, whole; dates and times, which TOML has, as ISO 8601 text."""
    write_text(path, json_text(data) + "\n")


def read_json(path: Path) -> Any:
    """Read a JSON file.

    Raises
    ------
    RunFolderError
        If it is not there or not JSON.
    """
    from scenarios.text import gettext as _

    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = _("{path}: cannot be read ({error}); give the folder of a run")
        raise RunFolderError(message.format(path=path, error=error.strerror)) from error
    except ValueError as error:
        message = _("{path}: is not JSON ({error}); the file was changed or cut, run again")
        raise RunFolderError(message.format(path=path, error=error)) from error


def holds_run(path: Path) -> bool:
    """Tell whether a folder holds a run.

    Raises
    ------
    RunFolderError
        If one may not look into it.
    """
    try:
        return (path / "manifest.json").is_file()
    except OSError as error:
        raise RunFolderError(cannot_look(path, error)) from error


def cannot_look(path: Path, error: OSError) -> str:
    """Return the message for a folder that one may not look into."""
    from scenarios.text import gettext as _

    message = _("{path}: cannot be looked into ({error}); choose another folder")
    return message.format(path=path, error=error.strerror or error)


def no_file(path: Path) -> str:
    """Return the message for what is there and cannot be replaced by a file."""
    from scenarios.text import gettext as _

    message = _("{path}: is a folder or a device, not a file; give another file with --out")
    return message.format(path=path)


def cannot_write(path: Path, error: OSError) -> str:
    """Return the message for a path that cannot be written."""
    from scenarios.text import gettext as _

    message = _("{path}: cannot be written ({error}); choose another folder with --out")
    return message.format(path=path, error=error.strerror or error)


def _fill(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
