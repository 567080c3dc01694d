"""However odd a scenario is: both engines come to an end, alike, and nothing is NaN in silence."""

from __future__ import annotations

import io
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from rich.console import Console

from results.measures.rows import measure_rows
from results.overload.overload import overloads
from results.records import Records
from results.report.render import render
from results.report.report_data import ReportData
from results.terminal import print_verdict
from results.verdict.region import RegionVerdict, judge_region
from results.verdict.targets import judge_simulation
from scenarios.duty import shift_of_hour
from scenarios.plan_layout import lay_out_plan
from scenarios.run_clock import run_clock
from scenarios.schema import Scenario
from scenarios.trace.draw import draw_trace
from siap112.summary import summary_of
from sim.block import evidence_of
from sim.simulate import play, play_days
from tests.results.report.example import manifest
from tests.sim.odd_scenarios import (
    CENTURY,
    RUNS,
    SITES,
    needs,
    odd_changes,
    odd_scenario,
    posts,
    situation,
)
from tests.sim.twin.both import records_differ
from tests.sim.twin.scenario_draws import SITUATIONS, shipped_situation

NAMED: dict[str, dict[str, Any]] = {
    "all call-takers absent": {
        "call_takers.staffing": {
            "shifts": {"a": {"start": "00:00", "length": "24 jam", "people": 3}},
            "absence": 1.0,
        },
        "callers.patience": None,
    },
    "one call a year": {
        "demand.calls.prank.rate": {"per_day": 1 / 365},
        "demand.incidents.medis.rate": {"per_day": 0},
        "demand.incidents.kebakaran.rate": {"per_day": 0},
        "demand.nuisance.iseng": None,
        "run": {"length": "53 minggu"},
    },
    "no demand": {
        "demand.calls.prank.rate": {"per_day": 0},
        "demand.incidents.medis.rate": {"per_day": 0},
        "demand.incidents.kebakaran.rate": {"per_day": 0},
        "demand.nuisance.iseng": None,
    },
    "a talk of a billion seconds": {"demand.work.talk": "1000000000 s"},
    "a metre an hour": {"place.roads.speed_kmh": [0.001]},
    "posts and hospital at the poles": {
        "agencies.ambulans.posts": posts(3, 3, None),
        "place.hospitals": [{"name": "RS", **SITES[2]}],
        "run": {"length": "1 minggu"},
    },
    "two thousand units": {"agencies.ambulans.posts": posts(500, 4, None)},
    "forty needs of twenty units": {
        "demand.incidents.medis.needs": needs(40, 20, 1),
        "demand.incidents.medis.rate": {"per_day": 2},
        "run": {"length": "10 jam"},
    },
    "all refuse": {
        "agencies.ambulans.desk.refuse": 1,
        "agencies.damkar.desk.refuse": 1,
    },
    "nobody answers": {
        "agencies.ambulans.desk.no_answer": 1,
        "agencies.damkar.desk.no_answer": 1,
        "agencies.damkar.desk.no_answer_after": CENTURY,
    },
    "no patience": {"callers.patience": "0 s"},
    "an announcement that outlasts patience": {
        "callers.patience": "5 s",
        "lines.announcement": "10 min",
    },
    "no lines": {"situations": situation(channels={"*": 0})},
    "redials without end": {
        "situations": situation(channels={"*": 0}),
        "callers.redial": {
            "after_abandoning": 1,
            "after_blocked": 1,
            "delay": "0 s",
            "at_most": 20,
        },
    },
    "one hour": {"run": RUNS[0]},
    "a millisecond": {"run": RUNS[1]},
    "independent days with work for months": {
        "run": {"length": "2 hari", "days": "independent"},
        "agencies.ambulans.field.on_scene": "60 hari",
        "demand.work.wrap_up": "9 hari",
    },
    "all situations at once": {
        "situations": {name: shipped_situation(name) for name in SITUATIONS},
        "demand.calls.prank.rate": {"per_day": 5},
    },
    "a burst beyond counting": {
        "demand.incidents.kebakaran.burst": {
            "share": 1,
            "more_callers": 1e300,
            "at_most": 90,
            "spread": "0 s",
        }
    },
}


