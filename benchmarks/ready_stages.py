"""Where the minutes of `siap112 ready REGION` go: seconds and shares of the whole, by stage.

python benchmarks/ready_stages.py            # runs `ready surabaya`
python benchmarks/ready_stages.py --run DIR  # reads a run that is there
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RAN = (0, 1, 3)
"""Exit codes of a run that came to a verdict."""


def main() -> int:
    """Time, or read, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("region", nargs="?", default="surabaya")
    parser.add_argument("--run", type=Path, help="folder of a run, instead of a new one")
    asked = parser.parse_args()
    if asked.run is not None:
        return tell(asked.run, None)
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        began_s = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "siap112", "ready", asked.region, "--out", str(run), "-q"],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        whole_s = time.monotonic() - began_s
        if done.returncode not in RAN:
            print(f"siap112 ready ended with {done.returncode}", file=sys.stderr)
            return 1
        return tell(run, whole_s)


def tell(run: Path, whole_s: float | None) -> int:
    """Print the stages of a run; what they leave of the whole is starting and ending."""
    file = run / "stages.json"
    if not file.is_file():
        print(f"{file}: is not there; give the folder of a run", file=sys.stderr)
        return 2
    stages_s: dict[str, float] = json.loads(file.read_text("utf-8"))
    if whole_s is not None:
        stages_s["start and end"] = whole_s - sum(stages_s.values())
    total_s = sum(stages_s.values())
    print(f"{'stage':<16}{'seconds':>9}{'share':>8}")
    for stage, seconds in stages_s.items():
        print(f"{stage:<16}{seconds:>9.1f}{seconds / total_s:>8.2f}")
    print(f"{'in all':<16}{total_s:>9.1f}{1:>8.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
