"""What the call distributor is told at its start, in one JSON or TOML file."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from loadtest.deployment.acd.loopback import loopback_ipv4
from loadtest.deployment.timetable import Changes
from loadtest.explain import explain
from scenarios.text import gettext as _


class ConfigError(Exception):
    """The configuration cannot be used; the message has one line for each thing to mend."""


def _own_machine(host: str) -> str:
    address = loopback_ipv4(host)
    if address is None:
        raise ValueError(_("is not this machine; the reference deployment runs on 127.0.0.1 only"))
    return address


def _own_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname or parts.port is None:
        raise ValueError(
            _("is not an address with a port; write it as in {example}").format(
                example="http://127.0.0.1:8000"
            )
        )
    _own_machine(parts.hostname)
    return url.rstrip("/")


Port = Annotated[int, Field(ge=1, le=65535)]
PortOrChoose = Annotated[int, Field(ge=0, le=65535)]
Extension = Annotated[str, Field(pattern=r"^[0-9]{1,15}$")]
TrunkName = Annotated[str, Field(pattern=r"^[A-Za-z0-9._~-]{1,64}$")]
Seconds = Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class AnswersLate(_Part):
    """Broken on purpose: a call is offered only `delay_s` after its call-taker was free."""

    mode: Literal["answers_late"]
    delay_s: Annotated[float, Field(gt=0, le=600, allow_inf_nan=False)] = 3.0


class LosesCall(_Part):
    """Broken on purpose: every `every`-th call is answered and then offered to nobody."""

    mode: Literal["loses_call"]
    every: Annotated[int, Field(ge=1)] = 10


class MutesCall(_Part):
    """Broken on purpose: in every `every`-th call the caller does not hear the call-taker."""

    mode: Literal["mutes_call"]
    every: Annotated[int, Field(ge=1)] = 10


BrokenMode = Annotated[AnswersLate | LosesCall | MutesCall, Field(discriminator="mode")]


class AcdConfig(_Part):
    """The settings of the call distributor.

    Attributes
    ----------
    sip_host, sip_port
        Where calls and registrations are taken, by UDP; port 0 chooses a free one.
    control_port
        Where ``/health``, ``/status`` and the call-takers' states are served; 0 chooses.
    rtp_first_port, rtp_last_port
        The ports for sound; a call takes two even ones.
    called_users
        The user parts of request URIs that are this centre.
    trunk_groups
        Channels by name of trunk group (RFC 4904 ``tgrp`` in the Contact of an INVITE), until
        a play begins.
    channel_steps
        Channels by name of trunk group during a play, as pairs of seconds since its beginning
        and channels from then on.
    default_group
        The group of calls that name no known group; None refuses them. Left out, it is the
        group named ``default`` where there is one.
    answer
        ``first``: the centre answers, and the call-taker's leg follows. ``call_taker``: the
        caller's 200 is the call-taker's answer.
    announcement_s
        Length of the announcement before the queue.
    ring_timeout_s
        How long an offer may stay unanswered before the next call-taker is tried.
    extensions
        Passwords by extension.
    cti_url, cti_key
        The dispatch application's address, to which events go (None: nowhere), and the key
        that both sides show.
    broken
        What this distributor does wrong on purpose.
    ready_file
        Where the process writes its ports once it takes calls.
    """

    sip_host: Annotated[str, AfterValidator(_own_machine)] = "127.0.0.1"
    sip_port: PortOrChoose = 0
    control_port: PortOrChoose = 0
    rtp_first_port: Port = 20000
    rtp_last_port: Port = 29999
    called_users: tuple[str, ...] = ("112",)
    trunk_groups: Annotated[
        dict[TrunkName, Annotated[int, Field(ge=0, le=100_000)]], Field(min_length=1)
    ]
    channel_steps: dict[TrunkName, Changes] = {}
    default_group: TrunkName | None = None
    answer: Literal["first", "call_taker"] = "first"
    announcement_s: Seconds = 0.0
    ring_timeout_s: Annotated[float, Field(gt=0, le=180, allow_inf_nan=False)] = 20.0
    extensions: dict[Extension, Annotated[SecretStr, Field(min_length=1)]]
    cti_url: Annotated[str, AfterValidator(_own_url)] | None = None
    cti_key: Annotated[SecretStr, Field(min_length=8)]
    broken: tuple[BrokenMode, ...] = ()
    ready_file: Path | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.rtp_last_port - self.rtp_first_port < 4:
            raise ValueError(
                _(
                    "rtp_last_port is {last}; expected at least {least}, four above the first"
                ).format(last=self.rtp_last_port, least=self.rtp_first_port + 4)
            )
        if self.default_group is not None and self.default_group not in self.trunk_groups:
            raise ValueError(
                _("default_group is {found!r}; expected one of {names}").format(
                    found=self.default_group, names=", ".join(sorted(self.trunk_groups))
                )
            )
        unknown = sorted(set(self.channel_steps) - set(self.trunk_groups))
        if unknown:
            raise ValueError(
                _("channel_steps names {found}; expected some of {names}").format(
                    found=", ".join(unknown), names=", ".join(sorted(self.trunk_groups))
                )
            )
        modes = [broken.mode for broken in self.broken]
        if len(set(modes)) != len(modes):
            raise ValueError(_("broken names a mode twice; name each once"))
        return self

    @property
    def group_for_others(self) -> str | None:
        """The trunk group for calls that name no known group, or None."""
        if self.default_group is not None:
            return self.default_group
        return "default" if "default" in self.trunk_groups else None

    @property
    def offer_delay_s(self) -> float:
        """How long an offer is held back: 0 unless broken on purpose."""
        return sum(b.delay_s for b in self.broken if isinstance(b, AnswersLate))

    @property
    def loses_every(self) -> int | None:
        """Which call in a row gets lost: None unless broken on purpose."""
        return next((b.every for b in self.broken if isinstance(b, LosesCall)), None)

    @property
    def mutes_every(self) -> int | None:
        """In which call in a row the call-taker is not heard: None unless broken on purpose."""
        return next((b.every for b in self.broken if isinstance(b, MutesCall)), None)


def load_config(path: Path) -> AcdConfig:
    """Read the configuration from a JSON file, or a TOML file by its ending.

    Raises
    ------
    ConfigError
        If the file cannot be read or says something impossible; all at once.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".toml":
            text = json.dumps(tomllib.loads(text), default=str)
        return AcdConfig.model_validate_json(text)
    except ValidationError as error:
        raise ConfigError(explain(error, path, AcdConfig)) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(
            _("{path}: cannot be read ({reason}); give a JSON or TOML file").format(
                path=path, reason=getattr(error, "strerror", None) or error
            )
        ) from error
