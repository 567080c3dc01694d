"""The main job: play the calls against a deployment, simulate, judge, report."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from loadtest.left_out import left_out
from results.comparison import measured_latencies
from results.records import Records
from results.run_folder import RunFolder
from results.verdict.explained import TargetExplained
from results.verdict.ranges_tried import RangesTried
from scenarios.latencies import Latencies
from scenarios.loading import LoadedScenario
from scenarios.packing import greatest_speed, mean_talk_s
from scenarios.text import gettext as _
from siap112.asking import Asked
from siap112.by_hand import at_beginning
from siap112.compiling import compile_twin
from siap112.console import Screen
from siap112.executor_asked import executor_asked
from siap112.expected_load import tell_expected
from siap112.explaining import explain_drivers
from siap112.judging import judge, summarise
from siap112.load_testing import Draft, LoadTestAsked, deployed, draft
from siap112.outcome import Found
from siap112.playing import PART, Playing, Tested
from siap112.ranging import RangesAsked, replay_ranges
from siap112.reporting import report_on, write_pairing, write_stages
from siap112.simulating import new_manifest, new_run, simulate_into
from siap112.staff_bands import staff_bands
from siap112.stage_watch import StageWatch
from sim.executors.executor import Executor
from sim.memory.check import check_memory
from sim.pairing import pair
from sim.replications import Simulated

SEEN_AT_LEAST = 5
"""A latency measured less often is no distribution; the scenario's assumption stays."""
A_LITTLE_LESS = 0.8
"""Of the greatest usable speed: a set-up that is measured again is not the same."""


class SetupTooSlow(Exception):  # noqa: N818 - what it says is the deployment's state
    """The speed asked for is too great beside the set-up that the test calls met."""

    is_bad_input = True


@dataclass(frozen=True)
class _Simulation:
    """What was simulated; `explained` is None where it was not asked for."""

    simulated: Simulated
    records: Records
    tried: RangesTried
    explained: tuple[TargetExplained, ...] | None


@dataclass(frozen=True)
class _Job:
    """What all stages of one run share."""

    loaded: LoadedScenario
    asked: Asked
    test: LoadTestAsked
    ranges: RangesAsked
    screen: Screen
    command: Sequence[str]
    folder: RunFolder
    with_simulation: bool
    workers: int
    executor: Executor
    watch: StageWatch


def judge_readiness(
    loaded: LoadedScenario,
    asked: Asked,
    test: LoadTestAsked,
    ranges: RangesAsked,
    screen: Screen,
    *,
    command: Sequence[str],
    language: str,
    workers: int = 2,
    with_simulation: bool = True,
) -> Found:
    """Play, simulate, judge and report.

    The simulation begins when the last call is worked, with the latencies measured until then,
    and after it assumptions are moved to the ends of their ranges; units that are still on their
    way are waited for afterwards. So the minutes in which units drive are not idle. A deployment
    that lets nobody in is reported at once, without simulation.

    Parameters
    ----------
    with_simulation : bool
        False leaves the simulation out: only targets that ask for a load test are judged.

    Raises
    ------
    ScenarioError, SpeedRefused, ProfileError, DeploymentError, RunFolderError, SetupTooSlow
        Each says what to do.
    ClusterError
        If the Dask cluster asked for cannot do the work.
    """
    here = workers if with_simulation and not asked.dask else 1
    check_memory(loaded.scenario, workers=here, engine=asked.engine, weeks_together=with_simulation)
    with executor_asked(asked, workers, gives_way=True) as executor:
        return _judge(
            loaded, asked, test, ranges, screen, command, language, workers, executor,
            with_simulation,
        )  # fmt: skip


