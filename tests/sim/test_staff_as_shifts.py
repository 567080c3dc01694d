"""Constant staffing written as shifts is constant staffing.

A simulator that lets the relief begin while the one relieved still talks has one server more
after each change; under heavy load its waits are a third of the exact ones (6.99 where 21.79
is exact).
"""

from __future__ import annotations

import numpy as np
import pytest

from results.table import same
from scenarios.plan_layout import lay_out_plan
from scenarios.trace.draw import draw_trace
from sim.simulate import play
from tests.sim.erlang import ErlangC
from tests.sim.many_calls import arrivals, batch_means, calls_trace, play_calls, waits_of
from tests.sim.region import ENDLESS, Region, plan_of
from tests.small_scenario import small_scenario

TALK_S, SERVERS = 300.0, 2


def relief(
    length_s: float, until_s: float, people: int = SERVERS
) -> list[list[tuple[float, float]]]:
    """Return two crews that relieve each other every `length_s`."""
    begins = np.arange(0.0, until_s, length_s)
    crews = [[(b, b + length_s) for b in begins[k::2]] for k in (0, 1)]
    crews[len(begins) % 2 - 1][-1] = (begins[-1], ENDLESS)
    return [crew for crew in crews for _ in range(people)]


@pytest.fixture(scope="module")
def load():
    rng = np.random.default_rng(17)
    n = 40_000
    return arrivals(rng, n, TALK_S / SERVERS / 0.9), rng.exponential(TALK_S, n)


@pytest.mark.parametrize("shift_s", [200.0, 3600.0])
def test_relief_every_shift_under_heavy_load_waits_as_long_as_constant_staff(load, shift_s):
    at, talk = load
    constant = waits_of(play_calls(at, talk, staff=SERVERS))
    shifts = waits_of(play_calls(at, talk, staff=relief(shift_s, float(at[-1]))))

    assert shifts.tolist() == constant.tolist()
    assert batch_means(shifts).holds(ErlangC(SERVERS, 0.9 * SERVERS / TALK_S, TALK_S).mean_wait)
    assert batch_means(shifts).half_width < 0.3 * batch_means(shifts).mean


def test_relief_that_did_not_wait_for_the_place_would_be_seen(load):
    at, talk = load
    exact = ErlangC(SERVERS, 0.9 * SERVERS / TALK_S, TALK_S).mean_wait
    doubled = waits_of(play_calls(at, talk, staff=SERVERS + 1))

    assert not batch_means(doubled).holds(exact)


def test_all_tables_are_equal_but_for_who_answered(load):
    at, talk = load[0][:3000], load[1][:3000]
    trace = calls_trace(at, talk, np.full(3000, 400.0))

    def tables(staff):
        return play(trace, plan_of(Region(staff=staff, length=float(at[-1]) + 1))).tables()

    constant, shifts = tables(SERVERS), tables(relief(1000.0, float(at[-1])))
    for name in ("incidents", "notifications", "assignments", "staffing"):
        assert same(constant[name], shifts[name])
    calls, others = constant["calls"], shifts["calls"]
    for column in calls.columns:
        if column.kind == "label":
            assert list(calls.texts(column.name)) == list(others.texts(column.name))
        elif column.name != "call_taker":
            assert np.array_equal(
                calls[column.name], others[column.name], equal_nan=column.kind == "float"
            )


def three_shifts(people):
    hours = {"pagi": "07:00", "sore": "15:00", "malam": "23:00"}
    return {
        "shifts": {n: {"start": s, "length": "8 jam", "people": people} for n, s in hours.items()}
    }


def test_a_region_with_every_desk_in_three_shifts_is_the_region_with_constant_desks():
    def played(desk):
        scenario = small_scenario(
            call_takers__staffing=desk(2),
            dispatchers={"staffing": desk(1), "work": "40s", "wrap_up": "20s"},
            agencies__damkar__desk__staffing=desk(1),
            agencies__ambulans__desk__staffing=desk(1),
            demand__incidents__medis__rate={"per_day": 120},
        )
        return play(draw_trace(scenario, 5), lay_out_plan(scenario, 5))

    constant = played(lambda people: {"people": people}).tables()
    shifts = played(three_shifts).tables()
    assert len(constant["calls"]) > 1000
    for name in ("incidents", "notifications", "assignments", "staffing"):
        assert same(constant[name], shifts[name])
    for column in ("arrival_s", "answered_s", "work_end_s", "gave_up_s"):
        assert np.array_equal(constant["calls"][column], shifts["calls"][column], equal_nan=True)
