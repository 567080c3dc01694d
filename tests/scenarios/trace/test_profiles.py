"""Counts follow the scenario's rates, whichever way they are written."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.territory import territory
from tests.scenarios.trace.chance import assert_distribution, assert_poisson, assert_shares
from tests.scenarios.trace.drawing import (
    WEEK_S,
    by_hour_of_week,
    call,
    drawn,
    drawn_calls,
    incident,
    scenario,
)

HOURS = [1, 1, 1, 1, 2, 3, 5, 8, 8, 6, 5, 5, 6, 5, 5, 5, 7, 9, 8, 6, 4, 3, 2, 1]
DAYS = [5, 4, 4, 4, 6, 9, 8]
WEEK = [(7 * i) % 11 for i in range(168)]
PER_HOUR = [3 * h for h in HOURS]
EACH = np.arange(168)


@pytest.mark.parametrize(
    ("rate", "per_hour"),
    [
        ({"per_day": 4800}, np.full(168, 200.0)),
        (
            {"per_day": 4800, "hour_of_day": HOURS},
            200 * np.tile(HOURS, 7) / np.mean(HOURS),
        ),
        (
            {"per_day": 4800, "day_of_week": DAYS},
            200 * np.repeat(DAYS, 24) / np.mean(DAYS),
        ),
        (
            {"per_day": 4800, "hour_of_day": HOURS, "day_of_week": DAYS},
            200
            * np.array(HOURS)[EACH % 24]
            / np.mean(HOURS)
            * np.array(DAYS)[EACH // 24]
            / np.mean(DAYS),
        ),
        ({"per_day": 4800, "hour_of_week": WEEK}, 200 * np.array(WEEK) / np.mean(WEEK)),
        ({"per_hour": PER_HOUR}, np.tile(PER_HOUR, 7).astype(float)),
        ({"per_hour": [7 * w for w in WEEK]}, 7.0 * np.array(WEEK)),
    ],
    ids=["even", "hour of day", "day of week", "both", "hour of week", "24 plain", "168 plain"],
)
def test_counts_by_hour_of_the_week_are_poisson_with_the_scenarios_rate(rate, per_hour):
    times_s = drawn_calls(call(rate=rate))

    assert_poisson(by_hour_of_week(times_s), 4 * per_hour)


@pytest.mark.parametrize("start_time", ["06:00", "06:30"])
def test_the_profile_is_that_of_the_clock_when_a_run_begins_in_mid_week(start_time):
    run = {"start_day": "Wed", "start_time": start_time, "length": "4 minggu", "warm_up": "9 jam"}
    times_s = drawn_calls(call(rate={"per_hour": [9 * w for w in WEEK]}), run=run)
    start_s = 2 * 86_400 + (6.5 if start_time == "06:30" else 6) * 3600

    evidence = by_hour_of_week(times_s[times_s >= 0], start_s)
    warm_up = by_hour_of_week(times_s[times_s < 0], start_s)

    assert_poisson(evidence, 4 * 9.0 * np.array(WEEK))
    first = int(start_s / 3600) - 9
    share = np.zeros(168)
    share[first + 1 : first + 9] = 1
    share[[first, first + 9]] = (0.5, 0.5) if start_time == "06:30" else (1, 0)
    assert_poisson(warm_up, share * 9.0 * np.array(WEEK))


def test_instants_are_even_within_the_hour():
    times_s = drawn_calls(call(2000))

    assert_distribution(times_s % 3600 / 3600, "uniform")


def test_counts_in_one_hour_are_poisson_from_day_to_day():
    """Without a day factor a Poisson number has its mean for a variance."""
    times_s = drawn_calls(call(240), run={"length": "26 minggu", "warm_up": "0s"})
    counts = np.bincount((times_s // 3600).astype(int), minlength=26 * 168)

    seen = np.bincount(counts, minlength=31)[:31]
    from scipy import stats

    law = stats.poisson.pmf(np.arange(30), 10)
    assert_shares(seen, [*law, 1 - law.sum()])


def test_categories_come_apart_each_at_its_own_rate_and_before_the_end():
    trace = drawn(
        scenario(
            incidents={"a": incident(300), "b": incident(0)}, calls={"c": call(700), "d": call(40)}
        )
    )

    seen = np.bincount(trace.callers.category, minlength=4)
    assert_poisson(seen, 28.0 * np.array([300, 0, 700, 40]))
    assert np.bincount(trace.incidents.category, minlength=4).tolist() == [seen[0], 0, 0, 0]
    assert trace.callers.arrival_s.min() >= 0
    assert trace.callers.arrival_s.max() < 4 * WEEK_S


def test_incidents_fall_on_kecamatan_by_the_regions_weights_and_by_their_own():
    own = {"64.74.01": 1.0, "64.74.03": 3.0}
    found = scenario(
        incidents={"a": incident(700), "b": incident(700, kecamatan_weights=own)},
        place__kecamatan_weights={"64.74.01": 5.0, "64.74.02": 3.0, "64.74.03": 2.0},
    )
    incidents, land = drawn(found).incidents, territory(found.place)

    assert land.codes == ("64.74.01", "64.74.02", "64.74.03")
    for category, shares in ((0, [0.5, 0.3, 0.2]), (1, [0.25, 0, 0.75])):
        seen = incidents.kecamatan[incidents.category == category]
        assert_shares(np.bincount(seen, minlength=3), shares)


def test_callers_come_by_trunk_groups_by_their_shares():
    trunks = {n: {"label": n, "channels": 3, "share": s} for n, s in (("a", 0.7), ("b", 0.0))}
    trunks["c"] = {"label": "c", "channels": 3, "share": 0.3}
    trace = drawn(scenario(calls={"tes": call(700)}, lines__trunks=trunks))

    assert_shares(np.bincount(trace.callers.trunk, minlength=3), [0.7, 0, 0.3])
