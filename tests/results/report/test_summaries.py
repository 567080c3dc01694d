"""What the report reads off the records is what stands in them."""

import math

import numpy as np
import pytest

from results.comparison import compare_plays
from results.report.pairing_view import pairing_view
from results.report.summaries.expected_calls import expected_calls
from results.report.summaries.hours import week_of_hours
from results.report.summaries.line_use import line_use, time_shares
from results.report.summaries.load_test_facts import load_test_facts
from results.report.summaries.response import by_agency, by_kecamatan
from results.report.summaries.worst_hours import worst_hours
from scenarios.trace.draw import draw_trace
from tests.results.report.example import simulated
from tests.results.small_tables import answered, blocked, records
from tests.results.synthetic import share_target
from tests.small_scenario import small_scenario


def duty(hour: int, **more: object) -> dict[str, object]:
    times = {"start_s": hour * 3600.0, "end_s": hour * 3600.0 + 3600}
    return {"hour_of_week": hour, "group": "call_takers", "scheduled_s": 7200.0, **times, **more}


def test_an_hour_that_two_weeks_cover_has_the_mean_of_both() -> None:
    found = week_of_hours(
        records(
            calls=[answered(1.0, hour_of_week=5) for _ in range(3)],
            staffing=[duty(5, busy_s=1800.0), duty(5, busy_s=0.0, week=1), duty(6, busy_s=0.0)],
        )
    )

    assert found.calls[5] == 1.5 and found.calls[6] == 0.0 and math.isnan(found.calls[7])
    assert found.on_duty[5] == 2.0 and found.busy[5] == 0.25
    assert found.busiest == 5 and found.weeks == 2.0


QUAKE = {
    "label": "Gempa",
    "about": "Gempa",
    "start_day": "Wed",
    "start_time": "10:00",
    "length": "48 h",
    "surges": {
        "medis": {"factor": 6.0, "half_life": "6 h"},
        "prank": {"factor": 0.25},
    },
    "calls": {"tanya": {"label": "Tanya", "rate": {"per_day": 90}}},
}


@pytest.mark.parametrize("situations", [{}, {"gempa": QUAKE}])
def test_expected_calls_are_those_that_the_trace_draws(situations: dict) -> None:  # type: ignore[type-arg]
    scenario = small_scenario(situations=situations, run__length="8 minggu", run__warm_up="0s")
    for kind in scenario.demand.incidents.values():
        assert kind.day_factor_shape is None or kind.rate.per_day == 4
    callers = draw_trace(scenario, 7, 0).callers
    hour = (callers.arrival_s // 3600).astype(int) % 168
    drawn = np.bincount(hour[callers.arrival_s >= 0], minlength=168) / 8

    expected = expected_calls(scenario)

    # six-hour stretches of 8 weeks hold some 200 calls each, bursts and day factors included
    error = np.sqrt(2.5 * expected.reshape(28, 6).sum(axis=1) / 8)
    difference = drawn.reshape(28, 6).sum(axis=1) - expected.reshape(28, 6).sum(axis=1)
    assert np.all(np.abs(difference) < 4 * error)
    assert abs(difference.sum()) < 3 * np.sqrt((error**2).sum())


def test_a_trunk_group_has_its_own_lines_and_busy_tones() -> None:
    line = {"group": "lines:telkom", "scheduled_s": 6 * 3600.0, "busy_s": 1800.0, "peak": 4}
    use = line_use(
        records(
            calls=[answered(1.0, trunk="telkom"), blocked(trunk="telkom"), blocked(trunk="lain")],
            staffing=[duty(0, **line), duty(1, **line | {"scheduled_s": 3 * 3600.0, "peak": 2})],
        )
    )

    (trunk,) = use.trunks
    assert (trunk.channels, trunk.mean, trunk.most) == (6.0, 0.5, 4)
    assert (trunk.attempts, trunk.blocked) == (2, 1)


def test_shares_of_time_sum_to_one() -> None:
    use = line_use(simulated())

    assert time_shares(use.at_once).sum() == pytest.approx(1)
    assert use.at_once.maximum() <= sum(t.most for t in use.trunks)


def task(need: int, arrives_s: float, **more: object) -> dict[str, object]:
    found = {"agency": "damkar", "need": need, "connected_s": 100.0, "on_scene_s": arrives_s}
    return {**found, **more}


def test_the_first_unit_of_each_need_counts_once() -> None:
    tasks = [
        task(0, 500.0),
        task(0, 400.0),
        task(0, math.nan),
        task(1, 900.0, agency="ambulans"),
        task(0, math.nan, incident_id=2),
    ]
    ambulance, fire = by_agency(records(assignments=tasks))

    assert (ambulance.key, ambulance.arrived_s.tolist()) == ("ambulans", [800.0])
    assert (fire.due, fire.arrived_s.tolist()) == (2, [300.0])


def test_a_kecamatan_has_the_incidents_that_were_connected() -> None:
    rows = [
        {"kecamatan": "a", "connected_s": 0.0, "on_scene_s": 60.0},
        {"kecamatan": "a", "connected_s": 0.0},
        {"kecamatan": "a"},
        {"kecamatan": "b"},
    ]
    (found,) = by_kecamatan(records(incidents=rows))

    assert (found.key, found.due, found.arrived_s.tolist()) == ("a", 2, [60.0])


def test_worst_hours_are_told_only_where_hours_say_something() -> None:
    target = share_target(scope="all")
    late = [answered(60.0, hour_of_week=h) for h in (3, 3, 8)]
    good = [answered(1.0, hour_of_week=h) for h in range(168) for _ in range(30)]

    assert worst_hours(records(calls=good + late), target) == (
        (3, pytest.approx(30 / 32)),
        (8, pytest.approx(30 / 31)),
    )
    assert worst_hours(records(calls=good), target) == ()
    assert worst_hours(records(calls=late), target) == ()


def test_delays_of_the_load_test_are_its_own() -> None:
    calls = [answered(1.0, setup_s=s, lateness_s=0.001) for s in (0.1, 0.2, 0.3, 4.0)]
    told = [{"notified_s": 1.0, "latency_s": 0.5}, {"outcome": "lost"}]
    facts = load_test_facts(records(calls=calls, notifications=told))

    setup, notification = facts.delays
    assert (setup.name, setup.n, setup.median_s, setup.p95_s) == ("setup", 4, 0.2, 4.0)
    assert (notification.n, notification.median_s) == (1, 0.5)
    assert (facts.notifications, facts.notifications_lost) == (2, 1)


def test_a_pairing_is_seen_through_the_play_with_each_calls_own_delay() -> None:
    calls = [answered(float(w), call_id=w) for w in range(1, 6)]
    slower = [answered(float(w) + 0.5, call_id=w) for w in range(1, 6)]
    measured = records(calls=slower)
    plays = [compare_plays(n, records(calls=calls), measured) for n in ("own", "assumed")]
    view = pairing_view(plays)

    assert view is not None and view.closest is not None
    assert view.closest.name == "own" and view.calls == 5
    assert view.closest.typical_difference_s == 0.5
    assert view.closest.difference_s[0.5] == 0.5
    assert view.agrees is False
    assert pairing_view([]) is None


def test_every_caller_of_a_day_is_expected() -> None:
    # bursts: half of 4 fires with 2.5 further callers, cut at 30; nuisance: 0.5 people, 6 calls
    fires = 4 * (1 + 0.5 * 2.5 * (1 - (1 - 1 / 2.5) ** 30))

    assert expected_calls(small_scenario()).sum() / 7 == pytest.approx(fires + 20 + 60 + 0.5 * 6)
