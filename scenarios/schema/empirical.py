"""Distributions as they were measured: by quantiles, or by the samples themselves.

What a file of samples holds is read when a scenario is loaded (`scenarios.loading.csv_values`),
so that the scenario holds the values and not the name of a file.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Annotated, Generic, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from scenarios.schema.base import Part, RuleError, Share, Tuple
from scenarios.schema.distribution_base import DistributionBase
from scenarios.text import N_

Q = TypeVar("Q")

MOST_VALUES = 1001
"""Values that a distribution may hold: a quantile for each thousandth."""
_MEAN = N_(
    "Mean of the part that is not zero, to which the values are scaled; left out: as they are."
)


def _sorted(values: tuple[Q, ...]) -> tuple[Q, ...]:
    return tuple(sorted(values))  # type: ignore[type-var]


class Quantiles(DistributionBase, Generic[Q]):
    """As measured, by quantiles: evenly between one and the next."""

    distribution: Literal["quantiles"]
    shares: Annotated[tuple[Share, ...], Tuple, Field(min_length=2, max_length=MOST_VALUES)] = (
        Field(description="Shares that lie at or below each of `values`, rising from 0 to 1.")
    )
    values: Annotated[tuple[Q, ...], Tuple, Field(min_length=2, max_length=MOST_VALUES)] = Field(
        description="The value at each of `shares`: the least first, the greatest last."
    )
    mean: Q | None = Field(None, description=_MEAN)

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if len(self.shares) != len(self.values):
            raise RuleError(
                N_("has {shares} shares and {values} values"),
                N_("give a value for each share"),
                shares=len(self.shares),
                values=len(self.values),
            )
        if self.shares[0] != 0 or self.shares[-1] != 1:
            raise RuleError(
                N_("has shares from {first:g} to {last:g}"),
                N_("begin with share 0 and the least value, end with share 1 and the greatest"),
                first=self.shares[0],
                last=self.shares[-1],
            )
        for i, (before, after) in enumerate(pairwise(self.shares), start=1):
            if after <= before:
                raise RuleError(
                    N_("has shares[{i}], which is not above the one before"),
                    N_("write the shares in rising order, each once"),
                    i=i,
                )
        for i, (low, high) in enumerate(pairwise(self.values), start=1):
            if high < low:  # type: ignore[operator]
                raise RuleError(
                    N_("has values[{i}], which is below the one before"),
                    N_("write the values in rising order"),
                    i=i,
                )
        _hold_scalable(self)
        return self


class Samples(DistributionBase, Generic[Q]):
    """As measured, by the samples themselves: each is as likely as any other."""

    distribution: Literal["samples"]
    values: Annotated[
        tuple[Q, ...],
        Tuple,
        Field(min_length=1, max_length=MOST_VALUES),
        AfterValidator(_sorted),
    ] = Field(description="The samples, in any order.")
    mean: Q | None = Field(None, description=_MEAN)

    @model_validator(mode="after")
    def _scalable(self) -> Self:
        _hold_scalable(self)
        return self


class ValueFile(Part):
    """Where quantiles or samples are read from: a CSV file, whose first line names the columns."""

    file: str = Field(description="CSV file; its path from the folder of the scenario's file.")
    column: str | None = Field(
        None,
        description="Column of the values; may be left out if there is one column only. A unit may "
        "stand in its heading, as in `talk (s)`.",
    )
    share_column: str | None = Field(
        None, description="Column of the shares (of quantiles only), from 0 to 1 or in per cent."
    )
    unit: str | None = Field(
        None, description="Unit of the values (s, min, jam), if heading and values do not have it."
    )


def own_mean(d: Quantiles[float] | Samples[float]) -> float:
    """Return the mean of the values, before `mean` scales them and without the mass at zero."""
    if isinstance(d, Samples):
        return math.fsum(d.values) / len(d.values)
    return math.fsum(
        (b - a) * (low + high) / 2
        for (a, b), (low, high) in zip(pairwise(d.shares), pairwise(d.values), strict=True)
    )


def scale_of(d: Quantiles[float] | Samples[float]) -> float:
    """Return by what the values are to be multiplied so that their mean is `mean`."""
    own = own_mean(d)
    return 1.0 if d.mean is None or own == 0 else d.mean / own


def _hold_scalable(d: Quantiles[Q] | Samples[Q]) -> None:
    if d.mean and not any(d.values):
        raise RuleError(
            N_("has values that are all 0, which no mean can scale"), N_("leave mean out")
        )
