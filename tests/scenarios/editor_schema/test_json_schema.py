"""What loads passes the JSON Schema, and what an editor should mark does not."""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_args

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.editor_schema.json_schema import json_schema
from scenarios.loading import dump_toml, load_scenario
from scenarios.loading.skeleton import skeleton
from scenarios.problems import ScenarioError
from scenarios.schema import Scenario
from scenarios.schema.base import (
    Part,
    parse_duration,
    parse_share,
    parse_time_of_day,
    parse_weekday,
)
from scenarios.shipped import Sort, shipped_names, shipped_path
from scenarios.text import in_language
from scenarios.toml_text import to_toml
from tests.scenarios.test_scenarios_page import BLOCKS, is_situation
from tests.small_scenario import small_scenario_data, small_scenario_toml


def plain(node: Any) -> Any:
    """Return TOML data as JSON has it: dates as text."""
    if isinstance(node, dict):
        return {key: plain(item) for key, item in node.items()}
    if isinstance(node, list):
        return [plain(item) for item in node]
    return node.isoformat() if isinstance(node, date) else node


@cache
def validator(sort: Sort = "region") -> jsonschema_rs.Draft202012Validator:
    with in_language("en"):
        return jsonschema_rs.Draft202012Validator(json_schema(sort))


def errors(data: Any, sort: Sort = "region") -> list[str]:
    return [
        ".".join(map(str, error.instance_path))
        for error in validator(sort).iter_errors(plain(data))
    ]


def parsed(name: str, sort: Sort) -> dict[str, Any]:
    path = shipped_path(name, sort)
    assert path is not None
    return tomllib.loads(path.read_text("utf-8"))


FILES: list[tuple[str, Sort]] = [
    ("_dasar", "region"),
    *((name, "region") for name in shipped_names("region")),
    *((name, "situation") for name in shipped_names("situation")),
]


@pytest.mark.parametrize("sort", ["region", "situation"])
def test_it_is_a_json_schema_of_draft_2020_12(sort: Sort) -> None:
    made = json_schema(sort)

    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.meta.validate(made)
    assert json.loads(json.dumps(made)) == made


@pytest.mark.parametrize(("name", "sort"), FILES)
def test_every_shipped_file_passes(name: str, sort: Sort) -> None:
    assert errors(parsed(name, sort), sort) == []


@pytest.mark.parametrize("name", BLOCKS)
def test_every_file_on_the_page_about_scenarios_passes(name: str) -> None:
    text = f"# {BLOCKS[name]}"

    assert errors(tomllib.loads(text), "situation" if is_situation(text) else "region") == []


@pytest.mark.parametrize("name", shipped_names("region"))
def test_what_a_run_writes_down_passes(name: str) -> None:
    loaded = load_scenario(
        name,
        situations=["trunk-putus@Sen 10:00", "gempa@2026-03-04T10:00"],
        settings=["demand.work.talk.mean=x2", "run.start_date=2026-03-02"],
    )

    assert errors(tomllib.loads(dump_toml(loaded))) == []


def test_one_of_everything_that_the_schema_names_passes() -> None:
    assert errors(skeleton()) == []
    assert errors(tomllib.loads(small_scenario_toml())) == []


