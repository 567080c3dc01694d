"""Step 7 with a matrix of travel times: ways take what it says at the hour of departure."""

from __future__ import annotations

import pytest

from scenarios.ticks import TICKS_PER_SECOND
from scenarios.travel import road_km
from scenarios.travel_times import NOT_GIVEN_S
from sim.reference import play_rows
from tests.sim.building import Ask, Caller, Incident, UnitWork, trace_of
from tests.sim.playing import Seen
from tests.sim.region import Agency, Given, Region, plan_of
from tests.sim.twin.both import play_both

HERE, THERE = 0, 1
TABLE = [[60.0, 300.0], [400.0, 80.0]]
"""Seconds: it is quicker to there than back."""


def play(callers, incidents, region: Region) -> Seen:
    """Play with both engines, which must say the same."""
    trace, listed = trace_of(callers, incidents)
    plan = plan_of(region)
    play_both(trace, plan)
    return Seen(trace, plan, play_rows(trace, plan), listed)


def report(at: float, about: int) -> Caller:
    return Caller(at=at, talk=1, ticket=0, about=about)


def incident(kecamatan: int, *, x: float = 0, **work) -> Incident:
    needed = [[Ask(units=[UnitWork(**{"on_scene": 600, **work})])]]
    return Incident(needs=needed, x=x, kecamatan=kecamatan)


def region(homes=(HERE,), tables=(TABLE,), posts=None, **more) -> Region:
    given = {key: more.pop(key) for key in ("table", "slowness") if key in more}
    rows = more.pop("rows", ())
    return Region(
        staff=9,
        agencies=[Agency(desk=9, posts=posts or [(0, 0)] * len(homes))],
        hospitals=[(9, 0)] * len(rows),
        given=Given(tables=tables, homes=[homes], hospitals=rows, **given),
        **more,
    )


def test_ways_take_what_the_matrix_says_each_way_and_the_factor_multiplies_the_way_there():
    seen = play([report(0, 0)], [incident(THERE, x=5, turnout=20, factor=1.5)], region())

    (task,) = seen.tasks()
    assert (task.departed_s, task.on_scene_s) == (20, 20 + 450)
    assert task.travel_km == 5
    assert task.returned_s - task.cleared_s == 400


def test_within_a_kecamatan_the_diagonal_counts_or_else_distance_over_speed():
    open_diagonal = [[NOT_GIVEN_S, 300.0], [400.0, 80.0]]
    for tables, way_s in (([TABLE], 60), ([open_diagonal], 120)):
        seen = play([report(0, 0)], [incident(HERE, x=2)], region(tables=tables))

        (task,) = seen.tasks()
        assert (task.on_scene_s, task.returned_s - task.cleared_s) == (way_s, way_s)


def test_the_table_in_force_at_departure_counts_for_the_whole_way():
    slow = [[60.0, 900.0], [1000.0, 80.0]]
    changing = region(tables=[TABLE, slow], table=[(0, 0), (100, 1)])
    work = {"turnout": 30, "on_scene": 70}
    seen = play([report(0, 0), report(70, 1)], [incident(THERE, **work)] * 2, changing)

    before, after = seen.tasks(0)[0], seen.tasks(1)[0]
    assert (before.departed_s, before.on_scene_s) == (30, 330)
    assert before.returned_s != before.returned_s
    assert (after.dispatched_s, after.homeward) == (400, True)
    assert after.on_scene_s - after.departed_s == 80
    assert after.returned_s - after.cleared_s == 1000


def test_a_turnout_into_another_table_takes_that_one():
    slow = [[60.0, 900.0], [1000.0, 80.0]]
    seen = play(
        [report(95, 0)],
        [incident(THERE, turnout=5)],
        region(tables=[TABLE, slow], table=[(0, 0), (100, 1)]),
    )

    assert seen.tasks()[0].on_scene_s == 100 + 900


def test_slow_roads_lengthen_given_times():
    seen = play([report(0, 0)], [incident(THERE)], region(slowness=[(0, 2), (600, 0.5)]))

    (task,) = seen.tasks()
    assert task.on_scene_s == 600
    assert task.returned_s - task.cleared_s == 200


def test_the_unit_with_the_shortest_given_time_goes_and_not_the_nearest():
    posts = [(5, 0), (50, 0), (90, 0)]
    seen = play(
        [report(0, i) for i in range(3)],
        [incident(THERE, x=5) for _ in range(3)],
        region(homes=[HERE, THERE, THERE], posts=posts),
    )

    assert sorted(seen.tasks(i)[0].unit for i in range(3)) == [0, 1, 2]
    assert seen.tasks(0)[0].unit == 1, "80 s, the lower of two equal ones"
    assert seen.tasks(1)[0].unit == 2
    assert seen.tasks(2)[0].on_scene_s == 300


