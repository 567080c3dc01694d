"""Calls per head are those that cities published."""

import pytest

from scenarios.drafts.calls_per_head import (
    CITIES,
    calls_per_million,
    emergencies_per_million,
    others_per_million,
)


def test_the_middle_is_the_median_and_the_range_that_of_all_cities() -> None:
    found = calls_per_million()

    assert found.low == pytest.approx(1132 / 365 / 0.459409)  # Manado
    assert found.high == pytest.approx(61_897 / 366 / 0.225408)  # Batu
    assert found.middle == pytest.approx((82 / 1.702379 + 1025 / 3 / 3.018022) / 2)
    low, high = found.factors()
    assert low < 1 < high and high / low > 100


def test_emergencies_and_the_others_make_all_calls() -> None:
    whole = calls_per_million().middle

    assert emergencies_per_million().middle + others_per_million().middle == pytest.approx(whole)
    assert others_per_million().low > 0


def test_no_city_has_more_emergencies_than_calls() -> None:
    for city in CITIES:
        assert (city.emergencies_per_day or 0) < city.calls_per_day
        assert city.emergencies_per_day is None or city.others_per_day is None
