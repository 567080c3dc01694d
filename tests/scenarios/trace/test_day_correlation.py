"""Consecutive days are like each other as far as is asked, and each is as it was."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import stats
from scipy.special import gammaincinv, ndtr, ndtri

from scenarios.text import in_language
from scenarios.trace.day_factors import day_factors, in_a_row
from tests.scenarios.trace.chance import SIGMAS, assert_distribution
from tests.scenarios.trace.drawing import (
    DAY_S,
    by_identity,
    call,
    differing_columns,
    drawn,
    incident,
    scenario,
    situation,
)

WEEKS = 500
GOLDEN = {
    "00:00": [723, 710, 248, 441, 974, 411, 215, 521, 615, 251, 251, 249, 467, 307],
    "12:00": [685, 507, 323, 714, 704, 313, 394, 576, 403, 259, 266, 352, 383, 393],
}
LONG = {"start_day": "Mon", "length": f"{WEEKS} minggu", "warm_up": "0s"}


def alike_kind(mean: float = 40, shape: float = 4, correlation: float = 0.7, **more):
    return call(mean, day_factor_shape=shape, day_factor_correlation=correlation, **more)


def rows(correlation: float, days: int, count: int, first: int = 0, seed: int = 1) -> np.ndarray:
    luck = np.random.default_rng(seed).random((count, days))
    return np.array([in_a_row(row, np.arange(days), correlation, first) for row in luck])


def factor_correlation(shape: float, score_correlation: float) -> float:
    """Correlation of gamma factors whose normal scores correlate so (Gauss and Hermite)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    weights = weights / weights.sum()

    def factor(score):
        return gammaincinv(shape, np.minimum(ndtr(score), 1 - 2.0**-53)) / shape

    other = score_correlation * nodes[:, None] + np.sqrt(1 - score_correlation**2) * nodes
    return (weights @ (factor(nodes)[:, None] * factor(other)) @ weights - 1) * shape


def by_day(times_s: np.ndarray, days: int = 7 * WEEKS) -> np.ndarray:
    return np.bincount((times_s // DAY_S).astype(int), minlength=days)[:days]


@settings(max_examples=8, deadline=None)
@given(st.floats(0.05, 0.99), st.floats(0.5, 50), st.integers(0, 5))
def test_each_day_alone_has_the_gamma_factor_of_before_from_the_first_day_on(
    correlation, shape, first
):
    drawn_rows = rows(correlation, 6, 1500, first)
    for day in (0, first, 5):
        assert_distribution(drawn_rows[:, day], stats.uniform.cdf)
        assert_distribution(
            day_factors(shape, drawn_rows[:, day]), stats.gamma(shape, scale=1 / shape).cdf
        )


@pytest.mark.parametrize("correlation", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("first", [0, 3])
def test_normal_scores_of_days_k_apart_correlate_by_the_power_of_k(correlation, first):
    scores = ndtri(rows(correlation, 7, 3000, first))

    for k in range(1, 7):
        for day in range(7 - k):
            seen = np.corrcoef(scores[:, day], scores[:, day + k])[0, 1]
            assert abs(seen - correlation**k) < SIGMAS / np.sqrt(3000)


@pytest.mark.parametrize(("correlation", "shape"), [(0.5, 4), (0.8, 1.5)])
def test_factors_correlate_by_what_the_copula_makes_of_the_scores(correlation, shape):
    expected = factor_correlation(shape, correlation)
    factors = day_factors(shape, rows(correlation, 2, 20_000).ravel()).reshape(-1, 2)

    assert factor_correlation(1e6, correlation) == pytest.approx(correlation, abs=1e-3)
    assert correlation - 0.05 < expected < correlation
    assert np.corrcoef(factors.T)[0, 1] == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.8])
def test_daily_counts_and_weekly_totals_vary_as_theory_says(correlation):
    mean, shape = 40, 4
    counts = by_day(
        drawn(
            scenario(calls={"x": alike_kind(mean, shape, correlation)}, run=LONG)
        ).callers.arrival_s
    )
    alike = [factor_correlation(shape, correlation**k) if correlation else 0.0 for k in range(1, 7)]
    daily = mean + mean**2 / shape
    weekly = 7 * daily + 2 * mean**2 / shape * sum((7 - k) * r for k, r in enumerate(alike, 1))

    seen = np.corrcoef(counts[:-1], counts[1:])[0, 1]

    # the estimates of a correlated row scatter more than those of an independent one
    scatter = (1 + correlation) / (1 - correlation)
    assert abs(seen - mean**2 / shape * alike[0] / daily) < SIGMAS / np.sqrt(7 * WEEKS)
    assert abs(counts.mean() - mean) < SIGMAS * np.sqrt(daily * scatter / len(counts))
    assert counts.var() == pytest.approx(daily, rel=0.12 * np.sqrt(scatter))
    assert counts.reshape(-1, 7).sum(1).var() == pytest.approx(weekly, rel=0.3)
    if correlation:
        assert weekly > 1.25 * 7 * daily / 0.7


@pytest.mark.parametrize("start", GOLDEN)
def test_without_correlation_days_are_the_draws_that_they_were(start):
    """Counted before there was a correlation to give."""
    run = {"start_day": "Mon", "start_time": start, "length": "2 minggu", "warm_up": "12 jam"}
    found = scenario(calls={"tes": call(400, day_factor_shape=4)}, run=run)
    times_s = drawn(found).callers.arrival_s

    assert by_day(times_s[times_s >= 0], 14).tolist() == GOLDEN[start]
    zero = scenario(calls={"tes": alike_kind(400, 4, 0)}, run=run)
    assert by_identity(drawn(zero)) == by_identity(drawn(found))


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=9))
def test_next_to_no_correlation_leaves_each_day_its_own_luck(uniforms):
    uniforms = np.array(uniforms)

    alike = in_a_row(uniforms, np.arange(len(uniforms)), 1e-300)

    np.testing.assert_allclose(alike, np.maximum(uniforms, 2.0**-54), rtol=1e-9)


