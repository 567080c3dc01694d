"""Simulate, judge what the simulation can decide, report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from results.measures.rows import measure_rows
from results.verdict.region import judge_region
from scenarios.loading import LoadedScenario
from scenarios.run_clock import run_clock
from siap112.asking import Asked
from siap112.compiling import compile_twin
from siap112.console import Screen
from siap112.outcome import Found
from siap112.ranging import RangesAsked, replay_ranges
from siap112.reporting import report_on, write_stages
from siap112.simulating import new_manifest, new_run, shifts, simulate_into
from siap112.stage_watch import StageWatch
from siap112.summary import asking_for, summary_of


def judge_simulation_of(
    loaded: LoadedScenario,
    asked: Asked,
    ranges: RangesAsked,
    screen: Screen,
    *,
    command: Sequence[str],
    language: str,
    workers: int = 2,
) -> Found:
    """Simulate a scenario with its assumed latencies, replay its ranges, and judge.

    No deployment was tested, so the region's verdict is at best inconclusive; the targets'
    own verdicts stand.

    Raises
    ------
    RunFolderError
        If the run folder cannot be written.
    """
    watch = StageWatch()
    manifest = new_manifest(loaded, asked, "sim", command)
    folder = new_run(loaded, asked, manifest)
    compile_twin(asked, screen)
    watch.lap("compiling")
    simulated, records = simulate_into(loaded, asked, folder, screen, workers=workers)
    watch.lap("simulation")
    simulated, tried = replay_ranges(loaded, asked, ranges, simulated, screen, workers=workers)
    watch.lap("ranges")
    targets = asking_for(loaded.scenario, "simulation").targets
    verdict = judge_region(
        loaded.scenario.name,
        [simulated.verdicts[name] for name in targets if name in simulated.verdicts],
        None,
        interrupted=simulated.interrupted,
        ranges=tried,
        draft=loaded.scenario.draft,
    )
    rows = measure_rows(
        records,
        targets,
        "sim",
        weeks=range(simulated.weeks),
        shift_of_hour=shifts(loaded),
        clock_zero_s=run_clock(loaded.scenario.run).start_of_week_s,
    )
    summary = summary_of(verdict, rows if simulated.weeks else (), ranges=tried.to_dict())
    folder.write_summary(summary)
    folder.write_manifest(
        replace(
            manifest,
            state="interrupted" if simulated.interrupted else "finished",
            weeks=simulated.weeks,
        )
    )
    write_stages(folder.path, watch.stages_s)
    report = report_on(folder.path, language)
    return Found(
        folder.path,
        report,
        loaded.scenario,
        verdict,
        summary,
        interrupted=simulated.interrupted,
    )
