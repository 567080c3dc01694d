"""A speed at which latencies would count as waiting is refused, and the greatest is named."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.packing import SpeedRefused, check_speed, greatest_speed, mean_talk_s
from scenarios.text import in_language
from tests.scenarios.packing_cases import drawn


@pytest.mark.parametrize(
    ("talk_s", "setup_s", "greatest"),
    [
        (60, 0.05, 60),  # a talk of 1 s
        (60, 0.2, 30),  # set-up a tenth of a talk of 2 s
        (90, 0.0, 90),
        (60, float("nan"), 60),
    ],
)
def test_the_greatest_speed_by_hand(talk_s, setup_s, greatest):
    assert greatest_speed(talk_s, setup_s) == pytest.approx(greatest)
    check_speed(greatest, talk_s, setup_s)
    with pytest.raises(SpeedRefused):
        check_speed(greatest * 1.001, talk_s, setup_s)


@settings(max_examples=200, deadline=None)
@given(st.floats(1.5, 600), st.floats(0, 3), st.floats(0.5, 1000))
def test_a_speed_is_refused_exactly_by_the_rule(talk_s, setup_s, speed):
    wrong = talk_s / speed < 1 or setup_s > 0.1 * talk_s / speed

    if wrong and speed > 1 and not _on_the_edge(talk_s, setup_s, speed):
        with pytest.raises(SpeedRefused) as caught:
            check_speed(speed, talk_s, setup_s)
        assert caught.value.greatest < speed
    elif not wrong or speed <= 1:
        check_speed(speed, talk_s, setup_s)


def _on_the_edge(talk_s, setup_s, speed):
    return abs(greatest_speed(talk_s, setup_s) / speed - 1) < 1e-9


def test_a_play_at_the_real_pace_is_never_refused():
    check_speed(1.0, 3.0, 2.0)


@settings(max_examples=100, deadline=None)
@given(st.floats(2, 600), st.floats(0.001, 0.1))
def test_the_speed_that_the_message_names_can_be_used(talk_s, setup_s):
    with in_language("en"), pytest.raises(SpeedRefused) as caught:
        check_speed(5000.0, talk_s, setup_s)

    named = float(re.search(r"greatest usable speed is (\S+)$", str(caught.value)).group(1))
    check_speed(named, talk_s, setup_s)
    assert named > 0.98 * caught.value.greatest


def test_the_message_says_what_was_asked_what_would_come_of_it_and_what_to_do():
    with in_language("en"), pytest.raises(SpeedRefused) as caught:
        check_speed(100, 60, 0.05)

    assert str(caught.value) == (
        "speed 100 is too fast: a mean talk of 60 s would last 0.6 s beside a set-up of 0.05 s "
        "(p95), where at least 1 s and ten times the set-up are needed; the greatest usable "
        "speed is 60"
    )


def test_the_mean_talk_is_that_of_the_callers():
    trace, _plan = drawn()

    assert mean_talk_s(trace) == pytest.approx(trace.callers.talk_s.sum() / len(trace.callers))
