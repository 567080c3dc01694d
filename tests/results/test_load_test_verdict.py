"""A load test as evidence: what it proves, and what it cannot."""

from typing import Any

import pytest

from results.manifest import Deployment, Play
from results.verdict.load_test import LoadTest, judge_load_test, no_load_test
from scenarios.schema.targets import Target
from scenarios.text import in_language
from tests.results.small_tables import answered, failed, records
from tests.results.synthetic import share_target

REGIONS = Deployment("pusat-112", "4.2", "abc")
PLAIN = Play()
REFERENCE = Deployment("reference", "0.1", "def", reference=True)


def target(measure: str = "setup_time", **more: Any) -> Target:
    bound = {"within": "1s", "at_least": 0.9} if measure == "setup_time" else {"at_most": 0.0}
    given = {"label": "t", "measure": measure, "evidence": "load_test"}
    return Target.model_validate({**given, **bound, **more})


def test_run(
    good: int, bad: int = 0, *, deployment: Deployment = REGIONS, play: Play = PLAIN
) -> LoadTest:
    """Return a test of calls with quick and slow set-ups, the slow ones spread over it."""
    calls = []
    for i in range(good + bad):
        slow = bad and (i + 1) * bad // (good + bad) > i * bad // (good + bad)
        calls.append(answered(0.0, setup_s=3.0 if slow else 0.1) | {"arrival_s": float(i)})
    return LoadTest(records(calls=calls), deployment, play)


test_run.__test__ = False  # type: ignore[attr-defined]


def outcome(test: LoadTest, asked: Target) -> tuple[str, str]:
    verdict = judge_load_test("t", asked, test)
    with in_language("en"):
        return verdict.outcome, verdict.reason.text()


@pytest.mark.parametrize(("share", "needed"), [(0.9, 29), (0.95, 59), (0.99, 299)])
def test_without_a_failure_a_share_needs_so_many_calls(share: float, needed: int) -> None:
    asked = target(at_least=share)

    assert outcome(test_run(needed), asked)[0] == "met"
    found, why = outcome(test_run(needed - 1), asked)
    assert found == "inconclusive"
    assert str(needed) in why and str(needed - 1) in why


def test_a_failure_never_makes_fewer_calls_enough() -> None:
    for calls in (100, 200, 250, 298):
        assert outcome(test_run(calls - 1, 1), target(at_least=0.99))[0] == "inconclusive"


def test_at_most_nothing_is_proved_as_far_as_the_tolerance() -> None:
    calls = [answered(0.0, call_id=i) | {"arrival_s": float(i)} for i in range(299)]
    lost = {**failed(connected_s=100.0), "arrival_s": 300.0}

    def test(rows: list[dict[str, Any]]) -> LoadTest:
        return LoadTest(records(calls=rows), REGIONS, Play())

    assert outcome(test(calls), target("lost_calls"))[0] == "met"
    assert outcome(test(calls[:298]), target("lost_calls"))[0] == "inconclusive"
    assert outcome(test(calls), target("lost_calls", tolerance=0.0))[0] == "inconclusive"
    # one call lost where none may be is one too many, however few were placed
    assert outcome(test([*calls[:20], lost]), target("lost_calls"))[0] == "missed"


def test_slow_set_ups_miss() -> None:
    assert outcome(test_run(60, 40), target())[0] == "missed"
    assert outcome(test_run(0, 60), target())[0] == "missed"
    assert outcome(test_run(54, 6), target())[0] == "inconclusive"


def test_the_reference_deployment_meets_nothing_but_can_miss() -> None:
    found, why = outcome(test_run(500, deployment=REFERENCE), target())
    assert found == "inconclusive"
    assert "reference deployment" in why

    assert outcome(test_run(0, 60, deployment=REFERENCE), target())[0] == "missed"


@pytest.mark.parametrize("play", [Play(speed=10.0), Play(packed=True, gap_s=60.0)])
def test_a_packed_run_is_evidence_for_technical_targets_only(play: Play) -> None:
    answer = share_target(scope="all", evidence="load_test")

    assert outcome(test_run(100, play=play), target())[0] == "met"
    found, why = outcome(test_run(100, play=play), answer)
    assert found == "inconclusive"
    assert "packed" in why
    assert outcome(test_run(100), answer)[0] == "met"


def test_a_run_that_broke_off_proves_nothing() -> None:
    whole = test_run(0, 60)
    broken = LoadTest(whole.records, REGIONS, Play(), ended_early="the deployment died")

    found, why = outcome(broken, target())

    assert found == "inconclusive"
    assert "the deployment died" in why


def test_nothing_seen_is_said() -> None:
    assert outcome(test_run(0), target())[0] == "inconclusive"
    verdict = no_load_test("t", target(), "no deployment answered")
    assert verdict.outcome == "inconclusive"
    with in_language("en"):
        assert "no deployment answered" in verdict.reason.text()


def test_failures_that_come_together_count_for_less() -> None:
    # ten failures among 1000 prove 98 %, unless all fell into one spell
    spread = test_run(990, 10)
    rows = [answered(0.0, setup_s=0.1) | {"arrival_s": float(i)} for i in range(990)]
    spell = [answered(0.0, setup_s=3.0) | {"arrival_s": 300.5} for _ in range(10)]
    together = LoadTest(records(calls=rows + spell), REGIONS, Play())
    asked = target(at_least=0.98, tolerance=0.0)

    assert outcome(spread, asked)[0] == "met"
    assert outcome(together, asked)[0] == "inconclusive"
