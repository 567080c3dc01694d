"""Units and their ways: legal steps, and who is sent where."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadtest.deployment.dispatch.assignments import LEGAL_STEPS
from loadtest.deployment.dispatch.config import UnitSeed
from tests.loadtest.deployment.dispatch.bench import Bench, make_config, running

STEPS = [step for step in LEGAL_STEPS if step != "dispatched"]
WITH_PATIENT = [
    "en_route",
    "on_scene",
    "leaving_scene",
    "at_hospital",
    "handed_over",
    "cleared",
    "returned",
]


def _acknowledged(bench: Bench, agency: str = "fire", **changes: Any) -> Any:
    """Return an incident whose first need `agency` has taken on."""
    incident = bench.incident(agency, **changes)
    for entry in incident["notifications"]:
        bench.do(agency, "POST", f"/api/notifications/{entry['id']}/acknowledge")
    return bench.do("boss", "GET", f"/api/incidents/{incident['id']}")


def _assign(bench: Bench, incident_id: int, unit: str = "f1", user: str = "fire") -> Any:
    path = f"/api/incidents/{incident_id}/assignments"
    return bench.do(user, "POST", path, {"unit_id": unit, "need": 0})


def _step(bench: Bench, assignment_id: int, status: str, **place: float) -> Any:
    body = {"status": status} | place
    return bench.do("boss", "PATCH", f"/api/assignments/{assignment_id}", body)


def _unit(bench: Bench, unit_id: str) -> Any:
    units = bench.do("boss", "GET", "/api/units")
    return next(unit for unit in units if unit["id"] == unit_id)


def test_a_unit_goes_its_way_and_each_step_has_its_moment(bench: Bench) -> None:
    assignment = _assign(bench, _acknowledged(bench)["id"])
    assert _unit(bench, "f1")["status"] == "dispatched"
    for second, status in enumerate(WITH_PATIENT, start=21):
        bench.now_s += 1
        assert status in assignment["next_steps"]
        assignment = _step(bench, assignment["id"], status)
        assert assignment[f"{status}_at"] == f"2023-11-14T22:13:{second}Z"

    assert assignment["next_steps"] == []
    unit = _unit(bench, "f1")
    assert (unit["status"], unit["assignment_id"]) == ("available", None)
    assert (unit["lat"], unit["lon"]) == (unit["home_lat"], unit["home_lon"])


@settings(max_examples=30, deadline=None)
@given(asked=st.lists(st.sampled_from(STEPS), max_size=25))
def test_only_legal_steps_are_taken_and_a_refusal_names_them(
    walker: Bench, asked: list[str]
) -> None:
    walker.do("boss", "PATCH", "/api/units/f1", {"lat": -7.2, "lon": 112.7})
    assignment = _assign(walker, _acknowledged(walker)["id"])
    status = "dispatched"
    for step in asked:
        answer = walker.ask(
            "fire", "PATCH", f"/api/assignments/{assignment['id']}", {"status": step}
        )
        if step in LEGAL_STEPS[status]:
            assert answer.status_code == 200
            status = step
        else:
            assert answer.status_code == 409
            hint = answer.json()["error"]["hint"]
            assert all(legal in hint for legal in LEGAL_STEPS[status])
    seen = walker.do("fire", "GET", f"/api/assignments/{assignment['id']}")
    assert seen["status"] == status
    while status != "returned":  # leave the unit free for the next example
        status = LEGAL_STEPS[status][-1]
        _step(walker, assignment["id"], status)


@pytest.fixture(scope="module")
def walker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One application for many examples."""
    with running(make_config(tmp_path_factory.mktemp("walker"))) as made:
        yield made


def test_a_busy_unit_is_not_sent_twice(bench: Bench) -> None:
    first, second = _acknowledged(bench), _acknowledged(bench)
    _assign(bench, first["id"])

    path = f"/api/incidents/{second['id']}/assignments"
    assert bench.code("fire", "POST", path, {"unit_id": "f1"}) == (409, "unit_not_free")


def test_a_unit_on_its_way_home_may_be_sent_and_then_does_not_return(bench: Bench) -> None:
    first = _assign(bench, _acknowledged(bench)["id"])
    for status in ("en_route", "on_scene", "cleared"):
        _step(bench, first["id"], status)
    assert _unit(bench, "f1")["status"] == "returning"
    second = _assign(bench, _acknowledged(bench)["id"])

    path = f"/api/assignments/{first['id']}"
    assert bench.code("fire", "PATCH", path, {"status": "returned"}) == (409, "unit_reassigned")
    assert _unit(bench, "f1")["assignment_id"] == second["id"]


