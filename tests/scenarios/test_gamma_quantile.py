"""The table of gamma quantiles says what inverting anew says, in the middle and in both tails."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scenarios.gamma_quantile import gamma_quantiles

SHAPES = st.floats(-2, 3).map(lambda exponent: 10.0**exponent)
TAILS = st.floats(-12, np.log10(0.5)).map(lambda exponent: 10.0**exponent)
UNIFORMS = st.one_of(TAILS, TAILS.map(lambda u: 1 - u), st.floats(1e-12, 1 - 1e-12))
SMALLEST = 1e-290
"""Below this a float has no digits left to compare."""


def exact(shape: float, uniforms: np.ndarray) -> np.ndarray:
    """Return the quantiles as scipy inverts them, from the nearer end."""
    law = stats.gamma(shape)
    return np.where(uniforms < 0.5, law.ppf(uniforms), law.isf(1 - uniforms))


@settings(max_examples=150, deadline=None)
@given(SHAPES, st.lists(UNIFORMS, min_size=1, max_size=200))
def test_it_is_scipys_in_the_middle_and_in_both_tails(shape, uniforms):
    u = np.array(uniforms)

    np.testing.assert_allclose(
        gamma_quantiles(shape, u), exact(shape, u), rtol=1e-10, atol=SMALLEST
    )


@pytest.mark.parametrize("shape", [1e-4, 0.01, 0.2, 1, 4, 1 / 0.49, 1000, 1e4])
def test_it_is_scipys_in_every_bin_and_where_bins_meet(shape):
    """A bin is a sixteenth of an octave; the table ends at 2^-20."""
    edges = np.ldexp(1 + np.arange(16) / 16, -np.arange(2, 24)[:, None]).ravel()
    inner = edges * (1 + 1 / 40)
    below = np.concatenate([np.nextafter(edges, 0), edges, np.nextafter(edges, 1), inner])
    u = np.concatenate([below, 1 - below])

    np.testing.assert_allclose(
        gamma_quantiles(shape, u), exact(shape, u), rtol=1e-10, atol=SMALLEST
    )


@settings(max_examples=50, deadline=None)
@given(SHAPES, st.integers(0, 2**32))
def test_a_greater_uniform_has_no_smaller_quantile(shape, seed):
    """But for rounding (scipy's own is 3e-13); neighbours on both sides of where bins meet too."""
    rng = np.random.default_rng(seed)
    edges = np.ldexp(1 + rng.integers(0, 16, 100) / 16, -rng.integers(2, 24, 100))
    u = np.concatenate([rng.random(500), edges, np.nextafter(edges, 0), 1 - edges])
    u = np.unique(np.concatenate([u, np.nextafter(u, 0)]))
    found = gamma_quantiles(shape, u)

    assert np.all(np.diff(found) >= -1e-12 * found[1:] - SMALLEST)


@pytest.mark.parametrize("shape", [0.01, 0.1, 0.5, 1, 4, 30, 1000])
def test_mean_and_variation_are_those_of_the_shape(shape):
    evenly = (np.arange(1 << 20) + 0.5) / (1 << 20)
    found = gamma_quantiles(shape, evenly)

    assert found.mean() == pytest.approx(shape, rel=1e-3)
    assert found.std() / found.mean() == pytest.approx(shape**-0.5, rel=5e-3)


@settings(max_examples=30, deadline=None)
@given(SHAPES, st.integers(1, 300), st.integers(0, 2**32))
def test_a_quantile_does_not_hang_on_which_others_are_asked_for(shape, rows, seed):
    u = np.random.default_rng(seed).random(rows)
    u[::7] *= 1e-7
    found = gamma_quantiles(shape, u)

    assert np.array_equal(found, gamma_quantiles(shape, np.append(u[:1], u))[1:])
    assert found[-1] == gamma_quantiles(shape, u[-1:])[0]


def test_nothing_is_less_than_the_least_uniform():
    assert np.array_equal(gamma_quantiles(4.0, np.array([0.0, 0.5]))[:1], [0.0])
