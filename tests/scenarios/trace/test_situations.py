"""Situations multiply rates, and renumber nothing."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from scenarios.loading import load_scenario
from scenarios.shipped import shipped_names
from tests.scenarios.trace.chance import assert_poisson
from tests.scenarios.trace.drawing import (
    WEEK_S,
    by_hour_of_week,
    by_identity,
    call,
    differing_columns,
    drawn,
    incident,
    scenario,
    situation,
)

HOUR_S = 3600.0
DATED = {"start_date": "2026-03-02", "length": "4 minggu", "warm_up": "0s"}
"""The second of March 2026 is a Monday."""


def calls_under(situations, kind=None, run=None) -> np.ndarray:
    more = {"run": run} if run else {}
    found = scenario(calls={"tes": kind or call(4800)}, situations=situations, **more)
    return drawn(found).callers.arrival_s


@pytest.mark.parametrize("factor", [3, 1, 0.4, 0])
def test_a_weekly_surge_multiplies_the_rate_in_its_window_each_week(factor):
    surge = situation(
        start_day="Tue", start_time="22:00", length="5 jam", surges={"tes": {"factor": factor}}
    )
    expected = np.full(168, 4 * 200.0)
    expected[24 + 22 : 24 + 27] *= factor

    assert_poisson(by_hour_of_week(calls_under({"a": surge})), expected)


def test_a_window_is_kept_to_the_second():
    surge = situation(
        start_day="Tue", start_time="10:00", length="90s", surges={"tes": {"factor": 40}}
    )
    times_s = calls_under({"a": surge}) % WEEK_S
    since_s = times_s - 34 * HOUR_S

    inside = ((since_s >= 0) & (since_s < 90)).sum()
    assert_poisson([inside], [40 * 4 * 5.0])
    around = ((since_s >= -60) & (since_s < 150)).sum() - inside
    assert_poisson([around], [4 * 120 / 18])


def test_a_surge_at_an_instant_comes_once():
    surge = situation(
        start_at="2026-03-10T06:00:00", length="12 jam", surges={"*": {"factor": 2.5}}
    )
    hours = (calls_under({"a": surge}, run=DATED) // HOUR_S).astype(int)
    expected = np.full(4 * 168, 200.0)
    expected[8 * 24 + 6 : 8 * 24 + 18] *= 2.5

    assert_poisson(np.bincount(hours, minlength=4 * 168), expected)


def test_a_surge_without_start_is_in_force_throughout_the_warm_up_too():
    run = {"start_day": "Mon", "length": "1 minggu", "warm_up": "2 hari"}
    times_s = calls_under({"a": situation(surges={"calls.*": {"factor": 1.5}})}, run=run)

    assert_poisson([(times_s < 0).sum(), (times_s >= 0).sum()], [2 * 7200.0, 7 * 7200.0])


def test_factors_by_hour_lie_on_top_of_the_factor():
    by_hour = [1.0] * 24
    by_hour[3], by_hour[4], by_hour[12] = 4, 2.5, 0.25
    surge = situation(surges={"*": {"factor": 0.8, "factor_by_hour": by_hour}})

    expected = 4 * 200 * 0.8 * np.tile(by_hour, 7)
    assert_poisson(by_hour_of_week(calls_under({"a": surge})), expected)


def test_what_exceeds_one_ebbs_by_halves_from_the_start():
    surge = situation(
        start_day="Wed",
        length="2 hari",
        surges={"*": {"factor": 9, "half_life": "3 jam"}},
    )
    found = by_hour_of_week(calls_under({"a": surge}))
    edges = np.arange(49)
    excess = 8 * 3 / np.log(2) * -np.diff(2.0 ** (-edges / 3))
    expected = np.full(168, 800.0)
    expected[48:96] += 800 * excess

    assert_poisson(found, expected)


def test_a_factor_below_one_does_not_ebb():
    surge = situation(
        start_day="Wed", length="2 hari", surges={"*": {"factor": 0.2, "half_life": "3 jam"}}
    )
    expected = np.full(168, 800.0)
    expected[48:96] *= 0.2

    assert_poisson(by_hour_of_week(calls_under({"a": surge})), expected)


def test_the_surge_that_names_a_category_goes_before_that_of_its_sort_and_of_all():
    surges = {"b": {"factor": 2}, "calls.*": {"factor": 3}, "*": {"factor": 0.5}}
    found = scenario(
        incidents={"a": incident(500)},
        calls={"b": call(500), "c": call(500)},
        situations={"s": situation(surges=surges)},
    )

    counts = np.bincount(drawn(found).callers.category, minlength=3)
    assert_poisson(counts, 28 * 500 * np.array([0.5, 2, 3]))


@pytest.mark.parametrize(
    "factors", [(2, 3), (0.5, 3), (3, 0.5), (0.5, 0.4), (2, 0.5, 3), (1.5, 2, 2)]
)
def test_factors_of_situations_in_force_together_multiply(factors):
    situations = {
        f"s{i}": situation(
            start_day="Mon",
            start_time=f"{6 * i:02}:00",
            length="3 hari",
            surges={"*": {"factor": f}},
        )
        for i, f in enumerate(factors)
    }
    expected = np.full(168, 800.0)
    for i, factor in enumerate(factors):
        expected[6 * i : 6 * i + 72] *= factor

    assert_poisson(by_hour_of_week(calls_under(situations)), expected)


def test_a_situations_own_categories_and_nuisance_come_in_its_windows_alone():
    own = situation(
        start_day="Fri",
        start_time="09:30",
        length="6 jam",
        incidents={"banjir": incident(960, burst=None)},
        calls={"tanya": call(rate={"per_hour": [60] * 24})},
        nuisance={"usil": {"kind": "tanya", "people_per_day": 480, "calls_each": 1, "gap": "9s"}},
    )
    found = scenario(calls={"tes": call(100)}, situations={"a": own})
    trace = drawn(found)
    callers = trace.callers
    share = np.zeros(168)
    share[4 * 24 + 9 : 4 * 24 + 16] = [0.5, 1, 1, 1, 1, 1, 0.5]

    digits = callers.caller_id // 100 // (6 * 10**8) % 100
    for which, per_hour in ((digits == 70, 40), (digits == 71, 60), (digits == 99, 20)):
        assert set(callers.layer[which]) == {1}
        assert_poisson(by_hour_of_week(callers.arrival_s[which]), 4 * per_hour * share)
    assert set(callers.layer[digits == 40]) == {0}


def test_a_situation_s_talk_and_ticket_factors_hold_while_it_lasts():
    window = {"start_day": "Mon", "length": "1 hari"}
    slow = situation(**window, talk_factor=1.5, ticket_factor=4)
    slower = situation(talk_factor=2)
    kind = incident(300, work={"talk": "60s", "talk_duplicate": "20s", "ticket": "30s"})
    plain = drawn(scenario(incidents={"a": kind})).callers
    callers = drawn(scenario(incidents={"a": kind}, situations={"s": slow, "t": slower})).callers

    inside = callers.arrival_s % WEEK_S < 86_400
    assert np.array_equal(callers.talk_s, np.where(inside, 180, 120))
    assert np.array_equal(callers.talk_duplicate_s, np.where(inside, 60, 40))
    assert np.array_equal(callers.ticket_s, np.where(inside, 120, 30))
    assert np.array_equal(callers.wrap_up_s, plain.wrap_up_s)


RICH = {
    "naik": situation(
        start_day="Tue",
        length="3 hari",
        surges={"*": {"factor": 2.2}, "tes": {"factor": 0.6}},
        nuisance={"usil": {"kind": "tes", "people_per_day": 9, "calls_each": 4, "gap": "60s"}},
    ),
    "turun": situation(
        start_day="Wed",
        length="4 hari",
        surges={"incidents.*": {"factor": 0.4}, "tes": {"factor": 1.7}},
        incidents={"banjir": incident(30)},
    ),
    "tanya": situation(calls={"hoaks": call(60)}, surges={"calls.*": {"factor": 1.2}}),
}


def rich(names) -> dict:
    burst = {"share": 0.5, "more_callers": 3, "spread": "4 min"}
    found = scenario(
        incidents={"a": incident(40, burst=burst, day_factor_shape=5)},
        calls={"tes": call(80)},
        run={"start_day": "Mon", "length": "1 minggu", "warm_up": "12 jam"},
        demand__nuisance={
            "iseng": {"kind": "tes", "people_per_day": 6, "calls_each": 5, "gap": "60s"}
        },
        situations={name: RICH[name] for name in names},
    )
    return by_identity(drawn(found))


@pytest.mark.parametrize(
    "names", [names for n in (1, 2, 3) for names in combinations(RICH, n)], ids="+".join
)
def test_the_regions_own_rows_are_those_that_come_without_any_situation(names):
    """In any combination a situation thins out, adds layers of its own, and changes nothing."""
    without, under = rich(()), rich(names)

    assert differing_columns(without, under) == set()
    for table in ("callers", "incidents"):
        base = {k for k, row in under[table].items() if row["layer"] == 0}
        assert base <= without[table].keys()
        thinned = {"callers": {"naik", "turun"}, "incidents": {"turun"}}[table]
        assert (base == without[table].keys()) == thinned.isdisjoint(names)
        assert {row["layer"] for row in under[table].values()} <= set(range(len(names) + 1))
    assert len(under["callers"]) != len(without["callers"])
    # who would have called about an incident thinned out does not call
    assert all(key * 100 in under["callers"] for key in under["incidents"])


def test_a_situation_added_behind_leaves_the_layers_before_it():
    two, three = rich(("naik", "turun")), rich(("naik", "turun", "tanya"))

    # categories keep their numbers too
    assert differing_columns(two, three) == set()
    assert two["callers"].keys() <= three["callers"].keys()
    assert two["incidents"].keys() == three["incidents"].keys()


def test_thinning_by_one_situation_does_not_depend_on_the_others():
    def thinned(names):
        found = scenario(
            calls={"tes": call(400)},
            situations={n: situation(surges={"*": {"factor": f}}) for n, f in names},
        )
        callers = drawn(found).callers
        return set(callers.caller_id[callers.layer == 0].tolist())

    a, b = thinned([("a", 0.5)]), thinned([("b", 0.4)])
    assert thinned([("a", 0.5), ("b", 0.4)]) == thinned([("b", 0.4), ("a", 0.5)]) == a & b


@pytest.mark.parametrize("region", shipped_names("region"))
def test_every_shipped_region_is_drawn_with_every_situation(region):
    """No stream is used twice, identities are unique, and everything is finite."""
    found = load_scenario(region, situations=shipped_names("situation")).scenario
    run = found.run.model_copy(update={"length": 2 * 86_400.0})
    found = found.model_copy(update={"run": run})
    every = drawn(found)
    assert set(np.unique(every.callers.layer)) > {0}
    tables = by_identity(every)
    assert max(tables["callers"]) * 100 < 2**53

    for name in found.situations:
        one = found.model_copy(update={"situations": {name: found.situations[name]}})
        trace = drawn(one)
        assert np.isfinite(trace.callers.talk_s).all()
        assert np.all(np.diff(trace.callers.arrival_s) >= 0)


def test_a_situation_behind_leaves_the_calls_that_one_before_it_brings_whenever_it_ends():
    """Cells of time are cut where situations end, but not those of the situations before."""
    week = {"start_day": "Mon", "length": "7 hari"}
    before = situation(**week, surges={"tes": {"factor": 2}}, calls={"hoaks": call(40)})
    brief = situation(start_day="Tue", length="90s", surges={"tes": {"factor": 3}})
    found = [
        scenario(calls={"tes": call(60, patience="30s")}, situations={"a": before} | behind)
        for behind in ({}, {"b": brief})
    ]
    one, other = (by_identity(drawn(s)) for s in found)

    assert one["callers"].keys() <= other["callers"].keys()
    assert differing_columns(one, other) == set()