@given(
    st.lists(st.sampled_from([0.0, 1e-300, 0.5, 1 - 2**-53]), min_size=1, max_size=20),
    st.floats(0.01, 0.99),
)
def test_the_rarest_luck_leaves_factors_finite(uniforms, correlation):
    alike = in_a_row(np.array(uniforms), np.arange(len(uniforms)), correlation)

    assert np.all((alike > 0) & (alike < 1))
    assert np.all(np.isfinite(day_factors(0.5, alike)))


def correlated(correlation: float = 0.8, length: str = "3 minggu", warm_up: str = "0s", **more):
    demand = {
        "incidents": {"a": incident(30, day_factor_shape=4, day_factor_correlation=correlation)},
        "calls": {"tes": alike_kind(50), "lain": call(20, day_factor_shape=3)},
        "situations": {
            "naik": situation(
                start_day="Sat",
                length="2 hari",
                surges={"a": {"factor": 3}, "tes": {"factor": 0.5}},
                calls={"hoaks": alike_kind(40)},
            )
        },
    }
    run = {"start_day": "Mon", "length": length, "warm_up": warm_up}
    return drawn(scenario(**(demand | more), run=run))


@pytest.mark.parametrize("length", ["3 hari", "1 minggu", "2 minggu"])
def test_a_longer_run_has_the_same_first_days(length):
    one, other = by_identity(correlated(length=length)), by_identity(correlated(length="5 minggu"))
    days = 3 if length == "3 hari" else 7 * int(length[0])

    assert differing_columns(one, other) == set()
    assert one["callers"].keys() == {
        k for k, row in other["callers"].items() if row["arrival_s"] < days * DAY_S
    }


@pytest.mark.parametrize("warm_up", ["12 jam", "3 hari"])
def test_the_warm_up_changes_no_day_of_the_evidence_and_is_like_its_first_day(warm_up):
    without, with_it = by_identity(correlated()), by_identity(correlated(warm_up=warm_up))
    evidence = {k: r for k, r in with_it["callers"].items() if r["arrival_s"] >= 0}

    assert evidence == without["callers"]

    many = {"start_day": "Mon", "length": "1 hari", "warm_up": "1 hari"}
    found = scenario(calls={"tes": alike_kind(200, 4, 0.9)}, run=many)
    pairs = []
    for replication in range(200):
        times_s = drawn(found, replication=replication).callers.arrival_s
        pairs.append([(times_s < 0).sum(), (times_s >= 0).sum()])
    expected = 200**2 / 4 * factor_correlation(4, 0.9) / (200 + 200**2 / 4)
    assert np.corrcoef(np.array(pairs).T)[0, 1] == pytest.approx(expected, abs=0.07)


def test_another_kind_or_correlation_changes_only_its_own():
    plain = by_identity(correlated())
    more = by_identity(
        correlated(calls={"tes": alike_kind(50), "lain": call(20), "zat": alike_kind(9)})
    )
    looser = by_identity(correlated(correlation=0.3))

    def arrivals(tables, about_incident: bool) -> dict:
        return {
            k: row["arrival_s"]
            for k, row in tables["callers"].items()
            if (row["incident_id"] >= 0) == about_incident
        }

    assert arrivals(more, True) == arrivals(plain, True)
    assert arrivals(looser, False) == arrivals(plain, False)
    assert arrivals(looser, True) != arrivals(plain, True)


def test_a_day_that_two_weeks_share_is_one_day_with_one_factor():
    run = {"start_day": "Mon", "start_time": "12:00", "length": "300 minggu", "warm_up": "0s"}
    times_s = drawn(scenario(calls={"tes": alike_kind(400, 4, 0.1)}, run=run)).callers.arrival_s
    halves = np.bincount((times_s // (DAY_S / 2)).astype(int), minlength=14 * 300)[: 14 * 300]
    # halves from Monday noon: the week ends on the morning of the Monday on which the next begins
    morning, afternoon = halves[13::14][:-1], halves[14::14]

    assert np.corrcoef(morning, afternoon)[0, 1] > 0.9


@pytest.mark.parametrize(
    "wrong", [{"day_factor_correlation": 0.4}, {"day_factor_shape": 3, "day_factor_correlation": 1}]
)
def test_a_correlation_needs_a_factor_and_stays_below_one(wrong):
    with in_language("en"), pytest.raises(ValidationError, match=r"no day factor|0\.99"):
        scenario(calls={"tes": call(9, **wrong)})
