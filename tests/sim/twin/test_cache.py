"""The machine code is kept in a folder of its engine's own, and is run only if it is whole."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.twin import compiled
from sim.twin.compiled import PACKAGES, SOURCES, cache_folder, engine_hash
from sim.twin.seal import discard, is_sealed, seal

ROOT = Path(__file__).resolve().parents[3]

LOADED = """\
import json, sys, tempfile
tempfile.tempdir = sys.argv[1]
from sim.twin.compiled import cache_folder, compiled_loop, is_compiled

before = is_compiled()
loop = compiled_loop()
folder = cache_folder()
print(json.dumps({
    "before": before,
    "after": is_compiled(),
    "folder": folder and str(folder),
    "hits": sum(loop.stats.cache_hits.values()),
    "misses": sum(loop.stats.cache_misses.values()),
    "signatures": len(loop.signatures),
}))
"""

SHORT_LOOP = """\
import sim.twin.loop
from tests.sim.twin.short_loop import play

sim.twin.loop.play = play
"""
"""Goes before: the whole loop takes most of a minute of a test's time, and is kept alike."""


def compile_elsewhere(
    cache: Path, temporary: Path | None = None, root: Path = ROOT, before: str = ""
) -> dict:
    """Make the twin ready in a process of its own; return what it says of its cache."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", before + LOADED, str(temporary or cache)],
        cwd=root,
        env={
            **os.environ,
            "XDG_CACHE_HOME": str(cache),
            "PYTHONPATH": str(root),
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def warm(tmp_path_factory) -> Path:
    """Return a cache with the machine code in it; that of this process, if it is whole."""
    compiled.compile_now()
    mine, cache = cache_folder(), tmp_path_factory.mktemp("warm")
    if mine is not None and compiled.is_compiled():
        shutil.copytree(mine, cache / "siap112" / mine.name)
    else:
        compile_elsewhere(cache)
    return cache


@pytest.fixture
def copy(warm, tmp_path) -> Path:
    """Return a cache of the test's own, to be spoilt."""
    return Path(shutil.copytree(warm, tmp_path / "cache"))


# What the folder's name is made of


