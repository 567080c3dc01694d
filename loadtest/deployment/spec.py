"""What a reference deployment is to be: the order that `up.start` carries out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from loadtest.deployment_profile import AnswerMode, Choice, Numbers
from scenarios.step_function import StepFunction

Channel = Literal["application", "phone"]


@dataclass(frozen=True, kw_only=True)
class AgencySpec:
    """An agency: how it is told, how long it is waited for, how many clients it may log in."""

    id: str
    name: str = ""
    channel: Channel = "application"
    acknowledge_timeout_s: float = 120.0
    desks: int = 1


@dataclass(frozen=True, kw_only=True)
class UnitSpec:
    """A unit and the post (name, latitude, longitude) where it stands."""

    id: str
    agency: str
    post: str = ""
    callsign: str = ""
    lat: float
    lon: float


@dataclass(frozen=True, kw_only=True)
class BrokenSpec:
    """Faults built in on purpose; None is a sound deployment.

    Attributes
    ----------
    drops_notification_every, loses_call_every
        Every how-many-th notification or call is lost.
    mutes_call_every
        In every how-many-th call the caller does not hear the call-taker.
    answers_late_s
        How long, in seconds, a call is held back from a free call-taker.
    """

    drops_notification_every: int | None = None
    loses_call_every: int | None = None
    mutes_call_every: int | None = None
    answers_late_s: float | None = None


@dataclass(frozen=True, kw_only=True)
class DeploymentSpec:
    """A reference deployment.

    Attributes
    ----------
    work_folder
        Where its files lie: settings, database, logs, profile. Made if absent; a database that
        is there already is gone on with.
    trunk_groups
        Channels by name of the carriers' trunk groups, until a play begins; 0 refuses every
        call.
    channel_steps
        Channels by name of trunk group in the clock of a play; a group that is not named keeps
        its channels.
    application_up
        0 in the clock of a play while the application can tell no agency and the centre has to
        phone; None is never.
    default_group
        The group of calls that name none; the first one if None.
    call_takers
        How many extensions and call-takers' accounts there are.
    dispatchers
        Whether dispatchers check and forward; `dispatcher_accounts` is how many there are.
    announcement_s
        Length of the recorded announcement, in seconds.
    answer
        Whose answer a caller receives, as in `loadtest.deployment_profile.SipSettings`.
    choice
        Who chooses the unit.
    sip_port, control_port, api_port
        0 takes a free one.
    """

    work_folder: Path
    trunk_groups: Mapping[str, int]
    channel_steps: Mapping[str, StepFunction] = field(default_factory=dict)
    application_up: StepFunction | None = None
    default_group: str | None = None
    call_takers: int = 1
    dispatchers: bool = False
    dispatcher_accounts: int = 0
    agencies: tuple[AgencySpec, ...] = ()
    units: tuple[UnitSpec, ...] = ()
    announcement_s: float = 0.0
    ring_timeout_s: float = 20.0
    answer: AnswerMode = "first"
    choice: Choice = "agency"
    broken: BrokenSpec = field(default_factory=BrokenSpec)
    numbers: Numbers = field(default_factory=Numbers)
    name: str = "siap112 reference deployment"
    sip_port: int = 0
    control_port: int = 0
    api_port: int = 0
    rtp_ports: tuple[int, int] = (20000, 29999)
