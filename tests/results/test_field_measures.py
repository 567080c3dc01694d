"""Measures of incidents, notifications, tasks and staff, worked out by hand."""

from typing import Any

import pytest

from results.measures.question import MeasureQuestion
from results.measures.tally import tally
from results.records import Records
from tests.results.small_tables import records

INCIDENT = {
    "first_call_s": 0.0,
    "connected_s": 1.0,
    "answered_s": 5.0,
    "on_record_s": 40.0,
    "reported": True,
    "needs": 1,
}
LOST = {"first_call_s": 0.0, "connected_s": 1.0, "needs": 2, "category": "fire"}
TASK = {**{k: v for k, v in INCIDENT.items() if k.endswith("_s")}, "agency": "damkar"}
FIELD = records(
    incidents=[
        {**INCIDENT, "incident_id": 1, "needs": 2, "category": "fire"},
        {**INCIDENT, "incident_id": 2, "needs_unmet": 1, "notified_s": 50.0},
        {**LOST, "incident_id": 3},
    ],
    notifications=[
        {"on_record_s": 40.0, "notified_s": 42.0, "acknowledged_s": 60.0, "agency": "damkar"},
        {"on_record_s": 40.0, "notified_s": 50.0, "outcome": "refused", "agency": "psc"},
        {"on_record_s": 40.0, "notified_s": 140.0, "acknowledged_s": 150.0, "order": 1},
        {"on_record_s": 40.0, "outcome": "lost", "agency": "psc"},
    ],
    assignments=[
        # incident 1, need 0: two engines, the second first on scene; need 1: an ambulance
        {
            **TASK,
            "incident_id": 1,
            "task_id": 1,
            "acknowledged_s": 60.0,
            "dispatched_s": 60.0,
            "on_scene_s": 501.0,
        },
        {
            **TASK,
            "incident_id": 1,
            "task_id": 2,
            "acknowledged_s": 60.0,
            "dispatched_s": 90.0,
            "on_scene_s": 401.0,
        },
        {
            **TASK,
            "incident_id": 1,
            "task_id": 3,
            "need": 1,
            "agency": "psc",
            "acknowledged_s": 70.0,
            "dispatched_s": 71.0,
            "on_scene_s": 601.0,
            "hospital": "rsud",
            "at_hospital_s": 1501.0,
        },
        # a task that was never served
        {**TASK, "incident_id": 4, "task_id": 4, "agency": "psc", "acknowledged_s": 80.0},
    ],
    staffing=[
        {"group": "call_takers", "scheduled_s": 7200.0, "busy_s": 1800.0},
        {"group": "units:damkar", "scheduled_s": 3600.0, "busy_s": 900.0},
        {"group": "units:psc", "scheduled_s": 3600.0, "busy_s": 3600.0},
        {"group": "lines:telkom", "scheduled_s": 10.0, "busy_s": 1.0},
        {"group": "desk:psc", "scheduled_s": 10.0, "busy_s": 9.0},
    ],
)
TO_SCENE = {"start": "connected", "end": "on_scene"}
TO_HOSPITAL = {"start": "answered", "end": "at_hospital"}


def fraction(seen: Records, measure: str, statistic: Any, **more: Any) -> tuple[float, float]:
    evidence = tally(seen, MeasureQuestion(measure, statistic, **more))
    return float(evidence.numerator.sum()), float(evidence.denominator.sum())


@pytest.mark.parametrize(
    ("measure", "statistic", "more", "expected"),
    [
        ("never_reported", "share", {}, (1, 3)),
        ("never_reported", "share", {"categories": ("fire",)}, (1, 2)),
        ("needs_unmet", "share", {}, (1, 3)),
        # the second agency of a list is left out; what never arrived is never in time
        ("notification_delay", "mean", {}, (12.0, 2)),
        ("notification_delay", "within", {"within_s": 5.0}, (1, 3)),
        ("notification_delay", "within", {"within_s": 5.0, "agency": "psc"}, (0, 2)),
        ("acknowledgement_delay", "mean", {}, (28.0, 2)),
        ("acknowledgement_delay", "within", {"within_s": 15.0}, (1, 3)),
        ("lost_notifications", "share", {}, (1, 4)),
        ("dispatch_delay", "mean", {}, (31.0, 3)),
        ("dispatch_delay", "within", {"within_s": 1.0}, (2, 4)),
        ("tasks_waiting", "share", {}, (2, 4)),
        ("tasks_waiting", "share", {"agency": "damkar"}, (1, 2)),
        ("time_to_hospital", "mean", {}, (1500.0, 1)),
        ("time_to_hospital", "within", {"within_s": 1499.0}, (0, 1)),
        # needs: 400 s, 600 s, a task never served, one unmet, two never reported
        ("response_time", "mean", TO_SCENE, (1000.0, 2)),
        ("response_time", "within", {**TO_SCENE, "within_s": 400.0}, (1, 6)),
        ("response_time", "within", {**TO_SCENE, "within_s": 400.0, "agency": "damkar"}, (1, 1)),
        ("response_time", "within", {**TO_SCENE, "within_s": 600.0, "agency": "psc"}, (1, 2)),
        # incidents never reported were not answered, so nothing began
        (
            "response_time",
            "within",
            {"start": "answered", "end": "on_scene", "within_s": 400.0},
            (1, 4),
        ),
        ("response_time", "within", {**TO_HOSPITAL, "within_s": 1500.0}, (1, 1)),
        ("response_time", "mean", {"start": "connected", "end": "on_record"}, (78.0, 2)),
        (
            "response_time",
            "mean",
            {"start": "connected", "end": "on_record", "agency": "damkar"},
            (39.0, 1),
        ),
        (
            "response_time",
            "within",
            {"start": "connected", "end": "on_record", "within_s": 39.0},
            (2, 3),
        ),
        ("occupancy", "ratio", {}, (1800.0, 7200.0)),
        ("unit_utilisation", "ratio", {}, (4500.0, 7200.0)),
        ("unit_utilisation", "ratio", {"agency": "damkar"}, (900.0, 3600.0)),
        ("line_utilisation", "ratio", {}, (1.0, 10.0)),
    ],
)
def test_measures_of_the_field(
    measure: str, statistic: str, more: dict[str, Any], expected: tuple[float, float]
) -> None:
    assert fraction(FIELD, measure, statistic, **more) == expected


def test_units_by_agency() -> None:
    evidence = tally(FIELD, MeasureQuestion("unit_utilisation", "ratio", by="agency"))

    assert evidence.cells == ("damkar", "psc")
    assert evidence.numerator[0].tolist() == [900.0, 3600.0]


def test_response_by_agency_blames_none_for_what_none_took_up() -> None:
    question = MeasureQuestion("response_time", "within", within_s=400.0, by="agency", **TO_SCENE)

    evidence = tally(FIELD, question)

    assert evidence.cells == ("damkar", "psc")
    assert evidence.denominator[0].tolist() == [1, 2]


def test_an_agency_cannot_be_asked_about_calls() -> None:
    with pytest.raises(ValueError, match="blocking is not known by agency"):
        tally(FIELD, MeasureQuestion("blocking", "share", agency="psc"))
