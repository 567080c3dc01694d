"""Make the picture of the report that README.md shows, from a real run, by headless Chromium.

    siap112 ready surabaya --out RUN
    python docs/pictures/make.py RUN/report.html

Two views of the same report side by side: its beginning, and the heat map of the week.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
WIDTH, HEIGHT, SCALE = 1000, 1180, 0.75
LARGEST = 400_000
PAGE = """<!doctype html><title>report</title><style>
body {{ margin: 0; background: #d9dee3; }}
div {{ position: absolute; top: 12px; width: {width}px; height: {height}px; overflow: hidden;
      background: #fff; box-shadow: 0 0 6px #0006; }}
div + div {{ left: {right}px; }} div {{ left: 12px; }}
iframe {{ border: 0; width: {inner}px; height: {tall}px; transform-origin: 0 0;
         transform: scale({scale}); }}
</style>
<div><iframe src="{report}" scrolling="no"></iframe></div>
<div><iframe src="{report}#{section}" scrolling="no"></iframe></div>
"""


def main() -> int:
    """Make docs/pictures/report.png."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report", type=Path, help="report.html of a run")
    parser.add_argument("--section", default="service-level", help="what the right half shows")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("report.png"))
    asked = parser.parse_args()
    browser = next(filter(None, map(shutil.which, NAMES)), None)
    if browser is None or not asked.report.is_file():
        print(
            f"needs {' or '.join(NAMES)} on the path, and the report {asked.report}",
            file=sys.stderr,
        )
        return 2
    with tempfile.TemporaryDirectory() as folder:
        width, height = int(WIDTH * SCALE), int(HEIGHT * SCALE)
        page = Path(folder) / "page.html"
        page.write_text(
            PAGE.format(
                width=width,
                height=height,
                right=width + 24,
                inner=WIDTH,
                tall=HEIGHT,
                scale=SCALE,
                report=asked.report.resolve().as_uri(),
                section=asked.section,
            ),
            encoding="utf-8",
        )
        subprocess.run(
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--run-all-compositor-stages-before-draw",
                "--virtual-time-budget=10000",
                f"--user-data-dir={folder}/profile",
                f"--window-size={2 * width + 36},{height + 24}",
                f"--screenshot={asked.out.resolve()}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
    size = asked.out.stat().st_size
    print(f"{asked.out}: {size / 1000:.0f} kB")
    return 0 if size < LARGEST else 1


if __name__ == "__main__":
    sys.exit(main())