def test_an_agency_sends_its_own_units_to_needs_it_took_on(bench: Bench) -> None:
    incident = bench.incident("fire")
    path = f"/api/incidents/{incident['id']}/assignments"

    assert bench.code("fire", "POST", path, {"unit_id": "f1"}) == (409, "not_acknowledged")
    assert bench.code("fire", "POST", path, {"unit_id": "a1"}) == (403, "forbidden")
    assert bench.code("fire", "POST", path, {"unit_id": "x"}) == (404, "not_found")
    assert bench.code("fire", "POST", path, {"unit_id": "f1", "need": 3}) == (404, "not_found")
    bench.do("fire", "POST", "/api/notifications/1/acknowledge")
    _assign(bench, incident["id"])
    assert bench.code("fire", "POST", path, {"unit_id": "f2"}) == (409, "need_filled")


def test_a_unit_called_off_on_its_way_can_be_replaced(bench: Bench) -> None:
    incident = _acknowledged(bench)
    assignment = _assign(bench, incident["id"])
    _step(bench, assignment["id"], "en_route")
    _step(bench, assignment["id"], "cleared")

    assert _assign(bench, incident["id"], "f2")["unit_id"] == "f2"


def test_a_step_may_say_where_the_unit_is(bench: Bench) -> None:
    assignment = _assign(bench, _acknowledged(bench, lat=-7.11, lon=112.22)["id"])
    _step(bench, assignment["id"], "en_route")
    _step(bench, assignment["id"], "on_scene")
    unit = _unit(bench, "f1")
    assert (unit["lat"], unit["lon"]) == (-7.11, 112.22)
    _step(bench, assignment["id"], "cleared", lat=-7.5, lon=112.5)
    unit = _unit(bench, "f1")
    assert (unit["lat"], unit["lon"]) == (-7.5, 112.5)
    path = f"/api/assignments/{assignment['id']}"
    half = {"status": "returned", "lat": 1.0}
    assert bench.code("fire", "PATCH", path, half) == (422, "invalid")


def test_out_of_service_during_a_task_holds_from_its_end(bench: Bench) -> None:
    assignment = _assign(bench, _acknowledged(bench)["id"])
    changed = bench.do("fire", "PATCH", "/api/units/f1", {"status": "out_of_service"})
    assert (changed["status"], changed["off_after_task"]) == ("dispatched", True)
    for status in ("en_route", "on_scene", "cleared"):
        _step(bench, assignment["id"], status)

    assert _unit(bench, "f1")["status"] == "out_of_service"
    path = f"/api/incidents/{_acknowledged(bench)['id']}/assignments"
    assert bench.code("fire", "POST", path, {"unit_id": "f1"}) == (409, "unit_not_free")
    _step(bench, assignment["id"], "returned")
    assert _unit(bench, "f1")["status"] == "out_of_service"
    bench.do("fire", "PATCH", "/api/units/f1", {"status": "available"})
    assert _unit(bench, "f1")["status"] == "available"


def test_out_of_service_during_a_task_can_be_taken_back(bench: Bench) -> None:
    assignment = _assign(bench, _acknowledged(bench)["id"])
    bench.do("fire", "PATCH", "/api/units/f1", {"status": "out_of_service"})
    changed = bench.do("fire", "PATCH", "/api/units/f1", {"status": "available"})
    assert (changed["status"], changed["off_after_task"]) == ("dispatched", False)
    for status in ("en_route", "cleared"):
        _step(bench, assignment["id"], status)

    assert _unit(bench, "f1")["status"] == "returning"


def test_units_are_changed_by_their_own_agency(bench: Bench) -> None:
    assert bench.code("fire", "PATCH", "/api/units/a1", {"lat": 0.0, "lon": 0.0})[0] == 403
    busy = _assign(bench, _acknowledged(bench)["id"])
    available = {"status": "available"}
    assert bench.code("fire", "PATCH", "/api/units/f1", available) == (409, "unit_busy")
    assert bench.code("ambulance", "GET", f"/api/assignments/{busy['id']}")[0] == 403


# The deployment chooses


FAR, NEAR = -7.40, -7.21


def _units(*places: tuple[str, float]) -> tuple[UnitSeed, ...]:
    return tuple(UnitSeed(id=name, agency="fire", lat=lat, lon=112.7) for name, lat in places)


def _sent(bench: Bench, incident_id: int) -> list[str]:
    found = bench.do("boss", "GET", f"/api/incidents/{incident_id}")
    return [entry["unit_id"] for entry in found["assignments"]]


