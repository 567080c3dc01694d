"""What a load test plays and against what, before it begins."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from loadtest.deployment.spec import BrokenSpec
from loadtest.deployment.up import RunningDeployment, start
from loadtest.deployment_profile import DeploymentProfile, load_profile
from loadtest.order import (
    REFERENCE_SETUP_S,
    Order,
    choose_speed,
    make_play,
    reference_spec,
)
from loadtest.profile_check import check_profile
from scenarios.loading import LoadedScenario
from scenarios.packing import PackedPlay
from scenarios.sampling import quantile
from scenarios.text import gettext as _
from siap112.asking import Asked
from siap112.console import Screen


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
class Draft:
    """What is to be played; nothing is started yet.

    Parameters
    ----------
    order : Order
    play : PackedPlay
    profile : DeploymentProfile or None
        None where the reference deployment is to be started.
    """

    order: Order
    play: PackedPlay
    profile: DeploymentProfile | None


@dataclass(frozen=True)
class PreparedLoadTest:
    """A load test that can begin: its deployment is up, as far as that is ours.

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


def draft(loaded: LoadedScenario, asked: Asked, test: LoadTestAsked) -> Draft:
    """Choose and pack the calls, and see whether a given profile has all that they need.

    Raises
    ------
    SpeedRefused, ProfileError, TargetRefused
        Each says what to do.
    """
    profile = load_profile(test.profile) if test.profile is not None else None
    own = profile is None or profile.is_reference
    technology = loaded.scenario.technology
    expected_setup_s = REFERENCE_SETUP_S if own else quantile(technology.setup, 0.95)
    speed = choose_speed(
        loaded.scenario,
        asked.seed,
        test.calls,
        expected_setup_s,
        test.speed,
        own_pace=profile is not None,
    )
    order = Order(
        asked.seed,
        test.calls,
        speed,
        test.gap_s,
        f"s112x{secrets.token_hex(4)}",
        profile="" if test.profile is None else str(test.profile.resolve()),
        follow_s=test.follow_s,
    )
    play = make_play(loaded.scenario, order)
    if profile is not None:
        check_profile(profile, play)
    return Draft(order, play, profile)


@contextmanager
def deployed(
    drafted: Draft, loaded: LoadedScenario, test: LoadTestAsked, folder: Path, screen: Screen
) -> Iterator[PreparedLoadTest]:
    """Have the deployment up for the length of the block.

    Parameters
    ----------
    folder : Path
        For the files of a reference deployment.

    Raises
    ------
    DeploymentError
        If the reference deployment does not come up.
    """
    play, order = drafted.play, drafted.order
    if drafted.profile is not None:
        yield PreparedLoadTest(play, order, drafted.profile, None)
        return
    screen.note(_("Starting the reference deployment ..."))
    with start(reference_spec(loaded.scenario, play, folder, broken=test.broken)) as deployment:
        screen.note(
            _("The reference deployment is up: SIP on port {sip}, application at {api}.").format(
                sip=deployment.profile.sip.port, api=deployment.profile.api.base_url
            )
        )
        path = str(deployment.profile_path)
        yield PreparedLoadTest(play, replace(order, profile=path), deployment.profile, deployment)