def project_modules(module: Path) -> set[Path]:
    """Return the project's modules that a module imports, by path."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            path = ROOT.joinpath(*name.split("."))
            found |= {p for p in (path.with_suffix(".py"), path / "__init__.py") if p.is_file()}
    return found


def test_the_sources_are_all_modules_that_the_event_loop_is_made_of():
    listed = {
        file
        for source in SOURCES
        for file in ((ROOT / source).rglob("*.py") if (ROOT / source).is_dir() else [ROOT / source])
    }
    reached, ahead = set(), {ROOT / "sim/twin/loop.py"}
    while ahead:
        module = ahead.pop()
        reached.add(module)
        ahead |= project_modules(module) - reached
    only_words = {
        module
        for module in reached
        if all(isinstance(part, ast.Expr) for part in ast.parse(module.read_text()).body)
    }
    assert reached - only_words <= listed
    assert {ROOT / "scenarios/travel.py", ROOT / "sim/rank.py"} <= reached


def copied_sources(folder: Path) -> list[Path]:
    for source in SOURCES:
        target = folder / source
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / source, target)
    return sorted(folder.rglob("*.py"))


def test_any_byte_of_any_source_changes_the_folder(tmp_path, monkeypatch):
    files = copied_sources(tmp_path)
    monkeypatch.setattr(compiled, "__file__", str(tmp_path / "sim/twin/compiled.py"))
    usual = engine_hash()
    seen = {usual}
    for file in files:
        whole = file.read_bytes()
        file.write_bytes(whole[:-1] + b" ")
        seen.add(engine_hash())
        file.write_bytes(whole)

    assert len(files) > 10
    assert len(seen) == 1 + len(files)
    assert engine_hash() == usual


def test_a_version_of_what_compiles_changes_the_folder(monkeypatch):
    usual = engine_hash()
    for package in PACKAGES:
        with monkeypatch.context() as patch:
            patch.setattr(
                compiled, "version", lambda name, p=package: "0" if name == p else "as it is"
            )
            seen = engine_hash()
            patch.setattr(compiled, "version", lambda name: "as it is")
            assert seen != engine_hash(), package
    with monkeypatch.context() as patch:
        patch.setattr(compiled.sys, "version", "another")
        assert engine_hash() != usual


# Where it is


@pytest.fixture
def asked_anew(monkeypatch):
    """Let the folder be looked for again, here and after the test."""
    cache_folder.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    cache_folder.cache_clear()


def test_the_folder_is_the_users_else_a_temporary_one_else_none(asked_anew, tmp_path):
    no_folder = tmp_path / "file"
    no_folder.write_text("")
    for usual, temporary, expected in [
        (tmp_path / "usual", tmp_path, tmp_path / "usual/siap112"),
        (no_folder, tmp_path, tmp_path / f"siap112-{os.getuid()}"),
        (no_folder, no_folder, None),
    ]:
        asked_anew.setenv("XDG_CACHE_HOME", str(usual))
        asked_anew.setattr(compiled.tempfile, "tempdir", str(temporary))
        cache_folder.cache_clear()
        found = cache_folder()
        assert (found and found.parent) == expected


def test_the_same_engine_in_another_place_has_a_folder_of_its_own(asked_anew, tmp_path):
    """What another checkout compiled is not loaded here, so it must not count as compiled."""
    asked_anew.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    here = cache_folder()
    copied_sources(tmp_path / "elsewhere")
    asked_anew.setattr(compiled, "__file__", str(tmp_path / "elsewhere/sim/twin/compiled.py"))
    usual = engine_hash()
    cache_folder.cache_clear()
    there = cache_folder()

    assert here is not None and there is not None and here != there
    assert f"twin-{usual}-" in here.name and f"twin-{usual}-" in there.name
    asked_anew.undo()
    assert engine_hash() == usual


def test_a_folder_of_somebody_elses_making_is_not_used(asked_anew, tmp_path):
    asked_anew.setenv("XDG_CACHE_HOME", str(tmp_path))
    asked_anew.setattr(compiled.tempfile, "tempdir", str(tmp_path))
    mine = os.getuid()
    asked_anew.setattr(compiled.os, "getuid", lambda: mine + 1)

    assert cache_folder() is None


# Whether it is whole


def test_code_is_sealed_until_a_byte_of_it_changes(tmp_path):
    code, index = tmp_path / "loop.1.nbc", tmp_path / "loop.nbi"
    code.write_bytes(b"code")
    index.write_bytes(b"index")
    assert not is_sealed(tmp_path)

    seal(tmp_path)
    assert is_sealed(tmp_path)
    for file in (code, index):
        whole = file.read_bytes()
        file.write_bytes(whole[:-1])
        assert not is_sealed(tmp_path)
        file.write_bytes(whole)
    assert is_sealed(tmp_path)
    (tmp_path / "loop.2.nbc").write_bytes(b"more")
    assert not is_sealed(tmp_path)

    discard(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["sealed"]
    assert not is_sealed(tmp_path)


def test_another_process_loads_what_is_compiled(copy):
    said = compile_elsewhere(copy)

    assert said["before"]
    assert (said["hits"], said["misses"], said["signatures"]) == (1, 0, 1)


@pytest.fixture(scope="module")
def short(tmp_path_factory) -> Path:
    """Return a cache with the code of the short loop in it."""
    cache = tmp_path_factory.mktemp("short")
    said = compile_elsewhere(cache, before=SHORT_LOOP)
    assert (said["before"], said["after"], said["misses"]) == (False, True, 1)
    return cache


@pytest.mark.parametrize(
    ("file", "spoil"),
    [
        ("*.nbc", lambda whole: whole[: len(whole) // 2]),
        ("*.nbc", lambda whole: whole[:-500] + bytes(500)),
        ("*.nbi", lambda whole: b""),
        ("sealed", lambda whole: whole[:10]),
    ],
    ids=["code cut", "code overwritten", "index emptied", "seal cut"],
)
def test_spoilt_code_is_compiled_anew(short, tmp_path, file, spoil):
    cache = Path(shutil.copytree(short, tmp_path / "cache"))
    (path,) = cache.rglob(file)
    path.write_bytes(spoil(path.read_bytes()))
    said = compile_elsewhere(cache, before=SHORT_LOOP)
    assert not said["before"]
    assert said["after"]
    assert (said["hits"], said["misses"]) == (0, 1)

    again = compile_elsewhere(cache, before=SHORT_LOOP)
    assert (again["hits"], again["misses"]) == (1, 0)


@pytest.mark.slow
def test_a_machine_without_a_writable_cache_works(tmp_path):
    no_folder = tmp_path / "file"
    no_folder.write_text("")
    said = compile_elsewhere(no_folder, no_folder)

    assert said["folder"] is None
    assert (said["hits"], said["after"], said["signatures"]) == (0, False, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.slow
def test_a_changed_engine_meets_no_code_of_the_old_one(copy, tmp_path):
    root = tmp_path / "root"
    for room in ("scenarios", "results", "sim"):
        shutil.copytree(ROOT / room, root / room, ignore=shutil.ignore_patterns("__pycache__"))
    rank = root / "sim/rank.py"
    rank.write_text(rank.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    said = compile_elsewhere(copy, root=root)

    assert not said["before"]
    assert (said["hits"], said["misses"]) == (0, 1)
    engines = {folder.name.split("-")[1] for folder in (copy / "siap112").iterdir()}
    assert len(engines) == 2
