"""Half-widths: what they are, and that an interval at which a run ended holds what it says."""

from __future__ import annotations

import math

import numpy as np
import pytest

from results.measures.evidence import Evidence
from results.measures.question import MeasureQuestion
from results.precision.asked import PrecisionAsked
from results.precision.found import PrecisionFound, precision_found
from results.precision.half_width import half_widths, precision_estimate
from results.verdict.looks import Looks

LOOKS = Looks(4, 64)
TRIALS = 400
SHARE, MEAN_S = 0.9, 8.0
QUESTIONS = {
    "share": MeasureQuestion("service_level", "within", within_s=10.0),
    "mean": MeasureQuestion("answer_time", "mean"),
    "count": MeasureQuestion("offered_calls", "count"),
}


def weeks_of_calls(random: np.random.Generator, kind: str, weeks: int = 64) -> Evidence:
    """Draw weeks that differ more than their calls alone would make them."""
    calls = random.poisson(200 * random.gamma(20, 1 / 20, weeks)).astype(float)
    if kind == "share":
        sum_ = random.binomial(calls.astype(int), random.beta(90, 10, weeks)).astype(float)
    elif kind == "mean":
        sum_ = calls * random.gamma(16, MEAN_S / 16, weeks)
    else:
        sum_ = calls
    evidence = Evidence(
        QUESTIONS[kind], ("all",), tuple(range(weeks)), sum_[:, None], calls[:, None]
    )
    return evidence


def asked(kind: str, half_width: float) -> PrecisionAsked:
    unit = {"share": "1", "mean": "s", "count": "calls"}[kind]
    return PrecisionAsked(kind, QUESTIONS[kind], half_width, unit)  # type: ignore[arg-type]


def at_its_end(evidence: Evidence, wanted: PrecisionAsked) -> PrecisionFound:
    """Return what is found at the first look at which it is enough, or at the last."""
    for weeks in LOOKS.weeks:
        found = precision_found(wanted, evidence.first(weeks), LOOKS)
        if found.reached:
            break
    return found


@pytest.mark.parametrize(
    ("kind", "truth", "half_width"),
    [("share", SHARE, 0.02), ("mean", MEAN_S, 1.0), ("count", 200.0, 30.0)],
)
def test_an_interval_at_which_a_run_ended_holds_the_truth_in_95_of_100(
    kind: str, truth: float, half_width: float
) -> None:
    random = np.random.default_rng(5)
    wanted = asked(kind, half_width)

    found = [at_its_end(weeks_of_calls(random, kind), wanted) for _ in range(TRIALS)]

    ended = {f.weeks for f in found}
    assert len(ended) > 2  # the rule does end runs at different looks
    held = sum(f.low <= truth <= f.high for f in found)
    assert held >= 0.95 * TRIALS - 2 * math.sqrt(0.95 * 0.05 * TRIALS)


def test_an_undivided_error_would_be_wrong_too_often() -> None:
    """Why the 5 % is divided: the rule of ending picks weeks that happen to differ little."""
    random = np.random.default_rng(5)
    single = Looks(4, 4)
    missed = 0
    for _ in range(TRIALS):
        evidence = weeks_of_calls(random, "mean")
        for weeks in LOOKS.weeks:
            found = precision_found(asked("mean", 1.0), evidence.first(weeks), single)
            if found.reached:
                break
        missed += not found.low <= MEAN_S <= found.high

    assert missed > 0.05 * TRIALS + 2 * math.sqrt(0.95 * 0.05 * TRIALS)


def test_the_weeks_said_to_be_needed_are_about_those_that_are() -> None:
    random = np.random.default_rng(9)
    evidence = weeks_of_calls(random, "share", 4096)
    wanted = asked("share", 0.002)

    needed = precision_found(wanted, evidence.first(64), LOOKS).weeks_needed

    assert needed is not None
    cap = Looks(4, needed)
    half = precision_found(wanted, evidence.first(needed // 2), cap)
    double = precision_found(wanted, evidence.first(min(2 * needed, 4096)), cap)
    assert not half.reached and double.reached


def test_nothing_is_known_of_one_week_nor_of_a_part_without_calls() -> None:
    evidence = weeks_of_calls(np.random.default_rng(1), "mean")
    empty = Evidence(
        evidence.question,
        ("a", "b"),
        evidence.weeks,
        np.column_stack([evidence.numerator, np.zeros(64)]),
        np.column_stack([evidence.denominator, np.zeros(64)]),
    )

    one = precision_found(asked("mean", 1e6), evidence.first(1), LOOKS)
    part = precision_found(asked("mean", 1e6), empty, LOOKS)

    assert (one.half_width, one.reached, one.weeks_needed) == (math.inf, False, None)
    assert (part.half_width, part.widest_cell, part.reached) == (math.inf, "b", False)
    assert one.to_dict()["half_width"] is None


def test_more_looks_cost_a_wider_interval() -> None:
    estimate = precision_estimate(weeks_of_calls(np.random.default_rng(2), "share"))

    widths = [float(half_widths(estimate, looks)[0]) for looks in (1, 2, 5)]

    assert widths == sorted(widths) and widths[0] < widths[2]
