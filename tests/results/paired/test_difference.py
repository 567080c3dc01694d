"""Paired differences: the textbook's t, true as often as they say, and what pairing saves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from results.measures.evidence import Evidence
from results.measures.question import MeasureQuestion
from results.paired.difference import paired_difference
from results.paired.row import paired_target

COUNT = MeasureQuestion("offered_calls", "count")
LEVEL = MeasureQuestion("service_level", "within", within_s=10.0)
WAIT = MeasureQuestion("answer_time", "mean")
OCCUPANCY = MeasureQuestion("occupancy", "ratio")
BY_HOUR = MeasureQuestion("service_level", "within", within_s=10.0, by="hour_of_week")


def evidence(
    question: MeasureQuestion, numerator: object, denominator: object, cells: tuple[str, ...] = ()
) -> Evidence:
    top = np.atleast_2d(np.asarray(numerator, dtype=float).T).T
    bottom = np.atleast_2d(np.asarray(denominator, dtype=float).T).T
    return Evidence(question, cells or ("all",), tuple(range(len(top))), top, bottom)


def two_levels(
    random: np.random.Generator, weeks: int = 12, shared: float = 40.0
) -> tuple[Evidence, Evidence]:
    """Draw two service levels of 0.9 and 0.8 on weeks that are good or bad for both."""
    calls = random.poisson(150, weeks)
    luck = random.normal(0, 1 / shared, weeks)
    found = []
    for share in (0.9, 0.8):
        chance = np.clip(share + luck + random.normal(0, 0.004, weeks), 0, 1)
        found.append(evidence(LEVEL, random.binomial(calls, chance), calls))
    return found[0], found[1]


def test_counts_a_week_are_compared_by_the_plain_paired_t() -> None:
    random = np.random.default_rng(3)
    a = random.poisson(100, 10).astype(float)
    b = a + random.poisson(5, 10)

    found = paired_difference(evidence(COUNT, a, a), evidence(COUNT, b, b))

    expected = stats.ttest_rel(b, a).confidence_interval(0.95)
    low, high = found.limits(0.05)
    assert (low[0], high[0]) == pytest.approx((expected.low, expected.high), rel=1e-12)
    independent = a.var(ddof=1) + b.var(ddof=1)
    assert found.variance_saved[0] == pytest.approx(independent / (b - a).var(ddof=1))


def test_the_interval_holds_the_true_difference_in_95_of_100() -> None:
    random = np.random.default_rng(8)
    trials, held = 600, 0
    for _ in range(trials):
        low, high = paired_difference(*two_levels(random)).limits(0.05)
        held += bool(low[0] <= -0.1 <= high[0])

    assert abs(held - 0.95 * trials) <= 3 * math.sqrt(0.95 * 0.05 * trials)


def test_what_is_said_to_be_saved_is_what_independent_weeks_would_cost() -> None:
    """Of many comparisons, the spread of unpaired differences over that of paired ones."""
    random = np.random.default_rng(4)
    paired, unpaired, said = [], [], []
    for _ in range(400):
        a, b = two_levels(random, weeks=24, shared=25.0)
        _, other = two_levels(random, weeks=24, shared=25.0)
        found = paired_difference(a, b)
        paired.append(found.difference[0])
        unpaired.append(paired_difference(a, other).difference[0])
        said.append(found.variance_saved[0])

    assert np.mean(said) == pytest.approx(np.var(unpaired) / np.var(paired), rel=0.25)
    assert np.mean(said) > 1.5


def test_a_ratio_is_of_sums_and_not_of_weeks() -> None:
    a = evidence(WAIT, [10, 300, 10, 10], [1, 100, 1, 1])
    b = evidence(WAIT, [20, 300, 20, 20], [1, 100, 1, 1])

    found = paired_difference(a, b)

    assert found.a[0] == pytest.approx(330 / 103)
    assert found.difference[0] == pytest.approx(30 / 103)


def test_what_is_alike_in_every_week_has_no_interval_and_no_proof() -> None:
    level = two_levels(np.random.default_rng(1))[0]

    row = paired_target("x", level, level, is_target=False).whole

    assert (row.difference, row.low, row.high) == (0.0, None, None)
    assert (row.change, row.variance_saved) == ("alike", None)


def test_too_few_weeks_with_calls_say_nothing() -> None:
    a = evidence(WAIT, [10, 9, 8, 0, 0, 0], [1, 1, 1, 0, 0, 0])
    b = evidence(WAIT, [20, 9, 7, 0, 0, 0], [1, 1, 1, 0, 0, 0])

    row = paired_target("x", a, b, is_target=False).whole

    assert row.difference is not None and row.low is None
    assert row.change == "unknown"


@pytest.mark.parametrize(
    ("question", "change"), [(LEVEL, "worse"), (WAIT, "better"), (OCCUPANCY, "less")]
)
def test_better_and_worse_follow_the_measure(question: MeasureQuestion, change: str) -> None:
    random = np.random.default_rng(6)
    a, b = two_levels(random)
    a, b = (evidence(question, e.numerator, e.denominator) for e in (a, b))

    assert paired_target("x", a, b, is_target=False).whole.change == change
    back = {"worse": "better", "better": "worse", "less": "more"}[change]
    assert paired_target("x", b, a, is_target=False).whole.change == back


def test_of_many_parts_without_a_difference_hardly_one_is_called_surely_better() -> None:
    random = np.random.default_rng(7)
    cells = tuple(str(h) for h in range(168))
    wrong = 0
    for _ in range(60):
        calls = random.poisson(30, (16, 168))
        a, b = (evidence(BY_HOUR, random.binomial(calls, 0.7), calls, cells) for _side in range(2))
        parts = paired_target("x", a, b, is_target=True).parts
        assert len(parts) == 168
        wrong += any(p.change in ("better", "worse") for p in parts)

    # 5 % of comparisons, and what chance allows
    assert wrong <= 60 * 0.05 + 3 * math.sqrt(60 * 0.05 * 0.95)


def test_cells_are_matched_by_their_labels() -> None:
    a = evidence(BY_HOUR, [[9, 1]] * 3 + [[8, 1]] * 3, [[10, 2]] * 6, ("x", "y"))
    b = evidence(BY_HOUR, [[1, 9]] * 3 + [[1, 8]] * 3, [[2, 10]] * 6, ("y", "x"))

    found = paired_difference(a, b)

    assert found.cells == ("x", "y")
    assert found.difference.tolist() == [0.0, 0.0]


def test_other_weeks_are_not_paired() -> None:
    level = two_levels(np.random.default_rng(1))[0]

    with pytest.raises(ValueError, match="weeks"):
        paired_difference(level, level.first(5))
