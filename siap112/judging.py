"""From what was simulated and tested to the verdict on a region and its summary."""

from __future__ import annotations

from typing import Any

from results.comparison import measured_latencies
from results.measures.rows import measure_rows
from results.overload.overload import overloads
from results.records import Records
from results.verdict.load_test import LoadTest
from results.verdict.ranges_tried import RangesTried
from results.verdict.region import RegionVerdict, judge_region
from results.verdict.targets import judge_targets
from scenarios.loading import LoadedScenario
from scenarios.run_clock import run_clock
from scenarios.territory import territory
from siap112.playing import Tested
from siap112.simulating import shifts
from siap112.summary import asking_for, latencies_seen, not_simulated, summary_of
from sim.replications import Simulated


def judge(
    loaded: LoadedScenario,
    simulated: Simulated | None,
    tested: Tested,
    *,
    interrupted: bool,
    whole: bool,
    ranges: RangesTried | None = None,
    predicted: Records | None = None,
) -> RegionVerdict:
    """Judge a region by what was simulated and tested.

    Parameters
    ----------
    whole : bool
        False judges only targets that a load test can decide.
    ranges : RangesTried, optional
        None where nothing was simulated.
    predicted : Records, optional
        Of the simulation.
    """
    scenario = loaded.scenario if whole else asking_for(loaded.scenario, "load_test")
    land = territory(scenario.place)
    verdicts = dict(simulated.verdicts) if simulated else {}
    for name, target in scenario.targets.items():
        if name not in verdicts and target.evidence != "load_test":
            verdicts[name] = not_simulated(name, target)
    deployment = tested.manifest.deployment
    assert deployment is not None
    targets = judge_targets(
        scenario,
        verdicts,
        LoadTest(
            tested.records,
            deployment,
            tested.manifest.play,
            ended_early=tested.ended_early,
        ),
        kecamatan=[c for c, w in zip(land.codes, land.weights, strict=True) if w > 0],
        shift_of_hour=shifts(loaded),
    )
    return judge_region(
        scenario.name,
        targets,
        deployment,
        interrupted=interrupted,
        ranges=ranges,
        draft=scenario.draft,
        overloads=() if predicted is None else overloads(predicted, scenario.run),
    )


def summarise(
    loaded: LoadedScenario,
    verdict: RegionVerdict,
    predicted: Records | None,
    simulated: Simulated | None,
    tested: Tested,
    ranges: RangesTried | None = None,
) -> dict[str, Any]:
    """Return the `--json` shape: verdict, targets, measures, and what else there was."""
    targets = loaded.scenario.targets
    rows = []
    if predicted is not None and simulated is not None and simulated.weeks:
        rows += measure_rows(
            predicted,
            targets,
            "sim",
            weeks=range(simulated.weeks),
            shift_of_hour=shifts(loaded),
            clock_zero_s=run_clock(loaded.scenario.run).start_of_week_s,
        )
    if len(tested.records.calls):
        rows += measure_rows(tested.records, targets, "loadtest", play=tested.manifest.play)
    seen = latencies_seen(measured_latencies(tested.records))
    more = {"load_test": tested.report.to_dict(), "latencies": seen}
    if ranges is not None:
        more["ranges"] = ranges.to_dict()
    return summary_of(verdict, rows, **more)
