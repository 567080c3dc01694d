"""What is shipped loads as it stands, and is found by its name."""

from __future__ import annotations

import pytest

from scenarios.loading import load_scenario
from scenarios.shipped import near_shipped, shipped, shipped_names, shipped_path

REGIONS = shipped_names("region")


def test_the_regions_and_situations_of_the_first_release_are_there() -> None:
    assert {"surabaya", "manado", "semarang", "bontang", "jakarta"} <= set(REGIONS)
    assert len(shipped_names("situation")) >= 10


@pytest.mark.parametrize("name", REGIONS)
def test_a_region_loads_without_a_remark(name: str) -> None:
    loaded = load_scenario(name)

    assert loaded.scenario.name == name
    assert loaded.notes == ()


@pytest.mark.parametrize("name", REGIONS)
@pytest.mark.parametrize("situation", shipped_names("situation"))
def test_every_situation_can_lie_over_every_region(name: str, situation: str) -> None:
    loaded = load_scenario(name, situations=[situation])

    assert list(loaded.scenario.situations) == [situation]
    assert loaded.notes == ()


def test_all_situations_at_once() -> None:
    names = shipped_names("situation")

    assert list(load_scenario("surabaya", situations=names).scenario.situations) == list(names)


@pytest.mark.parametrize("sort", ["region", "situation"])
def test_each_has_a_name_for_people(sort: str) -> None:
    for each in shipped(sort):  # type: ignore[arg-type]
        assert each.label("id") and each.label("en")
        assert each.label("id") != each.name
        assert shipped_path(each.name, sort) == each.path  # type: ignore[arg-type]


def test_a_slip_is_met_by_near_names_and_what_is_only_extended_is_not_listed() -> None:
    assert near_shipped("Surabya", "region")[0] == "surabaya"
    assert not any(name.startswith("_") for name in REGIONS)
    assert near_shipped("_dasar", "region") == ()
