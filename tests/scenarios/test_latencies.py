"""Measured latencies take the place of the assumed ones, and of nothing else."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenarios.latencies import Latencies, with_latencies
from scenarios.ticks import to_ticks
from scenarios.trace.draw import draw_trace
from tests.scenarios.trace.chance import assert_shares, assert_unrelated
from tests.scenarios.trace.drawing import by_identity, differing_columns
from tests.small_scenario import small_scenario

FOUND = Latencies(
    setup_s=(0.03, 0.01, 0.02, 0.01),
    ring_s=(0.5, 0.25),
    ticket_s=(0.125, 0.1, 0.111),
    notification_s=(1.5, 0.7, 0.9, 2.5, 3.5),
)
COLUMNS = {
    "setup_s": "attempts.setup_s",
    "ring_s": "attempts.ring_s",
    "ticket_s": "callers.ticket_latency_s",
    "notification_s": "candidates.latency_s",
}


@pytest.fixture(scope="module")
def trace():
    return draw_trace(small_scenario(run={"length": "2 minggu"}), 1)


def column(trace, name):
    table, of_table = COLUMNS[name].split(".")
    return getattr(getattr(trace, table), of_table)


@pytest.mark.parametrize("given", [(), *((n,) for n in COLUMNS), tuple(COLUMNS)])
def test_only_the_columns_that_were_measured_change(trace, given):
    found = Latencies(**{name: getattr(FOUND, name) for name in given})
    changed = with_latencies(trace, found, 1)

    differing = differing_columns(by_identity(trace), by_identity(changed))
    assert differing == {COLUMNS[name] for name in given}


@pytest.mark.parametrize("name", COLUMNS)
def test_each_draw_is_a_measured_value_each_as_often_as_it_was_seen(trace, name):
    drawn = column(with_latencies(trace, FOUND, 1), name)
    values, seen = np.unique(getattr(FOUND, name), return_counts=True)

    assert set(drawn) == set(to_ticks(values))
    assert_shares([(drawn == v).sum() for v in to_ticks(values)], seen / seen.sum())


def test_one_latency_does_not_hang_on_whether_another_was_measured(trace):
    alone = with_latencies(trace, Latencies(ring_s=FOUND.ring_s), 1)

    assert np.array_equal(
        column(alone, "ring_s"), column(with_latencies(trace, FOUND, 1), "ring_s")
    )


def test_set_up_and_ring_of_one_attempt_are_unrelated_and_seeds_differ(trace):
    many = Latencies(*(tuple(np.arange(1, 2000) / 1000) for _ in range(4)))
    drawn = [with_latencies(trace, many, seed, r).attempts for seed, r in ((1, 0), (2, 0), (1, 1))]

    assert_unrelated([c for a in drawn for c in (a.setup_s, a.ring_s)])


def test_the_order_in_which_values_were_measured_is_of_no_account(trace):
    turned = Latencies(setup_s=FOUND.setup_s[::-1])

    one, other = with_latencies(trace, FOUND, 1), with_latencies(trace, turned, 1)
    assert np.array_equal(one.attempts.setup_s, other.attempts.setup_s)


def test_quantiles_of_what_was_measured():
    assert FOUND.quantile("ring_s", 0.5) == 0.375
    assert math.isnan(Latencies().quantile("ring_s", 0.5))
