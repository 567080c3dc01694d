"""The profile of a deployment: all that a load test is told about the 112 it drives.

A profile is a TOML file. Where the deployment listens, which accounts the load test may use,
which telephone numbers are its own, and who chooses the unit. Credentials may stand outside of
the file: ``password = "env:NAME"`` takes them from the environment when they are used.
"""

from __future__ import annotations

import json
import os
import tempfile
import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from loadtest.explain import explain
from loadtest.loopback import LoopbackHost, LoopbackUrl
from scenarios.text import gettext as _
from scenarios.toml_text import to_toml

AnswerMode = Literal["first", "call_taker"]
Choice = Literal["agency", "deployment"]

_ENVIRONMENT = "env:"


class ProfileError(Exception):
    """A profile cannot be used; the message has one line for each thing to mend."""


Port = Annotated[int, Field(ge=1, le=65535)]
Name = Annotated[str, Field(min_length=1, max_length=100)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class SipSettings(_Part):
    """Where the deployment takes calls.

    `answer` says whose SIP 200 a caller receives: the call distributor's, that answers first and
    lets the call-taker's leg follow (``first``), or the call-taker's own (``call_taker``).
    `trunk_groups` are the carriers' groups that the deployment tells apart; a call names its
    own by the parameter ``tgrp`` in its Contact (RFC 4904).
    """

    host: LoopbackHost
    port: Port
    user: Name = "112"
    domain: Name = "127.0.0.1"
    answer: AnswerMode = "first"
    trunk_groups: tuple[Name, ...] = ()


class Numbers(_Part):
    """The reserved range of telephone numbers from which test callers call.

    A number is `prefix` followed by digits up to `length` in all. Two notations of a number
    (0899..., +62899...) are the same number when their last `match_last_digits` digits agree.
    """

    prefix: Annotated[str, Field(pattern=r"^[0-9]{1,10}$")] = "0899"
    length: Annotated[int, Field(ge=4, le=15)] = 13
    match_last_digits: Annotated[int, Field(ge=3, le=15)] = 9

    @model_validator(mode="after")
    def _unambiguous(self) -> Self:
        own = self.length - len(self.prefix)
        if own < 1:
            raise ValueError(
                _("length {length} leaves no digit after prefix {prefix}; raise length").format(
                    length=self.length, prefix=self.prefix
                )
            )
        if not own <= self.match_last_digits <= self.length:
            raise ValueError(
                _(
                    "match_last_digits is {found}, so two callers could look alike; expected "
                    "{own} to {length}, the digits after the prefix up to the whole number"
                ).format(found=self.match_last_digits, own=own, length=self.length)
            )
        return self

    @property
    def capacity(self) -> int:
        """How many different callers the range holds."""
        return int(10 ** (self.length - len(self.prefix)))

    def number(self, index: int) -> str:
        """Return the number of the caller `index`, counted from 0.

        Raises
        ------
        ValueError
            If the range holds no such number.
        """
        if not 0 <= index < self.capacity:
            raise ValueError(f"caller {index} has no number; the range holds {self.capacity}")
        return f"{self.prefix}{index:0{self.length - len(self.prefix)}d}"

    def key(self, number: str) -> str:
        """Return what two notations of one number have in common: the last digits."""
        return "".join(c for c in number if c in "0123456789")[-self.match_last_digits :]


class Api(_Part):
    """Where the dispatch application answers; `ws_url` is its WebSocket."""

    base_url: LoopbackUrl
    ws_url: LoopbackUrl


class Account(_Part):
    """A log-in. The password may be ``env:NAME``."""

    username: Name
    password: SecretStr

    def reveal(self) -> str:
        """Return the password itself.

        Raises
        ------
        ProfileError
            If it is to be found in an environment variable that is not set.
        """
        return _reveal(self.password, self.username)


class CallTakerAccount(Account):
    """A call-taker's log-in and telephone extension."""

    extension: Name
    sip_password: SecretStr

    def reveal_sip(self) -> str:
        """Return the extension's SIP password; raises as `reveal` does."""
        return _reveal(self.sip_password, self.extension)


class Accounts(_Part):
    """The accounts that the load test may use; `agencies` by the agency's id."""

    call_takers: tuple[CallTakerAccount, ...] = ()
    dispatchers: tuple[Account, ...] = ()
    agencies: dict[str, tuple[Account, ...]] = Field(default_factory=dict)
    supervisor: Account | None = None

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        extensions = [account.extension for account in self.call_takers]
        doubled = sorted({e for e in extensions if extensions.count(e) > 1})
        if doubled:
            raise ValueError(
                _(
                    "extension {found} is given twice; every call-taker needs one of their own"
                ).format(found=", ".join(doubled))
            )
        return self


class DeploymentProfile(_Part):
    """What a load test is told about one deployment.

    `fingerprint` changes when what was deployed changes; a verdict names it. `is_reference`
    marks the embedded deployment, against which no verdict is real. `choice` says who chooses
    the unit: the agency's desk, or the deployment on acknowledgement.
    """

    name: Name
    version: Name
    fingerprint: Name
    is_reference: bool = False
    choice: Choice = "agency"
    sip: SipSettings
    numbers: Numbers = Numbers()
    api: Api
    accounts: Accounts = Accounts()


def load_profile(path: Path) -> DeploymentProfile:
    """Read a profile from a TOML file.

    Raises
    ------
    ProfileError
        If the file cannot be read, is not TOML or says something impossible; all at once.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ProfileError(
            _("{path}: is not UTF-8 text; save it as UTF-8").format(path=path)
        ) from error
    except OSError as error:
        raise ProfileError(
            _("{path}: cannot be read ({reason}); give the path of a deployment profile").format(
                path=path, reason=error.strerror or error
            )
        ) from error
    try:
        data = tomllib.loads(text)
        # By way of JSON, where strict validation takes an array for a tuple.
        return DeploymentProfile.model_validate_json(json.dumps(data, default=str))
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(
            _("{path}: is not TOML ({reason}); mend the line it names").format(
                path=path, reason=error
            )
        ) from error
    except ValidationError as error:
        raise ProfileError(explain(error, path, DeploymentProfile)) from error


def save_profile(profile: DeploymentProfile, path: Path) -> None:
    """Write `profile` to `path` as TOML, readable by its owner only: it holds passwords.

    Raises
    ------
    ProfileError
        If the file cannot be written.
    """
    data = profile.model_dump(mode="python")
    text = "# Profile of a 112 deployment; it holds passwords.\n" + to_toml(_plain(data))
    try:
        # A file made by mkstemp is the owner's alone from its first byte on.
        handle, aside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(aside).replace(path)
    except OSError as error:
        raise ProfileError(
            _("{path}: cannot be written ({reason}); choose a folder that can").format(
                path=path, reason=error.strerror
            )
        ) from error


def describe(profile: DeploymentProfile) -> tuple[tuple[str, str], ...]:
    """Return what a report says about the deployment: label and value, without secrets."""
    accounts = profile.accounts
    kind = _("reference deployment (demonstration)") if profile.is_reference else _("deployment")
    choice = {
        "agency": _("the agency's desk"),
        "deployment": _("the deployment, on acknowledgement"),
    }[profile.choice]
    answer = {
        "first": _("the call distributor, before the call-taker"),
        "call_taker": _("the call-taker's telephone"),
    }[profile.sip.answer]
    return (
        (_("Deployment"), profile.name),
        (_("Kind"), kind),
        (_("Version"), profile.version),
        (_("Fingerprint"), profile.fingerprint),
        (_("Calls go to"), f"sip:{profile.sip.user}@{profile.sip.host}:{profile.sip.port}"),
        (_("Calls are answered by"), answer),
        (_("Application"), profile.api.base_url),
        (_("Unit chosen by"), choice),
        (_("Call-takers"), str(len(accounts.call_takers))),
        (_("Dispatchers"), str(len(accounts.dispatchers))),
        (_("Agencies with a client"), ", ".join(sorted(accounts.agencies)) or "-"),
    )


def _reveal(secret: SecretStr, owner: str) -> str:
    value = secret.get_secret_value()
    if not value.startswith(_ENVIRONMENT):
        return value
    name = value.removeprefix(_ENVIRONMENT)
    found = os.environ.get(name)
    if not found:
        raise ProfileError(
            _(
                "password of {owner}: environment variable {name} is not set; set it, or write "
                "the password into the profile"
            ).format(owner=owner, name=name)
        )
    return found


def _plain(value: object) -> dict[str, object]:
    def plain(item: object) -> object:
        if isinstance(item, SecretStr):
            return item.get_secret_value()
        if isinstance(item, dict):
            return {str(key): plain(entry) for key, entry in item.items()}
        if isinstance(item, tuple | list):
            return [plain(entry) for entry in item]
        return item

    made = plain(value)
    assert isinstance(made, dict)
    return made
