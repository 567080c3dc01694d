"""Each rule between the parts of a scenario is held, and says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from scenarios.checks import checks, notes
from scenarios.key_path import path_text
from scenarios.text import in_language
from tests.small_scenario import small_scenario, small_scenario_data

MEDIS = small_scenario_data()["demand"]["incidents"]["medis"]
DAMKAR = small_scenario_data()["agencies"]["damkar"]
AMBULANS = small_scenario_data()["agencies"]["ambulans"]
TARGET = {"label": "x", "measure": "abandonment", "at_most": 0.05}
SITUATION = {"label": "x", "about": "x"}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


def found(kind: Any = checks, **changes: Any) -> list[tuple[str, str]]:
    scenario = small_scenario(**changes)
    findings = [finding for check in kind() for finding in check(scenario)]
    assert all(finding.remedy for finding in findings)
    return [(path_text(f.path), f.expected) for f in findings]


def test_the_small_scenario_keeps_all_rules() -> None:
    assert found() == []
    assert found(notes) == []


@pytest.mark.parametrize(
    ("changes", "path", "wrong"),
    [
        ({"demand__calls": {f"k{i}": {"label": "x", "rate": {"per_day": 1}} for i in range(31)},
          "demand__nuisance": {}}, "demand.calls",
         "has 31 kinds of incident or caller"),
        ({"demand__calls__prank__rate": {"per_day": 1e6}}, "demand.calls.prank.rate",
         "brings 7e+06 calls a week"),
        ({"demand__nuisance__iseng__people_per_day": 1e5}, "demand.nuisance.iseng",
         "brings 4.2e+06 calls a week"),
        ({"place__regions": [], "agencies__damkar__posts": AMBULANS["posts"]}, "place.regions",
         "is missing, and no kecamatan is given either"),
        ({"demand__incidents": {}, "demand__calls": {}, "demand__nuisance": {}}, "demand",
         "has neither incidents nor calls"),
        ({"demand__incidents__medis__needs": [{"agencies": ["polisi"]}]},
         "demand.incidents.medis.needs[0].agencies[0]",
         "is not an agency of this scenario, so that nobody handles medis"),
        ({"demand__incidents__medis__needs": [{"agencies": ["damkar", "damkar"]}]},
         "demand.incidents.medis.needs[0].agencies[1]", "is named twice in one need"),
        ({"demand__work__ticket": None}, "demand.incidents.kebakaran.work.ticket",
         "is missing, here and in demand.work"),
        ({"demand__nuisance__iseng__kind": "medis"}, "demand.nuisance.iseng.kind",
         "is not a kind of call without incident"),
        ({"demand__calls__medis": {"label": "x", "rate": {"per_day": 1}}}, "demand.calls.medis",
         "has a name that demand.incidents has already"),
        ({"demand__calls": {"a b": {"label": "x", "rate": {"per_day": 1}}},
          "demand__nuisance": {}}, 'demand.calls."a b"', "is not a name"),
        ({"agencies__ambulans__field__handover": None}, "agencies.ambulans.field.handover",
         "is missing, although units take patients to hospital"),
        ({"place__hospitals": []}, "place.hospitals",
         "is missing, although ambulans takes patients of kebakaran to hospital"),
        ({"place__hospitals": [{"name": "x", "lat": 0.1, "lon": 117.4, "takes": ["kebakaran"]}]},
         "place.hospitals", "has none that takes patients of medis, whom ambulans takes there"),
        ({"place__hospitals": [{"name": "x", "lat": 0.1, "lon": 117.4, "takes": ["medi"]}],
          "agencies__ambulans__field__transport": 0}, "place.hospitals[0].takes[0]",
         "is not an incident type"),
        ({"lines__trunks__telkom__share": 0.61}, "lines.trunks", "has shares that sum to 1.01"),
        ({"lines__trunks": {}}, "lines.trunks", "is empty: nobody can call"),
        ({"lines__trunks": {"a": {"label": "a", "channels": 0, "share": 1}}}, "lines.trunks",
         "has no channel: nobody can call"),
        ({"place__zone": "Asia/Bontang"}, "place.zone", "is not a time zone"),
        ({"place__regions": ["64.74", "64.74"]}, "place.regions[1]",
         "is served already by a code before it"),
        ({"place__regions": ["31", "31.71"], "agencies__damkar__posts": AMBULANS["posts"]},
         "place.regions[1]", "is served already by a code before it"),
        ({"place__kecamatan_weights": {"35.78.01": 1, "64.74.01": 1}},
         'place.kecamatan_weights."35.78.01"',
         "is not the code of a kecamatan of this region"),
        ({"place__kecamatan_weights": {"64.74.01": 0}}, "place.kecamatan_weights",
         "has weights that are all 0"),
        ({"demand__incidents__medis__kecamatan_weights": {"64.74.01": 0}},
         "demand.incidents.medis.kecamatan_weights", "has weights that are all 0"),
        ({"place__roads__speed_kmh": [30] * 7}, "place.roads.speed_kmh", "has 7 speeds"),
        ({"agencies__damkar__posts": [{"name": "x", "units": 1}]}, "agencies.damkar.posts[0]",
         "has no place"),
        ({"agencies__damkar__posts": [{"name": "x", "units": 1, "lat": 0.1}]},
         "agencies.damkar.posts[0]", "has only one of lat and lon"),
        ({"agencies__damkar__posts": [{"name": "x", "units": 1, "kecamatan": "64.74.99"}]},
         "agencies.damkar.posts[0].kecamatan", "is not the code of a kecamatan of this region"),
        ({"agencies__damkar__posts": DAMKAR["posts"] * 2}, "agencies.damkar.posts[1].name",
         "is the name of another post of this agency"),
        ({"agencies__damkar__posts": [
            {**DAMKAR["posts"][0], "hours": {"start": "07:00", "length": "25 jam"}}]},
         "agencies.damkar.posts[0].hours.length", "is 25 h"),
        ({"call_takers__staffing": {"people": 0}}, "call_takers.staffing",
         "has nobody on duty at any time"),
        ({"agencies__damkar__desk__staffing": {"by_hour": [0] * 24}},
         "agencies.damkar.desk.staffing", "has nobody on duty at any time"),
        ({"targets__x": {**TARGET, "categories": ["medik"]}}, "targets.x.categories[0]",
         "is neither an incident type nor a kind of call"),
        ({"targets__x": {**TARGET, "scope": "agency"}}, "targets.x.scope",
         "does not go with abandonment"),
        ({"targets__x": {**TARGET, "scope": "shift"}, "call_takers__staffing": {"people": 2}},
         "targets.x.scope", "asks for shifts, and the call-takers have none"),
        ({"targets__x": {**TARGET, "agency": "damkar"}}, "targets.x.agency",
         "does not go with abandonment, which no agency answers for"),
        ({"targets__x": {**TARGET, "measure": "lost_calls"}}, "targets.x.evidence",
         "cannot show lost_calls: only a load test does"),
        ({"targets__x": {**TARGET, "measure": "needs_unmet", "categories": ["prank"]}},
         "targets.x.categories[0]", "has no incident, so that needs_unmet does not go with it"),
        ({"targets__damkar__start": "on_scene", "targets__damkar__end": "connected"},
         "targets.damkar.end", "does not come after on_scene"),
        ({"targets__damkar__end": "at_hospital"}, "targets.damkar",
         "asks for a time to hospital, but no unit takes patients there"),
        ({"situations__x": {**SITUATION, "surges": {"medik": {"factor": 2}}}},
         "situations.x.surges.medik", "is not known in this scenario"),
        ({"situations__x": {**SITUATION, "incidents": {"medis": MEDIS}}},
         "situations.x.incidents.medis", "has a name that demand.incidents has already"),
        ({"situations__x": {**SITUATION, "incidents": {
            "y": {**MEDIS, "needs": [{"agencies": ["polisi"]}]}}}},
         "situations.x.incidents.y.needs[0].agencies[0]",
         "is not an agency of this scenario, so that nobody handles y"),
        ({"situations__x": {**SITUATION, "surges": {"*": {"factor": 2, "half_life": "1 jam"}}}},
         'situations.x.surges."*".half_life',
         "ebbs from a start that the situation does not have"),
        ({"situations__x": {**SITUATION, "start_at": "2026-03-02T10:00", "length": "1 jam"}},
         "situations.x.start_at", "is a date, and the run has none"),
        ({"situations__x": {**SITUATION, "start_at": "2026-03-02T10:00Z", "length": "1 jam"}},
         "situations.x.start_at", "has a zone"),
        ({"run__length": "600 minggu"}, "run.length", "is 600 weeks"),
        ({"run__warm_up": "60 hari"}, "run.warm_up", "is 60 days"),
    ],
)  # fmt: skip
def test_a_breach_is_reported(changes: dict[str, Any], path: str, wrong: str) -> None:
    assert (path, wrong) in found(**changes)


@pytest.mark.parametrize(
    ("changes", "path", "wrong"),
    [
        ({"demand__incidents__kebakaran__needs": [{"agencies": ["damkar"]}],
          "demand__incidents__medis__needs": [{"agencies": ["damkar"]}]}, "agencies.ambulans",
         "is never needed by an incident type"),
        ({"call_takers__staffing__shifts__malam__people": 0}, "call_takers.staffing",
         "has nobody on duty for 56 h of the week, first on Mon at 23:00"),
        ({"call_takers__staffing__shifts__pagi__breaks": [
            {"start": "11:00", "length": "30 menit"}]}, "call_takers.staffing",
         "has nobody on duty for 3.5 h of the week, first on Mon at 11:00"),
        ({"demand__calls__prank__rate": {"per_day": 20000}}, "call_takers.staffing",
         "has 2.6 on duty on average, for calls that keep 4.7 busy"),
        ({"demand__work__talk": "2 jam"}, "demand.work.talk", "has a mean of 7200 s"),
        ({"callers__patience": "3s"}, "callers.patience",
         "is shorter, on average, than the announcement"),
        ({"place__roads__speed_kmh": [500]}, "place.roads.speed_kmh",
         "runs from 500 to 500 km/h"),
        ({"place__hospitals": [{"name": "x", "lat": 1.1, "lon": 117.4}]}, "place.hospitals[0]",
         "is about 105 km from the region"),
        ({"run__start_date": "2026-03-02", "run__start_day": None, "situations__x": {
            **SITUATION, "start_at": "2027-03-02T10:00", "length": "1 jam"}}, "situations.x",
         "is never in force during the run"),
        ({"run__length": "8 minggu"}, "run.weeks_at_most",
         "is less than one replication of 8 weeks"),
        ({"demand__incidents__kebakaran__day_factor_correlation": 0.6, "run__length": "2 minggu"},
         "demand.incidents.kebakaran.day_factor_correlation",
         "makes consecutive weeks alike, so that intervals come out too narrow"),
        ({"situations__x": {**SITUATION, "surges": {"gunung": {"factor": 2}}}},
         "situations.x.surges.gunung",
         "is not known in this scenario, so that this has no effect"),
    ],
)  # fmt: skip
def test_what_is_worth_a_look_is_noted_and_allowed(
    changes: dict[str, Any], path: str, wrong: str
) -> None:
    assert found(**changes) == []
    assert (path, wrong) in found(notes, **changes)


def test_weeks_are_evidence_of_their_own_where_each_is_a_replication_or_days_differ() -> None:
    kept = "demand__incidents__kebakaran__day_factor_correlation"

    assert found(notes, **{kept: 0.6, "run__length": "1 minggu"}) == []
    assert found(notes, **{kept: 0.5, "run__length": "4 minggu"}) == []


def test_a_need_may_raise_transport_and_then_asks_for_handover() -> None:
    needs = [{"agencies": ["damkar"], "transport": 0.1}]

    assert ("agencies.damkar.field.handover",
            "is missing, although units take patients to hospital") in found(
        demand__incidents__medis__needs=needs
    )  # fmt: skip


def test_jakarta_is_served_by_one_code() -> None:
    posts = [{"name": "Gambir", "kecamatan": "31.71.01", "units": 1}]

    assert found(place__regions=["31"], agencies__damkar__posts=posts) == []
