"""The run folder of a load test: what stands in it before, during and after the play."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from loadtest.deployment_profile import DeploymentProfile
from loadtest.driver_report import DriverReport
from loadtest.order import SCENARIO_FILE, Order
from results.manifest import Deployment, Manifest, Play, package_versions
from results.records import Records, no_records
from results.row_log import read_log
from results.run_folder import RunFolder, create_run
from results.whole_file import write_text
from scenarios.loading import LoadedScenario, dump_toml
from scenarios.packing import PackedPlay
from scenarios.start_instant import start_instant


def tested(profile: DeploymentProfile) -> Deployment:
    """Return what a verdict says of the deployment."""
    return Deployment(
        profile=profile.name,
        version=profile.version,
        fingerprint=profile.fingerprint,
        reference=profile.is_reference,
    )


def played(play: PackedPlay) -> Play:
    """Return how a trace is played."""
    packed = play.gap_s != float("inf")
    return Play(speed=play.speed, packed=packed, gap_s=play.gap_s if packed else None)


def begin_part(
    path: Path,
    loaded: LoadedScenario,
    order: Order,
    play: PackedPlay,
    profile: DeploymentProfile,
    *,
    region: str,
    command: Sequence[str],
) -> tuple[RunFolder, Manifest]:
    """Make the folder in which the rows of a load test will be, with its order.

    Raises
    ------
    RunFolderError
        If it cannot be written, or holds a run already.
    """
    manifest = Manifest(
        region=region,
        scenario=loaded.scenario.name,
        scenario_hash=loaded.hash,
        source="loadtest",
        start=start_instant(loaded.scenario, datetime.now(UTC).date()),
        zone=loaded.scenario.place.zone,
        seed=order.seed,
        engine="locust",
        command=(Path(command[0]).name, *command[1:]),
        versions=package_versions(),
        deployment=tested(profile),
        play=played(play),
    )
    folder = create_run(path, manifest, loaded.resolved)
    write_text(path / SCENARIO_FILE, dump_toml(loaded))
    order.write(path)
    return folder, manifest


def rows_so_far(folder: RunFolder) -> Records:
    """Return the rows of a load test, also while it goes on."""
    return read_log(folder.log_path)[0] if folder.log_path.is_file() else no_records()


def finish_part(folder: RunFolder, manifest: Manifest, report: DriverReport) -> Records:
    """Make tables of the rows, and write down how it ended."""
    records = rows_so_far(folder)
    folder.write_tables(records)
    state: Literal["finished", "interrupted", "failed"] = "failed"
    if report.state == "finished" or report.state == "interrupted":
        state = report.state
    note = report.why.text() if report.why is not None else ""
    folder.write_manifest(replace(manifest, state=state, note=note))
    return records
