"""The settings of the two processes and the profile, all from one spec."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from loadtest.deployment.dispatch.config import (
    VERSION,
    AcdLink,
    AgencySeed,
    Broken,
    DispatchConfig,
    UnitSeed,
    UserSeed,
    fingerprint,
)
from loadtest.deployment.spec import DeploymentSpec
from loadtest.deployment.timetable import changes_of
from loadtest.deployment_profile import (
    Account,
    Accounts,
    Api,
    CallTakerAccount,
    DeploymentProfile,
    SipSettings,
)

_FIRST_EXTENSION = 1001
# The passwords below are long and random, so nobody is kept out by a slow hash; and a load test
# logs everybody in at once.
_PASSWORD_COST = 4


@dataclass(frozen=True)
class Secrets:
    """The accounts with passwords made for one start, and the key that the processes share."""

    accounts: Accounts
    cti_key: str


def make_secrets(spec: DeploymentSpec) -> Secrets:
    """Return fresh accounts for everybody in `spec`."""
    extensions = range(_FIRST_EXTENSION, _FIRST_EXTENSION + spec.call_takers)
    accounts = Accounts(
        call_takers=tuple(
            CallTakerAccount(
                username=f"call-taker-{extension}",
                password=_password(),
                extension=str(extension),
                sip_password=_password(),
            )
            for extension in extensions
        ),
        dispatchers=tuple(
            _account(f"dispatcher-{number}") for number in range(1, spec.dispatcher_accounts + 1)
        ),
        agencies={
            agency.id: tuple(
                _account(f"{agency.id}-desk-{number}") for number in range(1, agency.desks + 1)
            )
            for agency in spec.agencies
        },
        supervisor=_account("supervisor"),
    )
    return Secrets(accounts, secrets.token_urlsafe(24))


def _account(username: str) -> Account:
    return Account(username=username, password=_password())


def _password() -> SecretStr:
    return SecretStr(secrets.token_urlsafe(18))


def dispatch_config(
    spec: DeploymentSpec, made: Secrets, *, ready_file: Path, acd_ready_file: Path
) -> DispatchConfig:
    """Return the dispatch application's settings.

    Raises
    ------
    pydantic.ValidationError
        If `spec` asks for something impossible.
    """
    drops = spec.broken.drops_notification_every
    users = [
        UserSeed(
            username=account.username,
            password=account.password,
            role="call_taker",
            extension=account.extension,
        )
        for account in made.accounts.call_takers
    ]
    users += [
        UserSeed(username=account.username, password=account.password, role="dispatcher")
        for account in made.accounts.dispatchers
    ]
    users += [
        UserSeed(username=account.username, password=account.password, role="agency", agency=agency)
        for agency, accounts in made.accounts.agencies.items()
        for account in accounts
    ]
    if made.accounts.supervisor is not None:
        supervisor = made.accounts.supervisor
        users.append(
            UserSeed(username=supervisor.username, password=supervisor.password, role="supervisor")
        )
    return DispatchConfig(
        name=spec.name,
        port=spec.api_port,
        work_folder=str(spec.work_folder),
        ready_file=str(ready_file),
        cti_key=SecretStr(made.cti_key),
        acd=AcdLink(ready_file=str(acd_ready_file)),
        dispatchers=spec.dispatchers,
        choice=spec.choice,
        agencies=tuple(
            AgencySeed(
                id=agency.id,
                name=agency.name,
                channel=agency.channel,
                acknowledge_timeout_s=agency.acknowledge_timeout_s,
            )
            for agency in spec.agencies
        ),
        units=tuple(
            UnitSeed(
                id=unit.id,
                agency=unit.agency,
                post=unit.post,
                callsign=unit.callsign,
                lat=unit.lat,
                lon=unit.lon,
            )
            for unit in spec.units
        ),
        users=tuple(users),
        application_up=()
        if spec.application_up is None
        else tuple(zip(spec.application_up.times_s, spec.application_up.values, strict=True)),
        broken=Broken()
        if drops is None
        else Broken(modes=("drops_notification",), drops_every=drops),
        match_last_digits=spec.numbers.match_last_digits,
        password_cost=_PASSWORD_COST,
    )


def acd_settings(
    spec: DeploymentSpec, made: Secrets, *, ready_file: Path, cti_url: str
) -> dict[str, Any]:
    """Return the call distributor's settings, as its file says them."""
    broken: list[dict[str, Any]] = []
    if spec.broken.answers_late_s is not None:
        broken.append({"mode": "answers_late", "delay_s": spec.broken.answers_late_s})
    if spec.broken.loses_call_every is not None:
        broken.append({"mode": "loses_call", "every": spec.broken.loses_call_every})
    if spec.broken.mutes_call_every is not None:
        broken.append({"mode": "mutes_call", "every": spec.broken.mutes_call_every})
    return {
        "sip_host": "127.0.0.1",
        "sip_port": spec.sip_port,
        "control_port": spec.control_port,
        "rtp_first_port": spec.rtp_ports[0],
        "rtp_last_port": spec.rtp_ports[1],
        "trunk_groups": dict(spec.trunk_groups),
        "channel_steps": {name: changes_of(s) for name, s in spec.channel_steps.items()},
        "default_group": spec.default_group or next(iter(spec.trunk_groups), None),
        "answer": spec.answer,
        "announcement_s": spec.announcement_s,
        "ring_timeout_s": spec.ring_timeout_s,
        "extensions": {a.extension: a.reveal_sip() for a in made.accounts.call_takers},
        "cti_url": cti_url,
        "cti_key": made.cti_key,
        "broken": broken,
        "ready_file": str(ready_file),
    }


def deployment_fingerprint(config: DispatchConfig, acd: dict[str, Any]) -> str:
    """Return a short hash of what is deployed, the same for each start of one spec.

    What befalls it during a play stays out: that is no other deployment.
    """
    passing = (
        "sip_port",
        "control_port",
        "cti_url",
        "cti_key",
        "ready_file",
        "extensions",
        "channel_steps",
    )
    lasting = {key: value for key, value in acd.items() if key not in passing}
    lasting["extensions"] = sorted(acd["extensions"])
    text = json.dumps({"dispatch": fingerprint(config), "acd": lasting}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def make_profile(
    spec: DeploymentSpec,
    made: Secrets,
    *,
    mark: str,
    sip_port: int,
    api_port: int,
) -> DeploymentProfile:
    """Return the profile of the deployment that runs on these ports; `mark` fingerprints it."""
    return DeploymentProfile(
        name=spec.name,
        version=VERSION,
        fingerprint=mark,
        is_reference=True,
        choice=spec.choice,
        sip=SipSettings(
            host="127.0.0.1",
            port=sip_port,
            answer=spec.answer,
            trunk_groups=tuple(sorted(spec.trunk_groups)),
        ),
        numbers=spec.numbers,
        api=Api(base_url=f"http://127.0.0.1:{api_port}", ws_url=f"ws://127.0.0.1:{api_port}/ws"),
        accounts=made.accounts,
    )