def _judge(
    loaded: LoadedScenario,
    asked: Asked,
    test: LoadTestAsked,
    ranges: RangesAsked,
    screen: Screen,
    command: Sequence[str],
    language: str,
    workers: int,
    executor: Executor,
    with_simulation: bool,
) -> Found:
    watch = StageWatch()
    drafted = draft(loaded, asked, test)
    manifest = new_manifest(loaded, asked, "ready", command)
    folder = new_run(loaded, asked, manifest)
    job = _Job(
        loaded, asked, test, ranges, screen, command, folder, with_simulation, workers, executor,
        watch,
    )  # fmt: skip
    if with_simulation:
        compile_twin(asked, screen)  # before calls are played: it takes a whole processor
        watch.lap("compiling")
    tested, simulation = _play_and_simulate(job, drafted)
    if tested.report.state == "refused" and test.speed is None:
        slower = _slower(drafted, tested)
        screen.note(
            _("Set-up takes long here; playing at {speed:g} times the speed of life.").format(
                speed=slower
            )
        )
        shutil.rmtree(folder.path / PART)  # nothing was played
        drafted = draft(loaded, asked, replace(test, speed=slower))
        tested, simulation = _play_and_simulate(job, drafted)
    manifest = replace(manifest, deployment=tested.manifest.deployment, play=tested.manifest.play)
    if tested.report.state == "refused":
        why = tested.ended_early
        said = "" if why is None else why.text()
        folder.write_manifest(replace(manifest, state="failed", note=said))
        raise SetupTooSlow(said)
    simulated = simulation.simulated if simulation else None
    predicted = simulation.records if simulation else None
    tried = simulation.tried if simulation else None
    interrupted = tested.report.state == "interrupted"
    interrupted = interrupted or (simulated is not None and simulated.interrupted)
    verdict = judge(
        loaded,
        simulated,
        tested,
        interrupted=interrupted,
        whole=with_simulation,
        ranges=tried,
        predicted=predicted,
    )
    # calls that never came to their end have nothing to be compared with
    pairing = (
        pair(drafted.play, tested.records, asked.seed, asked.engine)
        if tested.all_calls_played
        else ()
    )
    summary = summarise(loaded, verdict, predicted, simulated, tested, tried)
    if simulation is not None and simulation.explained is not None:
        summary["explained"] = [target.to_dict() for target in simulation.explained]
    if with_simulation and (needed := staff_bands(loaded, asked, screen)) is not None:
        summary["staff_needed"] = needed.to_dict()
    folder.write_summary(summary)
    write_pairing(folder.path, pairing)
    watch.lap("verdict")
    why = tested.ended_early
    folder.write_manifest(
        replace(
            manifest,
            state="interrupted" if interrupted else "finished",
            weeks=simulated.weeks if simulated else 0,
            note="" if why is None else why.text(),
        )
    )
    write_stages(folder.path, watch.stages_s)
    report = report_on(folder.path, language)
    watch.lap("report")
    write_stages(folder.path, watch.stages_s)
    unreachable = tested.report.state == "unreachable" and why is not None
    return Found(
        folder.path,
        report,
        loaded.scenario,
        verdict,
        summary,
        interrupted=interrupted,
        unreachable=why.text() if unreachable and why is not None else "",
        broke_off=why.text() if tested.report.state == "failed" and why is not None else "",
    )


def _play_and_simulate(job: _Job, drafted: Draft) -> tuple[Tested, _Simulation | None]:
    """Play the calls; simulate while the last units are on their way."""
    simulation: _Simulation | None = None
    with ExitStack() as stack:
        files = job.folder.path / "deployment"
        ready = stack.enter_context(deployed(drafted, job.loaded, job.test, files, job.screen))
        job.watch.lap("deployment")
        tell_expected(ready, job.asked.engine, job.screen)
        for text in left_out(job.loaded.scenario):
            job.screen.note(text)
        on_begin = at_beginning(ready, job.loaded.scenario, job.screen)
        playing = Playing(job.loaded, job.asked, ready, job.folder, job.command, on_begin=on_begin)
        stack.callback(playing.kill)
        playing.follow_calls(job.screen, settle=job.with_simulation)
        job.watch.lap("calls")
        if job.with_simulation and playing.worth_simulating:
            simulation = _simulate(job, playing.rows())
            playing.interrupted = simulation.simulated.interrupted
        tested = playing.end(job.screen)
        job.watch.lap("units")
    return tested, simulation


def _simulate(job: _Job, rows: Records) -> _Simulation:
    """Simulate with the measured latencies, in the run's part for the simulation."""
    seen = measured_latencies(rows)
    latencies = Latencies(**{k: v for k, v in seen.items() if len(v) >= SEEN_AT_LEAST})
    few = [name for name, values in seen.items() if len(values) < SEEN_AT_LEAST]
    if few:
        job.screen.note(
            _("Measured too seldom, so that the scenario's assumption stays: {names}").format(
                names=", ".join(f"technology.{name.removesuffix('_s')}" for name in few)
            )
        )
    manifest = new_manifest(job.loaded, job.asked, "sim", job.command, latencies=latencies)
    part = job.folder.part("sim", manifest, job.loaded.resolved)
    simulated, records = simulate_into(
        job.loaded,
        job.asked,
        part,
        job.screen,
        latencies=latencies,
        executor=job.executor,
    )
    job.watch.lap("simulation")
    simulated, tried = replay_ranges(
        job.loaded,
        job.asked,
        job.ranges,
        simulated,
        job.screen,
        latencies=latencies,
        workers=job.workers,
        executor=job.executor,
    )
    job.watch.lap("ranges")
    explained = None
    if job.asked.explain:
        explained = explain_drivers(
            job.loaded,
            job.asked,
            simulated,
            job.screen,
            latencies=latencies,
            executor=job.executor,
        )
        job.watch.lap("drivers")
    part.write_manifest(
        replace(
            manifest,
            state="interrupted" if simulated.interrupted else "finished",
            weeks=simulated.weeks,
        )
    )
    return _Simulation(simulated, records, tried, explained)


def _slower(drafted: Draft, tested: Tested) -> float:
    """Return a speed that can be used beside the set-up that the test calls met."""
    talk_s = mean_talk_s(drafted.play.trace) * drafted.order.speed
    greatest = greatest_speed(talk_s, max(tested.report.setup_canary_s))
    return max(1.0, float(int(A_LITTLE_LESS * greatest)))
