"""The report as a browser shows it: not blank, and nothing wider than the page."""

import html
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from results.report.render import render
from tests.results.report.example import example

pytestmark = pytest.mark.chromium
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def browse(tmp_path: Path, page: str, *more: str) -> str:
    """Show a page in a browser of its own and return what it prints."""
    assert CHROMIUM is not None, "Chromium is not installed"
    file = tmp_path / "page.html"
    file.write_text(page, encoding="utf-8")
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    return subprocess.run(
        [CHROMIUM, *OPTIONS, profile, *more, file.as_uri()],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    ).stdout


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_report_is_not_blank(tmp_path: Path, language: str) -> None:
    from PIL import Image

    shot = tmp_path / "shot.png"
    browse(tmp_path, render(example(), language), f"--screenshot={shot}", "--window-size=1000,6000")
    pixels = np.asarray(Image.open(shot).convert("L"))

    assert pixels.shape == (6000, 1000)
    ink = (pixels < 128).reshape(12, 500, 1000).mean(axis=(1, 2))
    assert np.all(ink > 0.003)
    assert np.all((pixels > 250)[:, :20])  # the margin is free


@pytest.mark.parametrize("width", [320, 390, 768, 1200])
def test_nothing_is_wider_than_the_page(tmp_path: Path, width: int) -> None:
    frame = f"""<!DOCTYPE html><body><iframe width="{width}" height="800"
        srcdoc="{html.escape(render(example(), "id"))}"></iframe><p id="found"></p><script>
        onload = () => {{
            const inner = document.querySelector("iframe").contentDocument;
            const root = inner.documentElement;
            const wide = [...inner.querySelectorAll("body *")].filter(e =>
                !e.closest(".scroll") && !e.closest("caption") &&
                e.getBoundingClientRect().right > root.clientWidth + 1);
            document.querySelector("#found").textContent = JSON.stringify(
                [root.scrollWidth, root.clientWidth, wide.map(e => e.outerHTML.slice(0, 80))]);
        }}</script>"""
    dom = browse(tmp_path, frame, "--dump-dom")
    found = re.search(r'<p id="found">\[(\d+),(\d+),(.*?)\]</p>', dom, re.S)

    assert found is not None
    assert int(found[1]) <= int(found[2])
    assert found[3] == "[]"


def test_it_prints_on_a4(tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    browse(tmp_path, render(example(), "id"), "--no-pdf-header-footer", f"--print-to-pdf={out}")
    pdf = out.read_bytes()

    assert pdf.startswith(b"%PDF")
    boxes = {tuple(m.split()[2:4]) for m in re.findall(rb"/MediaBox \[([\d. ]+)\]", pdf)}
    assert {(round(float(w)), round(float(h))) for w, h in boxes} == {(595, 842)}
