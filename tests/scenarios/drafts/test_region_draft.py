"""The numbers of a draft fit the size and shape of its region."""

from __future__ import annotations

import pytest

from scenarios.drafts.calls_per_head import calls_per_million, emergencies_per_million
from scenarios.drafts.centres import centres, find_centre
from scenarios.drafts.region_draft import (
    BREAKS,
    RegionDraft,
    draft_region,
    estimated_people,
    zone_of,
)
from scenarios.geography import kecamatan_of_region
from scenarios.loading import load_scenario

DRAFTS = [draft_region(each) for each in centres()]


def of(name: str) -> RegionDraft:
    return draft_region(find_centre(name))


def test_calls_are_those_of_a_middling_city_of_this_size() -> None:
    for draft in DRAFTS:
        millions = draft.region.population / 1e6

        # categories are rounded to two digits
        assert draft.calls_per_day == pytest.approx(calls_per_million().middle * millions, rel=0.04)
        callers = 1.31 * sum(draft.incidents.values())
        assert callers == pytest.approx(emergencies_per_million().middle * millions, rel=0.04)


def test_people_are_shared_out_and_come_to_the_whole() -> None:
    for draft in DRAFTS:
        assert sum(draft.people.values()) == pytest.approx(draft.region.population, rel=0.005)
        assert set(draft.people) == set(kecamatan_of_region(draft.region.code))
        assert min(draft.people.values()) > 0


def test_posts_stand_in_the_largest_kecamatan() -> None:
    for draft in DRAFTS:
        ordered = list(draft.people)
        assert list(draft.people.values()) == sorted(draft.people.values(), reverse=True)
        for posts in draft.posts.values():
            assert [post.kecamatan for post in posts] == ordered[: len(posts)]
            assert all(post.units >= 1 for post in posts)
        assert list(draft.hospitals) == ordered[: len(draft.hospitals)]


@pytest.mark.parametrize(
    ("agency", "name"),
    [
        (agency, name)
        for agency in ("damkar", "ambulans", "polisi")
        for name in ("surabaya", "semarang", "manado", "bontang", "jakarta")
        if (agency, name) != ("ambulans", "manado")  # known for one in every kecamatan
    ],
)
def test_posts_are_about_as_many_as_in_the_shipped_regions(agency: str, name: str) -> None:
    scenario = load_scenario(name).scenario
    draft = draft_region(find_centre(scenario.place.regions[0]))

    shipped = len(scenario.agencies[agency].posts)
    assert shipped / 2 <= len(draft.posts[agency]) <= 2 * shipped


def test_a_larger_region_has_no_fewer_people_lines_and_posts() -> None:
    ordered = sorted(DRAFTS, key=lambda draft: draft.region.population)
    small, middling, large = ordered[0], ordered[254], ordered[-1]

    for less, more in ((small, middling), (middling, large)):
        for name in less.shifts:
            assert less.shifts[name].people <= more.shifts[name].people
        for trunk in less.channels:
            assert less.channels[trunk] <= more.channels[trunk]
        for agency in less.posts:
            assert len(less.posts[agency]) <= len(more.posts[agency])
    assert [s.people for s in small.shifts.values()] == [2, 2, 2]
    assert large.shifts["pagi"].people > 2


def test_a_break_leaves_enough_people_and_ends_within_the_shift() -> None:
    for draft in DRAFTS:
        assert set(BREAKS) == set(draft.shifts)
        for shift in draft.shifts.values():
            assert shift.people >= 2
            assert -(-shift.people // shift.at_once) <= 6


@pytest.mark.parametrize(
    ("code", "zone"),
    [("11.71", "Asia/Jakarta"), ("61.71", "Asia/Jakarta"), ("62.71", "Asia/Jakarta"),
     ("63.71", "Asia/Makassar"), ("65.71", "Asia/Makassar"), ("51.71", "Asia/Makassar"),
     ("76.01", "Asia/Makassar"), ("81.71", "Asia/Jayapura"), ("96.71", "Asia/Jayapura")],
)  # fmt: skip
def test_the_zone_is_that_of_the_province(code: str, zone: str) -> None:
    assert zone_of(code) == zone


@pytest.mark.parametrize("name", ["surabaya", "semarang", "manado", "bontang", "jakarta"])
def test_the_zone_is_that_of_the_shipped_region(name: str) -> None:
    place = load_scenario(name).scenario.place

    assert zone_of(place.regions[0]) == place.zone


def test_of_equal_kecamatan_the_smaller_comes_first() -> None:
    people = estimated_people(find_centre("Kota Malang"))
    names = [k.name for k in people]

    assert names[:2] == ["Lowokwaru", "Kedungkandang"]  # of twelve kelurahan each


def test_each_hour_is_judged_only_where_calls_are_many() -> None:
    assert of("Kabupaten Bogor").judges_hours
    assert not of("Kota Bontang").judges_hours