def test_the_nearest_unit_is_sent_on_acknowledgement(tmp_path: Path) -> None:
    units = _units(("far", FAR), ("near", NEAR))
    with running(make_config(tmp_path, choice="deployment", units=units)) as bench:
        with bench.listen("fire") as socket:
            incident = bench.incident("fire", lat=-7.2)
            notification = socket.next_of("notification")
            assert _sent(bench, incident["id"]) == []
            path = f"/api/notifications/{notification['notification_id']}/acknowledge"
            bench.do("fire", "POST", path)
            told = socket.next_of("unit_dispatched")

        assert told["unit_id"] == "near"
        assert told["to"] == {"lat": -7.2, "lon": 112.7}
        path = f"/api/incidents/{incident['id']}/assignments"
        assert bench.code("fire", "POST", path, {"unit_id": "far"}) == (
            409,
            "deployment_chooses",
        )


def test_degrees_of_longitude_count_for_less_away_from_the_equator(tmp_path: Path) -> None:
    units = (
        UnitSeed(id="north", agency="fire", lat=60.6, lon=10.0),
        UnitSeed(id="east", agency="fire", lat=60.0, lon=11.0),  # a degree, but half as long
    )
    with running(make_config(tmp_path, choice="deployment", units=units)) as bench:
        incident = _acknowledged(bench, lat=60.0, lon=10.0)
        assert _sent(bench, incident["id"]) == ["east"]


def test_of_units_equally_far_the_first_in_the_settings_goes(tmp_path: Path) -> None:
    units = _units(("u10", -7.75), ("u9", -7.25), ("u2", -7.75))
    with running(make_config(tmp_path, choice="deployment", units=units)) as bench:
        chosen = [_sent(bench, _acknowledged(bench, lat=-7.5)["id"]) for _ in range(3)]

    assert chosen == [["u10"], ["u9"], ["u2"]]


def test_a_freed_unit_takes_the_most_urgent_then_the_earliest_then_the_first(
    tmp_path: Path,
) -> None:
    units = _units(("only", NEAR))
    with running(make_config(tmp_path, choice="deployment", units=units)) as bench:
        busy = _acknowledged(bench)["id"]
        late_number = bench.incident("fire", priority=5)
        early_number = bench.incident("fire", priority=5)
        # Acknowledged at one moment, in the other order: the lower incident goes first.
        for incident in (early_number, late_number):
            notification = incident["notifications"][0]["id"]
            bench.do("fire", "POST", f"/api/notifications/{notification}/acknowledge")
        bench.now_s += 1
        later = _acknowledged(bench, priority=5)["id"]
        urgent = _acknowledged(bench, priority=1)["id"]

        order = []
        current = busy
        while current is not None:
            found = bench.do("boss", "GET", f"/api/incidents/{current}")
            assignment = found["assignments"][0]["id"]
            for status in ("en_route", "on_scene", "cleared"):
                _step(bench, assignment, status)
            waiting = (late_number["id"], early_number["id"], later, urgent)
            sent = [number for number in waiting if _sent(bench, number) and number not in order]
            assert len(sent) <= 1
            order += sent
            current = sent[0] if sent else None

    assert order == [urgent, late_number["id"], early_number["id"], later]


def test_several_units_are_sent_and_what_is_short_waits(tmp_path: Path) -> None:
    units = _units(("far", FAR), ("near", NEAR))
    with running(make_config(tmp_path, choice="deployment", units=units)) as bench:
        need = [{"agencies": ["fire"], "units": 3}]
        incident = _acknowledged(bench, lat=-7.2, needs=need)
        assert _sent(bench, incident["id"]) == ["near", "far"]
        assert incident["needs"][0]["waiting_units"] == 1
        summary = bench.do("boss", "GET", "/api/monitoring/summary")
        assert summary["unit_requests_waiting"] == 1

        bench.do("ct1", "POST", f"/api/incidents/{incident['id']}/close", {"disposition": "x"})
        assignment = incident["assignments"][0]["id"]
        for status in ("en_route", "on_scene", "cleared"):
            _step(bench, assignment, status)
        assert _sent(bench, incident["id"]) == ["near", "far"]


def test_a_unit_back_in_service_takes_what_waits(tmp_path: Path) -> None:
    units = _units(("only", NEAR))
    with running(make_config(tmp_path, choice="deployment", units=units)) as bench:
        bench.do("fire", "PATCH", "/api/units/only", {"status": "out_of_service"})
        incident = _acknowledged(bench)
        assert _sent(bench, incident["id"]) == []
        bench.do("fire", "PATCH", "/api/units/only", {"status": "available"})
        assert _sent(bench, incident["id"]) == ["only"]


def test_without_a_place_the_first_free_unit_goes(tmp_path: Path) -> None:
    with running(make_config(tmp_path, choice="deployment")) as bench:
        assert _sent(bench, _acknowledged(bench, lat=None, lon=None)["id"]) == ["f1"]
