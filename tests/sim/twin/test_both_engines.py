"""The twin writes down what the reference does, value for value, whichever way a play goes."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.number_block import NumberBlock
from scenarios.packing import pack
from scenarios.plan_layout import lay_out_plan
from scenarios.schema import Scenario
from scenarios.schema.base import DAY_S
from scenarios.trace import Trace
from scenarios.trace.draw import draw_trace
from sim.twin.steps import Step
from tests.sim.building import Ask, Caller, Incident, UnitWork, trace_of
from tests.sim.region import Agency, Region, plan_of
from tests.sim.twin.both import Case, play_both
from tests.sim.twin.branches import CLAIMS, PROOF, count_branches
from tests.sim.twin.scenario_draws import SITUATIONS, scenarios
from tests.sim.twin.turning import TURNS, turned
from tests.sim.twin.whole_seconds import rounded
from tests.sim.worlds import worlds

USUAL = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
MANY = settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))

SEEDS = st.integers(0, 99)
TURN = st.tuples(st.sampled_from([None, *TURNS, None]), st.floats(0, 1))
"""How the plan changes for good, and at which of the moments of the play."""
GRAIN_S = st.sampled_from([1.0, 1.0, 10.0, 60.0])


def play_world(world, turn) -> Case:
    callers, incidents, region = world
    trace, _ = trace_of(callers, incidents, len(region.kinds))
    return play_both(trace, turned(trace, plan_of(region), *turn))


def days_of(trace: Trace, length_s: float) -> tuple[list[np.ndarray], np.ndarray]:
    """Return the callers of each day, those about one incident on the day of the first."""
    first: dict[int, float] = {}
    incident, arrival_s = trace.callers.incident.tolist(), trace.callers.arrival_s.tolist()
    callers = list(zip(incident, arrival_s, strict=True))
    for about, at_s in callers:
        if about >= 0:
            first[about] = min(first.get(about, math.inf), at_s)
    day = np.array([first.get(about, at_s) // DAY_S for about, at_s in callers])
    return [np.flatnonzero(day == d) for d in range(round(length_s / DAY_S))], day


def play_scenario(scenario: Scenario, seed: int, grain_s: float | None, turn) -> Case:
    trace, plan = draw_trace(scenario, seed), lay_out_plan(scenario, seed)
    if grain_s is not None:
        trace, plan = rounded(trace, plan, grain_s)
    plan = turned(trace, plan, *turn)
    if scenario.run.days == "continuous":
        return play_both(trace, plan)
    stretches, day = days_of(trace, plan.clock.length_s)
    return play_both(trace, plan, stretches, until_s=(day + 1) * DAY_S)


def play_packed(scenario: Scenario, seed: int, gap_s: float | None, speed: float) -> None:
    """Play the first calls of a scenario as a load test and its pairing do."""
    trace, plan = draw_trace(scenario, seed), lay_out_plan(scenario, seed)
    if len(trace.callers):
        packed = pack(trace, plan, slice(0, 60), gap_s=gap_s, speed=speed)
        play_both(packed.trace, packed.plan)


def test_every_step_of_the_twin_has_a_branch_that_proves_it_was_taken():
    assert set(PROOF) == set(Step) - {Step.NOTHING}
    assert set(PROOF.values()) <= set(CLAIMS)


def test_both_engines_write_down_the_same_through_every_branch():
    counts: Counter[str] = Counter()
    in_force: Counter[str] = Counter()

    @settings(USUAL, max_examples=400)
    @given(worlds(), TURN)
    def random_worlds_in_whole_seconds(world, turn):
        count_branches(play_world(world, turn), counts)

    @settings(USUAL, max_examples=120)
    @given(scenarios(), SEEDS, GRAIN_S, TURN)
    def random_scenarios_in_whole_seconds(scenario, seed, grain_s, turn):
        in_force.update(list(scenario.situations))
        count_branches(play_scenario(scenario, seed, grain_s, turn), counts)

    @settings(USUAL, max_examples=180)
    @given(scenarios(), SEEDS, TURN)
    def random_scenarios(scenario, seed, turn):
        in_force.update(list(scenario.situations))
        count_branches(play_scenario(scenario, seed, None, turn), counts)

    random_worlds_in_whole_seconds()
    random_scenarios_in_whole_seconds()
    random_scenarios()
    assert {name for name in CLAIMS if not counts[name]} == set()
    assert {name for name in SITUATIONS if not in_force[name]} == set()


def calls_of_one(*at_s: float) -> Trace:
    return trace_of([Caller(at=at, talk=10, wrap_up=5, person=7) for at in at_s])[0]


def tasks_of_one_unit(hours: list[tuple[float, float]], on_scene_s: float) -> dict[str, np.ndarray]:
    """Return two tasks about one incident, on record at 8 s, played by both for one unit."""
    work = UnitWork(on_scene=on_scene_s)
    trace, _ = trace_of(
        [Caller(at=1, talk=5, ticket=2, about=0)], [Incident([[Ask(0, units=[work, work])]])]
    )
    return play_both(trace, plan_of(Region(agencies=[Agency(hours=[hours])]))).played.tasks


def test_a_task_for_which_nobody_comes_but_by_the_calendar_waits_for_it():
    # the only unit is clear and home when off duty, and the second task waits until it is on again
    tasks = tasks_of_one_unit([(0, 50), (1000, math.inf)], on_scene_s=100)

    assert tasks["dispatched_s"][1] == 1000


def test_a_unit_that_comes_on_duty_during_its_task_is_free_only_after_it():
    tasks = tasks_of_one_unit([(0, 50), (60, math.inf)], on_scene_s=200)

    assert tasks["dispatched_s"][1] == tasks["cleared_s"][0] > 200


def test_equally_near_hospitals_are_taken_by_the_order_of_the_list():
    region = Region(agencies=[Agency(posts=[(0, 0)])], hospitals=((9, 0), (7, 0), (3, 0)))
    work = UnitWork(on_scene=100, transport=True, handover=50)
    trace, _ = trace_of([Caller(at=0, talk=1, about=0)], [Incident([[Ask(units=[work])]], x=5)])

    case = play_both(trace, plan_of(region))

    assert case.played.tasks["hospital"].tolist() == [1]


def test_an_answered_call_that_ends_while_its_number_is_blocked_is_not_counted():
    # the work on the first ends at 15, when the number is blocked until 115; the second's at 20
    plan = plan_of(Region(staff=2, blocks=[NumberBlock(0, 1, 100)]))

    case = play_both(calls_of_one(0, 5, 117), plan)

    assert np.isfinite(case.played.calls["answered_s"]).all()


def test_a_block_does_not_reach_into_a_day_that_starts_empty():
    plan = plan_of(Region(staff=2, blocks=[NumberBlock(0, 1, 100)]))

    case = play_both(calls_of_one(0, 50), plan, [np.array([0]), np.array([1])])

    assert np.isfinite(case.played.calls["answered_s"]).all()


@settings(USUAL, max_examples=40)
@given(scenarios(), SEEDS, st.sampled_from([None, 5.0]), st.sampled_from([1.0, 9.0]))
def test_both_engines_play_packed_calls_alike(scenario, seed, gap_s, speed):
    play_packed(scenario, seed, gap_s, speed)


@pytest.mark.long
@MANY
@given(worlds(), TURN)
def test_many_random_worlds(world, turn):
    play_world(world, turn)


@pytest.mark.long
@MANY
@given(scenarios(), SEEDS, st.one_of(st.none(), GRAIN_S), TURN)
def test_many_random_scenarios(scenario, seed, grain_s, turn):
    play_scenario(scenario, seed, grain_s, turn)
