"""Rows of measures: the documented shape, and that they say what the tables hold."""

import json
import math

import numpy as np
import pytest

from results.manifest import Play
from results.measures.rows import MeasureRow, measure_rows
from tests.results.small_tables import answered, failed, given_up, records
from tests.results.synthetic import share_target

RNG = np.random.default_rng(3)
CALLS = [
    {
        **answered(float(RNG.exponential(5.0)), work_end_s=400.0, talk_end_s=300.0),
        "week": week,
        "hour_of_week": hour,
        "category": "fire",
        "kecamatan": "35.78.01",
    }
    for week in range(8)
    for hour in (8, 9)
    for _ in range(20)
]
SEEN = records(
    calls=[*CALLS, given_up(60.0, week=3, hour_of_week=8, category="prank"), failed(week=7)],
    assignments=[
        {"connected_s": 0.0, "on_scene_s": s, "agency": "damkar", "week": week, "incident_id": week}
        for week, s in enumerate([300.0, 400, 500, 600, 700, 800, 900, 1000])
    ],
    staffing=[
        {"group": "call_takers", "scheduled_s": 3600.0, "busy_s": 900.0 + 90 * week, "week": week}
        for week in range(8)
    ],
)
TARGETS = {"quick": share_target(within="15s", short="5s")}


def only(rows: list[MeasureRow], name: str, scope: str, statistic: str) -> MeasureRow:
    (row,) = [r for r in rows if (r.name, r.scope, r.statistic) == (name, scope, statistic)]
    return row


def test_rows_say_what_the_tables_hold() -> None:
    rows = measure_rows(SEEN, TARGETS, "sim")
    waits = [c["answered_s"] - c["connected_s"] for c in CALLS]

    level = only(rows, "service_level", "all", "within 15 s")
    assert level.value == sum(w <= 15 for w in waits) / 321
    assert (level.n, level.unit, level.source) == (321, "1", "sim")
    assert level.low is not None and level.high is not None
    assert level.low < level.value < level.high
    mean = only(rows, "answer_time", "all", "mean")
    assert mean.value == pytest.approx(np.mean(waits))
    assert only(rows, "answer_time", "all", "p90").value == sorted(waits)[287]
    assert only(rows, "occupancy", "all", "ratio").value == pytest.approx(0.3375)
    assert only(rows, "offered_calls", "hour_of_week=9", "per week").value == 20
    assert only(rows, "call_failures", "failure=timeout", "share").value == 1 / 322
    assert only(rows, "response_time", "agency=damkar", "mean connected to on_scene").value == 650
    assert only(rows, "response_time", "all", "p50 connected to on_scene").value == 600
    assert only(rows, "abandonment", "category=prank", "share").value == 1.0
    assert only(rows, "service_level", "week=3", "within 15 s").n == 41


def test_an_answered_call_that_failed_is_counted_under_its_class_too() -> None:
    waited = given_up(9.0, failure="media_none")
    heard_one_way = answered(1.0, failure="one_way_audio")
    seen = records(calls=[answered(1.0), heard_one_way, failed(), waited])

    rows = measure_rows(seen, TARGETS, "loadtest")

    assert only(rows, "call_failures", "failure=one_way_audio", "share").value == 1 / 4
    assert only(rows, "call_failures", "failure=timeout", "share").value == 1 / 4
    assert only(rows, "call_failures", "all", "share").value == 2 / 4, "the sum of its classes"
    assert not [row for row in rows if row.scope == "failure=media_none"]


def test_targets_add_their_own_rows() -> None:
    rows = measure_rows(SEEN, TARGETS, "sim")

    own = only(rows, "service_level", "hour_of_week=8&short=5 s", "within 15 s")
    assert own.n == 161


def test_no_row_occurs_twice() -> None:
    rows = measure_rows(SEEN, TARGETS, "sim")

    keys = [(r.name, r.scope, r.statistic) for r in rows]
    assert len(set(keys)) == len(keys)


def test_rows_are_json_and_come_back() -> None:
    rows = measure_rows(SEEN, TARGETS, "sim", clock_zero_s=0.0)

    text = json.dumps([r.to_dict() for r in rows], allow_nan=False)

    assert [MeasureRow.from_dict(d) for d in json.loads(text)] == rows
    assert set(json.loads(text)[0]) == {
        "name",
        "scope",
        "statistic",
        "value",
        "low",
        "high",
        "unit",
        "n",
        "source",
    }


def test_a_load_test_has_intervals_over_batches_and_no_weeks() -> None:
    calls = [{**c, "week": 0, "arrival_s": float(i)} for i, c in enumerate(CALLS)]

    rows = measure_rows(records(calls=calls), TARGETS, "loadtest", play=Play(speed=5.0))

    assert not [r for r in rows if "week" in r.scope]
    level = only(rows, "service_level", "all", "within 15 s")
    assert level.low is not None and not math.isnan(level.low)
    assert only(rows, "offered_calls", "all", "total").value == 320


def test_records_without_rows_give_no_numbers() -> None:
    for source in ("sim", "loadtest"):
        rows = measure_rows(records(), TARGETS, source)
        assert not [r for r in rows if r.value]


def test_levels_by_hour_need_the_clock() -> None:
    rows = measure_rows(SEEN, TARGETS, "sim", clock_zero_s=8 * 3600.0)

    assert only(rows, "calls_at_once", "all", "maximum").value == 321
    assert only(rows, "calls_at_once", "hour_of_week=8", "maximum").value == 321
