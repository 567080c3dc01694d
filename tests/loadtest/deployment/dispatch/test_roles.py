"""Who may do what: each operation, each role, as OpenAPI declares it."""

from __future__ import annotations

import pytest

from loadtest.deployment.dispatch.config import ROLES, DispatchConfig
from tests.loadtest.deployment.dispatch.bench import ROLE_USERS, Bench

# What only may be done by whom, written down a second time: the declaration could be wrong too.
ONLY = {
    ("PUT", "/api/me/state"): {"call_taker"},
    ("POST", "/api/calls/claim"): {"call_taker"},
    ("POST", "/api/calls/{call_id}/claim"): {"call_taker"},
    ("POST", "/api/calls/{call_id}/close"): {"call_taker", "supervisor"},
    ("POST", "/api/incidents/{incident_id}/take"): {"dispatcher"},
    ("POST", "/api/incidents/{incident_id}/forward"): {"dispatcher"},
    ("POST", "/api/incidents/{incident_id}/assignments"): {"agency"},
    ("POST", "/api/notifications/{notification_id}/received"): {"agency"},
    ("POST", "/api/notifications/{notification_id}/take"): {"agency"},
    ("POST", "/api/notifications/{notification_id}/acknowledge"): {"agency"},
    ("POST", "/api/notifications/{notification_id}/refuse"): {"agency"},
    ("POST", "/api/notifications/{notification_id}/phone"): {"call_taker", "dispatcher"},
    ("GET", "/api/users"): {"supervisor", "admin"},
}
BODIES = {
    "/api/me/state": {"state": "ready"},
    "/api/calls/claim": {"number": "0899000000009", "wait_ms": 0},
    "/api/calls/{call_id}/close": {"disposition": "prank"},
    "/api/incidents": {"kind": "fire"},
    "/api/incidents/{incident_id}/calls": {"call_id": 9},
    "/api/incidents/{incident_id}/close": {"disposition": "resolved"},
    "/api/incidents/{incident_id}/assignments": {"unit_id": "f1"},
    "/api/incidents/{incident_id}/notifications": {"agency": "police", "outcome": "acknowledged"},
    "/api/notifications/{notification_id}/refuse": {"reason": "refused"},
    "/api/assignments/{assignment_id}": {"status": "en_route"},
    "/api/units/{unit_id}": {},
}


def _operations(bench: Bench) -> list[tuple[str, str, list[str]]]:
    paths = bench.app.openapi()["paths"]
    return [
        (method.upper(), path, operation["x-roles"])
        for path, operations in paths.items()
        for method, operation in operations.items()
    ]


def test_each_operation_admits_the_declared_roles_and_nobody_else(bench: Bench) -> None:
    wrong = []
    for method, path, declared in _operations(bench):
        if not path.startswith("/api/") or path == "/api/login":
            continue
        address = path.replace("{unit_id}", "nothing")
        for part in ("call_id", "incident_id", "notification_id", "assignment_id"):
            address = address.replace(f"{{{part}}}", "999")
        for role in ROLES:
            answer = bench.ask(ROLE_USERS[role], method, address, BODIES.get(path))
            admitted = answer.status_code not in (401, 403)
            if admitted != (role in declared):
                wrong.append((method, path, role, answer.status_code))
            # Admitted requests are right in themselves, so that they got past the checks.
            if admitted and answer.status_code not in (200, 201, 404):
                wrong.append((method, path, role, answer.text))
        if bench.ask(None, method, address, BODIES.get(path)).status_code != 401:
            wrong.append((method, path, "nobody", "admitted"))

    assert wrong == []


def test_the_declared_roles_are_those_meant(bench: Bench) -> None:
    declared = {(method, path): set(roles) for method, path, roles in _operations(bench)}

    assert {key: declared[key] for key in ONLY} == ONLY


@pytest.mark.parametrize("key", [None, "", "another", "é"])
def test_the_distributors_events_need_its_key(bench: Bench, key: str | None) -> None:
    headers = {} if key is None else {"X-CTI-Key": key.encode()}
    body = {"acd_call_id": "x", "number": "1", "event": "arrived", "at": 1.0}

    assert bench.client.post("/cti/events", json=body, headers=headers).status_code == 401
    assert bench.do("boss", "GET", "/api/calls") == []


def test_a_user_needs_what_its_role_needs(bench: Bench) -> None:
    config: DispatchConfig = bench.config
    taker = config.users[0]

    with pytest.raises(ValueError, match="call_taker has an extension"):
        type(taker)(username="x", password=taker.password, role="call_taker")
    with pytest.raises(ValueError, match="belongs to one agency"):
        type(taker)(username="x", password=taker.password, role="agency")
