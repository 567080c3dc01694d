"""Break the model one line at a time, and see that a test fails.

``python -m tests.mutation`` runs all of it, or the mutants whose step or file contains a word:
``python -m tests.mutation units``. It works on a temporary copy, and keeps the machine code of
broken twins there too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

from tests.mutants import MUTANTS
from tests.twin_mutants import BOTH, TWIN_MUTANTS

ROOT = Path(__file__).resolve().parents[1]
WORKERS = 2
COPIED = ("scenarios", "results", "sim", "tests", "pyproject.toml")


class Mutant(NamedTuple):
    """A line to break, and the tests that must see it."""

    step: str
    file: str
    old: str
    new: str
    tests: str


def mutants() -> list[Mutant]:
    """Return all mutants; those of the twin, which have to be compiled, come last."""
    of_twin = [Mutant("twin", *row, BOTH) for row in TWIN_MUTANTS]
    return [*(Mutant(*row) for row in MUTANTS), *of_twin]


def broken_text(mutant: Mutant, root: Path = ROOT) -> str:
    """Return the file's text with the line broken.

    Raises
    ------
    ValueError
        If the old text does not stand in the file exactly once.
    """
    text = (root / mutant.file).read_text()
    if text.count(mutant.old) != 1:
        raise ValueError(
            f"{mutant.file}: {mutant.old!r} stands there {text.count(mutant.old)} times; "
            "a mutant needs a text that stands there once: adapt tests/mutants.py"
        )
    return text.replace(mutant.old, mutant.new)


def survives(mutant: Mutant, copy: Path) -> bool:
    """Tell whether the tests still pass in `copy` with the line broken; mend it afterwards."""
    path = copy / mutant.file
    whole = path.read_text()
    path.write_text(broken_text(mutant, copy))
    try:
        return _tests_pass(mutant.tests.split(), copy)
    finally:
        path.write_text(whole)


def _tests_pass(tests: list[str], copy: Path) -> bool:
    shown_alone = "--hypothesis-profile=first-failure"
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", shown_alone]
    try:
        done = subprocess.run(
            [*command, *tests],
            cwd=copy,
            env={
                **os.environ,
                "PYTEST_ADDOPTS": "",  # of whoever runs this
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONPATH": str(copy),
                "XDG_CACHE_HOME": str(copy / "cache"),
            },
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False  # it plays for ever: seen
    if done.returncode < 0:
        return False  # broken machine code went astray: seen
    if done.returncode not in (0, 1):
        raise RuntimeError(f"pytest did not run: {done.stdout}{done.stderr}")
    return done.returncode == 0


def run(word: str = "", every: Sequence[Mutant] | None = None) -> list[Mutant]:
    """Break each line in turn, on both cores; return the mutants that no test saw."""
    wanted = [m for m in (mutants() if every is None else every) if word in f"{m.step} {m.file}"]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(WORKERS) as pool:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(WORKERS):
            copies.put(_copied(Path(folder) / str(number)))

        def in_a_copy(work: Callable[[Path], bool]) -> bool:
            copy = copies.get()
            try:
                return work(copy)
            finally:
                copies.put(copy)

        def whole(tests: str) -> bool:
            return in_a_copy(lambda copy: _tests_pass(tests.split(), copy))

        def tried(mutant: Mutant) -> bool:
            return in_a_copy(lambda copy: survives(mutant, copy))

        asked = sorted({m.tests for m in wanted})
        fail = [t for t, passed in zip(asked, pool.map(whole, asked), strict=True) if not passed]
        if fail:
            raise RuntimeError(f"nothing is broken yet, and these fail: {fail}; mend them first")
        survivors = []
        for mutant, survived in zip(wanted, pool.map(tried, wanted), strict=True):
            survivors += [mutant] if survived else []
            print(
                f"{'SURVIVES' if survived else 'seen'}  {mutant.step}: {mutant.file}: "
                f"{' '.join(mutant.old.split())[:60]} -> {' '.join(mutant.new.split())[:60]}",
                flush=True,
            )
    return survivors


def _copied(copy: Path) -> Path:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    return copy


if __name__ == "__main__":
    sys.exit(1 if run(*sys.argv[1:2]) else 0)
