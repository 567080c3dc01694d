"""Draws from the scenario's distributions, as quantiles of uniforms.

Quantiles, not rejection: one uniform gives one draw, so that a draw keeps its place when a
parameter changes, and a longer talk in one plan is the longer talk in the other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scenarios.gamma_quantile import gamma_quantiles
from scenarios.schema.distribution import (
    AnyDistribution,
    Constant,
    Exponential,
    Gamma,
    Lognormal,
    Weibull,
)
from scenarios.schema.empirical import Quantiles, Samples, scale_of

Floats = NDArray[np.float64]

_BLOCK = 1 << 15
_MOST_DRAWN = 1e15
"""Of a number that is drawn; a mean beyond imagination would not fit an integer."""


def quantiles(distribution: AnyDistribution, uniforms: Floats) -> Floats:
    """Return the quantiles of `distribution` at `uniforms`.

    Parameters
    ----------
    distribution : a distribution of the schema
    uniforms : array of float in [0, 1), any shape

    Returns
    -------
    array of float, same shape, in the distribution's own unit; the lowest `zero` share is 0
    """
    drawn = np.empty(uniforms.shape)
    flat, found = uniforms.reshape(-1), drawn.reshape(-1)
    for block in blocks(len(flat)):
        found[block] = _with_zeros(distribution, flat[block])
    return drawn


def blocks(rows: int) -> Iterator[slice]:
    """Cut so many rows into pieces that stay in a processor's cache from step to step."""
    return (slice(begin, min(begin + _BLOCK, rows)) for begin in range(0, rows, _BLOCK))


def _with_zeros(d: AnyDistribution, u: Floats) -> Floats:
    if d.zero <= 0:
        return _quantiles(d, u)
    if d.zero >= 1:
        return np.zeros_like(u)
    positive = u >= d.zero
    inner = np.where(positive, (u - d.zero) / (1 - d.zero), 0.5)
    return np.where(positive, _quantiles(d, inner), 0.0)


def _quantiles(d: AnyDistribution, u: Floats) -> Floats:
    if isinstance(d, Constant):
        return np.full_like(u, d.value)
    if isinstance(d, Exponential):
        return _standard_exponential(u) * d.mean
    if isinstance(d, Gamma):
        return _gamma(d, u)
    if isinstance(d, Lognormal):
        return _lognormal(d, u)
    if isinstance(d, Quantiles):
        return _between_quantiles(d, u)
    if isinstance(d, Samples):
        return _one_of_samples(d, u)
    return _weibull(d, u)


def _standard_exponential(u: Floats) -> Floats:
    drawn = np.negative(u)
    np.log1p(drawn, out=drawn)
    return np.negative(drawn, out=drawn)


def _gamma(d: Gamma[float], u: Floats) -> Floats:
    if d.shape is not None and d.scale is not None:
        shape, scale = d.shape, d.scale
    else:
        assert d.mean is not None and d.cv is not None
        shape = d.cv**-2
        scale = d.mean / shape
    drawn = gamma_quantiles(shape, u)
    drawn *= scale
    return drawn


def _lognormal(d: Lognormal[float], u: Floats) -> Floats:
    from scipy.special import ndtri

    if d.sigma is not None:
        sigma = d.sigma
        median = d.median if d.median is not None else math.exp(d.mu or 0.0)
    else:
        assert d.mean is not None and d.cv is not None
        variance = math.log1p(d.cv**2)
        sigma = math.sqrt(variance)
        median = d.mean * math.exp(-variance / 2)
    drawn: Floats = ndtri(u)
    drawn *= sigma
    np.exp(drawn, out=drawn)
    drawn *= median
    return drawn


def _between_quantiles(d: Quantiles[float], u: Floats) -> Floats:
    shares, values = np.array(d.shares), np.array(d.values) * scale_of(d)
    below = np.searchsorted(shares, u, side="right") - 1
    np.minimum(below, len(shares) - 2, out=below)
    slopes = np.diff(values) / np.diff(shares)
    drawn: Floats = u - shares[below]
    drawn *= slopes[below]
    drawn += values[below]
    # what is rounded must not pass the next quantile
    return np.minimum(drawn, values[below + 1], out=drawn)


def _one_of_samples(d: Samples[float], u: Floats) -> Floats:
    values = np.array(d.values) * scale_of(d)
    number = (u * len(values)).astype(np.int64)
    np.minimum(number, len(values) - 1, out=number)
    drawn: Floats = values[number]
    return drawn


def _weibull(d: Weibull[float], u: Floats) -> Floats:
    if d.shape is not None and d.scale is not None:
        shape, scale = d.shape, d.scale
    else:
        assert d.mean is not None and d.cv is not None
        shape = weibull_shape(d.cv)
        scale = d.mean / math.gamma(1 + 1 / shape)
    drawn = _standard_exponential(u)
    np.power(drawn, 1 / shape, out=drawn)
    drawn *= scale
    return drawn


@lru_cache(maxsize=256)
def weibull_shape(cv: float) -> float:
    """Return the shape k of a Weibull distribution whose standard deviation over mean is `cv`.

    Solves Gamma(1 + 2/k) / Gamma(1 + 1/k)^2 = 1 + cv^2, which falls in k.
    """
    # by halving: to import scipy.optimize would take every process a third of a second
    low, high = math.log(0.05), math.log(200.0)
    while low < (middle := (low + high) / 2) < high:
        k = math.exp(middle)
        if math.lgamma(1 + 2 / k) - 2 * math.lgamma(1 + 1 / k) > math.log1p(cv**2):
            low = middle
        else:
            high = middle
    return math.exp(low)


def geometric(mean: float, uniforms: Floats) -> NDArray[np.int64]:
    """Return geometric draws on 1, 2, ... with the given mean (at least 1)."""
    if mean <= 1:
        return np.ones(len(uniforms), dtype=np.int64)
    further = np.floor(np.log1p(-uniforms) / math.log1p(-1 / mean))
    draws: NDArray[np.int64] = 1 + np.minimum(further, _MOST_DRAWN).astype(np.int64)
    return draws


def quantile(distribution: AnyDistribution, share: float) -> float:
    """Return one quantile of `distribution`, in its own unit."""
    return float(quantiles(distribution, np.array([share]))[0])
