"""Predicted against measured, call by call."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from results.comparison import (
    CAUSES,
    PlayComparison,
    compare_plays,
    measured_latencies,
)
from tests.results.small_tables import answered, blocked, failed, given_up, records


def compared(predicted: list[dict[str, Any]], measured: list[dict[str, Any]]) -> PlayComparison:
    def with_ids(calls: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{"call_id": i * 100, "arrival_s": float(i), **c} for i, c in enumerate(calls)]

    return compare_plays(
        "own", records(calls=with_ids(predicted)), records(calls=with_ids(measured))
    )


def test_waits_are_compared_over_calls_answered_in_both() -> None:
    found = compared(
        [answered(2.0), answered(5.0), given_up(3.0), answered(1.0)],
        [answered(2.5), answered(4.0), given_up(3.1), given_up(1.0)],
    )

    assert found.calls == 4
    assert found.same_outcome == 0.75
    assert found.differences_s == (-1.0, 0.5)
    assert found.difference_median_s == 0.75
    assert found.predicted_waits_s == (1.0, 2.0, 5.0)
    assert found.measured_waits_s == (2.5, 4.0)


@pytest.mark.parametrize(
    ("predicted", "measured", "cause"),
    [
        (answered(2.0), failed(), "technical_failure"),
        (answered(2.0), blocked(), "line_free_or_busy"),
        (answered(2.0), given_up(2.05), "patience_at_the_edge"),
        (given_up(2.05), answered(2.0), "patience_at_the_edge"),
        (answered(2.0), given_up(4.0), "otherwise"),
        (answered(2.0), {"call_id": 900}, "attempt_only_predicted"),
    ],
)
def test_why_an_outcome_differs_is_told(
    predicted: dict[str, Any], measured: dict[str, Any], cause: str
) -> None:
    found = compared([predicted], [measured])

    assert found.causes[cause] == 1
    assert found.same_outcome == 0.0
    assert sum(found.causes.values()) == found.calls
    assert set(found.causes) <= set(CAUSES)


def test_nothing_compared_is_nan_and_stays_so_through_json() -> None:
    found = compared([], [])

    plain = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    again = PlayComparison.from_dict(plain)

    assert math.isnan(found.same_outcome) and math.isnan(again.same_outcome)
    assert math.isnan(again.difference_median_s)
    assert again.differences_s == ()


def test_a_comparison_is_the_same_after_json() -> None:
    found = compared([answered(2.0), given_up(3.0)], [answered(2.5), answered(4.0)])

    again = PlayComparison.from_dict(json.loads(json.dumps(found.to_dict(), allow_nan=False)))

    assert again.differences_s == found.differences_s
    assert dict(again.causes) == dict(found.causes)
    assert again.calls == found.calls


def test_latencies_that_nobody_measured_are_empty() -> None:
    found = measured_latencies(records(calls=[answered(1.0, setup_s=0.2), answered(1.0)]))

    assert found == {"setup_s": (0.2,), "ring_s": (), "ticket_s": (), "notification_s": ()}
