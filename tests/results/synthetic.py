"""Weeks with a known truth, and targets to hold against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from results.measures.evidence import Evidence
from results.measures.question import question_of
from results.verdict.decide import decide
from results.verdict.looks import Looks
from scenarios.schema.targets import Target

PROFILE = np.tile([0.5, 0.4, 0.3, 0.3, 0.4, 0.6, 0.9, 1.2, 1.3, 1.4, 1.5, 1.5], 14)
"""Calls by hour of the week, mean about 0.9."""
Draw = Callable[[np.random.Generator, int], tuple[NDArray[np.float64], NDArray[np.float64]]]
"""From a generator and a number of weeks to numerators and denominators."""


def share_target(**more: Any) -> Target:
    """Return "90 % within 10 s", each hour of the week, changed by `more`."""
    given = {
        "label": "t",
        "measure": "service_level",
        "within": "10s",
        "at_least": 0.9,
        "scope": "hour_of_week",
    }
    return Target.model_validate({**given, **more})


def mean_target(**more: Any) -> Target:
    """Return "mean wait at most 10 s", as a whole, changed by `more`."""
    given = {"label": "t", "measure": "answer_time", "mean_at_most": "10s"}
    return Target.model_validate({**given, **more})


def evidence_of(
    target: Target, numerator: NDArray[np.float64], denominator: NDArray[np.float64]
) -> Evidence:
    """Return evidence on a target from plain arrays of shape (weeks, cells)."""
    numerator = np.asarray(numerator, dtype=np.float64)
    weeks, cells = numerator.shape
    labels = tuple(str(c) for c in range(cells)) if cells > 1 else ("all",)
    return Evidence(
        question_of(target),
        labels,
        tuple(range(weeks)),
        numerator,
        np.asarray(denominator, dtype=np.float64),
    )


def shares(truth: Any, mean_n: Any, *, spread: float = 0.0, shared: bool = False) -> Draw:
    """Draw calls by week and cell that succeed with probability `truth`.

    `spread` lets each week have a probability of its own (beta, its standard deviation is about
    `spread` times that of one call); `shared`: all cells of a week are good or bad together.
    """
    truth, mean_n = np.broadcast_arrays(np.atleast_1d(truth), np.atleast_1d(mean_n))

    def draw(
        rng: np.random.Generator, weeks: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        from scipy.special import betaincinv

        shape = (weeks, len(truth))
        n = rng.poisson(mean_n, shape)
        p = np.broadcast_to(truth, shape)
        if spread:
            scale = 1 / spread**2
            u = np.broadcast_to(rng.uniform(size=(weeks, 1 if shared else len(truth))), shape)
            p = betaincinv(p * scale, (1 - p) * scale, u)
        return rng.binomial(n, p).astype(float), n.astype(float)

    return draw


def waits(mean_s: Any, mean_n: Any, *, spread: float = 0.0) -> Draw:
    """Draw sums of gamma waits; `spread` is the coefficient of variation between weeks."""
    mean_s, mean_n = np.broadcast_arrays(np.atleast_1d(mean_s), np.atleast_1d(mean_n))

    def draw(
        rng: np.random.Generator, weeks: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        shape = (weeks, len(mean_s))
        n = rng.poisson(mean_n, shape)
        factor = rng.gamma(1 / spread**2, spread**2, shape) if spread else 1.0
        total = rng.gamma(np.maximum(n, 1e-9) * 0.5, 1.0) / 0.5  # cv of one wait: 1.41
        return total * mean_s * factor * (n > 0), n.astype(float)

    return draw


def outcomes(target: Target, draw: Draw, seeds: Iterable[int], looks: Looks) -> Counter[str]:
    """Judge one history a seed, look after look until decided, and count the outcomes."""
    counted: Counter[str] = Counter()
    for seed in seeds:
        numerator, denominator = draw(np.random.default_rng([112, seed]), looks.weeks[-1])
        evidence = evidence_of(target, numerator, denominator)
        for look, weeks in enumerate(looks.weeks, start=1):
            verdict = decide("t", target, evidence.first(weeks), look=look, looks=len(looks))
            if not verdict.can_wait:
                break
        counted[verdict.outcome] += 1
    return counted
