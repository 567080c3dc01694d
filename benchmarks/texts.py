"""What the catalogue costs a command: the time from importing it to the first text shown.

Run from the project's folder, on a machine that does nothing else::

    python -m benchmarks.texts

Each measurement is a process of its own, since the catalogue is read once in a process.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys

_MEASURED = """
import time
begin_s = time.perf_counter()
from scenarios.text import gettext, in_language
with in_language({language!r}):
    gettext("Nothing was simulated.")
print(time.perf_counter() - begin_s)
"""


def first_text_s(language: str) -> float:
    """Return the time to the first text in a language, s, in a new process."""
    code = _MEASURED.format(language=language)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(ran.stdout)


def main() -> None:
    """Measure and print both languages."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--times", type=int, default=9, help="measurements of each language")
    times = asked.parse_args().times
    for language in ("id", "en"):
        seen_ms = sorted(1000 * first_text_s(language) for _ in range(times))
        print(
            f"{language}: {statistics.median(seen_ms):.0f} ms in the middle, "
            f"{seen_ms[0]:.0f} to {seen_ms[-1]:.0f} ms in {times} processes"
        )


if __name__ == "__main__":
    main()
