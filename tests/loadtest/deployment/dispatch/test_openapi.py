"""The description of the API holds, and nothing that fits it or not makes the API fail."""

from __future__ import annotations

import json
import string
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.loadtest.deployment.dispatch.bench import (
    CTI_KEY,
    ROLE_USERS,
    Bench,
    make_config,
    running,
)

TAGS = {
    "accounts",
    "call distributor",
    "calls",
    "incidents",
    "dispatch",
    "notifications",
    "units",
    "monitoring",
    "control",
}


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One application for all examples, with something of everything in it."""
    config = make_config(tmp_path_factory.mktemp("fuzz"), claim_wait_max_ms=1, dispatchers=True)
    with running(config) as made:
        for agencies in (("fire", "ambulance"), ("police",), ("ambulance",)):
            incident = made.incident(*agencies, reference="r" + agencies[0])
            made.do("disp1", "POST", f"/api/incidents/{incident['id']}/forward")
        made.incident("fire")
        yield made


def _operations(bench: Bench) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, operations in bench.app.openapi()["paths"].items()
        for method, operation in operations.items()
    ]


def test_each_operation_is_described(target: Bench) -> None:
    schema = target.app.openapi()
    lacking = []
    for method, path, operation in _operations(target):
        name = f"{method} {path}"
        success = [s for s in operation["responses"] if s.startswith("2")]
        if not success or not all("schema" in _json_content(operation, s) for s in success):
            lacking.append(f"{name}: model of the answer")
        if not operation.get("description"):
            lacking.append(f"{name}: description")
        if not set(operation.get("tags", ())) & TAGS:
            lacking.append(f"{name}: tag")
        if not operation.get("x-roles"):
            lacking.append(f"{name}: roles")
        for status, response in operation["responses"].items():
            shape = response.get("content", {}).get("application/json", {}).get("schema", {})
            if status >= "4" and shape.get("$ref") != "#/components/schemas/ErrorBody":
                lacking.append(f"{name}: error shape of {status}")

    assert lacking == []
    assert "/ws?token" in schema["info"]["description"]
    for name, model in schema["components"]["schemas"].items():
        assert model.get("description"), name


def test_the_page_for_people_names_each_operation_and_loads_nothing(target: Bench) -> None:
    answer = target.client.get("/docs")

    assert answer.status_code == 200
    assert all(path in answer.text for _, path, _ in _operations(target))
    assert "<script" not in answer.text
    assert "http" not in answer.text


def _json_content(operation: dict[str, Any], status: str) -> dict[str, Any]:
    content: dict[str, Any] = operation["responses"][status]["content"]["application/json"]
    return content


def _values(schema: dict[str, Any], models: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return values that fit a JSON schema of the kind that this API has."""
    if "$ref" in schema:
        return _values(models[schema["$ref"].rsplit("/", 1)[1]], models)
    for words in ("anyOf", "oneOf"):
        if words in schema:
            return st.one_of([_values(part, models) for part in schema[words]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "const" in schema:
        return st.just(schema["const"])
    kind = schema.get("type")
    if kind == "string":
        text = st.text(
            min_size=schema.get("minLength", 0), max_size=min(schema.get("maxLength", 20), 20)
        )
        known = st.sampled_from(["fire", "ambulance", "police", "f1", "rfire", "0899000000001"])
        return st.one_of(known, text)
    if kind == "integer":
        low, high = schema.get("minimum", -5), schema.get("maximum", 2**70)
        return st.one_of(
            st.integers(low, min(high, low + 5)), st.integers(min(low, high), max(low, high))
        )
    if kind == "number":
        return st.floats(
            schema.get("minimum"),
            schema.get("maximum"),
            allow_nan=False,
            allow_infinity=False,
        )
    if kind == "boolean":
        return st.booleans()
    if kind == "null":
        return st.none()
    if kind == "array":
        return st.lists(_values(schema["items"], models), max_size=3)
    if kind == "object" and "properties" in schema:
        fields = {name: _values(part, models) for name, part in schema["properties"].items()}
        needed = set(schema.get("required", ()))
        return st.fixed_dictionaries(
            {name: value for name, value in fields.items() if name in needed},
            optional={name: value for name, value in fields.items() if name not in needed},
        )
    raise AssertionError(f"no values for {schema}")


ANYTHING = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(alphabet=st.characters(codec=None), max_size=8),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*"ab", "kind", "needs", "number", "status"]), inner),
    ),
    max_leaves=6,
)
WORDS = st.one_of(
    st.integers(0, 6).map(str),
    st.sampled_from(["0", "-1", "9" * 30, "f1", "a%00b", "%F0%9F%9A%92", "%ff", "1e3", " 1"]),
    st.text(string.ascii_letters + string.digits, min_size=1, max_size=5),
)


@settings(
    max_examples=600,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_no_request_makes_the_application_fail(target: Bench, data: st.DataObject) -> None:
    models = target.app.openapi()["components"]["schemas"]
    method, path, operation = data.draw(st.sampled_from(_operations(target)))
    query = []
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", data.draw(WORDS))
        elif parameter["in"] == "query" and data.draw(st.booleans()):
            query.append(f"{parameter['name']}={data.draw(WORDS)}")
    headers = {"Content-Type": "application/json"}
    body = None
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        # The API's own clients cannot say NaN or half a surrogate pair, but others can.
        value = data.draw(st.one_of(_values(schema, models), _values(schema, models), ANYTHING))
        body = json.dumps(value).encode("utf-8", "surrogatepass")
        body = data.draw(st.sampled_from([body, body, body, body, body[:-1], b"", b"\xff\xfe{"]))
    role = data.draw(st.sampled_from([*operation["x-roles"], *ROLE_USERS]))
    if role in ROLE_USERS:
        headers["Authorization"] = f"Bearer {target.token(ROLE_USERS[role])}"
    elif role in ("call_distributor", "operator"):
        headers["X-CTI-Key"] = CTI_KEY

    answer = target.client.request(
        method, f"{path}?{'&'.join(query)}", content=body, headers=headers
    )

    assert answer.status_code < 500, answer.text
    declared = {*operation["responses"], "404", "405"}
    assert str(answer.status_code) in declared, (answer.status_code, answer.text)
    told = answer.json()
    if answer.status_code >= 400:
        assert set(told["error"]) == {"code", "message", "hint"}


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/nothing"), ("DELETE", "/api/calls"), ("POST", "/api/login/"), ("GET", "/ws")],
)
def test_what_there_is_not_has_the_one_error_shape(target: Bench, method: str, path: str) -> None:
    answer = target.client.request(method, path)

    assert answer.status_code in (404, 405)
    assert set(answer.json()["error"]) == {"code", "message", "hint"}


def test_a_crash_shows_nothing_of_the_inside(target: Bench) -> None:
    held = target.centre.store._connection
    target.centre.store._connection = None  # type: ignore[assignment]
    try:
        answer = target.client.get("/health")
    finally:
        target.centre.store._connection = held

    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "internal_error"
    assert "NoneType" not in answer.text
