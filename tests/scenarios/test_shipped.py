"""The shipped regions and situations say what was published, and say where it is from."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from scenarios.categories import work_on
from scenarios.geography import kecamatan_of_region
from scenarios.loading import LoadedScenario, load_scenario
from scenarios.provenance import nearest, number_leaves
from scenarios.schema import Scenario
from scenarios.schema.demand import Burst
from scenarios.schema.distribution import mean_of
from scenarios.shipped import shipped_names
from scenarios.trace.rates import weekly_rates

REGIONS = shipped_names("region")
SITUATIONS = shipped_names("situation")
SATURDAY, SUNDAY, MONDAY = 5, 6, 0


@cache
def loaded(region: str) -> LoadedScenario:
    return load_scenario(region)


def scenario_of(region: str) -> Scenario:
    return loaded(region).scenario


def callers_of(burst: Burst | None) -> float:
    """Return the mean number of callers of an incident, the cut at `at_most` included."""
    if burst is None:
        return 1.0
    further = np.arange(1, burst.at_most)
    # the mean of a geometric number cut at m is the sum of P(> k) for k = 0 .. m-1
    mean = 1 + ((1 - 1 / burst.more_callers) ** further).sum()
    return 1 + burst.share * float(mean)


def calls_by_day(scenario: Scenario) -> dict[str, np.ndarray]:
    """Return the expected first calls on each day of the week, by kind."""
    found = {
        name: weekly_rates(kind.rate).reshape(7, 24).sum(axis=1) * callers_of(kind.burst)
        for name, kind in scenario.demand.incidents.items()
    }
    for name, kind in scenario.demand.calls.items():
        found[name] = weekly_rates(kind.rate).reshape(7, 24).sum(axis=1)
    for nuisance in scenario.demand.nuisance.values():
        found[nuisance.kind] = found[nuisance.kind] + nuisance.people_per_day * nuisance.calls_each
    return found


def per_day(scenario: Scenario, *kinds: str) -> float:
    by_day = calls_by_day(scenario)
    return float(sum(by_day[kind].mean() for kind in kinds or by_day))


def emergencies_per_day(scenario: Scenario) -> float:
    return per_day(scenario, *scenario.demand.incidents)


def tickets_per_day(scenario: Scenario) -> float:
    return sum(float(weekly_rates(i.rate).sum()) / 7 for i in scenario.demand.incidents.values())


def difference(one: Any, other: Any, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Return the paths at which two dumped scenarios differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {
            found
            for key in one.keys() | other.keys()
            for found in difference(one.get(key), other.get(key), (*path, key))
        }
    return set() if one == other else {path}


def test_the_five_cities_and_the_old_relay_are_shipped() -> None:
    expected = {"surabaya", "manado", "semarang", "semarang-berurutan", "bontang", "jakarta"}

    assert set(REGIONS) == expected


def test_the_ten_situations_of_the_plan_are_shipped() -> None:
    expected = {
        "gempa",
        "banjir",
        "pandemi",
        "lebaran",
        "ramadan",
        "minggu-pertama",
        "trunk-putus",
        "aplikasi-mati",
        "separuh-staf",
        "jalan-lambat",
    }

    assert expected <= set(SITUATIONS)


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_bears_the_name_of_its_file_and_leaves_nothing_to_remark(region: str) -> None:
    assert scenario_of(region).name == region
    assert loaded(region).notes == ()


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("region", REGIONS)
def test_every_situation_applies_to_every_region(region: str, situation: str) -> None:
    scenario = load_scenario(region, situations=[situation]).scenario

    assert list(scenario.situations) == [situation]


@pytest.mark.parametrize("region", REGIONS)
def test_all_situations_can_be_in_force_at_once(region: str) -> None:
    scenario = load_scenario(region, situations=SITUATIONS).scenario

    assert tuple(scenario.situations) == SITUATIONS


@pytest.mark.parametrize("region", REGIONS)
def test_every_number_has_a_source_or_is_an_assumption_with_a_range(region: str) -> None:
    found = load_scenario(region, situations=SITUATIONS)

    for leaf in number_leaves(found.resolved):
        place = nearest(leaf, found.entries)
        assert place is not None, leaf
        entry = found.entries[place]
        assert (entry.kind == "source") != (entry.range is not None), leaf


@pytest.mark.parametrize("region", REGIONS)
def test_categories_and_agencies_have_the_same_names_everywhere(region: str) -> None:
    common = scenario_of("semarang")
    scenario = scenario_of(region)

    assert common.demand.incidents.keys() <= scenario.demand.incidents.keys()
    assert common.demand.calls.keys() == scenario.demand.calls.keys()
    assert common.agencies.keys() <= scenario.agencies.keys()
    assert common.checklist.keys() == scenario.checklist.keys()


@pytest.mark.parametrize("region", REGIONS)
def test_posts_stand_in_kecamatan_of_the_region(region: str) -> None:
    scenario = scenario_of(region)
    here = {k.code for code in scenario.place.regions for k in kecamatan_of_region(code)}
    posts = {post.kecamatan for agency in scenario.agencies.values() for post in agency.posts}

    assert posts <= here


@pytest.mark.parametrize("region", REGIONS)
def test_people_have_two_names_for_each_thing(region: str) -> None:
    scenario = scenario_of(region)
    targets = [target.label for target in scenario.targets.values()]
    items = [item.label for item in scenario.checklist.values()]

    for label in (scenario.about, *targets, *items):
        assert label.id != label.en


def test_surabaya_has_the_calls_and_pranks_of_february_2019() -> None:
    by_day = calls_by_day(scenario_of("surabaya"))
    total = sum(by_day.values())
    share = by_day["prank"] / total

    assert total[[SATURDAY, SUNDAY, MONDAY]] == pytest.approx([163, 423, 439], rel=0.01)
    assert share[[SATURDAY, SUNDAY, MONDAY]] == pytest.approx([0.31, 0.61, 0.60], abs=0.01)


def test_surabaya_has_the_published_incidents_lines_posts_and_shifts() -> None:
    scenario = scenario_of("surabaya")
    incidents = scenario.demand.incidents
    posts = [post.name for post in scenario.agencies["posko-terpadu"].posts]
    shifts = scenario.call_takers.staffing.shifts
    assert shifts is not None

    assert 17 <= (incidents["medis"].rate.per_day or 0) <= 18
    assert 17 <= (incidents["kecelakaan"].rate.per_day or 0) <= 18
    assert sum(trunk.channels for trunk in scenario.lines.trunks.values()) == 17
    assert sum(name.startswith("Posko Terpadu") for name in posts) == 7
    assert sum(name.startswith("Pos Pantau") for name in posts) == 18
    assert [shift.length for shift in shifts.values()] == [6 * 3600.0] * 4
    assert all(shift.people <= 18 for shift in shifts.values())


def test_surabaya_tells_all_agencies_by_application_and_asks_seven_minutes() -> None:
    scenario = scenario_of("surabaya")
    target = scenario.targets["posko-7-menit"]

    assert {agency.notify for agency in scenario.agencies.values()} == {"application"}
    assert (target.mean_at_most, target.start, target.end) == (420.0, "on_record", "on_scene")
    assert "both" in {t.evidence for t in scenario.targets.values()}


def test_one_setting_doubles_the_talk_of_nearly_all_that_surabaya_hears() -> None:
    doubled = load_scenario("surabaya", settings=["demand.work.talk.mean=x2"]).scenario
    scenario = scenario_of("surabaya")

    def talk_s(of: Scenario) -> dict[str, float]:
        kinds = {**of.demand.incidents, **of.demand.calls}
        found = {}
        for name, kind in kinds.items():
            talk = work_on(of, kind).talk
            assert talk is not None
            found[name] = mean_of(talk)
        return found

    before, after = talk_s(scenario), talk_s(doubled)
    changed = {name for name in before if after[name] == pytest.approx(2 * before[name])}

    assert before.keys() - changed == {"terputus", "hening", "uji"}
    assert per_day(scenario, *changed) / per_day(scenario) > 0.9


def test_manado_has_the_reports_of_2019_of_which_three_quarters_are_emergencies() -> None:
    scenario = scenario_of("manado")
    emergencies = tickets_per_day(scenario)
    others = per_day(scenario, "informasi")

    assert (emergencies + others) * 365 == pytest.approx(1132, rel=0.01)
    assert emergencies / (emergencies + others) == pytest.approx(0.74, abs=0.005)


def test_fire_and_sick_people_are_most_of_manado() -> None:
    scenario = scenario_of("manado")
    most = sum(scenario.demand.incidents[k].rate.per_day or 0 for k in ("medis", "kebakaran"))

    assert most > tickets_per_day(scenario) / 2


def test_manado_has_an_ambulance_in_every_kecamatan() -> None:
    scenario = scenario_of("manado")
    posts = [post.kecamatan for post in scenario.agencies["ambulans"].posts]

    assert sorted(p or "" for p in posts) == [k.code for k in kecamatan_of_region("71.71")]
    assert len(posts) == 11
    assert len(scenario.place.hospitals) > 1


def test_manado_asks_thirty_minutes_from_connection_to_hospital() -> None:
    target = scenario_of("manado").targets["rumah-sakit-30-menit"]

    assert (target.mean_at_most, target.start, target.end) == (1800.0, "connected", "at_hospital")


def test_semarang_has_the_calls_and_shares_of_2025() -> None:
    scenario = scenario_of("semarang")
    total = per_day(scenario)

    assert total == pytest.approx(82, rel=0.01)
    assert emergencies_per_day(scenario) / total == pytest.approx(0.435, abs=0.005)
    assert per_day(scenario, "prank", "hening") / total == pytest.approx(0.386, abs=0.005)


def test_a_traffic_jam_in_semarang_reaches_dishub_and_police_at_once() -> None:
    scenario = scenario_of("semarang")
    needs = scenario.demand.incidents["lalu-lintas"].needs

    assert [(need.agencies[0], need.share) for need in needs] == [("dishub", 1.0), ("polisi", 1.0)]
    assert {agency.notify for agency in scenario.agencies.values()} == {"application"}


def test_the_old_semarang_differs_in_the_relay_alone() -> None:
    new, old = scenario_of("semarang").model_dump(), scenario_of("semarang-berurutan").model_dump()
    names = [("name",), ("about", "id"), ("about", "en")]
    names += [("place", "label", "id"), ("place", "label", "en")]
    found = difference(new, old) - set(names)
    relay = {path for path in found if path[0] == "agencies"}

    assert found == relay
    assert {path[2:4] for path in relay} == {("notify",), ("desk", "acknowledge")}
    assert {agency["notify"] for agency in old["agencies"].values()} == {"phone"}


def test_bontang_has_thirteen_agencies_and_its_pranks() -> None:
    scenario = scenario_of("bontang")

    assert len(scenario.agencies) == 13
    assert {agency.notify for agency in scenario.agencies.values()} == {"phone", "application"}
    assert 4 <= per_day(scenario, "prank") <= 5


def test_bontang_has_few_people_at_night() -> None:
    shifts = scenario_of("bontang").call_takers.staffing.shifts
    assert shifts is not None

    assert shifts["malam"].people <= 2


def test_jakarta_has_the_calls_and_shares_of_2024() -> None:
    scenario = scenario_of("jakarta")
    total = per_day(scenario)

    assert total == pytest.approx(637_292 / 366, rel=0.01)
    assert per_day(scenario, "terputus") / total == pytest.approx(0.58, abs=0.005)
    assert per_day(scenario, "informasi") / total == pytest.approx(0.17, abs=0.005)
    assert per_day(scenario, "prank", "hening") / total == pytest.approx(0.23, abs=0.005)
    assert emergencies_per_day(scenario) / total == pytest.approx(0.01, abs=0.0005)


def test_jakarta_has_some_33_operators_a_day_and_30_seconds() -> None:
    scenario = scenario_of("jakarta")
    shifts = scenario.call_takers.staffing.shifts
    assert shifts is not None
    target = scenario.targets["terima-tiket-teruskan"]

    assert sum(shift.people for shift in shifts.values()) == 33
    assert (target.mean_at_most, target.start, target.end) == (30.0, "answered", "notified")


def test_the_opening_week_is_kendaris() -> None:
    situation = load_scenario("bontang", situations=["minggu-pertama"]).scenario.situations[
        "minggu-pertama"
    ]
    curious = situation.calls["coba-coba"].rate.per_day or 0
    nuisance = sum(n.people_per_day * n.calls_each for n in situation.nuisance.values())

    assert 7 * (curious + nuisance) == pytest.approx(2360 - 22, rel=0.01)
