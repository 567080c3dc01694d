"""What a deployment of the dispatch application is told when it starts: one file, checked."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from loadtest.deployment.timetable import Changes
from loadtest.explain import explain
from loadtest.loopback import LoopbackHost, LoopbackUrl

VERSION = "1.0.0"

Role = Literal["call_taker", "dispatcher", "agency", "supervisor", "admin"]
ROLES: tuple[Role, ...] = ("call_taker", "dispatcher", "agency", "supervisor", "admin")
NotificationChannel = Literal["application", "phone"]
UnitChoice = Literal["agency", "deployment"]
BrokenMode = Literal["drops_notification"]

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class ConfigError(Exception):
    """The file of settings cannot be used; one line for each thing to mend."""


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class UserSeed(_Part):
    """An account that exists from the start."""

    username: Identifier
    password: Annotated[SecretStr, Field(min_length=1)]
    role: Role
    extension: Identifier | None = None
    agency: Identifier | None = None

    @model_validator(mode="after")
    def _belongs(self) -> Self:
        if (self.role == "call_taker") != (self.extension is not None):
            raise ValueError("a call_taker has an extension, and nobody else has one")
        if (self.role == "agency") != (self.agency is not None):
            raise ValueError("a user of role agency belongs to one agency, and nobody else does")
        return self


class AgencySeed(_Part):
    """An agency, how it is notified, and how long it may take until somebody takes that up."""

    id: Identifier
    name: Annotated[str, Field(max_length=200)] = ""
    channel: NotificationChannel = "application"
    acknowledge_timeout_s: Annotated[float, Field(gt=0, le=86400)] = 120.0


class UnitSeed(_Part):
    """A unit and the post where it stands when it has nothing to do."""

    id: Identifier
    agency: Identifier
    post: Annotated[str, Field(max_length=200)] = ""
    callsign: Annotated[str, Field(max_length=100)] = ""
    lat: Latitude
    lon: Longitude


class AcdLink(_Part):
    """Where the call distributor takes the call-takers' states.

    Its address is given, or found in the ready file that the distributor writes when it is up
    (key `control_port`): so neither of the two has to know the other's port beforehand.
    """

    control_url: LoopbackUrl | None = None
    ready_file: str | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.control_url is None) == (self.ready_file is None):
            raise ValueError("give either control_url or ready_file")
        return self


class Broken(_Part):
    """Faults built in on purpose, to see that a load test finds them."""

    modes: tuple[BrokenMode, ...] = ()
    drops_every: Annotated[int, Field(ge=1)] = 10


class DispatchConfig(_Part):
    """Settings of the dispatch application.

    Attributes
    ----------
    work_folder
        Where the database lies.
    cti_key
        Shared with the call distributor: header ``X-CTI-Key`` of the events it posts and of the
        states it is told.
    application_up
        During a play, as pairs of seconds since its beginning and 1 or 0 from then on: while it
        is 0 no agency can be told by application, and the centre has to phone.
    claim_wait_max_ms
        How long a claim by number may wait for the call distributor's event, in milliseconds.
    match_last_digits
        Two notations of a telephone number are the same number if these last digits agree.
    password_cost
        scrypt's n is 2 to this power. Low is right only where passwords are random and long.
    event_backlog
        A client of the WebSocket that lags by more events is disconnected; it may catch up.
    """

    name: Annotated[str, Field(min_length=1, max_length=100)] = "siap112 reference deployment"
    host: LoopbackHost = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 0
    work_folder: Annotated[str, Field(min_length=1)]
    ready_file: str | None = None
    cti_key: Annotated[SecretStr, Field(min_length=8)]
    acd: AcdLink | None = None
    dispatchers: bool = False
    choice: UnitChoice = "agency"
    agencies: tuple[AgencySeed, ...] = ()
    units: tuple[UnitSeed, ...] = ()
    users: tuple[UserSeed, ...] = ()
    application_up: Changes = ()
    broken: Broken = Broken()
    claim_wait_max_ms: Annotated[int, Field(ge=0, le=30000)] = 3000
    match_last_digits: Annotated[int, Field(ge=3, le=15)] = 9
    password_cost: Annotated[int, Field(ge=2, le=17)] = 14
    token_lifetime_s: Annotated[float, Field(gt=0)] = 86400.0
    ping_s: Annotated[float, Field(gt=0)] = 20.0
    event_backlog: Annotated[int, Field(ge=1)] = 5000

    @model_validator(mode="after")
    def _refers(self) -> Self:
        agencies = _unique("agencies", [agency.id for agency in self.agencies])
        _unique("units", [unit.id for unit in self.units])
        _unique("users", [user.username for user in self.users])
        _unique("extensions", [u.extension for u in self.users if u.extension is not None])
        for unit in self.units:
            _known(f"units: {unit.id}", unit.agency, agencies)
        for user in self.users:
            if user.agency is not None:
                _known(f"users: {user.username}", user.agency, agencies)
        return self

    @property
    def drops_every(self) -> int | None:
        """Every how-many-th notification is lost on purpose; None for a sound deployment."""
        return self.broken.drops_every if "drops_notification" in self.broken.modes else None


def load_config(path: Path) -> DispatchConfig:
    """Read settings from a TOML or, by its suffix, a JSON file.

    Raises
    ------
    ConfigError
        If the file cannot be read or says something impossible; all at once.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".json":
            json.loads(text)
        else:
            text = json.dumps(tomllib.loads(text), default=str)
        return DispatchConfig.model_validate_json(text)
    except ValidationError as error:
        raise ConfigError(explain(error, path, DispatchConfig)) from error
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"{path}: cannot be read as settings ({error}); expected a TOML or JSON file"
        ) from error


def fingerprint(config: DispatchConfig) -> str:
    """Return a short hash of version and settings, the same for each start of one deployment.

    Secrets stay out, and so does what differs from start to start: ports, folders, files, and
    what befalls the deployment during a play.
    """
    passing = {"host", "port", "work_folder", "ready_file", "cti_key", "acd", "application_up"}
    data: dict[str, Any] = config.model_dump(mode="json", exclude=passing)
    for user in data["users"]:
        del user["password"]
    text = json.dumps({"version": VERSION, "config": data}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _unique(what: str, names: list[str]) -> frozenset[str]:
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise ValueError(f"{what}: {', '.join(doubled)} stands twice; expected each once")
    return frozenset(names)


def _known(where: str, agency: str, agencies: frozenset[str]) -> None:
    if agency not in agencies:
        raise ValueError(
            f"{where}: agency {agency!r} is not among the agencies "
            f"({', '.join(sorted(agencies)) or 'there are none'})"
        )
