"""The three plays of a pairing, where the load test is a simulation with latencies of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from results.comparison import measured_latencies
from results.records import Records
from scenarios.latencies import Latencies, with_latencies
from scenarios.packing import PackedPlay, busiest_stretch, pack
from scenarios.plan_layout import lay_out_plan
from scenarios.trace.draw import draw_trace
from sim.pairing import pair, with_own_latencies
from sim.simulate import play
from tests.small_scenario import small_scenario

SPEED = 20.0


@pytest.fixture(scope="module")
def packed() -> PackedPlay:
    """Return a dense stretch of a small centre with two call-takers."""
    scenario = small_scenario(
        call_takers__staffing={"people": 2},
        call_takers__pick_up={"distribution": "gamma", "mean": "3s", "cv": 0.5},
        demand__incidents__medis__rate={"per_day": 200},
    )
    trace, plan = draw_trace(scenario, 1), lay_out_plan(scenario, 1)
    return pack(trace, plan, busiest_stretch(trace, 80), gap_s=20.0, speed=SPEED)


@pytest.fixture(scope="module")
def measured(packed: PackedPlay) -> Records:
    """Return what a deployment with latencies of its own would have shown."""
    spread = np.linspace(0.001, 0.2, 50)
    slow = Latencies(
        setup_s=tuple(spread), ring_s=tuple(spread / 2), ticket_s=tuple(spread / 4),
        notification_s=tuple(spread),
    )  # fmt: skip
    return play(with_latencies(packed.trace, slow, seed=99), packed.plan)


def test_with_each_calls_own_latencies_nothing_differs(
    packed: PackedPlay, measured: Records
) -> None:
    own = pair(packed, measured, 1)[-1]

    assert own.play == "own"
    assert own.same_outcome == 1.0 and own.causes == {}
    assert own.same_recognition == 1.0
    assert max(np.abs(own.differences_s)) < 1e-5
    assert max(np.abs(own.response_differences_s)) < 1e-5
    assert len(own.differences_s) > 30


def test_the_assumed_latencies_are_further_off_than_the_measured_ones(
    packed: PackedPlay, measured: Records
) -> None:
    """The scenario assumes seconds, which a compressed play must not take for latencies."""
    assumed, drawn, own = pair(packed, measured, 1)

    assert [c.play for c in (assumed, drawn, own)] == ["assumed", "measured", "own"]
    assert assumed.same_outcome < drawn.same_outcome <= own.same_outcome
    assert assumed.difference_median_s > drawn.difference_median_s > own.difference_median_s


def test_a_late_start_is_part_of_a_calls_own_set_up(packed: PackedPlay, measured: Records) -> None:
    calls = measured.calls
    late = replace(calls, data={**calls.data, "lateness_s": np.full(len(calls), 0.25)})

    own = with_own_latencies(packed.trace, replace(measured, calls=late))
    punctual = with_own_latencies(packed.trace, measured)

    shift_s = own.attempts.setup_s - punctual.attempts.setup_s
    seen = ~np.isnan(calls["setup_s"])
    assert np.count_nonzero(shift_s) == seen.sum()
    assert np.allclose(shift_s[shift_s > 0], 0.25, atol=1e-5)


def test_what_was_not_measured_stays_as_it_was(packed: PackedPlay, measured: Records) -> None:
    nothing = replace(
        measured,
        calls=measured.calls.where(np.zeros(len(measured.calls), dtype=bool)),
        notifications=measured.notifications.where(
            np.zeros(len(measured.notifications), dtype=bool)
        ),
    )

    own = with_own_latencies(packed.trace, nothing)

    assert (own.attempts.setup_s == packed.trace.attempts.setup_s).all()
    assert (own.attempts.ring_s == packed.trace.attempts.ring_s).all()
    assert (own.callers.ticket_latency_s == packed.trace.callers.ticket_latency_s).all()
    assert (own.candidates.latency_s == packed.trace.candidates.latency_s).all()


def test_few_measured_values_are_drawn_as_they_are(packed: PackedPlay) -> None:
    two = with_latencies(packed.trace, Latencies(setup_s=(0.1, 0.3)), seed=1)

    assert set(two.attempts.setup_s.round(4).tolist()) == {0.1, 0.3}
    assert (two.attempts.ring_s == packed.trace.attempts.ring_s).all(), "empty: as assumed"


def test_all_four_latencies_are_seen_in_a_play(measured: Records) -> None:
    found = measured_latencies(measured)

    assert all(len(values) > 5 for values in found.values())
