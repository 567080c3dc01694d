"""Measures of calls on tables of a few rows, worked out by hand."""

from typing import Any

import pytest

from results.measures.question import MeasureQuestion
from results.measures.tally import tally
from results.records import Records
from tests.results.small_tables import answered, blocked, failed, given_up, records, refused


def fraction(seen: Records, measure: str, statistic: Any, **more: Any) -> tuple[float, float]:
    """Return numerator and denominator over all."""
    evidence = tally(seen, MeasureQuestion(measure, statistic, **more))
    return float(evidence.numerator.sum()), float(evidence.denominator.sum())


DAY = records(
    calls=[
        answered(0.0, work_end_s=160.0, emergency=True),
        answered(10.0, work_end_s=150.0),
        answered(10.5, work_end_s=200.5, attempt=1),
        given_up(3.0, emergency=True),
        given_up(30.0, attempt=1),
        blocked(),
        failed(),
        failed(connected_s=100.0),
    ]
)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        # connected: three answered, two given up, one that failed after connection
        ({}, (2, 6)),
        ({"short_s": 5.0}, (2, 5)),
        ({"short_s": 3.0}, (2, 6)),  # sooner than, not at
        ({"abandoned": "leave_out"}, (2, 4)),
        ({"calls": "emergency"}, (1, 2)),
        ({"calls": "emergency", "abandoned": "leave_out"}, (1, 1)),
    ],
)
def test_service_level(more: dict[str, Any], expected: tuple[float, float]) -> None:
    assert fraction(DAY, "service_level", "within", within_s=10.0, **more) == expected


@pytest.mark.parametrize(
    ("measure", "statistic", "more", "expected"),
    [
        ("answer_time", "mean", {}, (20.5, 3)),
        ("answer_time", "within", {"within_s": 10.0}, (2, 3)),
        ("abandonment", "share", {}, (2, 6)),
        ("abandonment", "share", {"short_s": 5.0}, (1, 5)),
        ("blocking", "share", {}, (1, 8)),
        ("handling_time", "mean", {}, (60.0 + 40.0 + 90.0, 3)),
        ("handling_time", "within", {"within_s": 60.0}, (2, 3)),
        ("redials", "share", {}, (2, 8)),
        ("call_failures", "share", {}, (2, 8)),
    ],
)
def test_measures_of_calls(
    measure: str, statistic: str, more: dict[str, Any], expected: tuple[float, float]
) -> None:
    assert fraction(DAY, measure, statistic, **more) == expected


def test_refused_calls_are_in_a_measure_of_their_own_and_in_no_other_of_the_lines() -> None:
    calls = [answered(0.0, work_end_s=160.0), blocked(), given_up(9.0), refused(), refused()]
    seen = records(calls=[*calls, refused(attempt=1)])

    assert fraction(seen, "refused_calls", "share") == (3, 6)
    assert fraction(seen, "blocking", "share") == (1, 3)
    assert fraction(seen, "abandonment", "share") == (1, 2)
    assert fraction(seen, "service_level", "within", within_s=10.0) == (1, 2)
    assert fraction(seen, "redials", "share") == (0, 3)
    assert fraction(seen, "offered_calls", "count")[0] == 3


def test_work_that_never_ended_is_not_within_any_bound_and_has_no_part_in_the_mean() -> None:
    seen = records(calls=[answered(0.0, work_end_s=130.0), answered(0.0)])

    assert fraction(seen, "handling_time", "within", within_s=1000.0) == (1, 2)
    assert fraction(seen, "handling_time", "mean") == (30.0, 1)


def test_categories_choose_rows() -> None:
    seen = records(
        calls=[answered(0.0, category="fire"), answered(20.0, category="prank"), answered(20.0)]
    )
    within = {"within_s": 10.0}

    assert fraction(seen, "service_level", "within", categories=("fire",), **within) == (1, 1)
    assert fraction(seen, "service_level", "within", categories=("theft",), **within) == (0, 0)


def test_one_attempt_in_two_rows_is_a_doubled_call() -> None:
    calls = [answered(0.0, call_id=i, replication=r) for r, i in ((0, 1), (0, 2), (1, 1), (0, 1))]

    assert fraction(records(calls=calls), "doubled_calls", "count")[0] == 1


def test_cells_by_hour_week_shift_and_category() -> None:
    seen = records(
        calls=[
            answered(0.0, hour_of_week=7, week=0, category="fire"),
            answered(20.0, hour_of_week=8, week=2, category="fire"),
            answered(0.0, hour_of_week=8, week=2, category="medical"),
        ]
    )

    def asked(by: Any, **more: Any) -> dict[str, tuple[float, float]]:
        question = MeasureQuestion("service_level", "within", within_s=10.0, by=by)
        evidence = tally(seen, question, **more)
        sums = zip(
            evidence.cells,
            evidence.numerator.sum(axis=0),
            evidence.denominator.sum(axis=0),
            strict=True,
        )
        return {cell: (float(k), float(n)) for cell, k, n in sums}

    hours = asked("hour_of_week")
    assert len(hours) == 168
    assert (hours["7"], hours["8"], hours["9"]) == ((1, 1), (1, 2), (0, 0))
    assert asked("category") == {"fire": (1, 2), "medical": (1, 1)}
    assert asked("category", cells=("theft", "fire"))["theft"] == (0, 0)
    assert asked("week") == {"0": (1, 1), "2": (1, 2)}
    shifts = {h: "night" if h % 24 < 8 else "day" for h in range(168)}
    assert asked("shift", shift_of_hour=shifts) == {"day": (1, 2), "night": (1, 1)}
    assert asked("shift") == {"all": (2, 3)}


def test_a_week_without_calls_is_a_week_of_evidence() -> None:
    seen = records(calls=[answered(0.0, week=0)], staffing=[{"week": 1, "group": "call_takers"}])
    question = MeasureQuestion("service_level", "within", within_s=10.0)

    evidence = tally(seen, question)

    assert evidence.weeks == (0, 1)
    assert evidence.denominator[:, 0].tolist() == [1, 0]
