"""Step 7: a patient goes to the nearest hospital that takes them and is handed over."""

from __future__ import annotations

from tests.sim.building import Ask, Caller, Incident, UnitWork
from tests.sim.playing import play
from tests.sim.region import Agency, Kind, Region

PATIENT = UnitWork(on_scene=100, transport=True, handover=500)


def sent(work=PATIENT, hospitals=((3, 0), (10, 0)), kind=None, **others):
    region = Region(
        agencies=[Agency(posts=[(0, 0)])], hospitals=hospitals, kinds=[kind or Kind()], **others
    )
    call = Caller(at=0, talk=1, ticket=0, about=0)
    seen = play([call], [Incident(needs=[[Ask(units=[work])]], x=5)], region)
    return seen, seen.tasks()[0]


def test_a_patient_is_taken_to_the_nearest_hospital_and_handed_over():
    seen, task = sent()

    assert (task.on_scene_s, task.left_scene_s, task.hospital) == (300, 400, 0)
    assert (task.at_hospital_s, task.cleared_s, task.returned_s) == (520, 1020, 1200)
    assert seen.rows.busy["units:agency 0"] == [(0, 1020)]


def test_the_nearest_hospital_that_takes_them_not_the_nearest_of_all():
    _, task = sent(kind=Kind(hospitals=(False, True)))

    assert (task.hospital, task.at_hospital_s) == (1, 700)


def test_equally_near_hospitals_by_the_order_of_the_list():
    _, task = sent(hospitals=((9, 0), (7, 0), (3, 0)))

    assert task.hospital == 1


def test_where_no_hospital_takes_them_the_unit_clears_on_scene():
    _, task = sent(kind=Kind(hospitals=(False, False)))

    assert (task.hospital, task.cleared_s, task.returned_s) == (None, 400, 700)
    assert task.at_hospital_s != task.at_hospital_s


def test_without_a_patient_nobody_goes_to_hospital():
    _, task = sent(UnitWork(on_scene=100))

    assert (task.hospital, task.cleared_s) == (None, 400)


def test_the_way_to_hospital_has_its_own_factor_and_the_speed_of_its_own_departure():
    work = UnitWork(factor=2, on_scene=100, transport=True, hospital_factor=1.5)
    _, task = sent(work, speed_kmh=[(0, 60), (700, 30)])

    assert (task.on_scene_s, task.left_scene_s) == (600, 700)
    assert task.at_hospital_s == 700 + 2 * 120 * 1.5


def test_a_unit_becomes_free_at_the_hospital():
    region = Region(staff=2, agencies=[Agency(desk=2, posts=[(0, 0)])], hospitals=[(3, 0)])
    callers = [Caller(at=at, talk=1, ticket=0, about=i) for i, at in enumerate((0, 10))]
    needs = [[Ask(units=[PATIENT])]]
    seen = play(callers, [Incident(needs=needs, x=5), Incident(needs=needs, x=4)], region)

    second = seen.tasks(1)[0]
    assert (second.dispatched_s, second.homeward, second.travel_km) == (1020, True, 1)
