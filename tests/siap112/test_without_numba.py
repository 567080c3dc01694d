"""Where the compiler is missing or switched off, the reference plays, and the twin says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from results.run_folder import open_run
from tests.siap112.commands import siap112
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


SIMPY = ("--engine", "simpy", "--lang", "en")
QUICK = ("--speed", "14", "--gap", "1s", "--follow", "3s", "--lang", "en")


@pytest.fixture
def region(tmp_path: Path) -> str:
    return str(ready_region(tmp_path))


@pytest.mark.slow
@pytest.mark.usefixtures("no_numba")
def test_without_numba_the_twin_says_what_to_do(region: str, tmp_path: Path) -> None:
    for command in (("simulate", region), ("ready", region), ("compare", region, region)):
        said = siap112(*command, "--lang", "en", folder=tmp_path)
        assert said.code == 2, said.err
        assert "numba" in said.err
        assert "add --engine simpy" in said.err


@pytest.mark.slow
@pytest.mark.usefixtures("no_numba")
def test_without_numba_the_reference_simulates(region: str, tmp_path: Path) -> None:
    said = siap112("simulate", region, *SIMPY, "--json", "--out", "sim", folder=tmp_path)

    assert json.loads(said.out)["verdict"]["outcome"] == "inconclusive", said.err
    assert open_run(tmp_path / "sim").manifest.engine == "simpy"


@pytest.mark.slow
@pytest.mark.usefixtures("no_numba")
def test_without_numba_the_reference_compares(region: str, tmp_path: Path) -> None:
    said = siap112("compare", region, region, *SIMPY, folder=tmp_path)

    assert said.code == 0, said.err


@pytest.mark.slow
@pytest.mark.usefixtures("no_numba")
def test_without_numba_a_region_is_made_ready_by_the_reference(region: str, tmp_path: Path) -> None:
    said = siap112("ready", region, *SIMPY, *QUICK, "--ranges", "none", folder=tmp_path)

    assert said.code == 3, said.err


@pytest.mark.slow
@pytest.mark.usefixtures("no_numba")
def test_without_numba_a_load_test_needs_no_engine(region: str, tmp_path: Path) -> None:
    said = siap112("loadtest", region, *QUICK, "--calls", "10", folder=tmp_path)

    assert said.code == 3, said.err


def test_a_compiler_that_is_switched_off_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")

    said = siap112("simulate", str(ready_region(tmp_path)), "--lang", "en", folder=tmp_path)

    assert said.code == 2, said.err
    assert "NUMBA_DISABLE_JIT" in said.err
