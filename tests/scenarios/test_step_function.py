"""A value that changes at known instants."""

from __future__ import annotations

import pytest

from scenarios.step_function import StepFunction, steps


def test_a_value_holds_from_its_instant_on_and_the_first_before_it_too():
    speed = StepFunction((0.0, 10.0, 20.0), (1.0, 2.0, 3.0))

    assert [speed.at(t) for t in (-5, 0, 9.99, 10, 19.99, 20, 1e9)] == [1, 1, 1, 2, 2, 3, 3]


def test_needless_steps_vanish_and_the_last_of_one_instant_stays():
    assert steps([(0, 1), (5, 1), (7, 2), (7, 3), (9, 3), (11, 1)]) == StepFunction(
        (0, 7, 11), (1, 3, 1)
    )
    assert steps([(0, 1), (7, 2), (7, 1), (9, 4)]) == StepFunction((0, 9), (1, 4))


def test_it_can_be_scaled_and_moved_to_another_clock():
    night = steps([(0.0, 1.0), (10.0, 0.0), (12.0, 1.0)])

    assert night.scaled(0.5).values == (0.5, 0.0, 0.5)
    assert night.moved(lambda t: t / 2) == steps([(0.0, 1.0), (5.0, 0.0), (6.0, 1.0)])
    assert night.moved(lambda t: t // 10) == steps([(0.0, 1.0), (1.0, 1.0)])


@pytest.mark.parametrize(
    ("times", "values"),
    [((), ()), ((0.0,), ()), ((0.0, 0.0), (1.0, 2.0)), ((1.0, 0.0), (1.0, 2.0))],
)
def test_nonsense_is_refused(times, values):
    with pytest.raises(ValueError, match="step function"):
        StepFunction(times, values)
