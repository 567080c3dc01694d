"""Simulate a scenario into a run folder, until its targets are decided."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from results.manifest import Deployment, Manifest, Play, package_versions
from results.run_folder import RunFolder, create_run, default_run_path, open_run
from results.verdict.looks import Looks
from scenarios.duty import shift_of_hour
from scenarios.loading import LoadedScenario
from scenarios.start_instant import start_instant
from scenarios.text import gettext as _
from siap112.asking import Asked
from siap112.console import Screen
from siap112.run_begun import write_scenario
from siap112.standing_lines import standing_lines

if TYPE_CHECKING:
    from results.precision.asked import PrecisionAsked
    from results.records import Records
    from scenarios.latencies import Latencies
    from sim.executors.executor import Executor
    from sim.replications import Simulated
    from sim.standing import Standing


def new_manifest(
    loaded: LoadedScenario,
    asked: Asked,
    source: str,
    command: Sequence[str],
    *,
    deployment: Deployment | None = None,
    play: Play | None = None,
    latencies: Latencies | None = None,
) -> Manifest:
    """Return the manifest of a run that begins."""
    from sim.model_hash import model_hash

    return Manifest(
        region=asked.region,
        scenario=loaded.scenario.name,
        scenario_hash=loaded.hash,
        source=source,  # type: ignore[arg-type]
        start=start_instant(loaded.scenario, datetime.now(UTC).date()),
        zone=loaded.scenario.place.zone,
        seed=asked.seed,
        engine={"sim": asked.engine, "loadtest": "locust"}.get(source, f"{asked.engine}, locust"),
        latencies=_hash_of(latencies),
        model="" if source == "loadtest" else model_hash(),
        command=("siap112", *command[1:]),
        versions=package_versions(),
        deployment=deployment,
        play=play or Play(),
    )


def _hash_of(latencies: Latencies | None) -> str:
    if latencies is None:
        return ""
    seen = {name: sorted(values) for name, values in vars(latencies).items()}
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16]


def new_run(loaded: LoadedScenario, asked: Asked, manifest: Manifest) -> RunFolder:
    """Make the folder of a run that plays calls, which cannot be taken up again.

    Raises
    ------
    RunFolderError
        If it cannot be written, or holds a run already.
    """
    path = asked.out or default_run_path(loaded.scenario.name, datetime.now())
    folder = create_run(path, manifest, loaded.resolved)
    write_scenario(folder, loaded)
    return folder


def simulate_into(
    loaded: LoadedScenario,
    asked: Asked,
    folder: RunFolder,
    screen: Screen,
    *,
    latencies: Latencies | None = None,
    executor: Executor,
    precision: Sequence[PrecisionAsked] = (),
    keep_blocks: bool = False,
) -> tuple[Simulated, Records]:
    """Simulate into a folder, with progress; the blocks become tables at the end.

    Parameters
    ----------
    executor : Executor
        Who plays; it stays open.
    precision : sequence of PrecisionAsked
        What is to be known before the run ends, instead of its verdict.
    keep_blocks : bool
        The run may be taken up again until it is at its end.

    Returns
    -------
    simulated : Simulated
    records : Records
        Of the complete prefix of weeks.
    """
    from results.records import no_records
    from sim.replications import simulate

    with screen.progress() as progress:
        most = Looks.of(loaded.scenario.run).weeks[-1]
        bar = progress.add_task(_("Simulation"), total=most, detail="")

        def show(standing: Standing) -> None:
            progress.update(
                bar,
                completed=standing.weeks,
                total=standing.weeks_next,
                detail=_weeks_words(standing),
            )
            progress.below = standing_lines(standing, loaded.scenario)

        found = simulate(
            loaded.scenario,
            asked.seed,
            folder,
            latencies=latencies,
            engine=asked.engine,
            executor=executor,
            precision=precision,
            progress=None if progress.disable else show,
        )
    opened = open_run(folder.path)
    if opened.records is None:
        return found, no_records()
    # blocks beyond the last look may be there: of a Ctrl-C, or of a run that went on further
    records = _of_weeks(opened.records, found.weeks)
    folder.write_tables(records, keep_blocks=keep_blocks)
    return found, records


def _weeks_words(standing: Standing) -> str:
    text = _("{weeks} of {next} weeks")
    if standing.weeks_next < standing.weeks_at_most:
        text = _("{weeks} of {next} weeks, at most {most}")
    return text.format(weeks=standing.weeks, next=standing.weeks_next, most=standing.weeks_at_most)


def _of_weeks(records: Records, weeks: int) -> Records:
    """Return the records of the first so many weeks."""
    tables = records.tables()
    return replace(records, **{n: t.where(t["week"] < weeks) for n, t in tables.items()})


def shifts(loaded: LoadedScenario) -> dict[int, str] | None:
    """Return the call-takers' shift on duty in each hour of the week."""
    return shift_of_hour(loaded.scenario.call_takers.staffing)
