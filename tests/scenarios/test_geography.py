"""The shipped map is whole, and its weights can be shared out."""

from __future__ import annotations

import math

import pytest

from scenarios.geography import (
    areas_of,
    data_notice,
    kecamatan,
    kecamatan_of_region,
    kecamatan_outline,
    kecamatan_weights,
    population,
    region,
    region_outline,
    regions,
)


def test_every_centre_has_kecamatan_and_an_outline() -> None:
    centres = {r.centre for r in regions()}

    assert len(centres) == 509
    for centre in centres:
        assert kecamatan_of_region(centre)
        assert region_outline(centre)


@pytest.mark.parametrize(
    ("code", "count", "people"),
    [("35.78", 31, 3_018_022), ("33.74", 16, 1_702_379), ("71.71", 11, 459_409),
     ("64.74", 3, 191_811)],
)  # fmt: skip
def test_the_first_cities_are_as_published(code: str, count: int, people: int) -> None:
    found = kecamatan_of_region(code)

    assert len(found) == count
    assert population([code]) == people
    assert all(kecamatan_outline(k.code) for k in found)
    assert [k.code for k in found] == sorted(k.code for k in found)


def test_jakarta_is_its_six_areas() -> None:
    areas = areas_of("31")

    assert areas == ("31.01", "31.71", "31.72", "31.73", "31.74", "31.75")
    assert len(kecamatan_of_region("31")) == sum(len(kecamatan_of_region(a)) for a in areas)
    assert population(["31"]) == 11_038_216
    assert kecamatan_outline("31.71.01") is None


@pytest.mark.parametrize("by", ["kelurahan", "area", "equal"])
def test_weights_sum_to_one(by: str) -> None:
    rows = kecamatan_of_region("35.78")
    weights = kecamatan_weights(rows, by)  # type: ignore[arg-type]

    assert list(weights) == [k.code for k in rows]
    assert math.isclose(math.fsum(weights.values()), 1)
    proxy = {"kelurahan": rows[0].kelurahan, "area": rows[0].area_km2, "equal": 1}[by]
    total = {"kelurahan": sum(k.kelurahan for k in rows), "area": sum(k.area_km2 for k in rows),
             "equal": len(rows)}[by]  # fmt: skip
    assert math.isclose(weights[rows[0].code], proxy / total)


def test_what_does_not_exist_is_none() -> None:
    assert region("99.99") is None
    assert kecamatan("99.99.99") is None
    assert kecamatan_of_region("99.99") == ()
    assert region_outline("99.99") is None


def test_the_licence_is_carried_along() -> None:
    assert "Copyright (c) 2017-2025 Cahya DSN" in data_notice()
