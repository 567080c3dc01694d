"""What changes by itself during a play follows the play's clock, and nothing before it begins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadtest.deployment.timetable import Timetable, changes_of
from scenarios.step_function import StepFunction

CUT = ((0.0, 6.0), (10.0, 0.0), (20.0, 6.0))


def test_until_the_play_begins_all_is_as_it_was_set_up() -> None:
    channels = Timetable(4.0, CUT)

    assert [channels.at(now_s) for now_s in (0.0, 15.0, 1e9)] == [4.0, 4.0, 4.0]


def test_a_change_holds_from_its_very_instant_to_the_next() -> None:
    channels = Timetable(4.0, CUT)
    channels.begin(100.0)

    instants = (109.999, 110.0, 119.999, 120.0, 1e9)
    assert [channels.at(now_s) for now_s in instants] == [6.0, 0.0, 0.0, 6.0, 6.0]


def test_what_holds_at_the_beginning_holds_as_soon_as_that_is_known() -> None:
    """The first call comes at that very instant, and the beginning is told a moment before."""
    channels = Timetable(4.0, ((0.0, 0.0), (10.0, 4.0)))
    channels.begin(100.0)

    assert channels.at(99.5) == 0.0


def test_what_has_no_changes_stays() -> None:
    up = Timetable(1.0)
    up.begin(0.0)

    assert up.at(5.0) == 1.0


@given(
    st.dictionaries(st.floats(0, 1e6), st.integers(0, 100), min_size=1, max_size=6),
    st.floats(0, 1e6),
)
def test_once_begun_it_is_the_plans_step_function(values: dict[float, int], time_s: float) -> None:
    steps = StepFunction(tuple(sorted(values)), tuple(float(values[t]) for t in sorted(values)))
    channels = Timetable(-1.0, tuple((t, v) for t, v in changes_of(steps)))
    channels.begin(0.0)

    assert channels.at(time_s) == pytest.approx(steps.at(time_s))
