"""Distances, travel times, and where a unit is on its way."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.ticks import LONGEST_S
from scenarios.travel import between, project, road_km, travel_s, unproject

steady = settings(derandomize=True, deadline=None)
places = st.tuples(st.floats(-8, 5), st.floats(96, 140))
points = st.tuples(st.floats(-50, 50), st.floats(-50, 50))


def great_circle_km(lat_a, lon_a, lat_b, lon_b):
    a, b, gap = map(math.radians, (lat_a, lat_b, lon_b - lon_a))
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(gap / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(h))


@steady
@given(places, st.floats(-0.45, 0.45), st.floats(-0.45, 0.45))
def test_the_plane_keeps_distances_over_a_region_to_a_thousandth(centre, north, east):
    lat, lon = centre[0] + north, centre[1] + east
    x, y = project(lat, lon, *centre)

    exact = great_circle_km(*centre, lat, lon)
    assert math.hypot(x, y) == pytest.approx(exact, rel=1e-3, abs=1e-6)


@steady
@given(places, points)
def test_unproject_is_the_reverse_of_project(centre, point):
    assert project(*unproject(*point, *centre), *centre) == pytest.approx(point, abs=1e-8)


def test_way_by_road_and_its_time():
    assert road_km(0, 0, 3, 4, 1.4) == 7
    assert travel_s(7, 42) == 600
    assert travel_s(7, 42, 1.5) == 900
    assert travel_s(0, 42) == 0


@steady
@given(st.floats(0, 200), st.floats(1, 120), st.floats(0.01, 10))
def test_a_travel_time_lies_on_the_grain_of_time(way_km, speed_kmh, factor):
    time_s = travel_s(way_km, speed_kmh, factor)

    assert time_s * 2**20 == int(time_s * 2**20)
    assert time_s == pytest.approx(way_km / speed_kmh * 3600 * factor, abs=2**-20)


@pytest.mark.parametrize("speed_kmh", [1e-9, 1e-300, 5e-324])
@pytest.mark.parametrize("factor", [1.0, 1e300, 0.0])
def test_a_way_takes_a_hundred_years_at_most_and_never_no_number(speed_kmh, factor):
    time_s = travel_s(10, speed_kmh, factor)

    assert time_s <= LONGEST_S
    assert time_s == LONGEST_S or (factor == 0 and time_s == 0)


def test_a_unit_on_its_way_is_on_the_straight_line_by_elapsed_share():
    assert between((0, 0), (8, 4), 0, 60) == (0, 0)
    assert between((0, 0), (8, 4), 15, 60) == (2, 1)
    assert between((0, 0), (8, 4), 60, 60) == (8, 4)
    assert between((3, 3), (3, 3), 0, 0) == (3, 3)
