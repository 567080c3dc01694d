"""The rule of model.md, case by case."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.verdict.decide import decide
from results.verdict.looks import Looks
from results.verdict.target_verdict import TargetVerdict
from scenarios.schema.run import Run
from scenarios.text import in_language
from tests.results.synthetic import evidence_of, mean_target, share_target

WEEKS = 16


def judged(successes: list[float], calls: list[float], **more: object) -> TargetVerdict:
    """Judge cells whose weeks are all alike."""
    target = share_target(**more)
    k, n = np.tile(successes, (WEEKS, 1)), np.tile(calls, (WEEKS, 1))
    return decide("t", target, evidence_of(target, k, n))


def test_met_needs_estimate_and_limit() -> None:
    assert judged([95], [100]).outcome == "met"
    assert judged([90], [100]).outcome == "inconclusive"  # reaches the bound, limit too far
    assert judged([900], [1000]).outcome == "met"  # limit within one point
    assert judged([899], [1000]).outcome == "inconclusive"  # limit near, but not the estimate
    assert judged([80], [100]).outcome == "missed"


def test_tolerance_is_the_targets_own_where_it_has_one() -> None:
    assert judged([900], [1000], tolerance=0.001).outcome == "inconclusive"
    assert judged([90], [100], tolerance=0.05).outcome == "met"


def test_five_calls_without_a_failure_are_no_proof() -> None:
    target = share_target(scope="all")
    k = np.zeros((WEEKS, 1))
    k[:5] = 1

    verdict = decide("t", target, evidence_of(target, k, k))

    assert verdict.outcome == "inconclusive"
    assert (verdict.estimate, verdict.high) == (1.0, 1.0)


def test_one_bad_cell_misses_the_target_and_is_named() -> None:
    verdict = judged([98, 50, 98], [100, 100, 100])

    assert verdict.outcome == "missed"
    assert verdict.worst_cell == "1"
    assert [c.outcome for c in verdict.cells] == ["met", "missed", "met"]
    assert [c.label for c in verdict.worst(2)] == ["1", "0"]
    assert verdict.estimate == 0.5
    with in_language("en"):
        assert "Monday 01:00" in verdict.reason.text()


def test_what_is_open_is_named_not_what_is_worst() -> None:
    verdict = judged([920, 4.65], [1000, 5])

    assert [c.outcome for c in verdict.cells] == ["met", "inconclusive"]
    assert verdict.worst_cell == "0"
    with in_language("en"):
        assert verdict.reason.text().startswith("In 1 of 2 parts, above all Monday 01:00, there is")


def test_a_cell_without_calls_is_inconclusive_never_met() -> None:
    verdict = judged([98, 0], [100, 0])

    assert verdict.outcome == "inconclusive"
    assert math.isnan(verdict.cells[1].estimate)
    assert verdict.weeks_needed is None
    with in_language("en"):
        assert "nothing was seen" in verdict.reason.text()


def test_a_cell_without_calls_does_not_hide_a_miss() -> None:
    assert judged([50, 0], [100, 0]).outcome == "missed"


def test_one_week_decides_nothing() -> None:
    target = share_target(scope="all")

    for k in (0.0, 1000.0):
        evidence = evidence_of(target, np.array([[k]]), np.array([[1000.0]]))
        assert decide("t", target, evidence).outcome == "inconclusive"


def test_no_evidence_is_inconclusive() -> None:
    target = share_target()

    verdict = decide("t", target, evidence_of(target, np.zeros((0, 3)), np.zeros((0, 3))))

    assert verdict.outcome == "inconclusive"
    assert math.isnan(verdict.estimate)


def test_at_most_is_the_mirror_of_at_least() -> None:
    for successes in (70.0, 88.0, 90.0, 94.0, 99.0):
        least = judged([successes], [100])
        target = share_target(
            measure="abandonment", within=None, at_least=None, at_most=0.1, scope="hour_of_week"
        )
        k = np.full((WEEKS, 1), 100 - successes)
        most = decide("t", target, evidence_of(target, k, np.full((WEEKS, 1), 100.0)))
        assert most.outcome == least.outcome
        assert most.low == pytest.approx(1 - least.high)


def test_means_have_two_percent_of_tolerance() -> None:
    target = mean_target()
    calls = np.full((WEEKS, 1), 100.0)
    wobble = np.where(np.arange(WEEKS) % 2, 1.0, -1.0)[:, None]

    def outcome(mean_s: float, step: float) -> str:
        evidence = evidence_of(target, calls * (mean_s + step * wobble), calls)
        return decide("t", target, evidence).outcome

    assert outcome(10.0, 0.1) == "met"
    assert outcome(10.0, 1.0) == "inconclusive"
    assert outcome(10.1, 0.1) == "missed"
    assert outcome(9.0, 1.0) == "met"
    assert outcome(10.01, 0.1) == "inconclusive"


def test_missed_is_harder_with_many_cells_and_many_looks() -> None:
    bad = judged([88], [100])
    assert bad.outcome == "missed"

    among = judged([88] + [97] * 167, [100] * 168)
    assert among.outcome == "inconclusive"

    target = share_target(scope="all")
    evidence = evidence_of(target, np.full((WEEKS, 1), 88.0), np.full((WEEKS, 1), 100.0))
    assert decide("t", target, evidence, looks=1).outcome == "missed"
    assert decide("t", target, evidence, looks=8).outcome == "inconclusive"


def test_weeks_needed_are_those_that_would_decide() -> None:
    target = share_target(scope="all")

    for successes in (90.0, 90.5, 89.0, 92.0):
        k, n = np.full((4, 1), successes), np.full((4, 1), 100.0)
        needed = decide("t", target, evidence_of(target, k, n)).weeks_needed
        assert needed is not None
        for weeks, open_ in ((needed, False), (needed - 1, True)):
            evidence = evidence_of(target, np.repeat(k[:1], weeks, 0), np.repeat(n[:1], weeks, 0))
            assert (decide("t", target, evidence).outcome == "inconclusive") is open_


def test_an_estimate_on_the_wrong_side_by_nothing_cannot_say_how_long() -> None:
    assert judged([90], [100], tolerance=0.0).weeks_needed is None


def test_can_wait_only_while_a_look_is_to_come() -> None:
    target = share_target(scope="all")
    evidence = evidence_of(target, np.full((4, 1), 90.0), np.full((4, 1), 100.0))

    assert decide("t", target, evidence, look=2, looks=3).can_wait
    assert not decide("t", target, evidence, look=3, looks=3).can_wait


@pytest.mark.parametrize(
    ("least", "most", "block", "weeks"),
    [
        (8, 64, 1, (8, 16, 32, 64)),
        (8, 8, 1, (8,)),
        (8, 50, 4, (8, 16, 32, 52)),
        (1, 8, 4, (4, 8)),
        (3, 5, 1, (3, 5)),
    ],
)
def test_looks_double_up_to_the_cap(
    least: int, most: int, block: int, weeks: tuple[int, ...]
) -> None:
    assert Looks(least, most, block).weeks == weeks


def test_looks_of_a_run() -> None:
    run = Run.model_validate({"length": "4 minggu", "weeks_at_least": 8, "weeks_at_most": 16})

    assert Looks.of(run).weeks == (8, 16)


def test_a_verdict_survives_json() -> None:
    verdict = judged([98, 0, 40], [100, 0, 100])

    back = TargetVerdict.from_dict(verdict.to_dict())

    assert back.to_dict() == verdict.to_dict()
    assert back.reason == verdict.reason
    assert back.cells[0] == verdict.cells[0]


cells = st.lists(st.integers(0, 100), min_size=1, max_size=6)


@given(cells, st.integers(0, 10_000))
def test_order_of_weeks_and_of_cells_does_not_matter(successes: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    k = rng.binomial(100, np.array(successes) / 100, (WEEKS, len(successes))).astype(float)
    n = np.full(k.shape, 100.0)
    target = share_target()
    weeks, places = rng.permutation(WEEKS), rng.permutation(len(successes))

    plain = decide("t", target, evidence_of(target, k, n))
    shuffled = decide("t", target, evidence_of(target, k[weeks][:, places], n))

    assert shuffled.outcome == plain.outcome
    assert shuffled.estimate == pytest.approx(plain.estimate)
    assert shuffled.low == pytest.approx(plain.low)


@given(cells)
def test_a_further_good_cell_neither_meets_nor_misses_a_target(successes: list[int]) -> None:
    before = judged([float(s) for s in successes], [100.0] * len(successes))
    after = judged([float(s) for s in successes] + [100], [100.0] * (len(successes) + 1))

    if before.outcome != "missed":
        assert after.outcome == before.outcome
    else:
        assert after.outcome in ("missed", "inconclusive")


@given(st.integers(50, 100), st.integers(0, 49))
def test_more_successes_never_make_it_worse(successes: int, fewer: int) -> None:
    order = ["missed", "inconclusive", "met"]

    better = order.index(judged([float(successes)], [100]).outcome)
    worse = order.index(judged([float(successes - fewer)], [100]).outcome)

    assert worse <= better
