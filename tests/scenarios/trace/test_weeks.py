"""A week is the same draw however long the run and whichever replication holds it."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.trace.tables import IDS_PER_CATEGORY, IDS_PER_WEEK
from tests.scenarios.trace.drawing import (
    DAY_S,
    WEEK_S,
    by_identity,
    call,
    differing_columns,
    drawn,
    incident,
    scenario,
    situation,
)

PLAN_OF_WEEK = {
    "incidents": {
        "a": incident(
            30, day_factor_shape=4, burst={"share": 0.5, "more_callers": 3, "spread": "2 jam"}
        )
    },
    "calls": {"tes": call(50)},
    "demand__nuisance": {
        "iseng": {"kind": "tes", "people_per_day": 6, "calls_each": 5, "gap": "40 min"}
    },
    "situations": {
        "naik": situation(
            start_day="Sat",
            length="3 hari",
            surges={"a": {"factor": 3}, "tes": {"factor": 0.5}},
            calls={"hoaks": call(40)},
        )
    },
}


def drawn_run(length: str, replication: int = 0, warm_up: str = "12 jam", seed: int = 1):
    run = {"start_day": "Mon", "length": length, "warm_up": warm_up}
    return drawn(scenario(**PLAN_OF_WEEK, run=run), seed, replication)


def slot(ids):
    return ids % IDS_PER_CATEGORY // IDS_PER_WEEK


def of_week(tables, week: int):
    """Return callers of a week of a run, by identity less the week, times since it began."""
    found = {}
    for caller_id, row in tables["callers"].items():
        if slot(caller_id // 100) == week + 1:
            own = {**row, "arrival_s": row["arrival_s"] - week * WEEK_S}
            own["person"] -= row["caller_id"]
            own["incident_id"] = row["incident_id"] >= 0
            del own["caller_id"]
            found[caller_id - week * IDS_PER_WEEK * 100] = own
    return found


def test_the_sixth_week_is_the_same_in_blocks_of_one_two_and_six():
    whole = of_week(by_identity(drawn_run("6 minggu")), 5)
    halves = of_week(by_identity(drawn_run("2 minggu", replication=2)), 1)
    single = of_week(by_identity(drawn_run("1 minggu", replication=5)), 0)

    assert len(whole) > 500
    assert whole == halves == single


def test_a_late_week_is_the_same_to_the_last_tick():
    """Far from instant 0 a float is coarse: times are rounded within the hour, then added."""
    calls = {"tes": call(40)}
    run = {"start_day": "Mon", "warm_up": "0s"}
    many = drawn(scenario(calls=calls, run=run | {"length": "500 minggu"})).callers
    one = drawn(scenario(calls=calls, run=run | {"length": "1 minggu"}), replication=499).callers

    late_s = many.arrival_s[many.arrival_s >= 499 * WEEK_S] - 499 * WEEK_S
    assert len(late_s) > 200
    assert np.array_equal(late_s, one.arrival_s)


@pytest.mark.parametrize(("short", "long"), [("3 hari", "1 minggu"), ("2 minggu", "5 minggu")])
def test_a_shorter_run_is_the_beginning_of_a_longer_one(short, long):
    days = 3 if short == "3 hari" else 14
    one, other = by_identity(drawn_run(short)), by_identity(drawn_run(long))
    begun = {k for k, row in other["callers"].items() if row["arrival_s"] < days * DAY_S}

    assert differing_columns(one, other) == set()
    assert one["callers"].keys() == begun


def test_the_warm_up_is_apart_from_the_weeks():
    with_it, longer, without = (
        by_identity(drawn_run("1 minggu", warm_up=w)) for w in ("12 jam", "2 hari", "0s")
    )

    of_evidence = {k for k in with_it["callers"] if slot(k // 100) > 0}
    assert of_evidence == without["callers"].keys()
    assert of_evidence == {k for k in longer["callers"] if slot(k // 100) > 0}
    assert differing_columns(with_it, without) == set()
    begins = {k: row["arrival_s"] for k, row in with_it["callers"].items() if k not in of_evidence}
    assert min(begins.values()) >= -0.5 * DAY_S
    # who begins in the warm-up may call again after it
    assert sum(at_s < 0 for at_s in begins.values()) > 0.6 * len(begins)


def test_replications_and_seeds_are_draws_of_their_own():
    one = drawn_run("1 minggu")
    for other in (drawn_run("1 minggu", replication=1), drawn_run("1 minggu", seed=2)):
        assert not np.isin(one.callers.arrival_s, other.callers.arrival_s).any()
        assert not np.isin(one.callers.talk_s[:50], other.callers.talk_s).any()


def test_a_draw_is_repeated_to_the_last_bit():
    assert by_identity(drawn_run("1 minggu")) == by_identity(drawn_run("1 minggu"))


def test_ten_years_of_weeks_have_identities_of_their_own():
    run = {"start_day": "Mon", "length": "520 minggu", "warm_up": "12 jam"}
    trace = drawn(
        scenario(incidents={"a": incident(1), "b": incident(1)}, calls={"c": call(1)}, run=run)
    )

    assert len(np.unique(trace.callers.caller_id)) == len(trace.callers)
    assert len(np.unique(trace.incidents.incident_id)) == len(trace.incidents)
    assert trace.callers.caller_id.max() * 100 < 2**53


def test_a_run_that_ends_within_the_week_has_no_caller_beyond():
    run = {"start_day": "Mon", "length": "90 min", "warm_up": "0s"}
    callers = drawn(scenario(calls={"tes": call(20_000)}, run=run)).callers

    assert 5390 < callers.arrival_s.max() < 5400
