"""Stand-ins and examples in messages are right in themselves."""

from __future__ import annotations

import tomllib

from scenarios.loading import load_scenario
from scenarios.loading.skeleton import example, skeleton, stand_in
from scenarios.toml_text import to_toml
from tests.scenarios.loading.conftest import Files


def test_the_skeleton_is_a_scenario_that_keeps_all_rules(files: Files) -> None:
    path = files.write('source = "made up"\n' + to_toml(skeleton()))

    assert load_scenario(path).scenario.name == "kota"


def test_a_stand_in_is_found_whatever_the_names() -> None:
    expected = {"per_day": 10}

    assert stand_in(("demand", "incidents", "anything", "rate")) == expected
    assert stand_in(("situations", "x", "incidents", "y", "rate")) == expected
    assert stand_in(("agencies", "z", "posts", 7, "units")) == 2
    assert stand_in(("nothing", "like", "it")) is None


def test_an_example_is_toml() -> None:
    text = example(("demand", "incidents", "anything", "rate"))

    assert text is not None
    assert tomllib.loads(text) == {"rate": {"per_day": 10}}
