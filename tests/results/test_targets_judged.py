"""Targets of a shipped scenario: their cells, their evidence, and all of them judged."""

import pytest

from results.manifest import Deployment, Play
from results.measures.catalogue import MEASURES
from results.records import Records
from results.verdict.asked_cells import asked_cells
from results.verdict.load_test import LoadTest
from results.verdict.looks import Looks
from results.verdict.targets import (
    judge_simulation,
    judge_targets,
    more_weeks_wanted,
    simulated_evidence,
)
from scenarios.loading.loader import load_scenario
from scenarios.schema.scenario import Scenario
from scenarios.schema.targets import Target
from tests.results.small_tables import answered, records
from tests.results.synthetic import share_target


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("bontang").scenario


def calls_of(wait_s: float, weeks: int, each: int) -> Records:
    return records(
        calls=[
            {**answered(wait_s, setup_s=0.1), "week": week, "hour_of_week": hour}
            for week in range(weeks)
            for hour in range(168)
            for _ in range(each)
        ]
    )


def target(**more: object) -> Target:
    given = {"label": "t", "measure": "blocking", "at_most": 0.1}
    return Target.model_validate({**given, **more})


def test_cells_are_known_before_the_run(scenario: Scenario) -> None:
    hours = asked_cells(target(scope="hour_of_week"), scenario)
    assert hours is not None and len(hours) == 168
    assert asked_cells(target(), scenario) == ("all",)
    assert asked_cells(target(scope="kecamatan"), scenario) is None
    assert asked_cells(target(scope="kecamatan"), scenario, kecamatan=["a"]) == ("a",)
    assert asked_cells(target(scope="shift"), scenario) == ("all",)
    shifts = {h: "night" if h % 24 < 7 else "day" for h in range(168)}
    assert asked_cells(target(scope="shift"), scenario, shift_of_hour=shifts) == ("day", "night")


def test_categories_are_those_that_the_measure_counts(scenario: Scenario) -> None:
    kinds = asked_cells(target(scope="category"), scenario)
    incidents = asked_cells(target(scope="category", calls="emergency"), scenario)
    assert kinds is not None and incidents is not None

    assert set(incidents) <= set(scenario.demand.incidents)
    assert set(kinds) - set(incidents) <= set(scenario.demand.calls)
    assert set(kinds) > set(incidents)


def test_agencies_are_those_first_in_some_list(scenario: Scenario) -> None:
    asked = asked_cells(
        target(measure="tasks_waiting", scope="agency"),
        scenario,
    )
    first = {n.agencies[0] for kind in scenario.demand.incidents.values() for n in kind.needs}

    assert asked is not None
    assert set(asked) == first


def test_a_good_simulation_is_decided_and_a_bad_one_missed(scenario: Scenario) -> None:
    looks, name = Looks(8, 16), "quick"
    scenario = scenario.model_copy(update={"targets": {name: share_target()}})

    def outcome(wait_s: float, each: int, look: int) -> tuple[str, bool]:
        found = simulated_evidence(scenario, calls_of(wait_s, 8, each), weeks=range(8))
        verdicts = judge_simulation(scenario, found, look=look, looks=len(looks))
        return verdicts[name].outcome, more_weeks_wanted(verdicts)

    assert outcome(1.0, 10, 1) == ("met", False)
    assert outcome(60.0, 10, 1) == ("missed", False)
    assert outcome(1.0, 1, 1) == ("inconclusive", True)
    assert outcome(1.0, 1, 2) == ("inconclusive", False)


def test_every_target_gets_a_verdict_from_the_evidence_that_it_asks_for(
    scenario: Scenario,
) -> None:
    simulated = judge_simulation(
        scenario, simulated_evidence(scenario, calls_of(1.0, 8, 10), weeks=range(8))
    )
    test = LoadTest(calls_of(1.0, 1, 3), Deployment("own", "1", "f"), Play(packed=True))

    for made in (test, None):
        verdicts = judge_targets(scenario, simulated, made)
        assert [v.name for v in verdicts] == list(scenario.targets)
        for verdict in verdicts:
            asked = scenario.targets[verdict.name].evidence
            expected = {"simulation": "sim", "load_test": "loadtest", "both": "both"}[asked]
            assert verdict.source == expected
            if made is None and asked == "load_test":
                assert verdict.outcome == "inconclusive"
    technical = {
        v.name: v.outcome
        for v in judge_targets(scenario, simulated, test)
        if v.source == "loadtest" and MEASURES[v.measure].technical
    }
    assert "met" in technical.values()
    assert "missed" not in technical.values()


def test_an_interrupted_simulation_still_names_every_target(scenario: Scenario) -> None:
    verdicts = judge_targets(scenario, {}, None)

    assert {v.outcome for v in verdicts} == {"inconclusive"}
    assert len(verdicts) == len(scenario.targets)