def judged(scenario: Scenario, records: Records) -> RegionVerdict:
    """Judge, measure, summarise and print; hold that what is said is a number or a gap."""
    verdicts = judge_simulation(scenario, evidence_of(scenario, records, 0))
    for found in verdicts.values():
        assert math.isfinite(found.estimate) or (found.n == 0 and found.outcome == "inconclusive")
    clock = run_clock(scenario.run)
    verdict = judge_region(
        scenario.name,
        list(verdicts.values()),
        None,
        overloads=overloads(records, scenario.run),
    )
    rows = measure_rows(
        records,
        scenario.targets,
        "sim",
        weeks=range(clock.weeks),
        shift_of_hour=shift_of_hour(scenario.call_takers.staffing),
        clock_zero_s=clock.start_of_week_s,
    )
    for row in rows:
        assert math.isfinite(row.value) or row.n == 0, row
    json.dumps(summary_of(verdict, rows), allow_nan=False)
    for language in ("id", "en"):
        print_verdict(verdict, Console(file=io.StringIO()), language, scenario=scenario)
    return verdict


def played(scenario: Scenario) -> Records:
    """Play with both engines; hold that they end alike, and every call with them."""
    trace, plan = draw_trace(scenario, 1), lay_out_plan(scenario, 1)
    play_all = play_days if scenario.run.days == "independent" else play
    records, reference = (play_all(trace, plan, engine=e) for e in ("twin", "simpy"))
    assert records_differ(reference, records) is None
    assert len(records.calls) <= len(trace.attempts)
    assert len(records.notifications) <= len(trace.candidates)
    assert len(records.assignments) <= len(trace.tasks)
    assert None not in records.calls.texts("outcome")
    assert None not in records.notifications.texts("outcome") or _waits_for_a_desk(records)
    for table in records.tables().values():
        for column in table.columns:
            if column.kind == "float":
                assert not np.isinf(table[column.name]).any(), f"{table.name}.{column.name}"
    return records


def _waits_for_a_desk(records: Records) -> bool:
    """Tell whether all that was not ended is a notification that nobody has taken up yet."""
    notes = records.notifications
    open_ = notes["outcome"] == -1
    return bool(np.isnan(notes["ended_s"][open_]).all())


@pytest.mark.parametrize("name", NAMED)
def test_a_scenario_at_its_far_ends_is_played_and_judged(name: str) -> None:
    scenario = odd_scenario(NAMED[name])
    assert scenario is not None, "check lets it through"
    assert set(scenario.situations) == set(NAMED[name].get("situations", ()))

    judged(scenario, played(scenario))


@pytest.mark.parametrize("name", ["posts and hospital at the poles", "no demand", "a millisecond"])
def test_and_reported(name: str) -> None:
    scenario = odd_scenario(NAMED[name])
    assert scenario is not None
    records = played(scenario)
    data = ReportData(scenario, manifest(source="sim"), judged(scenario, records), records)

    page = render(data, "id")

    assert "</html>" in page
    assert ('id="figure-map"' in page) == ("poles" in name), "a map, where units arrived"


def _holds(changes: dict[str, Any]) -> None:
    scenario = odd_scenario(changes)
    assume(scenario is not None)
    assert scenario is not None
    judged(scenario, played(scenario))


QUICK = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@QUICK
@given(odd_changes())
@example({"situations": situation(channels={"*": 1e5}, surges={"*": {"factor": 0}})})
def test_whatever_is_odd_together_is_played_and_judged(changes: dict[str, Any]) -> None:
    _holds(changes)


@pytest.mark.long
@settings(QUICK, max_examples=600, derandomize=False)
@given(odd_changes())
def test_whatever_is_odd_together_is_played_and_judged_many_times(changes: dict[str, Any]) -> None:
    _holds(changes)
