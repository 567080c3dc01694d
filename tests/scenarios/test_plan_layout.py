"""A scenario laid out as a plan: situations, lines, roads, nights, units out of service."""

from __future__ import annotations

import pytest

from scenarios.plan_layout import lay_out_plan
from scenarios.schema.base import DAY_S
from scenarios.step_function import steps
from tests.small_scenario import small_scenario

HOUR_S = 3600.0


def plan_with(seed=1, run=None, **situations):
    labelled = {n: {"label": n, "about": n, **s} for n, s in situations.items()}
    scenario = small_scenario(
        situations=labelled, run__warm_up="0 s", run__length="1 minggu", **(run or {})
    )
    return lay_out_plan(scenario, seed)


def from_ten_to_twelve(**effects):
    return {"start_day": "Tue", "start_time": "10:00", "length": "2 jam", **effects}


TEN, TWELVE = DAY_S + 10 * HOUR_S, DAY_S + 12 * HOUR_S


def test_without_situations_lines_and_roads_are_steady():
    plan = plan_with()

    assert [c.values for c in plan.channels] == [(6.0,), (4.0,)]
    assert (plan.speed_kmh.values, plan.application_up.values) == ((30.0,), (1.0,))
    assert plan.layers == ("base",)
    assert plan.trunks == ("telkom", "seluler")


def test_a_cut_trunk_loses_channels_while_it_lasts_rounded_down():
    cut = {"start_day": "Tue", "start_time": "10:00", "length": "2 jam"}
    plan = plan_with(putus={**cut, "channels": {"telkom": 0.4}})

    assert plan.channels[0].at(TEN - 1) == plan.channels[0].at(TWELVE) == 6
    assert plan.channels[0].at(TEN) == 2
    assert plan.channels[1].values == (4.0,)


def test_a_share_of_channels_that_is_whole_is_not_rounded_below_itself():
    plan = plan_with(
        run={"lines__trunks__telkom": {"label": "t", "channels": 100, "share": 0.6}},
        putus=from_ten_to_twelve(channels={"*": 0.29}),
    )

    assert plan.channels[0].at(TEN) == 29
    assert plan.channels[1].at(TEN) == 1


def test_situations_that_overlap_multiply():
    plan = plan_with(
        jalan=from_ten_to_twelve(speed_factor=0.5),
        hujan={"start_day": "Tue", "start_time": "11:00", "length": "3 jam", "speed_factor": 0.8},
    )

    assert [plan.speed_kmh.at(TEN + h * HOUR_S) for h in (-1, 0, 1, 2, 4)] == [30, 15, 12, 24, 30]


def test_speeds_by_the_hour_change_on_the_hour_of_the_clock():
    by_hour = [20 + h for h in range(24)]
    plan = plan_with(
        run={
            "place__roads": {"detour": 1.4, "speed_kmh": by_hour},
            "run__start_day": "Wed",
            "run__start_time": "06:30",
        }
    )

    assert [plan.speed_kmh.at(t) for t in (0, 1799, 1800, 17.5 * HOUR_S)] == [26, 26, 27, 20]


def test_the_application_is_down_while_it_is_lost():
    plan = plan_with(mati=from_ten_to_twelve(application_lost=True))

    assert [plan.application_up.at(t) for t in (0, TEN, TWELVE - 1, TWELVE)] == [1, 0, 0, 1]


def test_the_night_is_the_agencys_and_goes_through_midnight():
    night = plan_with().agencies[0].night

    hours = (0, 5.99, 6, 21.99, 22, 24, 29.99, 30)
    assert [night.at(h * HOUR_S) for h in hours] == [1, 1, 0, 0, 1, 1, 1, 0]


def test_units_stand_at_their_posts_numbered_post_by_post():
    plan = plan_with()

    fire, ambulance = plan.agencies
    assert [u.name for u in fire.units] == [f"Pos Bontang Utara/{i}" for i in (1, 2, 3)]
    assert len({u.home for u in fire.units}) == 1
    assert ambulance.units[0].home != fire.units[0].home
    assert fire.on_duty.intervals(1e9) == [[(0, plan.clock.horizon_s)]] * 3
    assert (fire.by_phone, ambulance.by_phone) == (True, False)


def test_units_out_of_service_are_away_for_the_whole_window_each_by_its_own_luck():
    plans = [
        plan_with(s, rusak=from_ten_to_twelve(units_absence={"damkar": 0.5})) for s in range(40)
    ]

    out = 0
    for plan in plans:
        for unit in plan.agencies[0].on_duty.intervals(1e9):
            assert unit in (
                [(0, plan.clock.horizon_s)],
                [(0, TEN), (TWELVE, plan.clock.horizon_s)],
            )
            out += len(unit) == 2
        assert all(len(unit) == 1 for unit in plan.agencies[1].on_duty.intervals(1e9))
    assert out / 120 == pytest.approx(0.5, abs=0.13)


def test_half_the_staff_absent_is_for_the_groups_that_it_names():
    plan = plan_with(separuh=from_ten_to_twelve(staff_absence={"desk:damkar": 1.0}))

    assert plan.agencies[0].desk.intervals(1e9) == [[(0, TEN), (TWELVE, plan.clock.horizon_s)]]
    assert plan.agencies[1].desk.intervals(1e9) == [[(0, plan.clock.horizon_s)]]
    assert plan.call_takers == plan_with().call_takers


def test_hospitals_take_what_they_say():
    hospitals = [
        {"name": "a", "lat": 0.1, "lon": 117.4},
        {"name": "b", "lat": 0.1, "lon": 117.5, "takes": ["medis"]},
    ]
    plan = plan_with(run={"place__hospitals": hospitals})

    takes = {c.name: c.hospitals for c in plan.categories}
    assert takes["medis"] == (True, True)
    assert takes["kebakaran"] == (True, False)
    assert plan.hospital_names == ("a", "b")


def test_a_plan_is_a_function_of_scenario_seed_and_replication():
    scenario = small_scenario(
        call_takers__staffing={
            "shifts": {"p": {"start": "07:00", "length": "24 jam", "people": 9}},
            "absence": 0.3,
        }
    )

    assert lay_out_plan(scenario, 1, 0) == lay_out_plan(scenario, 1, 0)
    assert lay_out_plan(scenario, 1, 0).call_takers != lay_out_plan(scenario, 1, 1).call_takers
    assert lay_out_plan(scenario, 1).speed_kmh == steps([(-12 * HOUR_S, 30.0)])
