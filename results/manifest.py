"""What a run says of itself: region, seed, engine, versions, deployment, how it was played."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

from scenarios.text import N_


@dataclass(frozen=True)
class Deployment:
    """The deployment that was tested.

    Parameters
    ----------
    profile : str
        Name of its profile.
    version : str
        As it says of itself.
    fingerprint : str
        Hash of profile and of what the deployment says of itself.
    reference : bool
        It is the embedded reference deployment: a demonstration, never a real verdict.
    """

    profile: str
    version: str
    fingerprint: str
    reference: bool = False


@dataclass(frozen=True)
class Play:
    """How the trace was played.

    Parameters
    ----------
    speed : float
        Scenario seconds a real second.
    packed : bool
        Gaps between arrivals were cut to at most `gap_s`.
    gap_s : float, optional
        s
    """

    speed: float = 1.0
    packed: bool = False
    gap_s: float | None = None

    @property
    def plain(self) -> bool:
        """The trace was played as it is, at speed 1."""
        return self.speed == 1.0 and not self.packed


@dataclass(frozen=True)
class Manifest:
    """What a run says of itself.

    Parameters
    ----------
    region, scenario : str
        Name as the user gave it, and the scenario's own name.
    scenario_hash : str
        Hash of the resolved scenario; the scenario itself lies beside the manifest.
    source : "sim" or "loadtest" or "ready"
        Who wrote the records; "ready": the records lie in the parts of the run.
    start : str
        Instant of run clock 0, ISO 8601 with offset.
    zone : str
        IANA time zone.
    seed : int
    engine : str
        What played the trace, as "twin", "simpy" or "locust".
    latencies : str
        Hash of the measured latencies that were played; empty where they are the scenario's.
    model : str
        Hash of all that a simulation's tables rest on besides the scenario; empty where nothing
        was simulated.
    command : tuple of str
    versions : mapping of package to version
    deployment : Deployment, optional
        None where no deployment was tested.
    play : Play
    state : "running", "finished", "interrupted" or "failed"
    weeks : int
        Complete weeks of evidence; 0 while running.
    note : str
        Why it was interrupted or failed, in words.
    """

    region: str
    scenario: str
    scenario_hash: str
    source: Literal["sim", "loadtest", "ready"]
    start: str
    zone: str
    seed: int
    engine: str
    latencies: str = ""
    model: str = ""
    command: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    deployment: Deployment | None = None
    play: Play = Play()
    state: Literal["running", "finished", "interrupted", "failed"] = "running"
    weeks: int = 0
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Manifest:
        """Read it back from plain data."""
        known = {k: v for k, v in data.items() if k in cls.__dataclass_fields__}
        deployment = known.get("deployment")
        known["command"] = tuple(known.get("command", ()))
        known["deployment"] = Deployment(**deployment) if deployment else None
        known["play"] = Play(**known.get("play", {}))
        return cls(**known)


def package_versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that numbers depend on."""
    found = {"python": platform.python_version()}
    for name in ("siap112", "numpy", "scipy", "simpy", "duckdb", "locust"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            # a checkout that was not installed still has to say what it ran with
            found[name] = N_("not installed")
    return found
