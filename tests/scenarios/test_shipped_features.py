"""What the shipped regions and situations are known for is really in them."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.geography import kecamatan_of_region
from scenarios.loading import load_scenario
from scenarios.plan import Plan
from scenarios.plan_layout import lay_out_plan
from scenarios.schema.base import DAY_S, WEEK_S
from scenarios.schema.scenario import Scenario
from scenarios.shipped import shipped_names
from scenarios.trace import Trace
from scenarios.trace.draw import draw_trace

HOUR_S = 3600.0


def week(region: str, *situations: str) -> Scenario:
    return load_scenario(region, situations=situations, settings=["run.length=1 minggu"]).scenario


def test_in_jakarta_most_calls_are_disconnected_and_one_in_a_hundred_is_an_emergency() -> None:
    scenario = week("jakarta")
    kinds = [c.name for c in lay_out_plan(scenario, 1).categories]
    callers = draw_trace(scenario, 1).callers
    shares = np.bincount(callers.category, minlength=len(kinds)) / len(callers)

    assert len(callers) / 7 == pytest.approx(1741, rel=0.1)
    assert shares[kinds.index("terputus")] == pytest.approx(0.58, abs=0.03)
    assert np.mean(callers.incident >= 0) == pytest.approx(0.01, abs=0.004)


def test_bontang_has_thirteen_agencies_and_few_people_at_night() -> None:
    scenario = load_scenario("bontang").scenario
    on_duty = lay_out_plan(scenario, 1).call_takers.intervals(WEEK_S)

    assert len(scenario.agencies) == 13
    three_at_night = [
        sum(a <= day * DAY_S + 3 * HOUR_S < b for person in on_duty for a, b in person)
        for day in range(7)
    ]
    assert max(three_at_night) <= 2


def test_manado_has_an_ambulance_in_each_kecamatan_and_thirty_minutes_to_the_hospital() -> None:
    scenario = load_scenario("manado").scenario
    posts = scenario.agencies["ambulans"].posts

    assert {p.kecamatan for p in posts} == {k.code for k in kecamatan_of_region("71.71")}
    assert any(
        (target.start, target.end, target.mean_at_most) == ("connected", "at_hospital", 30 * 60)
        for target in scenario.targets.values()
    )


def test_semarang_tells_all_at_once_and_its_variant_phones_one_after_another() -> None:
    ways = {
        name: {agency.notify for agency in load_scenario(name).scenario.agencies.values()}
        for name in ("semarang", "semarang-berurutan")
    }
    now, before = (load_scenario(name).resolved for name in ways)

    assert ways == {"semarang": {"application"}, "semarang-berurutan": {"phone"}}
    differing = {key for key in now if now[key] != before[key]}
    assert differing == {"name", "about", "place", "agencies"}
    assert {k for k in now["place"] if now["place"][k] != before["place"][k]} == {"label"}
    for agency, told in now["agencies"].items():
        other = before["agencies"][agency]
        assert {k for k in told if told[k] != other[k]} == {"notify", "desk"}


def test_surabaya_has_joint_posts_and_seven_minutes_and_all_on_one_application() -> None:
    scenario = load_scenario("surabaya").scenario
    agencies_at: dict[tuple[float | None, float | None, str | None], set[str]] = {}
    for name, agency in scenario.agencies.items():
        for post in agency.posts:
            agencies_at.setdefault((post.lat, post.lon, post.kecamatan), set()).add(name)

    assert sum(len(there) >= 3 for there in agencies_at.values()) >= 3
    assert {agency.notify for agency in scenario.agencies.values()} == {"application"}
    assert any(
        (target.agency, target.mean_at_most) == ("posko-terpadu", 7 * 60)
        for target in scenario.targets.values()
    )


def drawn(*situations: str) -> tuple[Trace, Plan]:
    scenario = week("surabaya", *situations)
    return draw_trace(scenario, 1), lay_out_plan(scenario, 1)


def on_duty(plan: Plan, at_s: float) -> int:
    return sum(a <= at_s < b for person in plan.call_takers.intervals(WEEK_S) for a, b in person)


MONDAY_AT_FOUR_S = 16 * HOUR_S
USUAL = {"lines": 1.0, "application": 1.0, "speed": 1.0}
PLANS = {
    "trunk-putus": {"lines": 0.25},
    "aplikasi-mati": {"application": 0.0},
    "jalan-lambat": {"speed": 0.6},
    "separuh-staf": {},
}
MORE_CALLS = {"gempa": 1.15, "banjir": 1.05, "pandemi": 1.1, "minggu-pertama": 1.3, "lebaran": 1.02}


@pytest.mark.parametrize("name", PLANS)
def test_what_fails_is_less_while_it_fails_and_nothing_else(name: str) -> None:
    (_, usual), (_, plan) = drawn(), drawn(name)
    at_s = MONDAY_AT_FOUR_S

    found = {
        "lines": sum(c.at(at_s) for c in plan.channels) / sum(c.at(at_s) for c in usual.channels),
        "application": plan.application_up.at(at_s),
        "speed": plan.speed_kmh.at(at_s) / usual.speed_kmh.at(at_s),
    }
    assert found == pytest.approx({**USUAL, **PLANS[name]}, abs=0.03)
    staff = [
        np.mean([on_duty(p, (hour + 0.5) * HOUR_S) for hour in range(168)]) for p in (plan, usual)
    ]
    assert staff[0] / staff[1] == pytest.approx(0.5 if name == "separuh-staf" else 1, abs=0.15)


@pytest.mark.parametrize("name", MORE_CALLS)
def test_what_brings_calls_brings_them(name: str) -> None:
    assert len(drawn(name)[0].callers) > MORE_CALLS[name] * len(drawn()[0].callers)


def test_in_ramadan_people_call_before_dawn() -> None:
    def share(trace: Trace) -> float:
        hour = trace.callers.arrival_s % DAY_S // HOUR_S
        return float(np.mean((hour >= 2) & (hour < 5)))

    assert share(drawn("ramadan")[0]) > 1.5 * share(drawn()[0])


def test_every_situation_is_looked_at() -> None:
    assert {*PLANS, *MORE_CALLS, "ramadan", "bulan-puncak"} == set(shipped_names("situation"))
