"""From targets to a region, and to the exit code."""

from dataclasses import replace

import numpy as np
import pytest

from results.manifest import Deployment
from results.verdict.both import both
from results.verdict.decide import decide
from results.verdict.exit_codes import ExitCode, exit_code
from results.verdict.outcome import Outcome
from results.verdict.region import RegionVerdict, judge_region
from results.verdict.target_verdict import TargetVerdict
from scenarios.text import in_language
from tests.results.synthetic import evidence_of, share_target

OWN = Deployment("pusat-112", "4.2", "abc")
REFERENCE = Deployment("reference", "0.1", "def", reference=True)
SUCCESSES = {"met": 99.0, "missed": 50.0, "inconclusive": 90.0}


def verdict(outcome: Outcome, name: str = "t") -> TargetVerdict:
    target = share_target(scope="all")
    k = np.full((8, 1), SUCCESSES[outcome])
    found = decide(name, target, evidence_of(target, k, np.full((8, 1), 100.0)), look=1, looks=2)
    assert found.outcome == outcome
    return found


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        (["met", "met"], ExitCode.READY),
        (["met", "missed"], ExitCode.NOT_READY),
        (["inconclusive", "missed"], ExitCode.NOT_READY),
        (["met", "inconclusive"], ExitCode.INCONCLUSIVE),
        ([], ExitCode.INCONCLUSIVE),
    ],
)
def test_a_region_is_as_ready_as_its_worst_target(
    outcomes: list[Outcome], expected: ExitCode
) -> None:
    region = judge_region("bontang", [verdict(o) for o in outcomes], OWN)

    assert exit_code(region.outcome) == expected
    assert not region.demonstration


@pytest.mark.parametrize("deployment", [REFERENCE, None])
def test_never_ready_without_the_regions_own_deployment(deployment: Deployment | None) -> None:
    region = judge_region("bontang", [verdict("met")], deployment)

    assert region.outcome == "inconclusive"
    assert region.targets_outcome == "ready"
    assert region.demonstration is (deployment is not None)
    with in_language("en"):
        assert "deployment" in region.reasons[-1].text()
    assert judge_region("bontang", [verdict("missed")], deployment).outcome == "not_ready"


@pytest.mark.parametrize("outcome", ["met", "missed", "inconclusive"])
def test_of_a_draft_neither_ready_nor_not_ready_is_said(outcome: Outcome) -> None:
    region = judge_region("bontang", [verdict(outcome)], OWN, draft=True)

    assert region.outcome == "inconclusive"
    assert region.targets_outcome == judge_region("bontang", [verdict(outcome)], OWN).outcome
    assert RegionVerdict.from_dict(region.to_dict()).draft
    with in_language("en"):
        assert [r.text() for r in region.reasons if "draft" in r.text()] != []


def test_never_ready_when_interrupted() -> None:
    assert judge_region("b", [verdict("met")], OWN, interrupted=True).outcome == "inconclusive"


@pytest.mark.parametrize(
    ("simulated", "tested", "expected"),
    [
        ("met", "met", "met"),
        ("met", "missed", "missed"),
        ("missed", "met", "missed"),
        ("missed", "inconclusive", "missed"),
        ("inconclusive", "met", "inconclusive"),
        ("met", "inconclusive", "inconclusive"),
    ],
)
def test_both_kinds_of_evidence(simulated: Outcome, tested: Outcome, expected: Outcome) -> None:
    joined = both(verdict(simulated), replace(verdict(tested), source="loadtest", can_wait=False))

    assert joined.outcome == expected
    assert joined.source == "both"
    assert [p.outcome for p in joined.parts] == [simulated, tested]
    assert joined.can_wait is (expected == "inconclusive" and simulated == "inconclusive")


def test_a_reason_within_a_reason_speaks_the_readers_language() -> None:
    joined = both(verdict("met"), verdict("missed"))

    back = TargetVerdict.from_dict(joined.to_dict())

    with in_language("en"):
        assert back.reason.text().startswith("Load test: ")
        assert verdict("missed").reason.text() in back.reason.text()


def test_a_region_survives_json() -> None:
    region = judge_region("bontang", [verdict("met"), verdict("missed")], REFERENCE)

    assert RegionVerdict.from_dict(region.to_dict()) == region


def test_exit_codes_are_those_documented() -> None:
    assert {code.name: int(code) for code in ExitCode} == {
        "READY": 0,
        "NOT_READY": 1,
        "BAD_INPUT": 2,
        "INCONCLUSIVE": 3,
        "TARGET_UNREACHABLE": 4,
        "INTERNAL_ERROR": 70,
        "INTERRUPTED": 130,
    }
