"""Where the compiler is missing or switched off, the reference plays, and the twin says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from results.run_folder import open_run
from tests.siap112.commands import Said, siap112
from tests.siap112.ready_region import ready_region

NO_NUMBA = """\
import importlib.abc, importlib.metadata, sys

MISSING = ("numba", "llvmlite")
usual_version = importlib.metadata.version


class Nothing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in MISSING:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def version(name):
    if name in MISSING:
        raise importlib.metadata.PackageNotFoundError(name)
    return usual_version(name)


sys.meta_path.insert(0, Nothing())
importlib.metadata.version = version
"""


@pytest.fixture
def no_numba(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let no process find the compiler, nor that it was installed."""
    folder = tmp_path / "startup"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(NO_NUMBA)
    monkeypatch.setenv("PYTHONPATH", str(folder))


def played(said: Said, *, code: int = 3) -> None:
    assert said.code == code, said.err


@pytest.mark.slow
@pytest.mark.usefixtures("no_numba")
def test_without_numba_the_reference_does_all_and_the_twin_says_what_to_do(tmp_path: Path) -> None:
    region = str(ready_region(tmp_path))
    simpy = ("--engine", "simpy", "--lang", "en")
    quick = ("--speed", "14", "--gap", "1s", "--follow", "3s", "--lang", "en")

    for command in (("simulate", region), ("ready", region), ("compare", region, region)):
        said = siap112(*command, "--lang", "en", folder=tmp_path)
        assert said.code == 2, said.err
        assert "numba" in said.err
        assert "add --engine simpy" in said.err

    said = siap112("simulate", region, *simpy, "--json", "--out", "sim", folder=tmp_path)
    assert json.loads(said.out)["verdict"]["outcome"] == "inconclusive", said.err
    assert open_run(tmp_path / "sim").manifest.engine == "simpy"
    played(siap112("compare", region, region, *simpy, folder=tmp_path), code=0)
    played(siap112("ready", region, *simpy, *quick, "--ranges", "none", folder=tmp_path))
    played(siap112("loadtest", region, *quick, "--calls", "10", folder=tmp_path))


def test_a_compiler_that_is_switched_off_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")

    said = siap112("simulate", str(ready_region(tmp_path)), "--lang", "en", folder=tmp_path)

    assert said.code == 2, said.err
    assert "NUMBA_DISABLE_JIT" in said.err
