"""What drives a target: which targets are explained, and how drivers are ranked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from results.measures.evidence import Evidence
from results.verdict.decide import decide
from results.verdict.explained import TargetExplained, explain_target, worth_explaining
from results.verdict.target_verdict import TargetVerdict
from tests.results.synthetic import evidence_of, mean_target, share_target

WEEKS = 8
TARGET = share_target(scope="all")


def share(successes: float) -> Evidence:
    return evidence_of(TARGET, np.full((WEEKS, 1), successes), np.full((WEEKS, 1), 1000.0))


def verdict(successes: float) -> TargetVerdict:
    return decide("jawab", TARGET, share(successes))


def mean(seconds: float) -> TargetVerdict:
    target = mean_target()
    ones = np.ones((WEEKS, 1))
    return decide("rata", target, evidence_of(target, seconds * ones, ones))


def test_drivers_stand_by_what_they_gain() -> None:
    drivers = {"lines": share(850), "staff": share(990), "talk": share(920), "wrap_up": share(870)}

    found = explain_target(TARGET, verdict(860), drivers, look=1, looks=1)

    assert [e.driver for e in found.effects] == ["staff", "talk", "wrap_up", "lines"]
    assert [e.outcome for e in found.effects] == ["met", "met", "missed", "missed"]
    assert [e.gain for e in found.effects] == pytest.approx([0.13, 0.06, 0.01, -0.01])
    assert [e.driver for e in found.helping] == ["staff", "talk", "wrap_up"]
    assert TargetExplained.from_dict(found.to_dict()) == found


def test_a_shorter_time_is_a_gain() -> None:
    target, ones = mean_target(), np.ones((WEEKS, 1))
    drivers = {
        "talk": evidence_of(target, 15 * ones, ones),
        "staff": evidence_of(target, 8 * ones, ones),
    }

    found = explain_target(target, mean(12), drivers, look=1, looks=1)

    assert [(e.driver, e.gain) for e in found.effects] == [("staff", 4.0), ("talk", -3.0)]


def test_missed_and_narrowly_met_targets_are_explained_missed_ones_first() -> None:
    verdicts = {"wide": verdict(990), "narrow": verdict(940), "missed": verdict(800)}

    assert worth_explaining(verdicts) == ("missed", "narrow")
    assert worth_explaining({"far": mean(5), "near": mean(9)}) == ("near",)


def test_of_targets_widely_met_the_narrowest_is_explained() -> None:
    assert worth_explaining({"wider": verdict(999), "wide": verdict(990)}) == ("wide",)
    assert worth_explaining({}) == ()


def test_a_target_that_flips_within_a_range_counts_as_assumed() -> None:
    flipped = replace(verdict(800), outcome="inconclusive", as_assumed="missed")

    found = explain_target(TARGET, flipped, {}, look=1, looks=1)

    assert found.outcome == "missed"
