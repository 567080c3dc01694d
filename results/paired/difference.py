"""Differences of one measure between two simulations, paired week by week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from results.confidence.quantiles import student_quantile
from results.measures.evidence import Evidence

Floats = NDArray[np.float64]
_WEEKS_WITH_OBSERVATIONS = 4
"""As for one mean: fewer weeks than this say nothing of how weeks vary."""


@dataclass(frozen=True)
class PairedDifference:
    """What a measure is in two simulations, cell by cell.

    Parameters
    ----------
    cells : tuple of str
    a, b : array of float
        Estimates; NaN without observations.
    difference : array of float
        `b` - `a`.
    error : array of float
        Standard error of the difference, weeks being paired; NaN where too few weeks have
        observations.
    unpaired_error : array of float
        What it would be if the two had not played the same weeks.
    degrees : array of float
        Degrees of freedom: weeks with observations less one.
    """

    cells: tuple[str, ...]
    a: Floats
    b: Floats
    difference: Floats
    error: Floats
    unpaired_error: Floats
    degrees: Floats

    def limits(self, alpha: float) -> tuple[Floats, Floats]:
        """Return the two limits of the interval that is wrong with probability `alpha`.

        NaN where nothing can be said; weeks that are all alike have no interval either, for that
        nothing differed in so many weeks is no proof that nothing ever does.
        """
        known = self.error > 0
        half = np.full(len(self.cells), np.nan)
        for i in np.flatnonzero(known):
            half[i] = student_quantile(1 - alpha / 2, float(self.degrees[i])) * self.error[i]
        return self.difference - half, self.difference + half

    @property
    def variance_saved(self) -> Floats:
        """How many times the variance of independent runs is that of the paired ones.

        So many times as many independent weeks would be needed for the same interval; NaN where
        it cannot be said.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            saved: Floats = np.where(
                self.error > 0, (self.unpaired_error / self.error) ** 2, np.nan
            )
        return saved


def paired_difference(a: Evidence, b: Evidence) -> PairedDifference:
    """Compare two simulations of the same weeks.

    The estimate of each is the house's ratio of sums over weeks; the variance of the difference
    is that of the weeks' linearised differences, (y_b - R_b x_b) / mean(x_b) less the same of a,
    over weeks less one: for counts a week that is the plain paired t (Law, A. M. (2015),
    Simulation Modeling and Analysis, 5th ed., sections 10.2.1 and 11.2; Cochran, W. G. (1977),
    Sampling Techniques, 3rd ed., section 6.3).

    Parameters
    ----------
    a, b : Evidence
        On one question, of the same weeks.

    Raises
    ------
    ValueError
        If the weeks differ.
    """
    if a.weeks != b.weeks:
        raise ValueError("evidence of different weeks cannot be paired")
    cells = a.cells + tuple(c for c in b.cells if c not in a.cells)
    value_a, error_a, seen_a = _linearised(a, cells)
    value_b, error_b, seen_b = _linearised(b, cells)
    weeks = len(a.weeks)
    counted = np.minimum(seen_a.sum(axis=0), seen_b.sum(axis=0)).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = 1 / np.sqrt(weeks * (weeks - 1.0))
        paired = np.sqrt(np.sum((error_b - error_a) ** 2, axis=0)) * scale
        unpaired = np.sqrt(np.sum(error_a**2 + error_b**2, axis=0)) * scale
    few = counted < _WEEKS_WITH_OBSERVATIONS
    paired[few], unpaired[few] = np.nan, np.nan
    return PairedDifference(
        cells, value_a, value_b, value_b - value_a, paired, unpaired, counted - 1
    )


def _linearised(
    evidence: Evidence, cells: tuple[str, ...]
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return ratios, by how much each week moves them, and which weeks have observations."""
    shape = (len(evidence.weeks), len(cells))
    numerator, denominator = np.zeros(shape), np.zeros(shape)
    at = [cells.index(c) for c in evidence.cells]
    numerator[:, at] = evidence.numerator
    denominator[:, at] = evidence.denominator
    if evidence.question.statistic == "count":  # a number a week
        denominator = np.ones(shape)
    total = denominator.sum(axis=0)
    value = np.divide(
        numerator.sum(axis=0), total, out=np.full(len(cells), np.nan), where=total > 0
    )
    mean = total / max(1, shape[0])
    moved = numerator - denominator * np.nan_to_num(value)
    moved = np.divide(moved, mean, out=np.zeros(shape), where=mean > 0)
    return value, moved, denominator > 0
