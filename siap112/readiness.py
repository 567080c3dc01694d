"""The main job: play the calls against a deployment, simulate, judge, report."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from loadtest.process import DriverReport, LoadTestProcess
from results.comparison import measured_latencies
from results.manifest import Manifest
from results.measures.load import calls_at_once
from results.measures.rows import measure_rows
from results.records import Records
from results.run_folder import RunFolder
from results.verdict.load_test import LoadTest
from results.verdict.region import RegionVerdict, judge_region
from results.verdict.targets import judge_targets
from scenarios.latencies import Latencies
from scenarios.loading import LoadedScenario
from scenarios.run_clock import run_clock
from scenarios.territory import territory
from scenarios.text import gettext as _
from siap112.asking import Asked
from siap112.console import Screen
from siap112.load_testing import (
    LoadTestAsked,
    PreparedLoadTest,
    begin,
    finish,
    prepared,
    rows_so_far,
)
from siap112.outcome import Found
from siap112.reporting import report_on, write_pairing, write_stages
from siap112.simulating import new_manifest, new_run, shifts, simulate_into
from siap112.summary import asking_for, not_simulated, summary_of
from sim.pairing import pair
from sim.replications import Simulated
from sim.simulate import play

SETTLE_S = 4.0
"""From the last call's end to the begin of the simulation: agencies acknowledge meanwhile."""


@dataclass(frozen=True)
class _Tested:
    """What came of the load test."""

    records: Records
    manifest: Manifest
    report: DriverReport

    @property
    def ended_early(self) -> str | None:
        """Why it did not reach its end, None when it did."""
        if self.report.state == "finished":
            return None
        return self.report.why or self.report.state


def judge_readiness(
    loaded: LoadedScenario,
    asked: Asked,
    test: LoadTestAsked,
    screen: Screen,
    *,
    command: Sequence[str],
    language: str,
    workers: int = 2,
    with_simulation: bool = True,
) -> Found:
    """Play, simulate, judge and report.

    The simulation begins when the last call is worked, with the latencies measured until then;
    units that are still on their way are waited for afterwards. So the minutes in which units
    drive are not idle.

    Parameters
    ----------
    with_simulation : bool
        False leaves the simulation out: only targets that ask for a load test are judged.

    Raises
    ------
    ScenarioError, SpeedRefused, ProfileError, DeploymentError, RunFolderError
        Each says what to do.
    """
    manifest = new_manifest(loaded, asked, "ready", command)
    folder = new_run(loaded, asked, manifest)
    watch = _Watch()
    simulated: Simulated | None = None
    predicted: Records | None = None
    with prepared(loaded, asked, test, folder.path, screen) as ready:
        manifest = replace(manifest, deployment=ready.tested, play=ready.played)
        folder.write_manifest(manifest)
        watch.lap("deployment")
        _tell_expected(ready, screen)
        part, part_manifest, process = _play_calls(loaded, asked, ready, folder, screen, command)
        interrupted = process.interrupted
        watch.lap("calls")
        if with_simulation and not interrupted:
            latencies = Latencies(**measured_latencies(rows_so_far(part)))
            simulated, predicted = _simulate(
                loaded, asked, folder, screen, command, latencies, workers
            )
            interrupted = simulated.interrupted
            watch.lap("simulation")
        report = process.end(screen, now=interrupted)
        watch.lap("units")
        tested = _Tested(finish(part, part_manifest, report), part_manifest, report)
    interrupted = interrupted or report.state == "interrupted"
    verdict = _judge(
        loaded, simulated, tested, ready, interrupted=interrupted, whole=with_simulation
    )
    pairing = pair(ready.play, tested.records, asked.seed) if len(tested.records.calls) else ()
    summary = _summary(loaded, verdict, predicted, simulated, tested)
    folder.write_summary(summary)
    write_pairing(folder.path, pairing)
    watch.lap("verdict")
    folder.write_manifest(
        replace(
            manifest,
            state="interrupted" if interrupted else "finished",
            weeks=simulated.weeks if simulated else 0,
            note=tested.ended_early or "",
        )
    )
    write_stages(folder.path, watch.stages_s)
    report_path = report_on(folder.path, language)
    watch.lap("report")
    write_stages(folder.path, watch.stages_s)
    return Found(
        folder.path,
        report_path,
        loaded.scenario,
        verdict,
        summary,
        interrupted=interrupted,
        unreachable=report.why if report.state == "unreachable" else "",
    )


