"""Incidents on record: joins, the dispatchers' queue, the end."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.loadtest.deployment.dispatch.bench import Bench, make_config, running


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    """Run an application with dispatchers between call-takers and agencies."""
    with running(make_config(tmp_path, dispatchers=True)) as made:
        yield made


def test_an_incident_on_record_has_its_number_moment_and_call(bench: Bench) -> None:
    incident = bench.incident("fire", reference="run-1/17", description="rumah terbakar")

    assert incident["number"] == "20231114-000001"
    assert incident["on_record_at"] == "2023-11-14T22:13:20Z"
    assert incident["state"] == "forwarded"
    assert incident["calls"] == [1]
    found = bench.do("ct2", "GET", "/api/incidents?reference=run-1/17")
    assert found == [incident]
    assert bench.do("ct1", "GET", "/api/calls/1")["incident_id"] == incident["id"]


def test_a_second_report_with_the_open_reference_joins_and_notifies_nobody(bench: Bench) -> None:
    with bench.listen("fire") as socket:
        first = bench.incident("fire", reference="r")
        second = bench.ask(
            "ct2",
            "POST",
            "/api/incidents",
            {
                "call_id": bench.claimed_call("ct2"),
                "kind": "fire",
                "reference": "r",
                "needs": [{"agencies": ["fire"], "units": 1}],
            },
        )
        told = socket.rest()

    assert second.status_code == 200
    assert second.json()["id"] == first["id"]
    assert second.json()["joined"] is True
    assert second.json()["calls"] == [1, 2]
    assert [message["type"] for message in told] == ["notification"]


def test_of_many_reports_at_once_one_is_the_incident(bench: Bench) -> None:
    calls = [bench.claimed_call("ct1") for _ in range(8)]

    def report(call_id: int) -> tuple[int, int]:
        body = {"call_id": call_id, "kind": "fire", "reference": "same"}
        answer = bench.ask("ct1", "POST", "/api/incidents", body)
        return answer.status_code, answer.json()["id"]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(report, calls))

    assert sorted(status for status, _ in answers) == [200] * 7 + [201]
    assert len({incident_id for _, incident_id in answers}) == 1
    assert bench.do("ct1", "GET", "/api/incidents")[0]["calls"] == calls


def test_a_closed_incidents_reference_starts_a_new_one(bench: Bench) -> None:
    first = bench.incident(reference="r")
    bench.do("ct1", "POST", f"/api/incidents/{first['id']}/close", {"disposition": "resolved"})
    second = bench.incident(reference="r")

    assert second["id"] != first["id"]
    assert second["joined"] is False


def test_incidents_without_reference_are_never_joined(bench: Bench) -> None:
    assert bench.incident()["id"] != bench.incident()["id"]


def test_repeating_a_report_after_a_lost_answer_changes_nothing(bench: Bench) -> None:
    body = {"call_id": bench.claimed_call(), "kind": "fire", "reference": "r"}
    first = bench.do("ct1", "POST", "/api/incidents", body)
    again = bench.do("ct1", "POST", "/api/incidents", body)

    assert (again["id"], again["calls"], again["joined"]) == (first["id"], [1], True)


def test_a_call_is_about_one_incident(bench: Bench) -> None:
    first, second = bench.incident(reference="a"), bench.incident(reference="b")
    call_id = first["calls"][0]

    path = f"/api/incidents/{second['id']}/calls"
    assert bench.code("ct1", "POST", path, {"call_id": call_id}) == (409, "call_has_incident")
    body = {"call_id": call_id, "kind": "fire", "reference": "c"}
    assert bench.code("ct1", "POST", "/api/incidents", body) == (409, "call_has_incident")
    # The incident that could not bear its call was not put on record by half.
    assert bench.do("boss", "GET", "/api/incidents?reference=c") == []


def test_a_duplicate_call_joins_by_id(bench: Bench) -> None:
    incident = bench.incident()
    mine, other = bench.claimed_call("ct2"), bench.claimed_call("ct1")
    path = f"/api/incidents/{incident['id']}/calls"

    assert bench.do("ct2", "POST", path, {"call_id": mine})["calls"] == [1, mine]
    assert bench.code("ct2", "POST", path, {"call_id": other}) == (409, "call_not_yours")
    assert bench.code("ct2", "POST", path, {"call_id": 99}) == (404, "not_found")


@pytest.mark.parametrize(
    ("needs", "code"),
    [
        ([{"agencies": ["navy"], "units": 1}], "unknown_agency"),
        ([{"agencies": ["fire", "fire"], "units": 1}], "agency_twice"),
        ([{"agencies": [], "units": 1}], "invalid"),
        ([{"agencies": ["fire"], "units": 0}], "invalid"),
        ([{"agencies": ["fire"], "units": "1"}], "invalid"),
        ([{"agencies": ["fire"], "unit": 1}], "invalid"),
    ],
)
def test_an_impossible_need_is_refused(bench: Bench, needs: object, code: str) -> None:
    body = {"kind": "fire", "needs": needs}

    assert bench.code("ct1", "POST", "/api/incidents", body) == (422, code)


def test_incidents_are_listed_by_state_and_kind(bench: Bench) -> None:
    first, second = bench.incident(), bench.incident(kind="flood")
    bench.do("ct1", "POST", f"/api/incidents/{first['id']}/close", {"disposition": "resolved"})

    def ids(query: str) -> list[int]:
        return [row["id"] for row in bench.do("ct1", "GET", f"/api/incidents?{query}")]

    assert ids("state=open") == [second["id"]]
    assert ids("state=closed") == [first["id"]]
    assert ids("kind=flood") == [second["id"]]
    assert ids("after=1") == [second["id"]]


def test_an_agency_sees_the_incidents_it_was_notified_of_and_no_others(bench: Bench) -> None:
    fire, ambulance = bench.incident("fire"), bench.incident("ambulance")

    assert [row["id"] for row in bench.do("fire", "GET", "/api/incidents")] == [fire["id"]]
    bench.do("fire", "GET", f"/api/incidents/{fire['id']}")
    foreign = f"/api/incidents/{ambulance['id']}"
    assert bench.code("fire", "GET", foreign) == (403, "forbidden")
    close = {"disposition": "resolved"}
    assert bench.code("fire", "POST", f"{foreign}/close", close) == (403, "forbidden")


def test_with_dispatchers_an_incident_waits_in_the_queue(desk: Bench) -> None:
    with desk.listen("disp1") as dispatcher, desk.listen("fire") as fire:
        incident = desk.incident("fire")
        assert incident["state"] == "queued"
        assert dispatcher.next_of("incident_on_record")["id"] == incident["id"]
        assert fire.rest() == []

        desk.do("disp1", "POST", f"/api/incidents/{incident['id']}/take")
        assert fire.rest() == []
        forwarded = desk.do("disp1", "POST", f"/api/incidents/{incident['id']}/forward")
        assert fire.next_of("notification")["incident"]["id"] == incident["id"]

    assert (forwarded["state"], forwarded["taken_by"]) == ("forwarded", "disp1")


def test_the_queue_is_by_priority_then_the_earliest(desk: Bench) -> None:
    ids = [desk.incident(priority=priority)["id"] for priority in (5, 1, 5, 1)]

    queue = [row["id"] for row in desk.do("disp1", "GET", "/api/dispatch/queue")]
    assert queue == [ids[1], ids[3], ids[0], ids[2]]


def test_an_incident_is_taken_and_forwarded_once(desk: Bench) -> None:
    path = f"/api/incidents/{desk.incident('fire')['id']}"
    desk.do("disp1", "POST", f"{path}/take")

    assert desk.code("disp2", "POST", f"{path}/take") == (409, "not_queued")
    assert desk.code("disp2", "POST", f"{path}/forward") == (409, "not_to_forward")
    desk.do("disp1", "POST", f"{path}/forward")
    assert desk.code("disp1", "POST", f"{path}/forward") == (409, "not_to_forward")


def test_closing_withdraws_open_notifications_and_tells_those_concerned(bench: Bench) -> None:
    with bench.listen("fire") as fire, bench.listen("ambulance") as ambulance:
        incident = bench.incident("fire", reference="r")
        fire.next_of("notification")
        path = f"/api/incidents/{incident['id']}/close"
        closed = bench.do("ct1", "POST", path, {"disposition": "false_alarm"})
        assert fire.next_of("notification_withdrawn")["reason"] == "closed"
        assert fire.next_of("incident_closed") == {
            "incident_id": incident["id"],
            "reference": "r",
            "disposition": "false_alarm",
        }
        assert ambulance.rest() == []

    assert closed["state"] == "closed"
    assert bench.notifications(incident["id"]) == [("fire", "withdrawn")]
    assert bench.code("ct1", "POST", path, {"disposition": "x"}) == (409, "incident_closed")
    bench.advance(1e4)
    assert bench.notifications(incident["id"]) == [("fire", "withdrawn")]
