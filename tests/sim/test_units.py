"""Step 7: one task per unit; the nearest goes; what waits, waits in order."""

from __future__ import annotations

from tests.sim.building import Ask, Caller, Incident, UnitWork
from tests.sim.playing import play
from tests.sim.region import Agency, Kind, Region


def report(at, about):
    """Return a call that is on record and acknowledged at the instant `at`."""
    return Caller(at=at, talk=1, ticket=0, about=about)


def incident(x, *units, kind=0):
    return Incident(needs=[[Ask(units=units or [UnitWork(on_scene=600)])]], x=x, kind=kind)


def fleet(*posts, **others):
    return Region(staff=9, agencies=[Agency(desk=9, posts=posts)], **others)


def test_turnout_travel_on_scene_and_home_again():
    seen = play([report(0, 0)], [incident(5, UnitWork(turnout=80, on_scene=600))], fleet((0, 0)))

    (task,) = seen.tasks()
    assert (task.notified_s, task.acknowledged_s, task.dispatched_s) == (0, 0, 0)
    assert (task.departed_s, task.on_scene_s) == (80, 380)
    assert (task.left_scene_s, task.cleared_s, task.returned_s) == (980, 980, 1280)
    assert (task.travel_km, task.homeward, task.hospital) == (5, False, None)
    assert seen.incident().closed_s == 980
    assert seen.rows.busy["units:agency 0"] == [(0, 980)]


def test_the_factor_multiplies_the_way_there_and_not_the_way_home():
    seen = play([report(0, 0)], [incident(5, UnitWork(factor=1.5, on_scene=10))], fleet((0, 0)))

    (task,) = seen.tasks()
    assert (task.on_scene_s, task.cleared_s, task.returned_s) == (450, 460, 760)


def test_the_detour_lengthens_every_way():
    seen = play([report(0, 0)], [incident(5)], fleet((0, 0), detour=1.4))

    (task,) = seen.tasks()
    assert (task.travel_km, task.on_scene_s) == (7, 420)


def test_the_nearest_free_unit_goes_and_equal_ones_by_the_lower_number():
    seen = play(
        [report(0, 0), report(1, 1), report(2, 2)],
        [incident(5)] * 3,
        fleet((9, 0), (4, 0), (6, 0)),
    )

    assert [seen.tasks(i)[0].unit for i in range(3)] == [1, 2, 0]


def test_an_incident_that_needs_two_units_gets_the_two_nearest():
    work = UnitWork(on_scene=60)
    seen = play([report(0, 0)], [incident(5, work, work)], fleet((0, 0), (5, 0), (4, 0)))

    assert [(t.unit, t.on_scene_s) for t in seen.tasks()] == [(1, 0), (2, 60)]
    assert seen.incident().closed_s == 120


def test_without_a_free_unit_the_task_waits_for_the_first_that_clears():
    seen = play([report(0, 0), report(100, 1)], [incident(2), incident(4)], fleet((0, 0)))

    first, second = seen.tasks(0)[0], seen.tasks(1)[0]
    assert first.cleared_s == 720
    assert (second.acknowledged_s, second.dispatched_s, second.unit) == (100, 720, 0)
    assert (second.homeward, second.departed_s, second.travel_km) == (True, 720, 2)
    assert second.on_scene_s == 840
    assert first.returned_s != first.returned_s


def test_the_waiting_task_of_highest_priority_goes_first_then_the_earliest_then_the_lowest_id():
    kinds = [Kind(priority=2), Kind(priority=1)]
    work = UnitWork(on_scene=100)
    seen = play(
        [report(0, 0), report(20, 4), report(20, 3), report(10, 2), report(30, 1)],
        [
            incident(0, work),
            incident(0, work, kind=1),
            incident(0, work),
            incident(0, work),
            incident(0, work),
        ],
        fleet((0, 0), kinds=kinds),
    )

    assert [seen.tasks(i)[0].dispatched_s for i in range(5)] == [0, 100, 200, 300, 400]


def test_no_unit_is_called_off_its_task_for_a_more_urgent_one():
    kinds = [Kind(priority=9), Kind(priority=1)]
    seen = play(
        [report(0, 0), report(10, 1)],
        [incident(10, UnitWork(on_scene=100)), incident(1, kind=1)],
        fleet((0, 0), kinds=kinds),
    )

    assert [seen.tasks(i)[0].dispatched_s for i in (0, 1)] == [0, 700]


def test_a_unit_called_on_its_way_home_starts_at_once_from_where_it_is():
    seen = play(
        [report(0, 0), report(800, 1)],
        [incident(10, UnitWork(on_scene=100)), incident(10, UnitWork(turnout=99, on_scene=50))],
        fleet((0, 0)),
    )

    first, second = seen.tasks(0)[0], seen.tasks(1)[0]
    assert first.cleared_s == 700
    assert (second.homeward, second.dispatched_s, second.departed_s) == (True, 800, 800)
    assert abs(second.travel_km - 10 / 6) < 1e-12
    assert second.on_scene_s == 900
    assert first.returned_s != first.returned_s
    assert second.returned_s == 950 + 600