class _Watch:
    """Notes how long each stage took."""

    def __init__(self) -> None:
        self.stages_s: dict[str, float] = {}
        self._since_s = time.monotonic()

    def lap(self, stage: str) -> None:
        """End a stage."""
        now_s = time.monotonic()
        self.stages_s[stage] = now_s - self._since_s
        self._since_s = now_s


class _Playing:
    """A load test under way whose last call is worked, or that was interrupted."""

    def __init__(self, process: LoadTestProcess, *, interrupted: bool) -> None:
        self._process = process
        self.interrupted = interrupted

    def end(self, screen: Screen, *, now: bool) -> DriverReport:
        """Wait for the end, or stop it now."""
        if now:
            return self._process.stop()
        screen.note(_("Waiting for the units that are still on their way ..."))
        try:
            return self._process.wait()
        except KeyboardInterrupt:
            return self._process.stop()


def _play_calls(
    loaded: LoadedScenario,
    asked: Asked,
    ready: PreparedLoadTest,
    folder: RunFolder,
    screen: Screen,
    command: Sequence[str],
) -> tuple[RunFolder, Manifest, _Playing]:
    """Play until the last call is worked."""
    with screen.progress() as progress:
        callers = len(ready.play.trace.callers)
        bar = progress.add_task(_("Load test"), total=callers, detail="")

        def show(done: int, total: int) -> None:
            progress.update(bar, completed=done, total=total, detail=_("callers"))

        part, manifest, process = begin(loaded, asked, ready, folder, command, show)
        try:
            while not process.calls_done.wait(0.2):
                pass
            if process.running:
                time.sleep(SETTLE_S)
        except KeyboardInterrupt:
            return part, manifest, _Playing(process, interrupted=True)
    return part, manifest, _Playing(process, interrupted=False)


def _tell_expected(ready: PreparedLoadTest, screen: Screen) -> None:
    """Say which load the simulation expects of the play."""
    callers = ready.play.trace.callers
    minutes = float(callers.arrival_s[-1]) / 60
    expected = play(ready.play.trace, ready.play.plan)
    screen.note(
        _(
            "Playing {calls} callers at {speed:g} times the speed of life, in about "
            "{minutes:.1f} minutes; expected: at most {at_once} calls at once, "
            "{notifications} notifications."
        ).format(
            calls=len(callers),
            speed=ready.order.speed,
            minutes=minutes,
            at_once=int(calls_at_once(expected).maximum()),
            notifications=len(expected.notifications),
        )
    )


def _simulate(
    loaded: LoadedScenario,
    asked: Asked,
    folder: RunFolder,
    screen: Screen,
    command: Sequence[str],
    latencies: Latencies,
    workers: int,
) -> tuple[Simulated, Records]:
    """Simulate with the measured latencies, in the run's part for the simulation."""
    manifest = new_manifest(loaded, asked, "sim", command)
    part = folder.part("sim", manifest, loaded.resolved)
    simulated, records = simulate_into(
        loaded, asked, part, screen, latencies=latencies, workers=workers
    )
    part.write_manifest(
        replace(
            manifest,
            state="interrupted" if simulated.interrupted else "finished",
            weeks=simulated.weeks,
        )
    )
    return simulated, records


def _judge(
    loaded: LoadedScenario,
    simulated: Simulated | None,
    tested: _Tested,
    ready: PreparedLoadTest,
    *,
    interrupted: bool,
    whole: bool,
) -> RegionVerdict:
    scenario = loaded.scenario if whole else asking_for(loaded.scenario, "load_test")
    land = territory(scenario.place)
    verdicts = dict(simulated.verdicts) if simulated else {}
    for name, target in scenario.targets.items():
        if name not in verdicts and target.evidence != "load_test":
            verdicts[name] = not_simulated(name, target)
    targets = judge_targets(
        scenario,
        verdicts,
        LoadTest(
            tested.records,
            ready.tested,
            tested.manifest.play,
            ended_early=tested.ended_early,
        ),
        kecamatan=[c for c, w in zip(land.codes, land.weights, strict=True) if w > 0],
        shift_of_hour=shifts(loaded),
    )
    return judge_region(scenario.name, targets, ready.tested, interrupted=interrupted)


def _summary(
    loaded: LoadedScenario,
    verdict: RegionVerdict,
    predicted: Records | None,
    simulated: Simulated | None,
    tested: _Tested,
) -> dict[str, Any]:
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
    return summary_of(verdict, rows, load_test=tested.report.to_dict())
