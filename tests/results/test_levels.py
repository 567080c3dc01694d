"""Calls at once and callers in the queue over time, worked out by hand."""

import numpy as np
import pytest

from results.measures.load import by_hour_of_week, calls_at_once, queue_length
from tests.results.small_tables import records

CALLS = [
    {"connected_s": 0.0, "queued_s": 0.0, "assigned_s": 0.0, "talk_end_s": 40.0},
    # waits 10 s, and ends at the very instant at which the next begins
    {"connected_s": 20.0, "queued_s": 20.0, "assigned_s": 30.0, "talk_end_s": 60.0},
    {"connected_s": 60.0, "queued_s": 65.0, "gave_up_s": 80.0},
    {"arrival_s": 10.0, "outcome": "blocked"},
]
DUTY = [{"start_s": 0.0, "end_s": 100.0, "group": "call_takers"}]


def test_calls_at_once() -> None:
    level = calls_at_once(records(calls=CALLS, staffing=DUTY))

    assert level.maximum() == 2
    assert level.mean() == pytest.approx((40 + 40 + 20) / 100)
    assert [level.percentile(p) for p in (0.2, 0.5, 0.8, 0.81)] == [0, 1, 1, 2]


def test_queue_length() -> None:
    level = queue_length(records(calls=CALLS, staffing=DUTY))

    assert level.maximum() == 1
    assert level.mean() == pytest.approx(25 / 100)


def test_replications_are_not_piled_on_one_another() -> None:
    level = calls_at_once(records(calls=[*CALLS[:1], {**CALLS[0], "replication": 1}]))

    assert level.maximum() == 1


def test_hours_share_a_level_out_without_loss() -> None:
    rng = np.random.default_rng(11)
    start = np.sort(rng.uniform(0, 3 * 7 * 86400, 300))
    calls = [
        {"connected_s": s, "talk_end_s": s + d}
        for s, d in zip(start, rng.exponential(900, 300), strict=True)
    ]
    level = calls_at_once(records(calls=calls))

    hours = by_hour_of_week(level, clock_zero_s=1800.0)

    assert len(hours) == 168
    assert sum(h.length_s.sum() for h in hours) == pytest.approx(level.length_s.sum())
    busy = sum((h.level * h.length_s).sum() for h in hours)
    assert busy == pytest.approx((level.level * level.length_s).sum())
    assert max(h.maximum() for h in hours) == level.maximum()


def test_a_call_across_the_hour_counts_in_both() -> None:
    call = {"connected_s": 3500.0, "talk_end_s": 3700.0}

    hours = by_hour_of_week(calls_at_once(records(calls=[call])), clock_zero_s=86400.0)

    assert [h for h, level in enumerate(hours) if level.maximum()] == [24, 25]
    assert [float(hours[h].length_s.sum()) for h in (24, 25)] == [100.0, 100.0]


def test_nothing_seen_is_no_level() -> None:
    level = calls_at_once(records())

    assert level.maximum() == 0
    assert np.isnan(level.mean())
    assert np.isnan(level.percentile(0.5))
