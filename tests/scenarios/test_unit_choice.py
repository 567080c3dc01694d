"""Which unit goes, and to which hospital."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.travel import road_km, travel_s
from scenarios.unit_choice import nearest_hospital, nearest_unit

SCENE = (0.0, 0.0)
points = st.tuples(st.integers(-5, 5), st.integers(-5, 5))


def test_the_unit_with_the_shortest_travel_time_goes_ties_to_the_lower_id():
    units = [(7, (1.0, 0.0)), (3, (0.0, 1.0)), (5, (-1.0, 0.0)), (1, (2.0, 0.0))]

    assert nearest_unit(units, SCENE, 1.0, 30) == 3
    assert nearest_unit(reversed(units), SCENE, 1.0, 30) == 3


def test_units_whose_times_are_equal_on_the_grain_are_a_tie():
    units = [(2, (1.0, 0.0)), (1, (1.0 + 1e-12, 0.0))]

    assert nearest_unit(units, SCENE, 1.0, 30) == 1


def test_without_a_free_unit_nobody_goes():
    assert nearest_unit([], SCENE, 1.0, 30) is None


@settings(derandomize=True, deadline=None)
@given(st.lists(points, min_size=1, max_size=8), points)
def test_nobody_who_stays_would_be_there_sooner(homes, scene):
    chosen = nearest_unit(enumerate(homes), scene, 1.3, 40)

    times = [travel_s(road_km(*home, *scene, 1.3), 40) for home in homes]
    assert chosen == times.index(min(times))


def test_the_nearest_hospital_that_takes_the_patient_ties_to_the_first_listed():
    hospitals = [(3.0, 0.0), (1.0, 0.0), (0.0, 1.0)]

    assert nearest_hospital(hospitals, (True, True, True), SCENE, 1.0) == 1
    assert nearest_hospital(hospitals, (True, False, True), SCENE, 1.0) == 2
    assert nearest_hospital(hospitals, (True, False, False), SCENE, 1.0) == 0
    assert nearest_hospital(hospitals, (False, False, False), SCENE, 1.0) is None
