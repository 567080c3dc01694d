"""Compile the twin once, and keep it: a folder of machine code for each version of the engine."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scenarios.text import gettext as _
from sim.twin.seal import discard, is_sealed, seal

SOURCES = ("sim/twin", "sim/rank.py", "sim/played.py", "scenarios/travel.py", "scenarios/ticks.py")
"""All that the machine code is made of, from the project's root."""
PACKAGES = ("numba", "llvmlite", "numpy")


class TwinUnavailable(Exception):  # noqa: N818 - what it says is the machine's state
    """The compiler is not there or does not work."""

    is_bad_input = True


@cache
def compiled_loop() -> Callable[..., None]:
    """Return the event loop, compiled now or taken from the cache."""
    from numba import config

    settings: Any = config
    if settings.DISABLE_JIT:
        raise ImportError("NUMBA_DISABLE_JIT")

    from sim.twin.jit import OPTIONS, compiled
    from sim.twin.loop import play
    from sim.twin.nothing import nothing

    options = {**OPTIONS, "no_cpython_wrapper": False}
    folder = cache_folder()
    if folder is None:
        loop = compiled(play, **options)
        loop(*nothing())
        return loop
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(folder)  # read when a function is made known, not later
    try:
        loop = compiled(play, cache=True, **options)
    finally:
        settings.CACHE_DIR = before
    dispatcher: Any = loop
    kept = Path(dispatcher.stats.cache_path)
    with suppress(OSError):
        if not is_sealed(kept):
            discard(kept)
    try:
        loop(*nothing())
    except OSError:  # compiled, and the disk is full: it works all the same
        loop(*nothing())
    with suppress(OSError):
        if not is_sealed(kept):
            seal(kept)
    return loop


def is_compiled() -> bool:
    """Tell whether the machine code is there already.

    Raises
    ------
    TwinUnavailable
        If the compiler is not installed.
    """
    with _compiler_needed():
        folder = cache_folder()
    return folder is not None and any(is_sealed(code.parent) for code in folder.rglob("*.nbc"))


def compile_now() -> None:
    """Compile, or load what is compiled, without playing anything.

    A cold compile takes some seconds; all later runs of this version load it.

    Raises
    ------
    TwinUnavailable
        If it cannot be compiled here.
    """
    with _compiler_needed():
        compiled_loop()


@contextmanager
def _compiler_needed() -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise TwinUnavailable(
            _(
                "The compiled simulation cannot be used here: {why}. Install siap112 anew, or add "
                "--engine simpy: the same results, more slowly."
            ).format(why=error)
        ) from error


@cache
def cache_folder() -> Path | None:
    """Return the folder of this version's machine code; None where nothing can be written.

    It is named by a hash of all sources and versions that the code is made of, so that no
    change can meet code that was made before it; and by where the sources lie, since the
    compiler loads nothing that was made of the same sources in another place.
    """
    place = hashlib.sha256(str(_root()).encode()).hexdigest()[:8]
    name = f"twin-{engine_hash()}-{place}"
    for parent in _parents():
        folder = parent / name
        try:
            parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(exist_ok=True)
            if not (_is_mine(parent) and _is_mine(folder)):
                continue  # machine code of somebody else's making is not run
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return None


def engine_hash() -> str:
    """Return what tells this version of the engine from all others."""
    root = _root()
    made_of = hashlib.sha256(sys.version.encode())
    for name in PACKAGES:
        made_of.update(f"{name} {version(name)}\n".encode())
    for source in SOURCES:
        path = root / source
        for file in sorted(path.glob("*.py")) if path.is_dir() else [path]:
            made_of.update(file.read_bytes())
    return made_of.hexdigest()[:16]


def _root() -> Path:
    """Return the folder in which the rooms lie."""
    return Path(__file__).resolve().parents[2]


def _is_mine(folder: Path) -> bool:
    return not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()


def _parents() -> list[Path]:
    """Return where caches go on this system, then a folder for what is temporary."""
    if sys.platform == "win32":
        usual = Path(os.environ.get("LOCALAPPDATA", ""))
    else:
        usual = Path(os.environ.get("XDG_CACHE_HOME", "") or "~/.cache")
    owner = getattr(os, "getuid", lambda: 0)()
    try:
        usual = usual.expanduser()
    except RuntimeError:  # no home
        usual = Path()
    found = [usual / "siap112"] if usual.is_absolute() else []
    return [*found, Path(tempfile.gettempdir()) / f"siap112-{owner}"]
