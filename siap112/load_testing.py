"""Play a region's calls against a deployment, in a run folder of their own."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from results.manifest import Deployment, Manifest, Play
from results.run_folder import RunFolder
from scenarios.loading import LoadedScenario, dump_toml
from scenarios.text import gettext as _
from siap112.asking import Asked
from siap112.console import Screen
from siap112.simulating import new_manifest

if TYPE_CHECKING:
    from loadtest.deployment.spec import BrokenSpec
    from loadtest.deployment.up import RunningDeployment
    from loadtest.deployment_profile import DeploymentProfile
    from loadtest.order import Order
    from loadtest.process import DriverReport, LoadTestProcess
    from results.records import Records
    from scenarios.packing import PackedPlay

PART = "loadtest"


@dataclass(frozen=True)
class LoadTestAsked:
    """What is asked of a load test.

    Parameters
    ----------
    calls : int
    speed : float or None
        None chooses the usual one.
    gap_s : float or None
        Longest gap, scenario seconds; None is one mean handling time.
    profile : Path or None
        None starts the reference deployment.
    broken : BrokenSpec or None
        Faults to build into the reference deployment.
    follow_s : float or None
        How long units are followed after the last call, real seconds; None is to their end.
    """

    calls: int
    speed: float | None = None
    gap_s: float | None = None
    profile: Path | None = None
    broken: BrokenSpec | None = None
    follow_s: float | None = None


@dataclass(frozen=True)
class PreparedLoadTest:
    """A load test that can begin.

    Parameters
    ----------
    play : PackedPlay
    order : Order
    profile : DeploymentProfile
    deployment : RunningDeployment or None
        None where somebody else's deployment is tested.
    """

    play: PackedPlay
    order: Order
    profile: DeploymentProfile
    deployment: RunningDeployment | None

    @property
    def played(self) -> Play:
        """How the trace is played."""
        gap_s = self.play.gap_s
        packed = gap_s != float("inf")
        return Play(speed=self.order.speed, packed=packed, gap_s=gap_s if packed else None)

    @property
    def tested(self) -> Deployment:
        """What a verdict says of the deployment."""
        return Deployment(
            profile=self.profile.name,
            version=self.profile.version,
            fingerprint=self.profile.fingerprint,
            reference=self.profile.is_reference,
        )


@contextmanager
def prepared(
    loaded: LoadedScenario, asked: Asked, test: LoadTestAsked, folder: Path, screen: Screen
) -> Iterator[PreparedLoadTest]:
    """Choose and pack the calls and bring the deployment up, for the length of the block.

    Raises
    ------
    SpeedRefused, ProfileError, DeploymentError
        Each says what to do.
    """
    from loadtest.deployment.up import start
    from loadtest.deployment_profile import load_profile
    from loadtest.order import REFERENCE_SETUP_S, Order, choose_speed, make_play, reference_spec
    from scenarios.sampling import quantile

    profile = load_profile(test.profile) if test.profile is not None else None
    expected_setup_s = (
        REFERENCE_SETUP_S
        if profile is None or profile.is_reference
        else quantile(loaded.scenario.technology.setup, 0.95)
    )
    speed = choose_speed(loaded.scenario, asked.seed, test.calls, expected_setup_s, test.speed)
    order = Order(
        asked.seed,
        test.calls,
        speed,
        test.gap_s,
        f"s112x{secrets.token_hex(4)}",
        follow_s=test.follow_s,
    )
    play = make_play(loaded.scenario, order)
    if profile is not None:
        assert test.profile is not None
        path = str(test.profile.resolve())
        yield PreparedLoadTest(play, replace(order, profile=path), profile, None)
        return
    screen.note(_("Starting the reference deployment ..."))
    spec = reference_spec(loaded.scenario, play, folder / "deployment", broken=test.broken)
    with start(spec) as deployment:
        screen.note(
            _("The reference deployment is up: SIP on port {sip}, application at {api}.").format(
                sip=deployment.profile.sip.port, api=deployment.profile.api.base_url
            )
        )
        path = str(deployment.profile_path)
        yield PreparedLoadTest(play, replace(order, profile=path), deployment.profile, deployment)


def begin(
    loaded: LoadedScenario,
    asked: Asked,
    ready: PreparedLoadTest,
    parent: RunFolder,
    command: Sequence[str],
    progress: Callable[[int, int], None] | None = None,
) -> tuple[RunFolder, Manifest, LoadTestProcess]:
    """Start the load test in a process of its own.

    Returns
    -------
    folder : RunFolder
        The part of the run in which its rows are.
    manifest : Manifest
    process : LoadTestProcess
    """
    from loadtest.order import SCENARIO_FILE
    from loadtest.process import LoadTestProcess

    manifest = new_manifest(
        loaded,
        asked,
        "loadtest",
        command,
        deployment=ready.tested,
        play=ready.played,
    )
    folder = parent.part(PART, manifest, loaded.resolved)
    (folder.path / SCENARIO_FILE).write_text(dump_toml(loaded), encoding="utf-8")
    ready.order.write(folder.path)

    def tell(said: object) -> None:
        if progress is not None and isinstance(said, dict) and "callers" in said:
            progress(int(said["callers_done"]), int(said["callers"]))

    return folder, manifest, LoadTestProcess(folder.path, progress=tell)


def rows_so_far(folder: RunFolder) -> Records:
    """Return the rows of a load test, also while it goes on."""
    from results.records import no_records
    from results.row_log import read_log

    if not folder.log_path.is_file():
        return no_records()
    return read_log(folder.log_path)[0]


def finish(folder: RunFolder, manifest: Manifest, report: DriverReport) -> Records:
    """Make tables of the rows, and write down how it ended."""
    records = rows_so_far(folder)
    folder.write_tables(records)
    states = {"finished": "finished", "interrupted": "interrupted"}
    folder.write_manifest(
        replace(
            manifest,
            state=states.get(report.state, "failed"),  # type: ignore[arg-type]
            note=report.why,
        )
    )
    return records
