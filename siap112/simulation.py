"""Simulate, judge what the simulation can decide, report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from results.measures.rows import measure_rows
from results.overload.overload import overloads
from results.precision.asked import PrecisionAsked
from results.verdict.region import judge_region
from scenarios.loading import LoadedScenario
from scenarios.run_clock import run_clock
from siap112.asking import Asked
from siap112.compiling import compile_twin
from siap112.console import Screen
from siap112.executor_asked import executor_asked
from siap112.explaining import explain_drivers
from siap112.outcome import Found
from siap112.ranging import RangesAsked, replay_ranges
from siap112.reporting import report_on, write_stages
from siap112.run_begun import RunBegun, run_begun
from siap112.simulating import new_manifest, shifts, simulate_into
from siap112.staff_bands import staff_bands
from siap112.stage_watch import StageWatch
from siap112.summary import asking_for, summary_of
from sim.executors.executor import Executor
from sim.memory.check import check_memory


def judge_simulation_of(
    loaded: LoadedScenario,
    asked: Asked,
    ranges: RangesAsked,
    screen: Screen,
    *,
    command: Sequence[str],
    language: str,
    workers: int = 2,
    precision: Sequence[PrecisionAsked] = (),
) -> Found:
    """Simulate a scenario with its assumed latencies, replay its ranges, and judge.

    A run that was broken off goes on in its folder. No deployment was tested, so the region's
    verdict is at best inconclusive; the targets' own verdicts stand.

    Parameters
    ----------
    precision : sequence of PrecisionAsked
        What is to be known before the run ends, instead of its verdict.

    Raises
    ------
    ScenarioError
        If it would need more memory than this machine has.
    RunFolderError
        If the run folder cannot be written, or holds a finished run or another.
    ClusterError
        If the Dask cluster asked for cannot do the work.
    """
    on_this_machine = 0 if asked.dask else workers
    check_memory(loaded.scenario, workers=on_this_machine, engine=asked.engine)
    manifest = new_manifest(loaded, asked, "sim", command)
    with (
        executor_asked(asked, workers) as executor,
        run_begun(loaded, asked, manifest, screen) as begun,
    ):
        return _judge(loaded, asked, ranges, screen, begun, executor, language, workers, precision)


def _judge(
    loaded: LoadedScenario,
    asked: Asked,
    ranges: RangesAsked,
    screen: Screen,
    begun: RunBegun,
    executor: Executor,
    language: str,
    workers: int,
    precision: Sequence[PrecisionAsked],
) -> Found:
    watch = StageWatch()
    folder = begun.folder
    compile_twin(asked, screen)
    watch.lap("compiling")
    simulated, records = simulate_into(
        loaded,
        asked,
        folder,
        screen,
        executor=executor,
        precision=precision,
        keep_blocks=True,
    )
    watch.lap("simulation")
    simulated, tried = replay_ranges(
        loaded, asked, ranges, simulated, screen, workers=workers, executor=executor
    )
    watch.lap("ranges")
    explained = None
    if asked.explain:
        explained = explain_drivers(loaded, asked, simulated, screen, executor=executor)
        watch.lap("drivers")
    targets = asking_for(loaded.scenario, "simulation").targets
    verdict = judge_region(
        loaded.scenario.name,
        [simulated.verdicts[name] for name in targets if name in simulated.verdicts],
        None,
        interrupted=simulated.interrupted,
        ranges=tried,
        draft=loaded.scenario.draft,
        overloads=overloads(records, loaded.scenario.run),
    )
    rows = measure_rows(
        records,
        targets,
        "sim",
        weeks=range(simulated.weeks),
        shift_of_hour=shifts(loaded),
        clock_zero_s=run_clock(loaded.scenario.run).start_of_week_s,
    )
    more = {"precision": [p.to_dict() for p in simulated.precision]} if precision else {}
    if explained is not None:
        more["explained"] = [target.to_dict() for target in explained]
    summary = summary_of(verdict, rows if simulated.weeks else (), ranges=tried.to_dict(), **more)
    if (needed := staff_bands(loaded, asked, screen)) is not None:
        summary["staff_needed"] = needed.to_dict()
    watch.lap("staff")
    folder.write_summary(summary)
    folder.write_manifest(
        replace(
            begun.manifest,
            state="interrupted" if simulated.interrupted else "finished",
            weeks=simulated.weeks,
        )
    )
    if not simulated.interrupted:
        folder.drop_blocks()
    write_stages(folder.path, watch.stages_s)
    report = report_on(folder.path, language)
    return Found(
        folder.path,
        report,
        loaded.scenario,
        verdict,
        summary,
        interrupted=simulated.interrupted,
        goes_on=True,
        precision=simulated.precision,
    )
