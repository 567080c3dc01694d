"""At a terminal a simulation shows what is still open, and how the half-widths fall."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from results.number_forms import NO_BREAK
from tests.loadtest.driver.processes import ROOT
from tests.siap112.commands import WITHIN_S
from tests.siap112.test_resume import region

CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


def shown(folder: Path, *words: str) -> str:
    """Run a command whose messages go to a terminal; return all that ever stood there."""
    ours, its_own = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "siap112", *words],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=its_own,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "110"},
    ) as running:  # fmt: skip
        os.close(its_own)
        text = b""
        try:
            while piece := os.read(ours, 1 << 16):
                text += piece
        except OSError:  # Linux says so at the end of a terminal
            pass
        finally:
            os.close(ours)
        assert running.wait(WITHIN_S) in (1, 3), text.decode()
    return CONTROL.sub("", text.decode()).replace(NO_BREAK, " ")


@pytest.mark.parametrize(
    ("language", "weeks", "open_target"),
    [
        ("en", r"(\d+) of (\d+) weeks, at most 24", r"15 min: open, ± ([\d.]+) points?"),
        (
            "id",
            r"(\d+) dari (\d+) minggu, paling banyak 24",
            r"15 menit: belum pasti, ± ([\d,]+) poin",
        ),
    ],
)
def test_weeks_and_open_targets_are_shown(
    language: str, weeks: str, open_target: str, tmp_path: Path
) -> None:
    text = (region(tmp_path).read_text("utf-8")).replace(
        "weeks_at_least = 24", "weeks_at_least = 3"
    )
    (tmp_path / "kecil.toml").write_text(text, encoding="utf-8")

    frames = shown(
        tmp_path, "simulate", "kecil.toml", "--ranges", "none", "--engine", "simpy",
        "--workers", "1", "--lang", language, "--out", "run",
    )  # fmt: skip

    assert "Traceback" not in frames
    looks = [(int(done), int(of)) for done, of in re.findall(weeks, frames)]
    assert looks == sorted(looks) and len(set(looks)) >= 3, frames[-3000:]
    widths = [float(w.replace(",", ".")) for w in re.findall(open_target, frames)]
    assert widths and widths[-1] <= widths[0], frames[-3000:]
