"""How long `siap112 --help` takes, as a user waits for it: median of several starts.

    python benchmarks/help.py

Ends with 1 when the median is above the 0.6 s that are promised.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROMISED_S = 0.6


def start_s(*arguments: str) -> float:
    """Return how long one start takes, seconds."""
    began_s = time.monotonic()
    subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, check=True, timeout=60
    )
    return time.monotonic() - began_s


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--starts", type=int, default=9)
    starts = parser.parse_args().starts
    start_s("-m", "siap112", "--help")  # fills the caches of the disk and of bytecode
    found = {
        "python alone": statistics.median(start_s("-c", "") for _ in range(starts)),
        "siap112 --help": statistics.median(
            start_s("-m", "siap112", "--help") for _ in range(starts)
        ),
    }
    for what, median_s in found.items():
        print(f"{what:<16}{median_s:>7.3f} s")
    ratio = found["siap112 --help"] / PROMISED_S
    print(f"of {PROMISED_S} s promised: {ratio:.2f}")
    return 0 if ratio <= 1 else 1


if __name__ == "__main__":
    sys.exit(main())
