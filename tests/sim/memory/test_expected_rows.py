"""What is expected of a scenario is what is drawn, within chance; and no draw outgrows it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.loading import load_scenario
from scenarios.plan_layout import lay_out_plan
from scenarios.schema import Scenario
from scenarios.trace.draw import draw_trace
from sim.memory.expected_rows import expected_rows
from sim.simulate import simulate_replication
from tests.small_scenario import small_scenario, small_scenario_data

BUSY: dict[str, Any] = {
    "demand__calls__prank__rate": {"per_day": 900},
    "demand__incidents__medis__rate": {"per_day": 400},
    "callers__redial__at_most": 8,
    "callers__redial__after_blocked": 0.9,
}
CROWDS: dict[str, Any] = {
    "demand__incidents__kebakaran__rate": {"per_day": 100},
    "demand__incidents__kebakaran__day_factor_shape": None,
    "demand__incidents__kebakaran__burst": {
        "share": 0.9,
        "more_callers": 4,
        "at_most": 90,
        "spread": "0s",
    },
}
SURGES = {
    "ramai": {
        "label": "Ramai",
        "about": "x",
        "start_day": "wed",
        "start_time": "10:30",
        "length": "30 jam",
        "surges": {"*": {"factor": 6}, "prank": {"factor": 2}},
        "calls": {
            "tanya": {
                "label": "Tanya",
                "rate": {"per_day": 2000},
            }
        },
        "nuisance": {
            "usil": {"kind": "prank", "people_per_day": 40, "calls_each": 9, "gap": "20s"}
        },
    },
    "terus": {
        "label": "Terus",
        "about": "x",
        "surges": {"incidents.*": {"factor": 2, "half_life": "2 hari"}},
    },
}


def close(expected: float, drawn: float, spread: float) -> None:
    """Hold that a drawn number is the expected one within chance."""
    assert abs(drawn - expected) <= spread * np.sqrt(expected) + 5


@pytest.mark.parametrize(
    "scenario",
    [
        small_scenario(**BUSY),
        small_scenario(**BUSY, situations=SURGES),
        small_scenario(**BUSY, run__length="10 jam", run__start_time="17:45"),
        small_scenario(**BUSY, run__days="independent", run__length="7 hari"),
        small_scenario(**BUSY, callers__redial=None),
        small_scenario(**CROWDS),
    ],
    ids=["plain", "situations", "hours", "days", "nobody redials", "crowds"],
)
def test_what_is_expected_is_drawn(scenario: Scenario) -> None:
    rows, trace = expected_rows(scenario), draw_trace(scenario, 5)

    # day factors, bursts, and people who call again and again spread more than Poisson
    close(rows.callers, len(trace.callers), 14)
    close(rows.attempts, len(trace.attempts), 12)
    close(rows.incidents, len(trace.incidents), 8)
    close(rows.candidates, len(trace.candidates), 12)
    close(rows.tasks + rows.spare_tasks, len(trace.tasks), 16)
    assert rows.callers == pytest.approx(sum(rows.callers_of.values()))


def test_what_thins_out_is_counted_for_it_is_drawn_first() -> None:
    thin = {"sepi": {"label": "s", "about": "s", "surges": {"*": {"factor": 0}}}}

    assert expected_rows(small_scenario(situations=thin)).callers == pytest.approx(
        expected_rows(small_scenario()).callers
    )


@pytest.mark.parametrize("name", ["surabaya", "bontang"])
def test_comings_and_goings_and_staffing_rows_are_those_of_plan_and_records(name: str) -> None:
    scenario = load_scenario(name, settings=("run.length=1 minggu",)).scenario
    rows, plan = expected_rows(scenario), lay_out_plan(scenario, 1)

    duties = [plan.call_takers, *(a.desk for a in plan.agencies)]
    duties += [] if plan.dispatchers is None else [plan.dispatchers]
    changes = sum(len(duty.changes) for duty in duties)
    # who stays on at a change of shift does not come and go; who is absent does not come
    assert 0.4 * rows.changes - 60 <= changes <= rows.changes + 120
    records = simulate_replication(scenario, 1, engine="simpy")
    assert len(records.staffing) == pytest.approx(rows.staffing, rel=0.02)


def test_the_place_that_brings_most_is_named_as_a_file_would() -> None:
    of = expected_rows(small_scenario(situations=SURGES)).callers_of

    assert set(of) == {
        "demand.incidents.kebakaran.rate",
        "demand.incidents.medis.rate",
        "demand.calls.prank.rate",
        "demand.nuisance.iseng",
        "situations.ramai.calls.tanya.rate",
        "situations.ramai.nuisance.usil",
    }


def test_no_demand_has_no_rows() -> None:
    data = small_scenario_data()["demand"]
    for kind in (*data["incidents"].values(), *data["calls"].values()):
        kind["rate"] = {"per_day": 0}
    data["nuisance"] = {}

    rows = expected_rows(small_scenario(demand=data))

    assert (rows.callers, rows.attempts, rows.incidents, rows.tasks) == (0, 0, 0, 0)
