"""More calls than identities can tell apart are refused, with where and what to do."""

from __future__ import annotations

import pickle

import pytest

from scenarios.problems import ScenarioError
from scenarios.text import in_language
from scenarios.trace.limits import TooManyCallsError
from tests.scenarios.trace.drawing import call, drawn, incident, scenario, situation

RUN = {"start_day": "Mon", "length": "1 minggu", "warm_up": "0s"}
USIL = {"kind": "tes", "people_per_day": 2000, "calls_each": 500, "gap": "1s"}


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"incidents": {"a": incident(1e6)}}, "demand.incidents.a: brings 7e+06 of a"),
        ({"calls": {"tes": call(1e300)}}, "demand.calls.tes: brings 7e+300 of tes"),
        (
            {"calls": {"tes": call(1)}, "demand__nuisance": {"usil": USIL}},
            "demand.nuisance.usil: brings 7e+06 of usil",
        ),
        (
            {
                "calls": {"tes": call(9)},
                "situations": {"s": situation(surges={"*": {"factor": 1e5}})},
            },
            "situations.s.surges: brings 6.3e+06 of tes",
        ),
        (
            {"calls": {"tes": call(9)}, "situations": {"s": situation(calls={"b": call(1e7)})}},
            "situations.s.calls.b: brings 7e+07 of b",
        ),
        (
            {"calls": {"tes": call(9)}, "situations": {"s": situation(nuisance={"usil": USIL})}},
            "situations.s.nuisance.usil: brings 7e+06 of usil",
        ),
    ],
    ids=["incidents", "calls", "nuisance", "surge", "own", "own nuisance"],
)
def test_it_says_where_how_many_and_what_to_do(changes, where):
    with in_language("en"), pytest.raises(TooManyCallsError) as caught:
        drawn(scenario(**({"run": RUN} | changes)))

    assert str(caught.value) == f"kecil: {where} in one week; keep it below 500000 a week"


def test_a_worker_process_can_hand_it_on():
    with pytest.raises(ScenarioError) as caught:
        drawn(scenario(calls={"tes": call(1e9)}, run=RUN))

    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is TooManyCallsError
    assert again.problems == caught.value.problems


def test_a_scenario_in_which_nothing_happens_has_an_empty_trace():
    trace = drawn(scenario(incidents={"a": incident(0)}, calls={"tes": call(0)}, run=RUN))

    assert len(trace.callers) == len(trace.attempts) == len(trace.incidents) == 0
    assert len(trace.candidates) == len(trace.tasks) == 0


def test_no_time_is_longer_than_a_hundred_years():
    wild = {"distribution": "lognormal", "mean": "30000 hari", "cv": 100}
    callers = drawn(scenario(calls={"tes": call(900, work={"talk": wild})})).callers

    assert callers.talk_s.max() == 100 * 366 * 86_400
