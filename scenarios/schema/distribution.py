"""A distribution, written once for all uses: times (with units) and plain factors.

{ distribution = "lognormal", mean = "60s", cv = 0.9 }
{ distribution = "weibull", shape = 1.5, scale = "90s", zero = 0.1 }
{ distribution = "quantiles", shares = [0, 0.5, 0.9, 1], values = ["5s", "60s", "3 min", "9 min"] }
{ distribution = "samples", file = "talk.csv", column = "seconds", unit = "s" }
"60s"                                     (a constant)
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Generic, Literal, Self, TypeVar

from pydantic import BeforeValidator, Field, model_validator

from scenarios.schema.base import (
    Duration,
    NotNegative,
    Number,
    Positive,
    RuleError,
)
from scenarios.schema.distribution_base import DistributionBase
from scenarios.schema.empirical import Quantiles, Samples, own_mean
from scenarios.text import N_

Q = TypeVar("Q")

_Variation = Annotated[Positive, Field(ge=1e-4, le=100)]


class Constant(DistributionBase, Generic[Q]):
    """Always the same value."""

    distribution: Literal["constant"]
    value: Q = Field(description="The value.")


class Exponential(DistributionBase, Generic[Q]):
    """Exponential, by its mean."""

    distribution: Literal["exponential"]
    mean: Q = Field(description="Mean of the part that is not zero.")


class Gamma(DistributionBase, Generic[Q]):
    """Gamma, by mean and cv or by shape and scale."""

    distribution: Literal["gamma"]
    mean: Q | None = Field(None, description="Mean of the part that is not zero.")
    cv: _Variation | None = Field(None, description="Standard deviation over mean.")
    shape: Annotated[Positive, Field(ge=1e-4)] | None = Field(None, description="Shape k = 1/cv^2.")
    scale: Q | None = Field(None, description="Scale = mean/k.")

    @model_validator(mode="after")
    def _parameters(self) -> Self:
        self._one_way(("mean", "cv"), ("shape", "scale"))
        return self


class Lognormal(DistributionBase, Generic[Q]):
    """Lognormal, by mean and cv, by median and sigma, or by mu and sigma of the logarithm."""

    distribution: Literal["lognormal"]
    mean: Q | None = Field(None, description="Mean of the part that is not zero.")
    cv: _Variation | None = Field(None, description="Standard deviation over mean.")
    median: Q | None = Field(None, description="exp(mu).")
    mu: Number | None = Field(None, description="Mean of the logarithm (of seconds).")
    sigma: Annotated[Positive, Field(le=10)] | None = Field(
        None, description="Standard deviation of the logarithm."
    )

    @model_validator(mode="after")
    def _parameters(self) -> Self:
        self._one_way(("mean", "cv"), ("median", "sigma"), ("mu", "sigma"))
        if self.mu is not None and abs(self.mu) > 30:
            raise RuleError(
                N_("has mu = {found}"),
                N_("write -30 to 30, the logarithm of seconds"),
                found=self.mu,
            )
        return self


class Weibull(DistributionBase, Generic[Q]):
    """Weibull, by mean and cv or by shape and scale."""

    distribution: Literal["weibull"]
    mean: Q | None = Field(None, description="Mean of the part that is not zero.")
    cv: Annotated[Positive, Field(ge=0.02, le=20)] | None = Field(
        None, description="Standard deviation over mean."
    )
    shape: Annotated[Positive, Field(ge=0.1)] | None = Field(None, description="Shape k.")
    scale: Q | None = Field(None, description="Scale.")

    @model_validator(mode="after")
    def _parameters(self) -> Self:
        self._one_way(("mean", "cv"), ("shape", "scale"))
        return self


def _bare_is_constant(value: Any) -> Any:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return {"distribution": "constant", "value": value}
    return value


TimeDistribution = Annotated[
    Constant[Duration]
    | Exponential[Duration]
    | Gamma[Duration]
    | Lognormal[Duration]
    | Weibull[Duration]
    | Quantiles[Duration]
    | Samples[Duration],
    Field(discriminator="distribution"),
    BeforeValidator(_bare_is_constant),  # last: else an optional field refuses a bare number
]
"""A distribution of times, s."""

_Factor = Annotated[NotNegative, Field(le=100_000)]  # no "." in a class name: pickle splits there
"""Beyond it a factor is a slip, and what is drawn could not be told from infinity."""

FactorDistribution = Annotated[
    Constant[_Factor]
    | Exponential[_Factor]
    | Gamma[_Factor]
    | Lognormal[_Factor]
    | Weibull[_Factor]
    | Quantiles[_Factor]
    | Samples[_Factor],
    Field(discriminator="distribution"),
    BeforeValidator(_bare_is_constant),  # last: else an optional field refuses a bare number
]
"""A distribution of pure numbers that multiply another quantity."""

AnyDistribution = (
    Constant[float]
    | Exponential[float]
    | Gamma[float]
    | Lognormal[float]
    | Weibull[float]
    | Quantiles[float]
    | Samples[float]
)


def mean_of(distribution: AnyDistribution) -> float:
    """Return the mean, zeros included, in the distribution's own unit."""
    d = distribution
    if isinstance(d, Constant):
        mean = d.value
    elif isinstance(d, Quantiles | Samples):
        mean = own_mean(d) if d.mean is None else d.mean
    elif isinstance(d, Gamma) and d.shape is not None and d.scale is not None:
        mean = d.shape * d.scale
    elif isinstance(d, Weibull) and d.shape is not None and d.scale is not None:
        mean = d.scale * math.gamma(1 + 1 / d.shape)
    elif isinstance(d, Lognormal) and d.sigma is not None:
        median = d.median if d.median is not None else math.exp(d.mu or 0.0)
        mean = median * math.exp(d.sigma**2 / 2)
    else:
        assert d.mean is not None
        mean = d.mean
    return float((1 - d.zero) * mean)
