"""Step 2: after so many answered calls of one person, the number is refused for a time."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.number_block import NumberBlock, blockable_numbers
from scenarios.plan_layout import lay_out_plan
from scenarios.schema import Scenario
from scenarios.trace.draw import draw_trace
from scenarios.trace.tables import IDS_PER_CATEGORY
from sim.engine import ENGINES
from sim.played import CALL_OUTCOMES
from sim.reference import play_rows
from sim.simulate import play as simulated
from tests.sim.building import Ask, Attempt, Caller, Incident, UnitWork, trace_of
from tests.sim.playing import Seen
from tests.sim.region import Agency, Region, plan_of
from tests.sim.twin.both import difference, play_both
from tests.small_scenario import small_scenario_data

WHO = 7


def play(callers, region: Region, incidents=()) -> Seen:
    """Play with both engines, which must say the same."""
    trace, listed = trace_of(callers, incidents)
    plan = plan_of(region)
    play_both(trace, plan)
    return Seen(trace, plan, play_rows(trace, plan), listed)


def again(*at_s: float, **more) -> list[Caller]:
    """Return calls of one person: ten seconds of talk, five of wrap-up."""
    return [Caller(at=at, talk=10, wrap_up=5, person=WHO, **more) for at in at_s]


def outcomes(seen) -> list[str]:
    return [call.outcome for call in seen.calls]


def blocking(after: int, length_s: float, origin: int = 0, **more) -> Region:
    return Region(**{"staff": 5, **more}, blocks=[NumberBlock(origin, after, length_s)])


def test_a_number_is_refused_from_the_wrap_up_of_the_last_call_borne_until_the_time_is_over():
    # the second call's work ends at 35: the number is blocked from 35 until 135
    seen = play(again(0, 20, 35, 134, 135), blocking(2, 100))

    assert outcomes(seen) == ["answered", "answered", "refused", "refused", "answered"]
    refused = seen.call(2)
    assert refused.arrival_s == 35
    assert refused.connected_s != refused.connected_s
    assert refused.gave_up_s != refused.gave_up_s
    assert seen.rows.busy["lines:trunk 0"] == [(0, 10), (20, 30), (135, 145)]


def test_a_call_that_comes_before_the_call_taker_has_marked_the_number_is_taken():
    seen = play(again(0, 14, 15), blocking(1, 100))

    assert outcomes(seen) == ["answered", "answered", "refused"]


def test_a_refused_number_takes_no_channel():
    # the only channel is taken at 16 by somebody else, who would meet it held
    seen = play([*again(0, 15), Caller(at=16)], blocking(1, 100, channels=[1]))

    assert outcomes(seen) == ["answered", "refused", "answered"]


def test_a_refused_number_is_refused_even_when_all_channels_are_held():
    seen = play([*again(0, 16), Caller(at=15)], blocking(1, 100, channels=[1]))

    assert outcomes(seen) == ["answered", "refused", "answered"]


def test_a_refused_caller_does_not_try_again():
    tries = [Attempt(redial=0, delay=500), Attempt()]
    seen = play(
        [*again(0), *again(20, tries=tries)],
        blocking(1, 100, redial_blocked=1, redial_abandoned=1),
    )

    assert [c.outcome for c in seen.tries(1)] == ["refused"]
    assert not seen.call(1).redialled


def test_a_redial_can_be_refused():
    tries = [Attempt(patience=0, announcement=1, redial=0, delay=30), Attempt()]
    seen = play([*again(0), *again(5, tries=tries)], blocking(1, 100, redial_abandoned=1))

    assert [c.outcome for c in seen.tries(1)] == ["abandoned_announcement", "refused"]


def test_calls_that_are_under_way_go_on_and_are_not_counted_while_the_number_is_blocked():
    # one call-taker: the first ends at 15 and blocks until 75, the second and third at 30 and 45
    seen = play(again(0, 1, 2, 74, 75, 100), blocking(1, 60, staff=1))

    assert [seen.call(i).work_end_s for i in (0, 1, 2)] == [15, 30, 45]
    assert outcomes(seen) == [*["answered"] * 3, "refused", "answered", "refused"]


def test_a_call_that_ends_as_the_time_is_over_counts_again():
    # blocked from 15 until 30, when the second call's work ends: blocked until 45
    seen = play(again(0, 1, 44, 45), blocking(1, 15, staff=1))

    assert seen.call(1).work_end_s == 30
    assert outcomes(seen) == ["answered", "answered", "refused", "answered"]


def test_after_the_block_the_count_begins_at_nought():
    # blocked from 35 until 45; then two more are borne, up to 85
    seen = play(again(0, 20, 40, 50, 70, 86), blocking(2, 10))

    assert outcomes(seen) == ["answered", "answered", "refused", "answered", "answered", "refused"]


def test_only_answered_calls_count():
    lost = again(0, 1, 2, patience=0, announcement=1)
    seen = play([*lost, *again(10, 30)], blocking(2, 100))

    assert outcomes(seen) == [*["abandoned_announcement"] * 3, "answered", "answered"]


def test_a_call_that_is_never_wrapped_up_blocks_nothing():
    # whoever took the first stays on the line with a desk at which nobody sits
    phoned = [Incident([[Ask(0, units=[UnitWork()])]])]
    region = blocking(1, 100, agencies=[Agency(phone=True, desk=0)])
    seen = play([*again(0, about=0), *again(200)], region, phoned)

    assert seen.call(0).work_end_s != seen.call(0).work_end_s
    assert outcomes(seen) == ["answered", "answered"]


def test_somebody_else_is_not_refused():
    seen = play([*again(0), Caller(at=20, person=8), Caller(at=20)], blocking(1, 100))

    assert outcomes(seen) == ["answered"] * 3


@pytest.mark.parametrize(
    ("origin", "expected"), [(199, ["answered", "refused"]), (99, ["answered", "answered"])]
)
def test_each_kind_of_nuisance_callers_has_its_own_rule(origin, expected):
    own = 100 * IDS_PER_CATEGORY * 199
    calls = [Caller(at=30 * i, talk=10, id=own + i, person=own) for i in range(2)]

    assert outcomes(play(calls, blocking(1, 100, origin))) == expected


def test_days_that_begin_empty_know_nothing_of_the_number():
    trace, _ = trace_of(again(0, 20, 40))
    plan = plan_of(blocking(1, 1000))
    case = play_both(trace, plan, [np.array([0, 1]), np.array([2])])

    told = [CALL_OUTCOMES[code] for code in case.played.calls["outcome"]]
    assert told == ["answered", "refused", "answered"]


def test_a_block_that_never_comes_changes_nothing():
    calls = [*again(0, 5, 20), Caller(at=7, patience=3), Caller(at=9)]
    trace, _ = trace_of(calls)
    played = [
        play_both(trace, plan_of(region)).played
        for region in (Region(staff=1), blocking(4, 1000, staff=1), blocking(1, 0, staff=1))
    ]

    assert difference(played[0], played[1]) is None
    assert difference(played[0], played[2]) is None


def test_a_person_has_one_number_whatever_the_order_of_the_callers():
    trace, _ = trace_of([*again(0), Caller(at=1, person=3), *again(2), Caller(at=3, person=3)])
    found = blockable_numbers(trace.callers, [NumberBlock(0, 2, 60.0)])

    assert found.of_caller.tolist() == [1, 0, 1, 0]
    assert found.after.tolist() == [2, 2]
    assert found.length_s.tolist() == [60, 60]


@pytest.mark.parametrize("engine", ENGINES)
def test_of_each_person_no_more_are_answered_than_are_borne_or_were_under_way(engine):
    data = small_scenario_data()
    usil = {"kind": "prank", "people_per_day": 40, "calls_each": 4, "gap": "30 s"}
    data["demand"]["nuisance"] = {"usil": {**usil, "block": {"after": 2, "for": "24 jam"}}}
    found = Scenario.model_validate(data)
    trace, plan = draw_trace(found, 1), lay_out_plan(found, 1)
    calls = simulated(trace, plan, engine=engine).calls
    person = dict(zip(trace.callers.caller_id.tolist(), trace.callers.person.tolist(), strict=True))
    refused = calls.is_label("outcome", "refused")
    assert refused.sum() > 20
    assert not (refused & calls["emergency"]).any()
    who = np.array([person[c] for c in calls["caller_id"].tolist()])
    for one in np.unique(who[refused]):
        mine = who == one
        first_s = calls["arrival_s"][mine & refused].min()
        ended_s = np.sort(calls["work_end_s"][mine])
        assert ended_s[1] <= first_s, "two were wrapped up before"
        later = mine & (calls["arrival_s"] > ended_s[1]) & (calls["arrival_s"] < first_s + 86_400)
        assert refused[later].all()
