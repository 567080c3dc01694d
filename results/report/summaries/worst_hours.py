"""The worst hours of the week for a target that is judged as a whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from results.measures.catalogue import MEASURES
from results.measures.question import question_of
from results.measures.tally import tally
from results.records import Records
from results.verdict.bound import bound_of
from scenarios.schema.targets import Target

LEAST_OBSERVATIONS = 30
"""An hour with fewer says little; an assumption of this project."""


def worst_hours(records: Records, target: Target, count: int = 3) -> tuple[tuple[int, float], ...]:
    """Return (hour of the week, estimate), worst first; empty where hours say too little.

    Hours in which nothing was amiss are no worst hours. Hours with fewer than
    `LEAST_OBSERVATIONS` are left out, and so is everything when fewer than half of the hours
    have as many: what is left would be a choice by chance.
    """
    measure = MEASURES[target.measure]
    if "hour_of_week" not in measure.cells or measure.estimator == "ratio":
        return ()
    evidence = tally(records, replace(question_of(target), by="hour_of_week"))
    numerator, n = evidence.numerator.sum(axis=0), evidence.denominator.sum(axis=0)
    enough = n >= LEAST_OBSERVATIONS
    if enough.sum() * 2 < len(n):
        return ()
    value = np.divide(numerator, n, out=np.full(len(n), np.nan), where=enough)
    bound = bound_of(target)
    amiss = enough if bound.unit == "s" else enough & (value != (1.0 if bound.sign > 0 else 0.0))
    value = np.where(amiss, value, np.nan)
    order = np.argsort(bound.sign * value, kind="stable")[: min(count, int(amiss.sum()))]
    return tuple((int(evidence.cells[i]), float(value[i])) for i in order)