def test_the_hospital_with_the_shortest_given_time_is_taken_the_first_of_equal_ones():
    work = {"transport": True, "hospital_factor": 2, "handover": 10, "on_scene": 0}
    seen = play([report(0, 0)], [incident(THERE, **work)], region(rows=[HERE, THERE, THERE]))

    (task,) = seen.tasks()
    assert task.hospital == 1
    assert task.at_hospital_s - task.left_scene_s == 160
    assert task.returned_s - task.cleared_s == 400, "home from the hospital's kecamatan"


def test_which_hospital_is_nearest_depends_on_the_hour():
    turned = [[60.0, 300.0], [40.0, 80.0]]
    changing = region(rows=[HERE, THERE], tables=[TABLE, turned], table=[(0, 0), (1000, 1)])
    work = {"transport": True}
    seen = play([report(0, 0), report(3000, 1)], [incident(THERE, **work)] * 2, changing)

    assert [seen.tasks(i)[0].hospital for i in (0, 1)] == [1, 0]


@pytest.mark.parametrize(
    ("called_s", "left_s"),
    [
        (900, 80),  # as it clears: from there
        (1000, 80 + (300 - 80) * 0.25),  # a quarter of the way home
        (1200, 80 + (300 - 80) * 0.75),
        (1300, 300),  # home
    ],
)
def test_a_unit_on_its_way_home_is_as_far_as_the_share_of_that_way(called_s, left_s):
    # there at 300, clear at 900, home at 1300; from there 80 s, from its post 300 s
    seen = play([report(0, 0), report(called_s, 1)], [incident(THERE)] * 2, region())

    first, second = seen.tasks(0)[0], seen.tasks(1)[0]
    assert first.cleared_s == 900
    assert second.on_scene_s - second.departed_s == left_s
    assert second.homeward == (called_s < 1300)


def test_the_nearest_unit_is_chosen_by_where_it_is_on_its_way_home():
    # until 900 unit 0 is at work; then it is homeward from there, and unit 1 300 s away
    for called_s, unit in ((800, 1), (1000, 0)):
        seen = play(
            [report(0, 0), report(called_s, 1)], [incident(THERE)] * 2, region(homes=[HERE, HERE])
        )
        assert [seen.tasks(i)[0].unit for i in (0, 1)] == [0, unit]


def test_the_factor_multiplies_what_is_left_of_a_way_begun_homeward():
    seen = play(
        [report(0, 0), report(1000, 1)], [incident(THERE), incident(THERE, factor=2)], region()
    )

    second = seen.tasks(1)[0]
    assert second.on_scene_s - second.departed_s == 2 * 135


def test_a_matrix_of_distance_over_speed_gives_the_same_run_up_to_the_grain_of_time():
    """Each place is a kecamatan of its own, and no unit is called on its way home."""
    points = [(0.0, 0.0), (3.0, 1.0), (7.0, 2.0), (1.0, 8.0)]
    detour, speed_kmh = 1.3, 37.0
    table = [[road_km(*a, *b, detour) / speed_kmh * 3600 for b in points] for a in points]
    calls = [report(60 * i, i) for i in range(3)]
    work = {"transport": True, "turnout": 33, "factor": 1.25, "hospital_factor": 0.8}
    incidents = [incident(row, x=points[row][0], **work) for row in (1, 2, 3)]
    for one, row in zip(incidents, (1, 2, 3), strict=True):
        one.y = points[row][1]
    plain = region(
        homes=[0, 2, 3], tables=[table], posts=[points[i] for i in (0, 2, 3)], rows=[2, 0],
        detour=detour, speed_kmh=speed_kmh,
    )  # fmt: skip
    plain.hospitals = [points[2], points[0]]
    by_matrix = play(calls, incidents, plain)
    plain.given = None
    by_distance = play(calls, incidents, plain)

    for number in range(3):
        one, other = by_matrix.tasks(number)[0], by_distance.tasks(number)[0]
        assert (one.unit, one.hospital, one.homeward) == (other.unit, other.hospital, False)
        for moment in ("on_scene_s", "at_hospital_s", "returned_s"):
            ticks = (getattr(one, moment) - getattr(other, moment)) * TICKS_PER_SECOND
            assert abs(ticks) <= 3, "a grain for each way"
    assert {t.unit for i in range(3) for t in by_matrix.tasks(i)} == {0, 1, 2}
