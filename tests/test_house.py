"""The house: who may import whom, what modules are called, what importing costs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_USE = {
    "scenarios": {"scenarios"},
    "results": {"results", "scenarios"},
    "sim": {"sim", "results", "scenarios"},
    "loadtest": {"loadtest", "results", "scenarios"},
    "siap112": {"siap112", "loadtest", "sim", "results", "scenarios"},
}
"""The import table of docs/architecture.md ("Rooms")."""
MODULES = sorted(path for room in MAY_USE for path in (ROOT / room).rglob("*.py"))
TREES = {path: ast.parse(path.read_text("utf-8")) for path in MODULES}
LONGEST = 400
DYNAMIC = {"loadtest/deployment/child.py": "runs the module of its own room that it is told"}
HIDING = {"scenarios/trace": "the field's word; no folder of scenarios/ is put first on the path"}
"""Exceptions, each with its reason."""
HEAVY = {"numpy", "scipy", "matplotlib", "locust", "gevent", "duckdb", "simpy", "fastapi", "babel"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def is_module(name: str) -> bool:
    """Tell whether a text is the dotted name of a module of ours, as after ``python -m``."""
    if not re.fullmatch(rf"(?:{'|'.join(MAY_USE)})(?:\.[a-z_]\w*)+", name):
        return False
    place = ROOT.joinpath(*name.split("."))
    return place.is_dir() or place.with_suffix(".py").is_file()


def imports(tree: ast.AST) -> Iterator[tuple[int, str, int]]:
    """Yield (line, module, level) of every import, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, 0) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or "", node.level


def dodges(tree: ast.AST) -> Iterator[str]:
    """Yield what imports a module by a name that is made at run time."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in ("__import__", "exec", "eval"):
            yield f"{node.lineno}: {node.id}"
    for line, module, _ in imports(tree):
        if module.partition(".")[0] in ("importlib", "runpy", "pkgutil", "imp") and module not in (
            "importlib.metadata",
            "importlib.resources",
        ):
            yield f"{line}: {module}"


@pytest.mark.parametrize("part", ["driver", "sip"])
def test_what_plays_imports_nothing_of_the_deployment_that_it_plays_against(part: str) -> None:
    found = {
        module
        for path, tree in TREES.items()
        if name_of(path).startswith(f"loadtest/{part}/")
        for _, module, _ in imports(tree)
        if (module + ".").startswith("loadtest.deployment.")
    }

    assert found == set()


def test_a_room_uses_only_the_rooms_that_it_may() -> None:
    wrong = [
        f"{name_of(path)}:{line}: {module}"
        for path, tree in TREES.items()
        for line, module, _ in imports(tree)
        if (used := module.partition(".")[0]) in {*MAY_USE, "tests", "benchmarks"}
        and used not in MAY_USE[room_of(path)]
    ]

    assert wrong == []


def test_no_text_names_a_module_of_a_room_that_may_not_be_used() -> None:
    wrong = [
        f"{name_of(path)}:{node.lineno}: {node.value}"
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and is_module(node.value)
        and node.value.partition(".")[0] not in MAY_USE[room_of(path)]
    ]

    assert wrong == []


def test_the_import_path_is_the_file_path() -> None:
    relative = [
        f"{name_of(path)}:{line}"
        for path, tree in TREES.items()
        for line, _, level in imports(tree)
        if level
    ]
    dynamic = {name_of(path): found for path, tree in TREES.items() if (found := [*dodges(tree)])}

    assert relative == []
    assert dynamic.keys() == DYNAMIC.keys(), dynamic


def test_no_module_bears_the_name_of_a_standard_one() -> None:
    found = [path.parent if path.name == "__init__.py" else path for path in MODULES]
    hiding = {name_of(m) for m in found if m.stem in sys.stdlib_module_names}

    assert {name for name in hiding if not name.endswith("__main__.py")} == HIDING.keys()


@pytest.mark.parametrize("top", [*MAY_USE, "tests"])
def test_every_folder_with_code_is_a_package(top: str) -> None:
    folders = {path.parent for path in (ROOT / top).rglob("*.py")}

    assert [name_of(f) for f in sorted(folders) if not (f / "__init__.py").is_file()] == []


@pytest.mark.parametrize("room", MAY_USE)
def test_a_room_says_what_it_is_for(room: str) -> None:
    said = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text("utf-8")))

    assert said


def test_files_are_short() -> None:
    lines = {
        name_of(path): len(path.read_text("utf-8").splitlines())
        for top in (*MAY_USE, "tests", "benchmarks", "docs")
        for path in (ROOT / top).rglob("*.py")
    }

    assert {name: n for name, n in lines.items() if n > LONGEST} == {}


@pytest.mark.parametrize("arguments", [["--help"], ["ready", "--help"], ["deployment", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from siap112.main import run\n"
        f"run(['--lang', 'en', *{arguments!r}])\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert "Usage: siap112" in done.stdout
    assert HEAVY & set(done.stderr.split()) == set()


def test_importing_the_door_says_nothing_and_starts_nothing() -> None:
    names = [name_of(p).removesuffix(".py").replace("/", ".") for p in MODULES]
    door = [
        n for n in names if n.partition(".")[0] in ("siap112", "results") and "__main__" not in n
    ]
    code = (
        "import importlib, sys, threading\n"
        f"for name in {door!r}: importlib.import_module(name.removesuffix('.__init__'))\n"
        "assert threading.active_count() == 1\n"
        "assert not {'locust', 'gevent', 'duckdb', 'matplotlib', 'scipy'} & sys.modules.keys()"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_no_file_knows_a_machine_or_a_package_registry() -> None:
    machine = "|".join(("work", "opt", "root", "home/[a-z]+"))
    registry = "|".join(("py" + "pi", "python" + "hosted", "deb" + "ian[.]org", "npm" + "js"))
    pattern = re.compile(rf"(?<![\w.<$}}/-])/(?:{machine})/|(?:{registry})", re.IGNORECASE)

    found = [
        f"{name_of(path)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if pattern.search(line)
    ]

    assert found == []


def tracked() -> list[Path]:
    """Return the files of the project; without git (an unpacked archive) all that is there."""
    try:
        listed = subprocess.run(
            ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        tops = (*MAY_USE, "tests", "benchmarks", "docs")
        return [p for top in tops for p in (ROOT / top).rglob("*") if p.is_file()]
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""
