"""Processes that the tests of one module share: starting one takes a second."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.loadtest.deployment.acd.deployment import Acd
from tests.loadtest.deployment.acd.stage import Stage


@pytest.fixture(scope="module")
def acd_in_mode(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Acd]]:
    """Return a function that gives the running distributor with these settings."""
    running: dict[str, Acd] = {}

    def get(**settings: object) -> Acd:
        key = repr(sorted(settings.items()))
        if key not in running:
            folder: Path = tmp_path_factory.mktemp("acd")
            running[key] = Acd(folder, **settings)
        acd = running[key]
        acd.reset()
        return acd

    yield get
    codes = [acd.stop() for acd in running.values()]
    assert codes == [0] * len(codes)


@pytest.fixture
def own_acd(tmp_path: Path) -> Iterator[Callable[..., Acd]]:
    """Return a function that starts a distributor for one test, which may end it."""
    running: list[Acd] = []

    def get(**settings: object) -> Acd:
        running.append(Acd(tmp_path, **settings))
        return running[-1]

    yield get
    for acd in running:
        acd.stop()


@pytest.fixture
def stage() -> Iterator[Stage]:
    """Return a maker of telephones; what the test leaves open is ended after it."""
    made = Stage()
    yield made
    made.clear()
