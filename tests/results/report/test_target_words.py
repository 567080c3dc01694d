"""Targets in words: bound, estimate, interval, where, why, and what is still needed."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from results.number_forms import NO_BREAK
from results.report.wording import target_words as words
from results.report.wording.names import Names
from results.verdict.decide import decide
from results.verdict.reason import Reason
from results.verdict.target_verdict import TargetVerdict
from scenarios.schema.targets import Target
from scenarios.text import N_, in_language
from tests.results.synthetic import evidence_of, mean_target, share_target
from tests.small_scenario import small_scenario

NAMES = Names(small_scenario())


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with in_language("en"):
        yield


def judged(target: Target, good: list[list[float]], n: list[list[float]]) -> TargetVerdict:
    return decide("t", target, evidence_of(target, np.array(good), np.array(n)))


def spoken(text: str) -> str:
    return text.replace(NO_BREAK, " ")


def test_bounds_are_said_with_their_times() -> None:
    timed = share_target(scope="all")
    verdict = judged(timed, [[95], [96]], [[100], [100]])

    assert spoken(words.asked(verdict, timed)) == "at least 90 % within 10 s"
    assert spoken(words.asked(verdict, None)) == "at least 90 %"
    assert spoken(words.asked(judged(mean_target(), [[1]], [[1]]), None)) == (
        "on average at most 10 s"
    )
    share = Target.model_validate({"label": "t", "measure": "blocking", "at_most": 0.015})
    assert spoken(words.asked(judged(share, [[1]], [[100]]), share)) == "at most 1.5 %"


def test_an_interval_is_two_numbers_in_words() -> None:
    verdict = replace(
        judged(share_target(scope="all"), [[95], [96]], [[100], [100]]), low=0.912, high=0.94
    )

    assert spoken(words.between(verdict)) == "between 91.2 % and 94.0 %"
    assert spoken(words.span(verdict)) == "91.2 % to 94.0 %"


@pytest.mark.parametrize(("low", "high"), [(-math.inf, math.inf), (0.0, 1.0), (math.nan, math.nan)])
def test_an_interval_that_says_nothing_is_not_said(low: float, high: float) -> None:
    verdict = judged(share_target(scope="all"), [[95]], [[100]])

    assert words.between(replace(verdict, low=low, high=high)) == ""
    assert words.span(replace(verdict, low=low, high=high)) == ""


def test_the_worst_hour_is_named_and_perfect_hours_are_not() -> None:
    n = [[100.0] * 168] * 4
    good = [[100.0] * 168 for _ in range(4)]
    for week in good:
        week[16] = 95.0
    verdict = judged(share_target(), good, n)

    assert words.where(verdict, NAMES) == "worst of 168 hours of the week: Monday 16:00"
    assert spoken(words.worst_cells(verdict, NAMES)) == "Monday 16:00: 95.0 %"


def test_evidence_says_how_much_there_is_of_what() -> None:
    verdict = judged(share_target(scope="all"), [[950], [960]], [[1000], [1000]])

    assert words.evidence(verdict) == "simulation of 2 weeks, 2,000 calls"
    assert words.evidence(replace(verdict, source="loadtest")) == "load test, 2,000 calls"
    assert words.evidence(replace(verdict, source="loadtest", n=0.0)) == "load test"
    assert words.evidence(replace(verdict, weeks=1, measure="occupancy", n=9e6)).startswith(
        "simulation of 1 week"
    )


def test_weeks_still_needed_are_those_beyond_the_ones_at_hand() -> None:
    verdict = judged(share_target(scope="all"), [[90], [91]], [[100], [100]])
    open_ = replace(verdict, outcome="inconclusive", weeks=8, weeks_needed=55)

    assert words.still_needed(open_).startswith("about 47 more weeks")
    assert words.still_needed(replace(open_, weeks_needed=9)).startswith("about 1 more week of")
    assert words.still_needed(replace(open_, weeks_needed=None)) == ""
    assert words.still_needed(replace(open_, outcome="missed")) == ""


def test_a_reason_has_names_and_numbers_like_the_rest() -> None:
    inner = Reason(
        N_("In {count} of {cells} parts nothing was seen, as in {empty_cell}."),
        {"count": 1, "cells": 3, "empty_cell": "agency:damkar"},
    )
    outer = Reason(N_("Simulation: {why}"), {"why": inner})
    hour = Reason("{worst_cell} {proved_share} {late_s}", {
        "worst_cell": "hour_of_week:16", "proved_share": 0.99, "late_s": 439.0,
    })  # fmt: skip

    assert words.named_reason(outer, NAMES).text() == (
        "Simulation: In 1 of 3 parts nothing was seen, as in Fire service."
    )
    assert spoken(words.named_reason(hour, NAMES).text()) == "Monday 16:00 99 % 7 min 19 s"
