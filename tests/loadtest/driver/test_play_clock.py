"""The play's clock."""

from __future__ import annotations

import time

import gevent
import pytest

from loadtest.driver.play_clock import PlayClock


def test_before_the_play_begins_nobody_wakes_up() -> None:
    clock = PlayClock()
    sleeper = gevent.spawn(clock.sleep_until, -100.0)

    gevent.idle()

    assert not clock.started
    assert clock.now() == float("-inf")
    assert not sleeper.ready()
    clock.start(time.monotonic())
    sleeper.join(timeout=5)
    assert sleeper.ready()


def test_it_says_how_long_the_play_has_gone_on() -> None:
    clock = PlayClock()
    clock.start(100.0)

    assert clock.run_time(112.5) == 12.5
    assert clock.run_time(99.0) == -1.0


def test_it_wakes_up_at_the_instant_and_not_before() -> None:
    clock = PlayClock()
    clock.start(time.monotonic() + 0.05)

    clock.sleep_until(0.05)

    assert clock.now() == pytest.approx(0.05, abs=0.05)
    assert clock.now() >= 0.05
    clock.sleep_until(-1.0)  # what is past is past
