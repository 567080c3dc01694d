"""A packed play is the play itself where packing has nothing to cut."""

from __future__ import annotations

import numpy as np
import pytest

from results.records import Records
from scenarios.packing import pack
from sim.simulate import play
from tests.scenarios.packing_cases import drawn

LEAN = {
    "call_takers__staffing": {"people": 1},
    "callers__patience": {"distribution": "exponential", "mean": "40s"},
    "run": {"start_day": "Mon", "length": "2 hari", "warm_up": "0s"},
}


@pytest.fixture(scope="module")
def whole():
    return drawn(**LEAN)


def durations(records: Records, table: str, begin: str) -> dict[str, np.ndarray]:
    """Return all times of a table since the row's begin."""
    rows = getattr(records, table)
    names = [c for c in rows.names() if c.endswith("_s") and "latency" not in c]
    return {name: rows[name] - rows[begin] for name in names}
