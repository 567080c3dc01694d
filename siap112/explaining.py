"""Simulate again with each driver made better by one step, and rank what that does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from results.verdict.explained import TargetExplained, explain_target, worth_explaining
from results.verdict.looks import Looks
from scenarios.loading import LoadedScenario
from scenarios.loading.drivers import DRIVERS, driven
from scenarios.run_clock import run_clock
from scenarios.text import gettext as _
from siap112.asking import Asked
from siap112.console import Screen

if TYPE_CHECKING:
    from scenarios.latencies import Latencies
    from sim.executors.executor import Executor
    from sim.replications import Simulated


def explain_drivers(
    loaded: LoadedScenario,
    asked: Asked,
    simulated: Simulated,
    screen: Screen,
    *,
    latencies: Latencies | None = None,
    executor: Executor,
) -> tuple[TargetExplained, ...]:
    """Return what drives the targets that are missed or narrowly met, on the same traces.

    Empty where nothing was simulated, or where the user stopped it.
    """
    from sim.range_queue import EndToPlay
    from sim.ranges import play_ends

    scenario = loaded.scenario
    wanted = worth_explaining(simulated.verdicts)
    if simulated.interrupted or not wanted:
        return ()
    steps = [
        EndToPlay((driver.name, "better"), better)
        for driver in DRIVERS
        if (better := driven(loaded, driver)) is not None
    ]
    with screen.progress() as progress:
        bar = progress.add_task(
            _("What drives the targets"),
            total=1.0,
            detail=_("{count} drivers").format(count=len(steps)),
        )
        played = play_ends(
            steps,
            asked.seed,
            simulated.weeks // run_clock(scenario.run).weeks,
            lambda _key, _found: 0.0,
            latencies=latencies,
            engine=asked.engine,
            executor=executor,
            progress=lambda share: progress.update(bar, completed=share),
        )
    if played.interrupted:
        return ()
    looks = Looks.of(scenario.run)
    return tuple(
        explain_target(
            scenario.targets[name],
            simulated.verdicts[name],
            {driver: found[name] for (driver, _better), found in played.evidence.items()},
            look=looks.weeks.index(simulated.weeks) + 1,
            looks=len(looks),
        )
        for name in wanted
    )
