"""Keep the reference deployment up, until somebody ends it."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from loadtest.deployment.spec import BrokenSpec
from loadtest.deployment.up import DeploymentError, start
from loadtest.order import Order, make_play, reference_spec
from scenarios.loading import LoadedScenario
from scenarios.text import gettext as _
from siap112.console import Screen

POLL_S = 0.5


def keep_up(
    loaded: LoadedScenario, folder: Path, *, sip_port: int, api_port: int, broken: BrokenSpec
) -> None:
    """Bring it up, say where it is, and wait for Ctrl-C.

    Raises
    ------
    DeploymentError
        If it does not come up, or dies.
    """
    screen = Screen()
    play = make_play(loaded.scenario, Order(1, 60, 1.0, None, "up"))
    spec = reference_spec(loaded.scenario, play, folder, broken=broken, standing=True)
    with start(replace(spec, sip_port=sip_port, api_port=api_port)) as deployment:
        profile = deployment.profile
        screen.say(_("The reference deployment is up; end it with Ctrl-C."))
        screen.say(
            _("  SIP          udp {host}:{port}").format(
                host=profile.sip.host, port=profile.sip.port
            )
        )
        screen.say(_("  application  {url}/docs").format(url=profile.api.base_url))
        screen.say(_("  profile      {path}").format(path=deployment.profile_path))
        screen.say(
            _("Test it: siap112 loadtest {region} --deployment {path} --speed 1").format(
                region=loaded.scenario.name, path=deployment.profile_path
            )
        )
        while deployment.alive():
            time.sleep(POLL_S)
        raise DeploymentError(deployment.failure() or _("The deployment has ended."))
