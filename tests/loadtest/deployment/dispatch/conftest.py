from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.loadtest.deployment.dispatch.bench import Bench, make_config, running


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Run an application without dispatchers, where agencies choose their units."""
    with running(make_config(tmp_path)) as made:
        yield made
