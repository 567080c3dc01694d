"""The wheel: it holds the five rooms and their data, and works from anywhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from tests.test_house import MAY_USE, ROOT, tracked

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy, for building leaves folders behind."""
    source = tmp_path_factory.mktemp("source")
    for path in tracked():
        copy = source / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    out = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--wheel-dir", str(out), str(source))
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install it into an environment that finds its dependencies in ours."""
    home = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    python = home / "bin" / "python"
    pip("install", "--no-index", "--no-deps", str(wheel), python=python)
    place = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    ours = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(place, "dependencies.pth").write_text("\n".join(sorted(ours)) + "\n")
    return home


def pip(*arguments: str, python: Path | str = sys.executable) -> None:
    done = subprocess.run(
        [str(python), "-m", "pip", "-q", "--disable-pip-version-check", *arguments],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def siap112(home: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(home / "bin" / "siap112"), *arguments],
        cwd=folder,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_it_holds_the_rooms_and_nothing_else(wheel: Path) -> None:
    names = [PurePosixPath(name) for name in zipfile.ZipFile(wheel).namelist()]
    tops = {name.parts[0] for name in names}

    assert {top for top in tops if not top.endswith(".dist-info")} == set(MAY_USE)
    assert not [name for name in names if "tests" in name.parts or "__pycache__" in name.parts]


def test_it_holds_every_tracked_file_of_the_rooms(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {path.relative_to(ROOT).as_posix() for path in tracked()}

    assert {name for name in wanted if name.partition("/")[0] in MAY_USE} - held == set()


@pytest.mark.parametrize("licence", ["LICENSE", "scenarios/data/NOTICE"])
def test_it_carries_the_licences(wheel: Path, licence: str) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert [name for name in names if name.endswith(f".dist-info/licenses/{licence}")]


def test_a_region_is_checked_from_an_empty_folder(elsewhere: Path, tmp_path: Path) -> None:
    done = siap112(elsewhere, tmp_path, "check", "surabaya", "--lang", "en")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("surabaya: all right.")
    assert list(tmp_path.iterdir()) == []


def test_a_simulation_writes_its_report_from_an_empty_folder(
    elsewhere: Path, tmp_path: Path
) -> None:
    short = ["run.weeks_at_least=2", "run.weeks_at_most=2", "run.length=7 hari"]

    done = siap112(
        elsewhere, tmp_path, "simulate", "bontang", "--workers", "1", "--ranges", "none",
        "--out", "run", "--quiet",
        *(word for setting in short for word in ("--set", setting)),
    )  # fmt: skip

    assert done.returncode in (1, 3), done.stderr
    assert "<style>" in (tmp_path / "run" / "report.html").read_text("utf-8")


def test_the_load_test_is_found_by_its_children(elsewhere: Path, tmp_path: Path) -> None:
    where = subprocess.run(
        [str(elsewhere / "bin" / "python"), "-c",
         "from loadtest.process import locustfile; print(locustfile())"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
    ).stdout.strip()  # fmt: skip

    assert Path(where).is_file()
    assert Path(where).is_relative_to(elsewhere)
