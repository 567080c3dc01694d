"""Plays that do not begin: nobody answers, nobody is let in, the speed is too great."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from loadtest.deployment.up import DeploymentError, RunningDeployment, start
from loadtest.deployment_profile import DeploymentProfile, ProfileError, save_profile
from loadtest.driver_report import DriverReport
from loadtest.order import Order, make_play, reference_spec
from loadtest.process import Begin, LoadTestProcess
from loadtest.profile_check import check_profile
from loadtest.run_part import begin_part, finish_part
from scenarios.loading import LoadedScenario
from scenarios.packing import PackedPlay
from scenarios.text import in_language
from tests.loadtest.driver.brisk import brisk
from tests.loadtest.driver.playing import GAP_S, SPEED


@dataclass(frozen=True)
class Prepared:
    """A deployment that is up, and a play for it."""

    loaded: LoadedScenario
    play: PackedPlay
    order: Order
    deployment: RunningDeployment

    @property
    def profile(self) -> DeploymentProfile:
        return self.deployment.profile

    def try_with(
        self, profile: DeploymentProfile, folder: Path, on_begin: Begin | None = None
    ) -> tuple[DriverReport, str]:
        """Play with a profile that is not quite right; return the report and why, in English."""
        path = folder / "profile.toml"
        save_profile(profile, path)
        order = replace(self.order, profile=str(path))
        part, manifest = begin_part(
            folder / "run", self.loaded, order, self.play, profile, region="r", command=("t",)
        )
        process = LoadTestProcess(part.path, on_begin=on_begin)
        try:
            report = process.wait()
        finally:
            process.kill()
        records = finish_part(part, manifest, report)
        begun = {"staffing"} if on_begin else set()
        assert all(len(t) == 0 for name, t in records.tables().items() if name not in begun)
        assert report.why is not None
        with in_language("en"):
            return report, report.why.text()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    folder = tmp_path_factory.mktemp("prepared")
    loaded = brisk(folder)
    order = Order(1, 6, SPEED, GAP_S, "s112test")
    play = make_play(loaded.scenario, order)
    with start(reference_spec(loaded.scenario, play, folder / "deployment")) as deployment:
        yield Prepared(loaded, play, order, deployment)


def unused_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def changed(profile: DeploymentProfile, **parts: dict[str, Any]) -> DeploymentProfile:
    """Return a profile with fields of its parts changed."""
    update = {
        name: getattr(profile, name).model_copy(update=fields) for name, fields in parts.items()
    }
    return profile.model_copy(update=update)


def wrong_password(profile: DeploymentProfile, field: str) -> DeploymentProfile:
    first, *others = profile.accounts.call_takers
    taker = first.model_copy(update={field: SecretStr("salah-sekali-1234")})
    return changed(profile, accounts={"call_takers": (taker, *others)})


def nobody_at_the_application(profile: DeploymentProfile) -> DeploymentProfile:
    port = unused_port(socket.SOCK_STREAM)
    return changed(
        profile,
        api={"base_url": f"http://127.0.0.1:{port}", "ws_url": f"ws://127.0.0.1:{port}/ws"},
    )


@pytest.mark.parametrize(
    ("spoilt", "says"),
    [
        (nobody_at_the_application, "does not answer"),
        (
            lambda profile: changed(profile, sip={"port": unused_port(socket.SOCK_DGRAM)}),
            "does not answer REGISTER",
        ),
        (
            lambda profile: wrong_password(profile, "password"),
            "refuses the log-in of call-taker-1001",
        ),
        (
            lambda profile: wrong_password(profile, "sip_password"),
            "does not register extension 1001",
        ),
        (
            lambda profile: changed(profile, api={"ws_url": profile.api.ws_url + "nowhere"}),
            "event channel",
        ),
    ],
    ids=["no application", "no distributor", "wrong password", "wrong SIP password", "no channel"],
)
def test_a_deployment_that_lets_nobody_in_is_unreachable_and_says_why(
    prepared: Prepared,
    tmp_path: Path,
    spoilt: Callable[[DeploymentProfile], DeploymentProfile],
    says: str,
) -> None:
    report, why = prepared.try_with(spoilt(prepared.profile), tmp_path)

    assert report.state == "unreachable"
    assert says in why
    assert "salah" not in why, "no password in a message"


def test_a_play_of_whose_beginning_the_deployment_cannot_be_told_has_no_call(
    prepared: Prepared, tmp_path: Path
) -> None:
    """What is taken away in the play would stay there; it would not be the play predicted."""
    told: list[float] = []

    def deaf(zero_at: float) -> None:
        told.append(zero_at - time.time())
        raise DeploymentError("it is deaf")

    report, why = prepared.try_with(prepared.profile, tmp_path, on_begin=deaf)

    assert report.state == "failed"
    assert why == "The deployment could not be told when the play begins: it is deaf"
    assert report.callers_done == 0
    assert len(told) == 1 and 0.1 < told[0] < 1.0, "a moment before the first call"


def test_a_speed_too_great_for_the_set_up_measured_is_refused_with_a_usable_one(
    tmp_path: Path,
) -> None:
    loaded = brisk(tmp_path)
    order = Order(1, 6, SPEED, GAP_S, "s112test")
    play = make_play(loaded.scenario, order)
    spec = reference_spec(loaded.scenario, play, tmp_path / "deployment")
    late = tmp_path / "late.py"
    late.write_text(SLOW_SET_UP)
    with start(spec) as deployment:
        order = replace(order, profile=str(deployment.profile_path))
        part, _ = begin_part(
            tmp_path / "run", loaded, order, play, deployment.profile, region="r", command=("t",)
        )
        process = LoadTestProcess(part.path, play_file=late)
        try:
            report = process.wait()
        finally:
            process.kill()

    assert report.state == "refused"
    assert len(report.setup_canary_s) == 20, "measured more often before it refuses"
    assert report.why is not None
    greatest = float(str(report.why.values["greatest"]))
    talk_s = float(play.trace.callers.talk_s.mean()) * SPEED
    assert greatest == pytest.approx(0.1 * talk_s / 0.25, rel=0.2)
    with in_language("en"):
        assert f"greatest usable speed is {greatest:g}" in report.why.text()


SLOW_SET_UP = """
import gevent
from loadtest.locustfile import *
from loadtest.sip.outgoing_call import OutgoingCall

_on_response = OutgoingCall._on_response


def late(self, response):
    if response.cseq[1] == "INVITE":
        gevent.spawn_later(0.25, _on_response, self, response)
    else:
        _on_response(self, response)


OutgoingCall._on_response = late
"""


def test_what_a_profile_lacks_is_said_all_at_once_before_anything_is_started(
    prepared: Prepared,
) -> None:
    profile = changed(
        prepared.profile,
        accounts={"call_takers": (), "agencies": {}},
        numbers={"prefix": "0899", "length": 5, "match_last_digits": 3},
        sip={"trunk_groups": ("indosat",)},
    )

    with pytest.raises(ProfileError) as caught, in_language("en"):
        check_profile(profile, prepared.play)

    said = str(caught.value).splitlines()
    assert len(said) == 5
    for word in ("accounts.call_takers", "agencies.damkar", "agencies.ambulans", "trunk", "10"):
        assert any(word in line for line in said), word
