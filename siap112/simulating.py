"""Simulate a scenario into a run folder, until its targets are decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from results.manifest import Deployment, Manifest, Play, package_versions
from results.run_folder import RunFolder, create_run, default_run_path, open_run
from scenarios.duty import shift_of_hour
from scenarios.loading import LoadedScenario, dump_toml
from scenarios.start_instant import start_instant
from scenarios.text import gettext as _
from siap112.asking import Asked
from siap112.console import Screen

if TYPE_CHECKING:
    from results.records import Records
    from scenarios.latencies import Latencies
    from sim.replications import Simulated, Standing

SCENARIO_TOML = "scenario.toml"


def new_manifest(
    loaded: LoadedScenario,
    asked: Asked,
    source: str,
    command: Sequence[str],
    *,
    deployment: Deployment | None = None,
    play: Play | None = None,
) -> Manifest:
    """Return the manifest of a run that begins."""
    return Manifest(
        region=asked.region,
        scenario=loaded.scenario.name,
        scenario_hash=loaded.hash,
        source=source,  # type: ignore[arg-type]
        start=start_instant(loaded.scenario, datetime.now(UTC).date()),
        zone=loaded.scenario.place.zone,
        seed=asked.seed,
        engine={"sim": asked.engine, "loadtest": "locust"}.get(source, f"{asked.engine}, locust"),
        command=("siap112", *command[1:]),
        versions=package_versions(),
        deployment=deployment,
        play=play or Play(),
    )


def new_run(loaded: LoadedScenario, asked: Asked, manifest: Manifest) -> RunFolder:
    """Make the folder of a run.

    Raises
    ------
    RunFolderError
        If it cannot be written, or holds a run already.
    """
    path = asked.out or default_run_path(loaded.scenario.name, datetime.now())
    folder = create_run(path, manifest, loaded.resolved)
    (folder.path / SCENARIO_TOML).write_text(dump_toml(loaded), encoding="utf-8")
    return folder


def simulate_into(
    loaded: LoadedScenario,
    asked: Asked,
    folder: RunFolder,
    screen: Screen,
    *,
    latencies: Latencies | None = None,
    workers: int = 2,
) -> tuple[Simulated, Records]:
    """Simulate into a folder, with progress; the blocks become tables at the end.

    Returns
    -------
    simulated : Simulated
    records : Records
        Of the complete prefix of weeks.
    """
    from results.records import no_records
    from sim.replications import simulate

    with screen.progress() as progress:
        bar = progress.add_task(_("Simulation"), total=loaded.scenario.run.weeks_at_most, detail="")

        def show(standing: Standing) -> None:
            progress.update(bar, completed=standing.weeks, total=standing.weeks_next)
            progress.update(
                bar,
                detail=_("{weeks} weeks, {count} targets undecided").format(
                    weeks=standing.weeks, count=len(standing.undecided)
                ),
            )

        found = simulate(
            loaded.scenario,
            asked.seed,
            folder,
            latencies=latencies,
            engine=asked.engine,
            workers=workers,
            progress=show,
        )
    opened = open_run(folder.path)
    if opened.records is None:
        return found, no_records()
    # after a Ctrl-C a block that was under way still came to be; no verdict was made of it
    records = _of_weeks(opened.records, found.weeks)
    folder.write_tables(records)
    return found, records


def _of_weeks(records: Records, weeks: int) -> Records:
    """Return the records of the first so many weeks."""
    tables = records.tables()
    return replace(records, **{n: t.where(t["week"] < weeks) for n, t in tables.items()})


def shifts(loaded: LoadedScenario) -> dict[int, str] | None:
    """Return the call-takers' shift on duty in each hour of the week."""
    return shift_of_hour(loaded.scenario.call_takers.staffing)
