"""An agency is told, and answers, or the next of the list is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from loadtest.deployment.dispatch.config import Broken
from tests.loadtest.deployment.dispatch.bench import TIMEOUT_S, Bench, make_config, running


def _need(bench: Bench, incident_id: int) -> tuple[str, str | None]:
    need = bench.do("boss", "GET", f"/api/incidents/{incident_id}")["needs"][0]
    return need["state"], need["served_by"]


def test_a_notification_has_a_moment_for_each_of_its_steps(bench: Bench) -> None:
    with bench.listen("fire") as socket:
        incident = bench.incident("fire")
        told = socket.next_of("notification")
        socket.rest()
        path = f"/api/notifications/{told['notification_id']}"
        bench.now_s += 1
        bench.do("fire", "POST", f"{path}/received")
        bench.now_s += 1
        done = bench.do("fire", "POST", f"{path}/acknowledge")

    assert told["acknowledge_within_s"] == TIMEOUT_S
    assert told["incident"]["id"] == incident["id"]
    moments = [done[f"{step}_at"] for step in ("created", "sent", "delivered", "acknowledged")]
    assert moments == [f"2023-11-14T22:13:{second}Z" for second in (20, 20, 21, 22)]
    assert done["state"] == "acknowledged"
    assert _need(bench, incident["id"]) == ("acknowledged", "fire")


def test_all_needs_are_notified_at_once(bench: Bench) -> None:
    needs = [
        {"agencies": ["fire"], "units": 2},
        {"agencies": ["ambulance", "fire"], "units": 1},
        {"agencies": ["police"], "units": 1},
    ]
    with (
        bench.listen("fire") as fire,
        bench.listen("ambulance") as ambulance,
        bench.listen("ct1") as centre,
    ):
        incident = bench.incident(needs=needs)
        assert fire.next_of("notification")["units"] == 2
        assert ambulance.next_of("notification")["need"] == 1
        assert centre.next_of("phone_needed")["agency"] == "police"
        fire.rest()
        ambulance.rest()

    assert bench.notifications(incident["id"]) == [
        ("fire", "sent"),
        ("ambulance", "sent"),
        ("police", "to_phone"),
    ]


def test_a_time_out_passes_the_need_on_and_withdraws_the_notification(bench: Bench) -> None:
    with bench.listen("fire") as fire, bench.listen("ambulance") as ambulance:
        incident = bench.incident("fire", "ambulance")
        first = fire.next_of("notification")["notification_id"]
        bench.advance(TIMEOUT_S - 0.001)
        assert ambulance.rest() == []
        bench.advance(0.001)
        assert fire.next_of("notification_withdrawn")["reason"] == "expired"
        second = ambulance.next_of("notification")["notification_id"]

    late = bench.code("fire", "POST", f"/api/notifications/{first}/acknowledge")
    assert late == (409, "already_expired")
    bench.do("ambulance", "POST", f"/api/notifications/{second}/acknowledge")
    assert bench.notifications(incident["id"]) == [
        ("fire", "expired"),
        ("ambulance", "acknowledged"),
    ]
    assert _need(bench, incident["id"]) == ("acknowledged", "ambulance")


def test_time_spent_on_one_agency_is_not_taken_from_the_next(bench: Bench) -> None:
    incident = bench.incident("fire", "ambulance")
    bench.advance(TIMEOUT_S)
    bench.advance(2 * TIMEOUT_S - 0.001)
    assert bench.notifications(incident["id"])[-1] == ("ambulance", "created")
    bench.advance(0.001)
    assert bench.notifications(incident["id"])[-1] == ("ambulance", "expired")


def test_the_time_out_ends_when_somebody_at_the_desk_is_on_it(bench: Bench) -> None:
    incident = bench.incident("fire", "ambulance")
    bench.advance(TIMEOUT_S - 1)
    taken = bench.do("fire", "POST", "/api/notifications/1/take")
    bench.advance(1e4)
    again = bench.do("fire", "POST", "/api/notifications/1/take")
    done = bench.do("fire", "POST", "/api/notifications/1/acknowledge")

    assert (taken["state"], taken["taken_at"]) == ("taken", "2023-11-14T22:14:19Z")
    assert again == taken
    assert done["state"] == "acknowledged"
    assert bench.notifications(incident["id"]) == [("fire", "acknowledged")]
    assert bench.code("fire", "POST", "/api/notifications/1/take") == (409, "already_acknowledged")


def test_when_all_agencies_failed_any_of_them_may_be_phoned_again(bench: Bench) -> None:
    incident = bench.incident("fire", "police")
    path = f"/api/incidents/{incident['id']}/notifications"
    bench.advance(TIMEOUT_S)
    bench.do("ct1", "POST", path, {"agency": "police", "outcome": "no_answer"})
    assert _need(bench, incident["id"]) == ("unserved", None)

    bench.do("ct1", "POST", path, {"agency": "police", "outcome": "no_answer"})
    assert _need(bench, incident["id"]) == ("unserved", None)
    foreign = {"agency": "ambulance", "outcome": "acknowledged"}
    assert bench.code("ct1", "POST", path, foreign) == (409, "not_its_turn")
    bench.do("ct1", "POST", path, {"agency": "fire", "outcome": "acknowledged"})

    assert _need(bench, incident["id"]) == ("acknowledged", "fire")
    bench.do("ct1", "POST", f"/api/incidents/{incident['id']}/close", {"disposition": "done"})
    again = bench.code("ct1", "POST", path, {"agency": "fire", "outcome": "acknowledged"})
    assert again == (409, "incident_closed")


@pytest.mark.parametrize("reason", ["refused", "no_crew"])
def test_a_refusal_passes_the_need_on_at_once(bench: Bench, reason: str) -> None:
    with bench.listen("fire") as fire, bench.listen("ambulance") as ambulance:
        incident = bench.incident("fire", "ambulance")
        told = fire.next_of("notification")["notification_id"]
        bench.do("fire", "POST", f"/api/notifications/{told}/refuse", {"reason": reason})
        assert ambulance.next_of("notification")["incident"]["id"] == incident["id"]
        again = bench.code("fire", "POST", f"/api/notifications/{told}/refuse", {"reason": reason})

    assert again == (409, f"already_{reason}")
    assert bench.notifications(incident["id"]) == [("fire", reason), ("ambulance", "sent")]


def test_after_the_last_agency_the_centre_hears_that_nobody_comes(bench: Bench) -> None:
    with bench.listen("ct2") as centre:
        incident = bench.incident("fire", "ambulance", reference="r")
        bench.advance(TIMEOUT_S)
        bench.advance(2 * TIMEOUT_S)
        assert centre.next_of("need_unserved") == {
            "incident_id": incident["id"],
            "need": 0,
            "agencies": ["fire", "ambulance"],
            "reference": "r",
        }

    assert _need(bench, incident["id"]) == ("unserved", None)
    assert bench.do("boss", "GET", "/api/monitoring/summary")["escalations"] == 1


def test_a_phone_agency_waits_for_the_relay_and_no_clock_runs(bench: Bench) -> None:
    incident = bench.incident("police", "fire")
    bench.advance(1e4)
    to_phone = bench.do("ct1", "GET", "/api/notifications?state=to_phone")
    assert [(entry["agency"], entry["incident_id"]) for entry in to_phone] == [
        ("police", incident["id"])
    ]

    relay = {"agency": "police", "need": 0, "channel": "phone", "outcome": "acknowledged"}
    done = bench.do("ct1", "POST", f"/api/incidents/{incident['id']}/notifications", relay)

    assert (done["state"], done["recorded_by"]) == ("acknowledged", "ct1")
    assert done["acknowledged_at"] is not None
    assert _need(bench, incident["id"]) == ("acknowledged", "police")


def test_what_an_agency_took_on_by_phone_stands_on_its_screen(bench: Bench) -> None:
    with bench.listen("fire") as fire:
        incident = bench.incident("police", "fire")
        path = f"/api/incidents/{incident['id']}/notifications"
        bench.do("ct1", "POST", path, {"agency": "police", "outcome": "no_answer"})
        fire.next_of("notification")
        bench.do("ct1", "POST", path, {"agency": "fire", "outcome": "acknowledged"})
        assert fire.next_of("notification_withdrawn")["reason"] == "phoned"
        told = fire.next_of("relayed")

    assert told["incident"]["id"] == incident["id"]
    assert bench.notifications(incident["id"])[-1] == ("fire", "acknowledged")


@pytest.mark.parametrize("outcome", ["refused", "no_answer", "no_crew"])
def test_a_phone_agency_that_does_not_come_gives_its_turn_away(bench: Bench, outcome: str) -> None:
    incident = bench.incident("police", "fire")
    path = f"/api/incidents/{incident['id']}/notifications"
    bench.do("ct1", "POST", path, {"agency": "police", "outcome": outcome})

    assert bench.notifications(incident["id"]) == [("police", outcome), ("fire", "created")]
    again = bench.code("ct1", "POST", path, {"agency": "police", "outcome": outcome})
    assert again == (409, "not_its_turn")


def test_an_agency_whose_client_is_down_can_be_phoned(bench: Bench) -> None:
    incident = bench.incident("fire", "ambulance")
    path = f"/api/incidents/{incident['id']}/notifications"
    bench.do("ct1", "POST", path, {"agency": "fire", "outcome": "acknowledged"})

    assert bench.notifications(incident["id"]) == [
        ("fire", "withdrawn"),
        ("fire", "acknowledged"),
    ]
    bench.advance(1e4)
    assert _need(bench, incident["id"]) == ("acknowledged", "fire")


def test_an_agency_answers_its_own_notifications_only(bench: Bench) -> None:
    bench.incident("fire")
    bench.incident("police")

    for step, body in (
        ("received", None),
        ("acknowledge", None),
        ("refuse", {"reason": "refused"}),
    ):
        assert bench.code("ambulance", "POST", f"/api/notifications/1/{step}", body)[0] == 403
        assert bench.code("fire", "POST", f"/api/notifications/2/{step}", body)[0] == 403
        assert bench.code("fire", "POST", f"/api/notifications/9/{step}", body)[0] == 404


def test_a_late_receipt_leaves_the_acknowledgement(bench: Bench) -> None:
    bench.incident("fire")
    bench.do("fire", "POST", "/api/notifications/1/acknowledge")
    after = bench.do("fire", "POST", "/api/notifications/1/received")

    assert after["state"] == "acknowledged"
    assert after["delivered_at"] is not None


def test_the_broken_mode_loses_each_tenth_notification_and_says_it_was_sent(
    tmp_path: Path,
) -> None:
    broken = Broken(modes=("drops_notification",))
    with running(make_config(tmp_path, broken=broken)) as bench:
        with bench.listen("fire") as fire:
            sent = [bench.incident("fire")["id"] for _ in range(25)]
            heard = [message["data"]["incident"]["id"] for message in fire.rest()]
        rows = bench.do("boss", "GET", "/api/notifications")
        with bench.listen("fire", after=0) as fire:
            caught_up = [message["data"]["incident"]["id"] for message in fire.rest()]

    expected = [incident for number, incident in enumerate(sent, start=1) if number % 10]
    assert heard == expected
    assert caught_up == expected
    assert {row["state"] for row in rows} == {"sent"}


def test_a_sound_deployment_loses_none(bench: Bench) -> None:
    with bench.listen("fire") as fire:
        for _ in range(12):
            bench.incident("fire")
        assert len(fire.rest()) == 12
