"""Play a scenario against a reference deployment of its own, in processes of their own."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from loadtest.deployment.spec import BrokenSpec
from loadtest.deployment.up import RunningDeployment, start
from loadtest.deployment_profile import DeploymentProfile, save_profile
from loadtest.driver_report import DriverReport
from loadtest.order import Order, make_play, reference_spec
from loadtest.process import LoadTestProcess
from loadtest.run_part import begin_part, finish_part, rows_so_far
from results.records import Records
from results.run_folder import RunFolder
from scenarios.loading import LoadedScenario
from scenarios.packing import PackedPlay
from tests.loadtest.driver.processes import is_awake

CALLS = 20
SPEED = 14.0
GAP_S = 4.0


@dataclass(frozen=True)
class UnderWay:
    """A play under way, for whoever wants to meddle with it."""

    deployment: RunningDeployment
    process: LoadTestProcess
    folder: RunFolder

    def wait_for(self, true: Callable[[Records], bool], what: str) -> None:
        """Wait until the rows say so."""
        tick = threading.Event()
        for _ in range(600):
            if self.folder.log_path.is_file() and true(rows_so_far(self.folder)):
                return
            assert self.process.running, f"ended before: {what}"
            tick.wait(0.05)
        raise AssertionError(f"never: {what}")

    def wait_for_answers(self, count: int) -> None:
        """Wait until so many calls are answered."""
        self.wait_for(lambda rows: answered(rows) >= count, f"{count} answered calls")


@dataclass(frozen=True)
class Played:
    """A play that has ended."""

    play: PackedPlay
    profile: DeploymentProfile
    order: Order
    folder: Path
    report: DriverReport
    records: Records
    calls: list[dict[str, Any]]
    incidents: list[dict[str, Any]]

    @property
    def outcomes(self) -> Counter[str | None]:
        """How many attempts had which outcome."""
        return Counter(self.records.calls.texts("outcome").tolist())


def answered(records: Records) -> int:
    """Return how many calls are answered."""
    return int((records.calls["answered_s"] >= 0).sum())


def play(
    loaded: LoadedScenario,
    folder: Path,
    *,
    calls: int = CALLS,
    speed: float = SPEED,
    gap_s: float | None = GAP_S,
    follow_s: float | None = None,
    seed: int = 1,
    broken: BrokenSpec | None = None,
    deployment: Mapping[str, Any] | None = None,
    profile: Mapping[str, Any] | None = None,
    play_file: Path | None = None,
    meddle: Callable[[UnderWay], None] | None = None,
) -> Played:
    """Play a stretch of calls.

    Parameters
    ----------
    broken : faults of the reference deployment
    deployment : mapping, optional
        Fields of its spec that are other than the play would have them.
    profile : mapping, optional
        Fields of its profile that are told otherwise than they are.
    play_file : Path, optional
        Another locustfile.
    meddle : callable, optional
        Called while the play goes on.
    """
    order = Order(seed, calls, speed, gap_s, f"s112test{seed}", follow_s=follow_s)
    packed = make_play(loaded.scenario, order)
    spec = reference_spec(loaded.scenario, packed, folder / "deployment", broken=broken)
    with start(replace(spec, **(deployment or {}))) as running:
        path = running.profile_path
        told = running.profile.model_copy(update=dict(profile or {}))
        if profile:
            path = folder / "profile.toml"
            save_profile(told, path)
        order = replace(order, profile=str(path))
        part, manifest = begin_part(
            folder / "run", loaded, order, packed, told, region="lincah", command=("test",)
        )
        process = LoadTestProcess(part.path, on_begin=running.begin_play, play_file=play_file)
        try:
            if meddle is not None:
                meddle(UnderWay(running, process, part))
            report = process.wait()
            seen = _seen(running)
        finally:
            process.kill()
    records = finish_part(part, manifest, report)
    return Played(packed, told, order, part.path, report, records, *seen)


def _seen(running: RunningDeployment) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return all calls and incidents as the application has them; none where it is dead."""
    profile = running.profile
    account = profile.accounts.supervisor
    assert account is not None
    if not all(is_awake(pid) for pid in running.pids().values()):
        return [], []
    with httpx.Client(base_url=profile.api.base_url, trust_env=False) as api:
        login = {"username": account.username, "password": account.reveal()}
        token = api.post("/api/login", json=login).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        return (
            api.get("/api/calls", params={"limit": 1000}, headers=headers).json(),
            api.get("/api/incidents", params={"limit": 1000}, headers=headers).json(),
        )
