"""Break model and intervals, and see that docs/truth.md would be wrong.

``python -m tests.truth.mutation`` tries all of it, or what contains a word:
``python -m tests.truth.mutation twin``. It works on temporary copies.
"""

from __future__ import annotations

import sys

from tests.mutation import Mutant
from tests.mutation import run as run_mutants
from tests.truth.mutants import MUTANTS


def wrong_models() -> list[Mutant]:
    """Return all."""
    return [Mutant(*row) for row in MUTANTS]


def run(word: str = "") -> list[Mutant]:
    """Break one thing after another; return what no test saw."""
    return run_mutants(word, wrong_models())


if __name__ == "__main__":
    sys.exit(1 if run(*sys.argv[1:2]) else 0)
