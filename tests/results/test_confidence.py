"""Intervals: known values, and how often they hold the truth."""

import math

import numpy as np
import pytest

from results.confidence.batches import in_batches
from results.confidence.design_effect import design_effect
from results.confidence.quantiles import student_quantile
from results.confidence.ratio import RatioEstimate
from results.confidence.share import ShareEstimate
from results.confidence.wilson import wilson_limits
from results.confidence.without_failure import needed_without_failure
from tests.results.small_tables import answered, records
from tests.results.synthetic import shares, waits


@pytest.mark.parametrize(
    ("share", "n", "lower", "upper"),
    [
        # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3
        (81 / 263, 263, 0.2553, 0.3662),
        (15 / 148, 148, 0.0624, 0.1605),
        (0.0, 20, 0.0, 0.1611),
        (1 / 29, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_is_the_published_one(share: float, n: int, lower: float, upper: float) -> None:
    low, high = wilson_limits([share], [n], 1.959964)

    assert float(low[0]) == pytest.approx(lower, abs=5e-5)
    assert float(high[0]) == pytest.approx(upper, abs=5e-5)


def test_wilson_knows_nothing_of_no_calls() -> None:
    low, high = wilson_limits([math.nan], [0], 1.645)

    assert (low[0], high[0]) == (0.0, 1.0)


def test_student_quantiles() -> None:
    assert student_quantile(0.95, 7) == pytest.approx(1.895, abs=1e-3)
    assert student_quantile(0.95, math.inf) == pytest.approx(1.645, abs=1e-3)
    assert student_quantile(0.95, 0) == math.inf


@pytest.mark.parametrize(("share", "calls"), [(0.9, 29), (0.95, 59), (0.99, 299), (0.0, 1)])
def test_calls_without_a_failure_that_prove_a_share(share: float, calls: int) -> None:
    assert needed_without_failure(share) == calls


def test_no_number_of_calls_proves_always() -> None:
    with pytest.raises(ValueError, match="below 1"):
        needed_without_failure(1.0)


def test_design_effect_by_hand() -> None:
    # two weeks of ten calls, nine and five succeed: p = 0.7, residuals 2 and -2,
    # 2/1 * (4 + 4) over 20 * 0.7 * 0.3
    numerator, denominator = np.array([[9.0], [5.0]]), np.full((2, 1), 10.0)

    assert design_effect(numerator, denominator) == pytest.approx(16 / 4.2)


def test_design_effect_is_at_least_one_and_one_where_nothing_varies() -> None:
    denominator = np.full((4, 2), 10.0)

    assert design_effect(np.full((4, 2), 7.0), denominator) == 1.0
    assert design_effect(denominator, denominator) == 1.0
    assert design_effect(np.full((1, 2), 3.0), denominator[:1]) == 1.0


def test_ratio_by_hand() -> None:
    # 10 s over 2 calls, 50 over 4, 0 over 2, 20 over 2: R = 8, residuals -6, 18, -16, 4
    estimate = RatioEstimate(np.array([[10.0], [50], [0], [20]]), np.array([[2.0], [4], [2], [2]]))

    error = math.sqrt(4 / 3 * (36 + 324 + 256 + 16)) / 10
    low, high = estimate.limits(0.05)
    assert estimate.value[0] == 8.0
    assert estimate.standard_error[0] == pytest.approx(error)
    assert high[0] - 8.0 == pytest.approx(2.353 * error, rel=1e-3)
    assert 8.0 - low[0] == pytest.approx(high[0] - 8.0)


def test_a_mean_over_few_weeks_is_open_and_a_steady_cell_borrows_spread() -> None:
    numerator = np.array([[9.0, 5.0, 4.0], [1.0, 5.0, 0.0], [4.0, 5.0, 0.0], [6.0, 5.0, 0.0]])
    denominator = np.array([[1.0, 1.0, 1.0]] + [[1.0, 1.0, 0.0]] * 3)

    low, high = RatioEstimate(numerator, denominator).limits(0.05)

    assert low[1] < 5.0 < high[1]
    assert (low[2], high[2]) == (-math.inf, math.inf)


@pytest.mark.parametrize("spread", [0.0, 0.1, 0.2])
@pytest.mark.parametrize("truth", [0.8, 0.95])
def test_one_sided_limits_of_a_share_hold_the_truth(truth: float, spread: float) -> None:
    rng = np.random.default_rng(7)
    draw, runs = shares(truth, 80, spread=spread), 2000
    below = above = 0
    for _ in range(runs):
        low, high = ShareEstimate(*draw(rng, 16)).limits(0.05)
        below += bool(high[0] < truth)
        above += bool(low[0] > truth)

    # 5 % promised; a normal quantile without the design effect errs in 20 % at spread 0.2
    assert max(below, above) / runs < 0.07


def test_without_the_design_effect_limits_would_break_their_promise() -> None:
    rng = np.random.default_rng(8)
    draw, runs, wrong = shares(0.8, 80, spread=0.2), 500, 0
    for _ in range(runs):
        k, n = draw(rng, 16)
        low, high = wilson_limits([k.sum() / n.sum()], [n.sum()], 1.645)
        wrong += bool(high[0] < 0.8) + bool(low[0] > 0.8)

    assert wrong / runs > 0.2


@pytest.mark.parametrize("spread", [0.0, 0.3])
def test_one_sided_limits_of_a_mean_hold_the_truth(spread: float) -> None:
    rng = np.random.default_rng(9)
    draw, runs = waits(10.0, 60, spread=spread), 2000
    below = above = 0
    for _ in range(runs):
        low, high = RatioEstimate(*draw(rng, 16)).limits(0.05)
        below += bool(high[0] < 10.0)
        above += bool(low[0] > 10.0)

    # skewed waits leave the upper limit a little short
    assert max(below, above) / runs < 0.075


def test_batches_follow_time_and_hold_equal_numbers_of_calls() -> None:
    times = [float(t * t) for t in range(60)]
    calls = [answered(0.0, call_id=i) | {"arrival_s": t} for i, t in enumerate(times)]
    told = [{"on_record_s": times[6]}, {"on_record_s": times[59]}, {}]

    cut = in_batches(records(calls=calls, notifications=told))

    assert np.bincount(cut.calls["week"]).tolist() == [6] * 10
    assert np.all(np.diff(cut.calls["week"]) >= 0)
    assert cut.notifications["week"].tolist() == [1, 9, 9]
