"""All targets of a scenario, judged by the evidence that each asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from results.measures.cells import ShiftOfHour
from results.measures.evidence import Evidence
from results.measures.question import question_of
from results.measures.tally import tally
from results.records import Records
from results.verdict.asked_cells import asked_cells
from results.verdict.both import both
from results.verdict.decide import decide, no_evidence
from results.verdict.load_test import LoadTest, judge_load_test, no_load_test
from results.verdict.reason import Reason
from results.verdict.target_verdict import TargetVerdict
from scenarios.schema.scenario import Scenario
from scenarios.text import N_


def simulated_evidence(
    scenario: Scenario,
    records: Records,
    *,
    weeks: Sequence[int],
    kecamatan: Sequence[str] | None = None,
    shift_of_hour: ShiftOfHour | None = None,
) -> dict[str, Evidence]:
    """Return the evidence on each target that asks for the simulation.

    Blocks of weeks can be read one by one and joined with `join_evidence`, target by target.

    Parameters
    ----------
    scenario : Scenario
    records : Records
        Of the simulation.
    weeks : sequence of int
        Complete weeks in the records, in order.
    kecamatan : sequence of str, optional
        Codes of the kecamatan with demand.
    shift_of_hour : mapping, optional
    """
    found = {}
    for name, target in scenario.targets.items():
        if target.evidence == "load_test":
            continue
        found[name] = tally(
            records,
            question_of(target),
            cells=asked_cells(target, scenario, kecamatan=kecamatan, shift_of_hour=shift_of_hour),
            weeks=weeks,
            shift_of_hour=shift_of_hour,
        )
    return found


def judge_simulation(
    scenario: Scenario, evidence: Mapping[str, Evidence], *, look: int = 1, looks: int = 1
) -> dict[str, TargetVerdict]:
    """Judge each target that asks for the simulation, by the evidence so far."""
    return {
        name: decide(name, scenario.targets[name], e, look=look, looks=looks)
        for name, e in evidence.items()
    }


def more_weeks_wanted(verdicts: Mapping[str, TargetVerdict]) -> bool:
    """Tell whether some target is undecided and a look is still to come."""
    return any(v.can_wait for v in verdicts.values())


def judge_targets(
    scenario: Scenario,
    simulated: Mapping[str, TargetVerdict],
    test: LoadTest | None,
    *,
    why_no_test: Reason | str | None = None,
    kecamatan: Sequence[str] | None = None,
    shift_of_hour: ShiftOfHour | None = None,
) -> tuple[TargetVerdict, ...]:
    """Judge every target by the evidence that it asks for, in the scenario's order.

    Parameters
    ----------
    scenario : Scenario
    simulated : mapping of target to verdict
        From `judge_simulation`; a target that it lacks was not simulated for one whole week.
    test : LoadTest, optional
    why_no_test : Reason or str, optional
    kecamatan, shift_of_hour : optional
        As in `simulated_evidence`.
    """
    verdicts = []
    for name, target in scenario.targets.items():
        played = simulated.get(name)
        if played is None:
            reason = Reason(N_("Not one whole week was simulated."))
            played = no_evidence(name, target, reason, "sim")
        if target.evidence == "simulation":
            verdicts.append(played)
            continue
        if test is None:
            tested = no_load_test(name, target, why_no_test)
        else:
            cells = asked_cells(target, scenario, kecamatan=kecamatan, shift_of_hour=shift_of_hour)
            tested = judge_load_test(name, target, test, cells=cells, shift_of_hour=shift_of_hour)
        verdicts.append(tested if target.evidence == "load_test" else both(played, tested))
    return tuple(verdicts)