def test_a_homeward_unit_is_chosen_by_where_it_is_not_by_its_post():
    first = incident(6, UnitWork(on_scene=100))

    def sent(at, x):
        seen = play([report(0, 0), report(at, 1)], [first, incident(x)], fleet((0, 0), (14, 0)))
        return seen.tasks(1)[0].unit, seen.tasks(1)[0].travel_km

    assert sent(520, 8) == (0, 3)
    assert sent(760, 5) == (0, 4)
    assert sent(760, 9) == (1, 5)


def test_a_unit_that_is_home_again_needs_its_turnout():
    seen = play(
        [report(0, 0), report(1400, 1)],
        [incident(10, UnitWork(on_scene=100)), incident(5, UnitWork(turnout=80))],
        fleet((0, 0)),
    )

    assert seen.tasks(0)[0].returned_s == 1300
    assert (seen.tasks(1)[0].homeward, seen.tasks(1)[0].departed_s) == (False, 1480)


def test_each_return_is_noted_once_however_often_a_unit_is_called_on_its_way():
    works = [UnitWork(on_scene=100)] * 3
    seen = play(
        [report(0, 0), report(1, 1), report(1200, 2)],
        [incident(10, works[0]), incident(10, works[1]), incident(10, works[2])],
        fleet((0, 0)),
    )

    first, second, third = (seen.tasks(i)[0] for i in range(3))
    assert (first.cleared_s, second.dispatched_s, second.cleared_s) == (700, 700, 800)
    assert first.returned_s != first.returned_s
    assert (third.dispatched_s, third.homeward) == (1200, True)
    assert second.returned_s != second.returned_s
    assert third.returned_s == third.cleared_s + 600


def test_after_its_hours_a_unit_ends_its_task_goes_home_and_takes_no_new_one():
    region = Region(
        staff=9, agencies=[Agency(desk=9, posts=[(0, 0), (50, 0)], hours=[[(0, 300)], [(0, 9e5)]])]
    )
    seen = play([report(0, 0), report(900, 1), report(9000, 2)], [incident(2)] * 3, region)

    first = seen.tasks(0)[0]
    assert (first.unit, first.cleared_s, first.returned_s) == (0, 720, 840)
    assert [seen.tasks(i)[0].unit for i in (1, 2)] == [1, 1]


def test_a_waiting_task_is_taken_by_a_unit_whose_hours_begin():
    hours = [[(0, 200)], [(500, 9e5)]]
    region = Region(staff=9, agencies=[Agency(desk=9, posts=[(0, 0), (3, 0)], hours=hours)])
    seen = play([report(0, 0), report(100, 1)], [incident(2)] * 2, region)

    assert (seen.tasks(1)[0].unit, seen.tasks(1)[0].dispatched_s) == (1, 500)


def test_hours_that_begin_while_a_unit_is_still_at_work_or_homeward_count_when_it_is_free():
    hours = [[(0, 200), (500, 9e5)]]
    region = Region(staff=9, agencies=[Agency(desk=9, posts=[(0, 0)], hours=hours)])
    seen = play([report(0, 0), report(100, 1)], [incident(2)] * 2, region)
    assert (seen.tasks(1)[0].dispatched_s, seen.tasks(1)[0].homeward) == (720, True)

    hours = [[(0, 200), (750, 9e5)]]
    region = Region(staff=9, agencies=[Agency(desk=9, posts=[(0, 0)], hours=hours)])
    seen = play([report(0, 0), report(100, 1)], [incident(2)] * 2, region)
    task = seen.tasks(1)[0]
    assert (task.dispatched_s, task.homeward, task.travel_km) == (750, True, 0.5)


def test_turnout_by_night_is_the_nights_at_the_instant_of_dispatch():
    work = UnitWork(turnout=60, at_night=110)
    region = Region(
        staff=9,
        agencies=[Agency(desk=9, posts=[(0, 0)] * 3, night=[(0, 1), (100, 0), (300, 1)])],
    )
    seen = play(
        [report(i, n) for n, i in enumerate((99, 100, 300))], [incident(0, work)] * 3, region
    )

    assert [seen.tasks(i)[0].departed_s for i in range(3)] == [209, 160, 410]


def test_the_speed_is_that_of_the_instant_of_departure():
    region = fleet((0, 0), speed_kmh=[(0, 60), (100, 30), (1300, 120)])
    seen = play([report(50, 0)], [incident(10, UnitWork(turnout=50, on_scene=100))], region)

    (task,) = seen.tasks()
    assert (task.departed_s, task.on_scene_s, task.cleared_s) == (100, 1300, 1400)
    assert task.returned_s == 1700


def test_each_agency_sends_its_own_units():
    needs = [[Ask(0, units=[UnitWork(on_scene=60)])], [Ask(1, units=[UnitWork(on_scene=90)])]]
    region = Region(
        agencies=[Agency(posts=[(9, 0)]), Agency(posts=[(1, 0)])],
    )
    seen = play([report(0, 0)], [Incident(needs=needs)], region)

    assert [t.on_scene_s for t in seen.tasks()] == [540, 60]
    assert seen.incident().closed_s == 600
