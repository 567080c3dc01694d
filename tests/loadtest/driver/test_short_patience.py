"""Callers whose patience is shorter than the set-up are placed all the same, and counted apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.loadtest.driver.brisk import brisk
from tests.loadtest.driver.playing import play


def test_they_call_give_up_and_are_counted(tmp_path: Path) -> None:
    loaded = brisk(tmp_path, callers__patience="1 ms", callers__redial=None)

    played = play(loaded, tmp_path, calls=5, gap_s=2.0, follow_s=0.1)

    calls = played.records.calls
    connected = calls["setup_s"] > 0.001
    assert len(calls) == 5 and np.all(connected)
    assert played.report.hurried == 5
    assert set(played.outcomes) <= {"abandoned_queue", "abandoned_announcement", "answered"}


def test_those_who_wait_are_not(tmp_path: Path) -> None:
    loaded = brisk(tmp_path, callers__patience="5 min", callers__redial=None)

    played = play(loaded, tmp_path, calls=3, gap_s=2.0, follow_s=0.1)

    assert len(played.records.calls) == 3
    assert played.report.hurried == 0
