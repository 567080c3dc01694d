"""The environment of the processes that a load test starts."""

from __future__ import annotations

import os
from pathlib import Path

import loadtest
from scenarios.text import LANGUAGE_VARIABLE, current_language


def child_environment() -> dict[str, str]:
    """Return an environment in which a child imports this code and speaks this language."""
    home = str(Path(loadtest.__file__).resolve().parents[1])
    before = os.environ.get("PYTHONPATH")
    return os.environ | {
        "PYTHONPATH": f"{home}{os.pathsep}{before}" if before else home,
        LANGUAGE_VARIABLE: current_language(),
    }
