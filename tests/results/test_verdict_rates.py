"""How often the rule says met, missed and inconclusive when the truth is known.

Promised: wrongly "met" (truth worse than bound and tolerance) and wrongly "missed" (truth at the
bound or better) in at most 5 % of the runs, over all looks together. The seeds are fixed; the
limits leave room for chance in so many runs.
"""

import numpy as np
import pytest

from results.verdict.looks import Looks
from tests.results.synthetic import PROFILE, mean_target, outcomes, share_target, shares, waits

HOURS = share_target()
WHOLE = share_target(scope="all")
LOOKS = Looks(8, 32)
OVERDISPERSED = [(0.0, False), (0.15, False), (0.15, True)]


@pytest.mark.parametrize(("spread", "shared"), OVERDISPERSED)
def test_a_good_centre_is_met(spread: float, shared: bool) -> None:
    draw = shares(0.985, 25 * PROFILE, spread=spread, shared=shared)

    found = outcomes(HOURS, draw, range(40), LOOKS)

    assert found["met"] >= 36
    assert found["missed"] == 0


@pytest.mark.parametrize(("spread", "shared"), OVERDISPERSED)
def test_a_centre_at_the_bound_is_seldom_missed(spread: float, shared: bool) -> None:
    draw = shares(0.9, 8 * PROFILE, spread=spread, shared=shared)

    found = outcomes(HOURS, draw, range(200), LOOKS)

    assert found["missed"] <= 14  # 5 % of 200, and two standard deviations of chance
    assert found["met"] == 0


@pytest.mark.parametrize(("spread", "shared"), OVERDISPERSED)
def test_one_hour_too_bad_is_never_met(spread: float, shared: bool) -> None:
    truth = np.full(168, 0.985)
    truth[40] = 0.885  # beyond bound and tolerance
    draw = shares(truth, 25 * PROFILE, spread=spread, shared=shared)

    found = outcomes(HOURS, draw, range(100), LOOKS)

    assert found["met"] <= 8


@pytest.mark.parametrize(("spread", "shared"), OVERDISPERSED)
def test_a_centre_with_bad_hours_is_missed(spread: float, shared: bool) -> None:
    truth = np.full(168, 0.985)
    truth[30:40] = 0.7
    draw = shares(truth, 8 * PROFILE, spread=spread, shared=shared)

    assert outcomes(HOURS, draw, range(40), LOOKS)["missed"] == 40


@pytest.mark.parametrize("spread", [0.0, 0.1])
@pytest.mark.parametrize("mean_n", [60, 600])
def test_as_a_whole_false_verdicts_keep_their_promise(mean_n: float, spread: float) -> None:
    at_bound = outcomes(WHOLE, shares(0.9, mean_n, spread=spread), range(400), LOOKS)
    beyond = outcomes(WHOLE, shares(0.89, mean_n, spread=spread), range(400), LOOKS)

    assert at_bound["missed"] <= 28
    assert beyond["met"] <= 28


def test_as_a_whole_a_clear_truth_is_decided_at_once() -> None:
    first = Looks(8, 8)

    assert outcomes(WHOLE, shares(0.95, 200), range(50), first)["met"] >= 48
    assert outcomes(WHOLE, shares(0.80, 200), range(50), first)["missed"] >= 48


def test_too_few_calls_stay_open() -> None:
    assert outcomes(WHOLE, shares(0.93, 1), range(50), LOOKS)["inconclusive"] >= 45


@pytest.mark.parametrize("spread", [0.0, 0.2])
def test_means_keep_their_promise(spread: float) -> None:
    target = mean_target()

    at_bound = outcomes(target, waits(10.0, 100, spread=spread), range(400), LOOKS)
    beyond = outcomes(target, waits(10.25, 100, spread=spread), range(400), LOOKS)
    good = outcomes(target, waits(6.0, 100, spread=spread), range(50), LOOKS)
    bad = outcomes(target, waits(15.0, 100, spread=spread), range(50), LOOKS)

    assert at_bound["missed"] <= 28
    assert beyond["met"] <= 28
    assert good["met"] >= 48
    assert bad["missed"] >= 48


def test_means_in_many_cells_keep_their_promise() -> None:
    target = mean_target(scope="hour_of_week")

    at_bound = outcomes(target, waits(10.0, 8 * PROFILE), range(100), LOOKS)

    assert at_bound["missed"] <= 10
    assert at_bound["met"] == 0


def test_looking_often_would_break_the_promise_if_it_were_not_paid_for() -> None:
    # the same histories, each look judged as if it were the only one
    draw, looks = shares(0.9, 200), Looks(4, 64)
    paid = outcomes(WHOLE, draw, range(300), looks)
    unpaid = 0
    for seed in range(300):
        for weeks in looks.weeks:
            once = Looks(weeks, weeks)
            history = draw(np.random.default_rng([112, seed]), looks.weeks[-1])
            found = outcomes(WHOLE, lambda _, w, h=history: (h[0][:w], h[1][:w]), [seed], once)
            if found["missed"]:
                unpaid += 1
                break

    assert paid["missed"] <= 22 < unpaid
