"""While the application is lost agencies are phoned; when it is back it tells them again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.loadtest.deployment.dispatch.bench import (
    CTI_KEY,
    START_S,
    TIMEOUT_S,
    Bench,
    make_config,
    running,
)

LOST_S, BACK_S = 1000.0, 2000.0
LOST = ((0.0, 1.0), (LOST_S, 0.0), (BACK_S, 1.0))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Run an application that is lost for a while, with the play's beginning told."""
    with running(make_config(tmp_path, application_up=LOST)) as made:
        begin(made, START_S)
        yield made


def begin(bench: Bench, zero_at: float, key: str = CTI_KEY) -> int:
    answer = bench.client.put(
        "/control/play", json={"zero_at": zero_at}, headers={"X-CTI-Key": key}
    )
    return answer.status_code


def told(bench: Bench, incident: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return agency, channel and state of an incident's notifications, the oldest first."""
    found = bench.do("boss", "GET", f"/api/incidents/{incident['id']}")["notifications"]
    return [(note["agency"], note["channel"], note["state"]) for note in found]


@pytest.mark.parametrize(
    ("run_s", "channel", "state"),
    [
        (LOST_S - 0.001, "application", "created"),
        (LOST_S, "phone", "to_phone"),
        (BACK_S - 0.001, "phone", "to_phone"),
        (BACK_S, "application", "created"),
    ],
)
def test_whoever_is_told_while_it_is_lost_is_phoned(
    bench: Bench, run_s: float, channel: str, state: str
) -> None:
    bench.now_s = START_S + run_s
    with bench.listen("ct2") as centre:
        incident = bench.incident("fire")
        heard = [message["type"] for message in centre.rest()]

    assert told(bench, incident) == [("fire", channel, state)]
    assert heard == (["phone_needed"] if channel == "phone" else [])


def test_until_a_play_begins_it_is_there(tmp_path: Path) -> None:
    with running(make_config(tmp_path, application_up=((0.0, 0.0),))) as bench:
        before = bench.incident("fire")
        begin(bench, bench.now_s)
        after = bench.incident("fire")

        assert told(bench, before) == [("fire", "application", "created")]
        assert told(bench, after) == [("fire", "phone", "to_phone")]


def test_the_next_agency_is_phoned_when_the_application_was_lost_meanwhile(bench: Bench) -> None:
    bench.now_s = START_S + LOST_S - TIMEOUT_S / 2
    incident = bench.incident("fire", "ambulance")
    bench.advance(TIMEOUT_S)

    assert told(bench, incident) == [
        ("fire", "application", "expired"),
        ("ambulance", "phone", "to_phone"),
    ]


def test_who_is_about_to_phone_hears_that_the_application_has_told_the_agency(
    bench: Bench,
) -> None:
    bench.now_s = START_S + BACK_S - 1
    incident = bench.incident("fire")
    bench.now_s = START_S + BACK_S
    with bench.listen("fire") as fire, bench.listen("ct2") as centre:
        answer = bench.do("ct1", "POST", "/api/notifications/1/phone")
        told_fire = fire.next_of("notification")
        withdrawn = centre.next_of("notification_withdrawn")

    assert (answer["channel"], answer["agency"]) == ("application", "fire")
    assert told_fire["notification_id"] == answer["id"]
    assert withdrawn["reason"] == "told_by_application"
    assert [(agency, channel) for agency, channel, _ in told(bench, incident)] == [
        ("fire", "phone"),
        ("fire", "application"),
    ]
    bench.do("fire", "POST", f"/api/notifications/{answer['id']}/acknowledge")
    again = bench.code("ct1", "POST", "/api/notifications/1/phone")
    assert again == (409, "already_withdrawn")


def test_who_is_about_to_phone_phones_while_it_is_lost_and_whom_it_never_tells(
    bench: Bench,
) -> None:
    always = bench.incident("police")
    bench.now_s = START_S + LOST_S
    lost = bench.incident("fire")

    for number, incident in ((1, always), (2, lost)):
        answer = bench.do("ct1", "POST", f"/api/notifications/{number}/phone")
        assert (answer["channel"], answer["state"]) == ("phone", "to_phone")
        assert len(told(bench, incident)) == 1


def test_what_nobody_has_to_phone_cannot_be_about_to_be_phoned(bench: Bench) -> None:
    bench.incident("fire")

    assert bench.code("ct1", "POST", "/api/notifications/1/phone") == (409, "already_created")
    assert bench.code("ct1", "POST", "/api/notifications/9/phone")[0] == 404


@pytest.mark.parametrize("key", ["", "another"])
def test_only_the_operator_says_when_a_play_begins(bench: Bench, key: str) -> None:
    assert begin(bench, START_S - LOST_S, key) == 401

    assert told(bench, bench.incident("fire")) == [("fire", "application", "created")]
