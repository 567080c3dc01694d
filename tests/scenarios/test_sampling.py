"""Quantiles are those of the distributions that people write, as scipy has them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from scenarios.sampling import geometric, quantile, quantiles, weibull_shape
from scenarios.schema.distribution import FactorDistribution, mean_of
from tests.scenarios.trace.chance import assert_shares

READ = TypeAdapter(FactorDistribution)
EVENLY = (np.arange(200_000) + 0.5) / 200_000
GRID = np.array([0.0, 1e-9, 1e-4, 0.01, 0.2, 0.5, 0.77, 0.99, 0.999999, 1 - 2**-53])


def distribution(kind: str, **parameters: float):
    """Return a distribution as read from a file."""
    return READ.validate_python({"distribution": kind, **parameters})


MEANS = st.floats(0.01, 10_000)
SHAPES = st.floats(0.2, 30)


@settings(max_examples=60, deadline=None)
@given(MEANS, SHAPES, st.floats(0.05, 3))
def test_by_the_usual_parameters_they_are_scipys(scale, shape, sigma):
    for ours, theirs in (
        (distribution("exponential", mean=scale), stats.expon(scale=scale)),
        (distribution("gamma", shape=shape, scale=scale), stats.gamma(shape, scale=scale)),
        (distribution("weibull", shape=shape, scale=scale), stats.weibull_min(shape, scale=scale)),
        (
            distribution("lognormal", median=scale, sigma=sigma),
            stats.lognorm(sigma, scale=scale),
        ),
        (
            distribution("lognormal", mu=np.log(scale), sigma=sigma),
            stats.lognorm(sigma, scale=scale),
        ),
        (distribution("constant", value=scale), None),
    ):
        expected = np.full(len(GRID), scale) if theirs is None else theirs.ppf(GRID)
        np.testing.assert_allclose(quantiles(ours, GRID), expected, rtol=1e-9, atol=1e-300)


@settings(max_examples=60, deadline=None)
@given(MEANS, st.floats(0.05, 3))
def test_by_mean_and_cv_they_have_that_mean_and_cv(mean, cv):
    gamma = stats.gamma(1 / cv**2, scale=mean * cv**2)
    sigma = np.sqrt(np.log(1 + cv**2))
    lognormal = stats.lognorm(sigma, scale=mean / np.sqrt(1 + cv**2))
    shape = weibull_shape(cv)
    weibull = stats.weibull_min(shape, scale=mean / stats.weibull_min(shape).mean())

    for kind, theirs in (("gamma", gamma), ("lognormal", lognormal), ("weibull", weibull)):
        assert theirs.mean() == pytest.approx(mean)
        assert theirs.std() / theirs.mean() == pytest.approx(cv, rel=1e-7)
        ours = distribution(kind, mean=mean, cv=cv)
        np.testing.assert_allclose(quantiles(ours, GRID), theirs.ppf(GRID), rtol=1e-7, atol=1e-300)
        assert mean_of(ours) == pytest.approx(mean)


@pytest.mark.parametrize("kind", ["gamma", "lognormal", "weibull"])
@pytest.mark.parametrize("cv", [0.3, 1, 1.6])
def test_the_mean_and_cv_written_are_those_of_what_is_drawn(kind, cv):
    drawn = quantiles(distribution(kind, mean=60, cv=cv), EVENLY)

    assert drawn.mean() == pytest.approx(60, rel=2e-3)
    assert drawn.std() / drawn.mean() == pytest.approx(cv, rel=2e-2)


DISTRIBUTIONS = st.one_of(
    st.builds(lambda m: {"distribution": "exponential", "mean": m}, MEANS),
    st.builds(
        lambda kind, m, cv: {"distribution": kind, "mean": m, "cv": cv},
        st.sampled_from(["gamma", "lognormal", "weibull"]),
        MEANS,
        st.floats(0.03, 15),
    ),
    st.builds(lambda v: {"distribution": "constant", "value": v}, MEANS),
)


@settings(max_examples=100, deadline=None)
@given(DISTRIBUTIONS, st.floats(0, 1), st.lists(st.floats(0, 1, exclude_max=True), min_size=2))
def test_they_never_fall_in_the_uniform_and_the_lowest_share_is_zero(given_, zero, uniforms):
    ours = READ.validate_python(given_ | {"zero": zero})
    uniforms = np.sort(uniforms)
    drawn = quantiles(ours, uniforms)

    assert np.all(np.isfinite(drawn)) and np.all(drawn >= 0)
    # the inner uniform is rounded; to either side of one point the quantile may fall by a hair
    assert np.all(np.diff(drawn) >= -1e-9 * drawn[1:])
    assert np.all(drawn[uniforms < zero] == 0)


@pytest.mark.parametrize("kind", ["gamma", "lognormal", "weibull"])
def test_a_mass_at_zero_leaves_the_rest_as_it_is(kind):
    with_zeros = distribution(kind, mean=60, cv=0.8, zero=0.3)
    rest = quantiles(distribution(kind, mean=60, cv=0.8), np.array([0.0, 0.5, 0.9]))

    drawn = quantiles(with_zeros, np.array([0, 0.2999, 0.3, 0.65, 0.93]))
    assert drawn[:2].tolist() == [0, 0]
    np.testing.assert_allclose(drawn[2:], rest, rtol=1e-9, atol=1e-9)
    assert (quantiles(with_zeros, EVENLY) == 0).mean() == pytest.approx(0.3, abs=1e-5)
    assert mean_of(with_zeros) == pytest.approx(42)
    assert quantile(with_zeros, 0.2) == 0
    assert np.all(quantiles(distribution(kind, mean=60, cv=0.8, zero=1), EVENLY) == 0)


@settings(max_examples=50, deadline=None)
@given(MEANS, st.floats(1.01, 5), st.floats(0, 1, exclude_max=True))
def test_a_longer_mean_gives_a_longer_draw_at_the_same_luck(mean, longer, uniform):
    for kind, more in (("exponential", {}), ("gamma", {"cv": 0.7}), ("weibull", {"cv": 1.3})):
        short, long = (
            quantile(distribution(kind, mean=m, **more), uniform) for m in (mean, mean * longer)
        )
        assert long == pytest.approx(short * longer, rel=1e-9)


@pytest.mark.parametrize("mean", [1, 1.001, 2.5, 40])
def test_geometric_draws_begin_at_one_and_have_their_mean(mean):
    drawn = geometric(mean, np.random.default_rng(1).random(100_000))

    most = 60
    law = stats.geom.pmf(np.arange(1, most), 1 / mean)
    assert drawn.min() == 1
    assert_shares(
        np.bincount(np.minimum(drawn, most), minlength=most + 1)[1:], [*law, 1 - law.sum()]
    )


@pytest.mark.parametrize(
    "wild",
    [
        {"distribution": "gamma", "mean": 1, "cv": 100},
        {"distribution": "gamma", "mean": 1, "cv": 1e-4},
        {"distribution": "gamma", "shape": 1e-4, "scale": 1},
        {"distribution": "lognormal", "mean": 1, "cv": 100},
        {"distribution": "lognormal", "median": 1, "sigma": 10},
        {"distribution": "weibull", "mean": 1, "cv": 20},
        {"distribution": "weibull", "shape": 0.1, "scale": 1},
    ],
)
def test_at_the_bounds_of_the_schema_draws_are_finite(wild):
    drawn = quantiles(READ.validate_python(wild), np.concatenate([GRID, EVENLY[::100]]))

    assert np.all(np.isfinite(drawn)) and np.all(drawn >= 0)


@pytest.mark.parametrize(
    "wild",
    [
        {"distribution": "gamma", "mean": 1, "cv": 1e200},
        {"distribution": "lognormal", "mean": 1, "cv": 1e200},
        {"distribution": "lognormal", "median": 1, "sigma": 1000},
    ],
)
def test_what_could_not_be_reckoned_is_refused_by_the_schema(wild):
    with pytest.raises(ValidationError):
        READ.validate_python(wild)
