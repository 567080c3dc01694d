"""Played packed, calls fare as they do unpacked, where packing has nothing to cut."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from results.columns import TABLES
from results.records import Records
from scenarios.packing import PackedPlay, pack
from scenarios.plan import Plan
from scenarios.trace import Trace
from sim.simulate import play
from tests.scenarios.packing_cases import drawn

BUSY = {
    "call_takers__staffing": {"by_hour": [1 + (h % 3 == 0) for h in range(24)]},
    "callers__patience": {"distribution": "exponential", "mean": "60s"},
    "run": {"start_day": "Mon", "length": "3 hari", "warm_up": "0s"},
}
DURATIONS = {"lateness_s", "setup_s", "ring_s", "ticket_latency_s", "latency_s", "rtp_jitter_s"}
OF_THE_CALENDAR = {"hour_of_week", "week", "replication"}
CHOICES = {"call_taker"}
"""Which of two idle people answers hangs on how long each was idle before the play."""


@pytest.fixture(scope="module")
def whole():
    return drawn(**BUSY)


def assert_alike(unpacked: Records, packed: Records, since_s: float) -> None:
    """Hold two plays to the same rows, the instants of one later by `since_s`."""
    for table in ("calls", "incidents", "notifications", "assignments"):
        one, other = unpacked.tables()[table], packed.tables()[table]
        assert len(one) == len(other)
        for column in TABLES[table]:
            name = column.name
            if name in OF_THE_CALENDAR | CHOICES:
                continue
            if column.kind == "label":
                assert one.texts(name).tolist() == other.texts(name).tolist(), (table, name)
                continue
            moved_s = since_s if name.endswith("_s") and name not in DURATIONS else 0.0
            assert np.array_equal(one[name] - moved_s, other[name], equal_nan=True), (table, name)


def test_without_a_gap_to_cut_and_at_speed_1_it_is_the_unpacked_play(whole):
    trace, plan = whole
    packed = pack(trace, plan, slice(0, None), gap_s=float("inf"))
    first_s = trace.callers.arrival_s[0]
    unpacked = play(trace, plan)

    waits_s = unpacked.calls["answered_s"] - unpacked.calls["connected_s"]
    outcomes = set(unpacked.calls.texts("outcome"))
    assert np.nanmax(waits_s) > 60
    assert outcomes >= {"answered", "abandoned_queue"}
    assert len(unpacked.assignments) > 50
    assert_alike(unpacked, play(packed.trace, packed.plan), float(first_s))


def test_without_latencies_a_play_at_twice_the_pace_is_the_same_in_half_the_time(whole):
    trace, plan = _without_latencies(whole[0]), whole[1]
    slow, fast = (
        play(*_both(pack(trace, plan, slice(0, 150), gap_s=float("inf"), speed=speed))).calls
        for speed in (1, 2)
    )

    assert slow.texts("outcome").tolist() == fast.texts("outcome").tolist()
    waits_s = [calls["answered_s"] - calls["connected_s"] for calls in (slow, fast)]
    assert np.nanmax(waits_s[0]) > 30
    np.testing.assert_allclose(waits_s[0], 2 * waits_s[1], atol=1e-4, equal_nan=True)


def test_calls_brought_together_meet_busy_lines_and_people_more_often(whole):
    lost = []
    for gap_s in (float("inf"), 5):
        calls = play(*_both(pack(*whole, slice(0, 120), gap_s=gap_s))).calls
        lost.append(np.isin(calls.texts("outcome"), ("abandoned_queue", "blocked")).sum())

    assert lost[1] > lost[0]


def _both(packed: PackedPlay) -> tuple[Trace, Plan]:
    return packed.trace, packed.plan


def _without_latencies(trace: Trace) -> Trace:
    none = np.zeros(len(trace.attempts))
    return replace(
        trace,
        attempts=trace.attempts.changed(setup_s=none, ring_s=none),
        callers=trace.callers.changed(ticket_latency_s=np.zeros(len(trace.callers))),
        candidates=trace.candidates.changed(latency_s=np.zeros(len(trace.candidates))),
    )
