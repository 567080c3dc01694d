"""Whatever a file says, loading gives a scenario or a `ScenarioError`, and nothing else."""

from __future__ import annotations

import contextlib
import copy
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scenarios.key_path import path_text
from scenarios.loading import dump_toml, load_scenario
from scenarios.loading.skeleton import skeleton
from scenarios.problems import ScenarioError
from scenarios.toml_text import to_toml
from tests.small_scenario import small_scenario_data, small_scenario_toml

QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
VALUES: list[Any] = [
    -1, 0, 1, 2.5, -0.5, 1e30, 10**30, float("nan"), True, "", "x", "10s", "-3 min", "1 jam 90 s",
    "99999 w", "25:00", "24:00", "Sen", "58 %", "180 %", "64.74", "64.74.01", "x2", "damkar", "*",
    [], [1], [0] * 7, [1] * 24, ["damkar"], [{}], {}, {"value": 3}, {"value": 3, "source": "me"},
    {"distribution": "gamma"}, {"distribution": "weibull", "mean": "9s", "cv": 1000},
    {"distribution": "lognormal", "mu": 700, "sigma": 1},
    {"distribution": "samples", "values": ["3s"], "mean": "9s"}, {"distribution": "samples"},
    {"distribution": "quantiles", "shares": [0, 1], "values": [1, 0]},
    {"distribution": "samples", "file": "no.csv"}, {"distribution": "quantiles", "file": 3},
    {"people": 0}, {"source": 3},
    {"assumption": "so", "range": [1, 2]}, {"a.b": {"": 1}}, {"shifts": {}},
]  # fmt: skip


def base_data() -> list[dict[str, Any]]:
    said = {"assumption": "made up", "range": ["x0.5", "x2"]}
    return [{**small_scenario_data(), **said}, {**skeleton(), **said}]


def places(node: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    items: Any = node.items() if isinstance(node, dict) else ()
    for key, item in enumerate(node) if isinstance(node, list) else items:
        found += places(item, (*path, key))
    return found


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    data = copy.deepcopy(draw(st.sampled_from(base_data())))
    for _change in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(places(data)))
        holder: Any = data
        for key in path[:-1]:
            holder = holder[key]
        kind = draw(st.sampled_from(["replace", "remove", "add"]))
        value = copy.deepcopy(draw(st.sampled_from(VALUES)))
        if kind == "replace":
            holder[path[-1]] = value
        elif kind == "remove":
            del holder[path[-1]]
        elif isinstance(holder, dict):
            holder[draw(st.sampled_from(["source", "range", "value", "x", "a b", "mean"]))] = value
        if not places(data):
            break
    return data


def load_text(text: str, **arguments: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kota.toml"
        path.write_text(text, encoding="utf-8")
        try:
            loaded = load_scenario(path, **arguments)
            path.write_text(dump_toml(loaded), encoding="utf-8")
            assert load_scenario(path).scenario == loaded.scenario
        except ScenarioError as error:
            for problem in error.problems:
                assert problem.expected and problem.remedy and problem.file
                assert problem.expected != "does not fit here"  # a kind of error without words
                assert "constant." not in problem.path and "lognormal" not in problem.path


@QUICK
@given(mutated())
def test_changed_data_never_breaks_loading(data: dict[str, Any]) -> None:
    load_text(to_toml(data))


@QUICK
@given(st.integers(0, len(small_scenario_toml())), st.text(max_size=4), st.integers(0, 30))
@example(0, "\ufeff", 0)
def test_changed_text_never_breaks_loading(at: int, new: str, gone: int) -> None:
    text = small_scenario_toml()
    changed = text[:at] + new.replace("\r", "") + text[at + gone :]
    load_text(changed.encode("utf-8", "replace").decode())


@QUICK
@given(
    st.sampled_from([path_text(path) for path in places(small_scenario_data())]),
    st.sampled_from(["x2", "x0", "-1", "3", "0.5", "90s", '"1 jam"', "[1]", "{}", "x", ""]),
    st.booleans(),
)
def test_no_setting_breaks_loading(path: str, value: str, pattern: bool) -> None:
    if pattern:
        head, dot, tail = path.partition(".")
        path = f"{head}.*{'.' + tail.partition('.')[2] if '.' in tail else ''}" if dot else "*"
    load_text(small_scenario_toml(), settings=[f"{path}={value}"])


@QUICK
@given(st.text(max_size=12), st.text(max_size=12))
def test_no_argument_breaks_loading(text: str, other: str) -> None:
    load_text(small_scenario_toml(), settings=[text, f"{other}={text}"])
    load_text(small_scenario_toml(), situations=[text, f"banjir@{other}"])
    with contextlib.suppress(ScenarioError):
        load_scenario(text)
