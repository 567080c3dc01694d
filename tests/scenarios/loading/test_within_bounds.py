"""Moved data become the scenario that they say, however much of it is known already."""

from __future__ import annotations

import pytest

from scenarios.loading import load_scenario, within_bounds
from scenarios.loading.drivers import DRIVERS, driven
from scenarios.loading.range_ends import ENDS, assumed
from scenarios.loading.ranges import moved_to_end
from scenarios.schema.scenario import Scenario
from tests.scenarios.loading.conftest import Files


def test_what_was_not_moved_is_the_very_part_that_it_was(files: Files) -> None:
    loaded = files.load()
    data = within_bounds.replaced(
        loaded.resolved, ("demand", "incidents", "medis", "rate", "per_day"), 31
    )

    found, held_back = within_bounds.within_bounds(data, loaded)

    assert not held_back
    assert found.demand.incidents["medis"].rate.per_day == 31
    assert found.agencies["damkar"] is loaded.scenario.agencies["damkar"]
    assert found.demand.work is loaded.scenario.demand.work
    assert found == Scenario.model_validate(data)


@pytest.mark.parametrize("region", ["bontang", "surabaya"])
def test_known_parts_change_nothing(region: str, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load_scenario(region)
    paths = [one.path for one in assumed(loaded)][::7]

    def found() -> list[object]:
        ends = [moved_to_end(loaded, path, end) for path in paths for end in ENDS]
        return [*ends, *(driven(loaded, driver) for driver in DRIVERS)]

    with_known = found()
    monkeypatch.setattr(within_bounds, "_with_known_parts", lambda data, _before, _known: data)

    assert with_known == found()


def test_replacing_leaves_the_rest_as_the_same_objects() -> None:
    node = {"a": [1, {"b": 2}], "c": {"d": 3}}

    new = within_bounds.replaced(node, ("a", 1, "b"), 5)

    assert new == {"a": [1, {"b": 5}], "c": {"d": 3}}
    assert node == {"a": [1, {"b": 2}], "c": {"d": 3}}
    assert new["c"] is node["c"]
    assert within_bounds.with_items(node, dict(node)) is node
    assert within_bounds.with_items(node, new) is new
