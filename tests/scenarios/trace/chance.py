"""What chance allows: exact limits at five standard deviations of a normal (2.9e-7 a side).

Seeds are fixed, so a test that passes once always passes; the limits say that what it found
is no matter of luck.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

SIGMAS = 5.0
TAIL = float(stats.norm.sf(SIGMAS))


def assert_poisson(counts, means) -> None:
    """Hold each count to its Poisson law, and all of them together by chi-square."""
    counts, means = np.asarray(counts, float), np.asarray(means, float)
    assert np.all(counts[means == 0] == 0)
    some = means > 0
    assert np.all(stats.poisson.cdf(counts[some], means[some]) > TAIL), "too few"
    assert np.all(stats.poisson.sf(counts[some] - 1, means[some]) > TAIL), "too many"
    _assert_chi_square(counts[some], means[some], some.sum())


def assert_shares(counts, shares) -> None:
    """Hold counts of a known total to their shares, each binomial and together by chi-square."""
    counts, shares = np.asarray(counts), np.asarray(shares, float)
    n = counts.sum()
    assert np.all(stats.binom.cdf(counts, n, shares) > TAIL), "too few"
    assert np.all(stats.binom.sf(counts - 1, n, shares) > TAIL), "too many"
    some = shares > 0
    _assert_chi_square(counts[some], n * shares[some], some.sum() - 1)


def assert_share(hits, share: float) -> None:
    """Hold a share of hits (an array of bool) to a binomial law."""
    hits = np.asarray(hits)
    assert_shares([hits.sum(), len(hits) - hits.sum()], [share, 1 - share])


def assert_distribution(values, cdf) -> None:
    """Hold values to a continuous distribution (Kolmogorov and Smirnov)."""
    assert len(values) > 500
    assert stats.kstest(values, cdf).pvalue > TAIL


def assert_unrelated(columns) -> None:
    """Hold the ranks of columns (an array of shape (columns, rows)) to no correlation."""
    ranks = np.array([stats.rankdata(column) for column in columns])
    correlation = np.corrcoef(ranks)
    limit = SIGMAS / np.sqrt(ranks.shape[1] - 1)
    off = ~np.eye(len(ranks), dtype=bool)
    assert np.all(np.abs(correlation[off]) < limit)


def assert_variance(counts, variance: float, fourth_moment: float) -> None:
    """Hold the sample variance of independent counts to its law.

    Var(s2) = (mu4 - variance^2 (n - 3) / (n - 1)) / n.
    """
    n = len(counts)
    spread = np.sqrt((fourth_moment - variance**2 * (n - 3) / (n - 1)) / n)
    assert abs(np.var(counts, ddof=1) - variance) < SIGMAS * spread


def _assert_chi_square(counts, means, freedom: float) -> None:
    if np.all(means > 5) and freedom > 0:
        statistic = np.sum((counts - means) ** 2 / means)
        assert stats.chi2.sf(statistic, freedom) > TAIL, "the profile is another one"
