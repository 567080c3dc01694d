"""Audio on real loopback sockets, closed by the test that asked for it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from loadtest.sip.media import Audio
from loadtest.sip.pacer import MediaPacer


@pytest.fixture
def pacer() -> Iterator[MediaPacer]:
    made = MediaPacer()
    yield made
    made.close()


@pytest.fixture
def audio(pacer: MediaPacer) -> Audio:
    return Audio(pacer, time.monotonic)
