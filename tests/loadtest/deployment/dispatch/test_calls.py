"""Call rows from the distributor's events, and claims."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from loadtest.deployment.dispatch.calls import number_key
from tests.loadtest.deployment.dispatch.bench import START_S, Bench, make_config, running

NUMBER = "0899000000001"


def _seen(bench: Bench, call_id: int) -> Any:
    return bench.do("boss", "GET", f"/api/calls/{call_id}")


def test_a_calls_row_says_the_same_in_whatever_order_its_events_come(bench: Bench) -> None:
    story: list[tuple[str, float, dict[str, str]]] = [
        ("arrived", 0.0, {"trunk": "telkomsel", "run": "r1"}),
        ("queued", 1.0, {}),
        ("offered", 2.0, {"extension": "1001"}),
        ("answered", 3.0, {"extension": "1001"}),
        ("ended", 9.0, {"extension": "1001"}),
    ]
    rows = []
    for number, order in enumerate(itertools.permutations(story)):
        for event, at_s, more in (*order, order[0]):  # the first is told twice
            call_id = bench.event(f"c{number}", event, at=START_S + at_s, **more)
        row = _seen(bench, call_id)
        rows.append({key: row[key] for key in row if key not in ("id", "acd_call_id")})

    assert all(row == rows[0] for row in rows)
    assert rows[0]["state"] == "ended"
    assert rows[0]["extension"] == "1001"
    assert rows[0]["answered_at"] == "2023-11-14T22:13:23Z"
    assert rows[0]["abandoned_at"] is None


def test_a_late_event_leaves_the_state_and_adds_its_moment(bench: Bench) -> None:
    bench.event("c", "answered", extension="1001", at=START_S + 3)
    call_id = bench.event("c", "arrived", at=START_S)

    row = _seen(bench, call_id)
    assert (row["state"], row["extension"]) == ("answered", "1001")
    assert row["arrived_at"] == "2023-11-14T22:13:20Z"


def test_a_call_offered_again_stands_at_the_last_extension(bench: Bench) -> None:
    bench.event("c", "offered", at=START_S, extension="1001")
    bench.event("c", "queued", at=START_S + 20)
    call_id = bench.event("c", "offered", at=START_S + 21, extension="1002")

    row = _seen(bench, call_id)
    assert (row["extension"], row["state"]) == ("1002", "offered")
    assert row["offered_at"] == "2023-11-14T22:13:41Z"


@pytest.mark.parametrize("at", ["2023-11-14T22:13:20Z", "2023-11-15T05:13:20+07:00", START_S])
def test_a_moment_may_be_told_in_either_notation(bench: Bench, at: Any) -> None:
    call_id = bench.event("c", "arrived", at=at)

    assert _seen(bench, call_id)["arrived_at"] == "2023-11-14T22:13:20Z"


@pytest.mark.parametrize("at", ["yesterday", "2023-11-14T22:13:20", -1.0, 1e18, "", None])
def test_what_is_no_moment_is_refused(bench: Bench, at: Any) -> None:
    body = {"acd_call_id": "c", "number": NUMBER, "event": "arrived", "at": at}
    answer = bench.client.post("/cti/events", json=body, headers={"X-CTI-Key": "key-of-the-test"})

    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "invalid"


@pytest.mark.parametrize(
    "number", ["0899000000001", "+62899000000001", "sip:62-899-000-000-001", "899000000001"]
)
def test_notations_of_one_number_have_one_key(number: str) -> None:
    assert number_key(number, 9) == "000000001"


def test_a_withheld_number_is_no_other_number() -> None:
    assert number_key("anonymous", 9) == "anonymous"
    assert number_key("", 9) == ""


def test_of_many_who_claim_a_call_one_gets_it(bench: Bench) -> None:
    for attempt in range(10):
        # Without an extension the row leaves open whose the call is.
        call_id = bench.event(f"c{attempt}", "queued")
        users = ["ct1", "ct2"] * 4
        for user in users:
            bench.token(user)
        with ThreadPoolExecutor(8) as pool:
            path = f"/api/calls/{call_id}/claim"
            answers = list(pool.map(lambda u, p=path: bench.ask(u, "POST", p), users))

        statuses = sorted(answer.status_code for answer in answers)
        assert statuses == [200] + [409] * 7
        codes = {a.json()["error"]["code"] for a in answers if a.status_code == 409}
        assert codes == {"already_claimed"}


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[Bench]:
    """Run an application that waits longer for an event than any test would."""
    with running(make_config(tmp_path, claim_wait_max_ms=30_000)) as made:
        yield made


def test_a_claim_by_number_ends_its_wait_with_the_distributors_event(patient: Bench) -> None:
    bench = patient
    bench.token("ct1")
    with ThreadPoolExecutor(1) as pool:
        body = {"number": "+62" + NUMBER[1:], "wait_ms": 30_000}
        claim = pool.submit(bench.ask, "ct1", "POST", "/api/calls/claim", body)
        _until_waited_for(bench)
        assert not claim.done()
        bench.event("c", "offered", extension="1002")
        call_id = bench.event("c", "answered", extension="1001", at=START_S + 1)
        answer = claim.result(5)

    assert answer.status_code == 200, answer.text
    assert answer.json()["id"] == call_id
    assert answer.json()["claimed_by"] == "ct1"


def _until_waited_for(bench: Bench) -> None:
    """Return when a request listens for an event; its registration is what we wait on."""
    registered = threading.Event()
    bell = bench.centre.bell
    while not bell._waiting:
        registered.wait(0.001)


def test_a_claim_by_number_gives_up_after_its_wait(bench: Bench) -> None:
    assert bench.code("ct1", "POST", "/api/calls/claim", {"number": NUMBER, "wait_ms": 20}) == (
        404,
        "call_not_found",
    )
    assert not bench.centre.bell._waiting


def test_the_applications_limit_bounds_the_wait(tmp_path: Path) -> None:
    with running(make_config(tmp_path, claim_wait_max_ms=10)) as bench:
        bench.client.timeout = 5.0
        body = {"number": NUMBER, "wait_ms": 30_000}
        assert bench.code("ct1", "POST", "/api/calls/claim", body)[0] == 404


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ([("arrived", None), ("abandoned", None)], "call_gone"),
        ([("blocked", None)], "call_gone"),
        ([("answered", "1002")], "other_extension"),
    ],
)
def test_a_claim_that_cannot_be_says_why(
    bench: Bench, events: list[tuple[str, str | None]], code: str
) -> None:
    for event, extension in events:
        call_id = bench.event("c", event, **({"extension": extension} if extension else {}))

    assert bench.code("ct1", "POST", f"/api/calls/{call_id}/claim") == (409, code)
    by_number = {"number": NUMBER, "wait_ms": 0}
    assert bench.code("ct1", "POST", "/api/calls/claim", by_number) == (409, code)


def test_a_redial_is_claimed_by_number_as_a_call_of_its_own(bench: Bench) -> None:
    claims = []
    for attempt in range(3):
        bench.event(f"c{attempt}", "answered", extension="1001")
        claims.append(bench.do("ct1", "POST", "/api/calls/claim", {"number": NUMBER})["id"])
        bench.event(f"c{attempt}", "ended", extension="1001")

    assert len(set(claims)) == 3
    body = {"number": NUMBER, "wait_ms": 0}
    assert bench.code("ct1", "POST", "/api/calls/claim", body) == (409, "already_claimed")


def test_a_call_that_ended_before_the_claim_is_still_its_call_takers(bench: Bench) -> None:
    bench.event("c", "answered", extension="1001")
    call_id = bench.event("c", "ended", extension="1001")
    body = {"number": NUMBER, "wait_ms": 0}

    assert bench.code("ct2", "POST", "/api/calls/claim", body) == (409, "other_extension")
    assert bench.do("ct1", "POST", "/api/calls/claim", body)["id"] == call_id


def test_of_two_ended_calls_left_unclaimed_the_newer_is_meant(bench: Bench) -> None:
    for name in ("old", "new"):
        bench.event(name, "answered", extension="1001")
        newer = bench.event(name, "ended", extension="1001")

    body = {"number": NUMBER, "wait_ms": 0}
    assert bench.do("ct1", "POST", "/api/calls/claim", body)["id"] == newer


def test_a_live_call_is_claimed_before_an_earlier_one_left_unclaimed(bench: Bench) -> None:
    bench.event("old", "answered", extension="1001")
    bench.event("old", "ended", extension="1001")
    call_id = bench.event("new", "answered", extension="1001")

    assert bench.do("ct1", "POST", "/api/calls/claim", {"number": NUMBER})["id"] == call_id


def test_a_call_is_closed_once_by_whoever_has_it(bench: Bench) -> None:
    call_id = bench.event("c", "answered", extension="1001")
    close = f"/api/calls/{call_id}/close"

    assert bench.code("ct1", "POST", close, {"disposition": "ghost"}) == (409, "not_claimed")
    bench.do("ct1", "POST", f"/api/calls/{call_id}/claim")
    assert bench.code("ct2", "POST", close, {"disposition": "ghost"}) == (403, "forbidden")
    assert bench.code("ct1", "POST", close, {"disposition": "emergency"}) == (409, "no_incident")
    closed = bench.do("ct1", "POST", close, {"disposition": "ghost", "note": "silence"})
    assert (closed["disposition"], closed["note"]) == ("ghost", "silence")
    assert bench.code("ct1", "POST", close, {"disposition": "ghost"}) == (409, "call_closed")


def test_calls_are_listed_by_number_state_and_claim(bench: Bench) -> None:
    first = bench.event("a", "queued", number="0899000000005")
    second = bench.event("b", "answered", number="0899000000006", extension="1001")
    bench.do("ct1", "POST", f"/api/calls/{second}/claim")

    def ids(query: str) -> list[int]:
        return [row["id"] for row in bench.do("ct1", "GET", f"/api/calls?{query}")]

    assert ids("") == [second, first]
    assert ids("number=%2B62899000000005") == [first]
    assert ids("state=answered") == [second]
    assert ids("mine=true") == [second]
    assert ids("limit=1") == [second]