def tables(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield where tables stand that are no values with their source."""
    if isinstance(node, dict):
        if "value" not in node:
            yield path
        for key, item in node.items():
            yield from tables(item, (*path, key))
    elif isinstance(node, list):
        for i, item in enumerate(node):
            yield from tables(item, (*path, i))


@pytest.mark.parametrize(("name", "sort"), FILES)
def test_an_unknown_key_fails_in_every_table(name: str, sort: Sort) -> None:
    data = parsed(name, sort)
    places = list(tables(data))

    for path in places:
        broken = copy.deepcopy(data)
        holder = broken
        for key in path:
            holder = holder[key]
        # in a table of names of one's own the name is right, and the text behind it wrong
        holder["tidak_dikenal"] = "bukan"
        assert errors(broken, sort), path
    assert len(places) > 1


def leaves(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(node, dict):
        for key, item in node.items():
            yield from leaves(item, (*path, key))
    elif isinstance(node, list) and node and isinstance(node[0], dict):
        for i, item in enumerate(node):
            yield from leaves(item, (*path, i))
    elif path:
        yield path


@pytest.mark.parametrize(("name", "sort"), FILES)
def test_a_value_of_a_wrong_type_fails_wherever_it_stands(name: str, sort: Sort) -> None:
    data = parsed(name, sort)
    wrong: dict[type, Any] = {str: 7.5, int: "tujuh", float: "tujuh", bool: "ya", list: "tujuh"}

    for path in leaves(data):
        if path[-1] == "start_date":
            continue
        broken = copy.deepcopy(data)
        holder: Any = broken
        for key in path[:-1]:
            holder = holder[key]
        value = holder[path[-1]]
        holder[path[-1]] = wrong[type(value)]
        # a range may be of numbers, and a label a name
        if path[-1] in ("mean", "value", "range") and isinstance(value, str):
            holder[path[-1]] = "tujuh"
        assert errors(broken, sort), (path, value)


WRONG: list[tuple[str, Any]] = [
    ("demand.work.talk", 60),
    ("demand.work.talk", "60"),
    ("demand.work.talk", "-3s"),
    ("demand.work.talk", "3 parsec"),
    ("demand.work.talk", {"distribution": "gama", "mean": "3s", "cv": 1}),
    ("demand.work.talk", {"distribution": "gamma", "mean": 3, "cv": 1}),
    ("demand.work.talk", {"distribution": "gamma", "mean": "3s", "sigma": 1}),
    ("demand.work.talk", {"distribution": "exponential", "mean": "3s", "cv": 1}),
    ("demand.work.talk", {"distribution": "samples", "file": "x.csv", "share_column": "x"}),
    ("demand.work.talk", {"distribution": "quantiles", "shares": [0, 2], "values": ["1s", "2s"]}),
    ("demand.work.talk", {"distribution": "samples", "values": [1, 2]}),
    ("demand.work.talk", {"value": "60s", "assumption": "no range"}),
    ("demand.work.talk", {"value": "60s", "source": "a", "assumption": "b", "range": [1, 2]}),
    ("demand.work.talk", {"value": "60s", "assumption": "a", "range": [1]}),
    ("demand.work.talk", {"value": "60s", "assumption": "a", "range": ["y2", "x3"]}),
    ("demand.incidents.medis.day_factor_correlation", 1),
    ("demand.incidents.medis.day_factor_shape", 0),
    ("demand.incidents.medis.priority", 0),
    ("demand.incidents.medis.priority", {"value": 10, "source": "x"}),
    ("demand.incidents.medis.rate.hour_of_day", [1] * 23),
    ("demand.incidents.medis.needs", []),
    ("demand.incidents.medis.needs", [{"agencies": []}]),
    ("agencies.damkar.notify", "pigeon"),
    ("agencies.damkar.desk.no_answer", 1.2),
    ("agencies.damkar.desk.no_answer", "20"),
    ("agencies.damkar.field.travel_factor", "60s"),
    ("agencies.damkar.posts", {"name": "x"}),
    ("call_takers.staffing.people", 2.5),
    ("call_takers.staffing.shifts.pagi.start", "25:00"),
    ("call_takers.staffing.shifts.pagi.start", 7),
    ("call_takers.staffing.shifts.pagi.days", ["Senen"]),
    ("place.roads.matrix", {"file": 3}),
    ("run.start_date", "besok"),
    ("name", "Kota Besar"),
    ("without", "targets.x"),
    ("extends", 3),
    ("label", "a region has none"),
]


def with_value(path: str, value: Any) -> dict[str, Any]:
    data = small_scenario_data()
    *holders, key = path.split(".")
    table = data
    for holder in holders:
        table = table.setdefault(holder, {})
    table[key] = value
    return data


@pytest.mark.parametrize(("path", "value"), WRONG)
def test_what_cannot_be_meant_fails(path: str, value: Any) -> None:
    assert errors(with_value(path, value))


RIGHT: list[tuple[str, Any]] = [
    ("demand.work.talk", {"mean": "90s"}),
    ("demand.work.talk", {"value": "60s", "source": "a log"}),
    ("demand.work.talk", {"distribution": "quantiles", "shares": [0, "50 %", 1],
                          "values": ["1s", "2 menit", "1 jam 30 menit"], "mean": "2 MENIT"}),
    ("demand.work.talk", {"distribution": "quantiles", "file": "x.csv", "share_column": "p",
                          "column": "t", "unit": "s", "zero": 0.1, "source": "a log"}),
    ("demand.work.talk", {"distribution": "gamma", "mean": {"value": "3s", "source": "x"},
                          "cv": {"value": 1, "assumption": "y", "range": [0.5, 2]}}),
    ("demand.incidents.medis.priority", {"value": 3, "source": "x"}),
    ("demand.incidents.medis.needs", {"value": [{"agencies": ["damkar"]}], "source": "x"}),
    ("demand.incidents", {"assumption": "x", "range": ["x0.5", "×2"]}),
    ("call_takers.staffing.shifts.pagi.days", ["Sen", "selasa", "WED", "minggu"]),
    ("call_takers.staffing.shifts.pagi.start", "7.30"),
    ("agencies.damkar.desk.no_answer",
     {"value": "2 %", "assumption": "x", "range": ["1 %", "9 %"]}),
    ("place.roads.matrix", {"file": "waktu.csv", "source": "counted"}),
    ("without", ["targets.x"]),
    ("extends", "bontang"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value"), RIGHT)
def test_what_people_may_write_passes(path: str, value: Any) -> None:
    assert errors(with_value(path, value)) == []


WORDS = st.sampled_from(
    ["", " ", "s", "menit", "JAM", "Minggu", "min", "1", "30", "0,5", "1.5", "%", ":", "7",
     "07:00", "24:00", "24:10", "Sen", "mon", "x"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(WORDS, max_size=5).map("".join))
def test_a_text_that_is_read_as_a_quantity_passes_and_no_other(text: str) -> None:
    cases: list[tuple[str, Callable[[str], float]]] = [
        ("agencies.damkar.desk.no_answer_after", parse_duration),
        ("agencies.damkar.desk.no_answer", parse_share),
        ("call_takers.staffing.shifts.pagi.start", parse_time_of_day),
        ("run.start_day", parse_weekday),
    ]
    for path, read in cases:
        try:
            is_read = read(text) >= 0 and not (read is parse_share and read(text) > 1)
        except ValueError:
            is_read = False
        # a share above 1 in per cent is beyond a pattern; loading says so
        if read is parse_share and not is_read and re.fullmatch(r"\s*[\d.,]+\s*%\s*", text):
            continue
        assert (errors(with_value(path, text)) == []) == is_read, (path, text)


def load(data: dict[str, Any], folder: Path) -> None:
    path = folder / "kota.toml"
    path.write_text(to_toml({"assumption": "made up", "range": ["x0.5", "x2"], **data}), "utf-8")
    load_scenario(path)


@pytest.mark.parametrize(("path", "value"), WRONG)
def test_what_an_editor_marks_is_refused_when_loading(
    path: str, value: Any, tmp_path: Path
) -> None:
    with pytest.raises(ScenarioError):
        load(with_value(path, value), tmp_path)


@pytest.mark.parametrize(
    ("path", "value"),
    [(path, value) for path, value in RIGHT
     if path not in ("without", "extends", "demand.incidents")
     and "file" not in value and value != {"mean": "90s"}],
)  # fmt: skip
def test_what_people_may_write_loads(path: str, value: Any, tmp_path: Path) -> None:
    load(with_value(path, value), tmp_path)


def parts(part: type[Part] = Scenario) -> set[type[Part]]:
    found: set[type[Part]] = set()

    def walk(annotation: Any) -> None:
        if (
            isinstance(annotation, type)
            and issubclass(annotation, Part)
            and annotation not in found
        ):
            found.add(annotation)
            for field in annotation.model_fields.values():
                walk(field.annotation)
        for inner in get_args(annotation):
            walk(inner)

    walk(part)
    return found


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_key_is_described_in_the_language_asked_and_beside_it_in_both(language: str) -> None:
    with in_language(language):
        made = json.dumps(json_schema("region"), ensure_ascii=False)
    described: list[dict[str, str]] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("description"), str):
                described.append(node)
            for item in node.values():
                walk(item)
        elif isinstance(node, list):
            for item in node:
                walk(item)

    walk(json.loads(made))
    texts = {node["x-en"] for node in described}

    assert all(node["description"] == node[f"x-{language}"] for node in described)
    assert all(node["x-id"] != node["x-en"] for node in described)
    for part in parts():
        for key, field in part.model_fields.items():
            if field.description is not None:
                assert field.description in texts, (part, key)


def test_every_key_of_the_models_is_completed() -> None:
    with in_language("en"):
        made = json_schema("region")
    for part in parts():
        name = part.__name__.partition("[")[0]
        if name in made["$defs"]:
            assert set(part.model_fields) <= set(made["$defs"][name]["properties"])
    assert set(Scenario.model_fields) <= set(made["properties"])


def test_a_reference_leads_somewhere() -> None:
    made = json_schema("situation")
    wanted = set(re.findall(r'"#/\$defs/(\w+)"', json.dumps(made)))

    assert wanted <= set(made["$defs"])


def test_the_page_tells_how_an_editor_finds_it() -> None:
    page = (Path(__file__).parents[3] / "docs" / "scenarios.md").read_text("utf-8")

    assert "#:schema ./siap112.schema.json" in page
    assert "siap112 schema --out siap112.schema.json" in page
