"""The plan: all that is not luck, laid out in the run clock as an engine needs it.

A run is a function of trace and plan. Both halves read the same plan.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.duty import Duty
from scenarios.number_block import NumberBlock
from scenarios.run_clock import RunClock
from scenarios.step_function import StepFunction
from scenarios.travel import KmPoint
from scenarios.travel_times import TravelTimes


@dataclass(frozen=True)
class Category:
    """A kind of incident or of call.

    Parameters
    ----------
    name : str
    incident : bool
    priority : int
        1 is the most urgent; meaningless for calls without incident.
    hospitals : tuple of bool
        Which of the plan's hospitals take its patients.
    """

    name: str
    incident: bool
    priority: int
    hospitals: tuple[bool, ...]


@dataclass(frozen=True)
class UnitPlan:
    """A unit of an agency, at its post when nothing happens."""

    name: str
    post: str
    home: KmPoint


@dataclass(frozen=True)
class AgencyPlan:
    """An agency: its desk, its units, when it is night."""

    name: str
    by_phone: bool
    no_answer_after_s: float
    desk: Duty
    units: tuple[UnitPlan, ...]
    on_duty: Duty
    night: StepFunction


@dataclass(frozen=True)
class Plan:
    """A centre and its agencies over one replication.

    Parameters
    ----------
    layers : names, "base" first
    categories : incident types, then kinds of call, then those that situations bring
    kecamatan : codes
    trunks, channels : names of the trunk groups, and their channels over time
    redial_abandoned, redial_blocked : share that tries again
    dispatchers : None when call-takers tell the agencies themselves
    application_up : 1 while agencies can be told by application
    speed_kmh, detour : the roads
    hospitals, hospital_names : where patients go
    speed : how many scenario seconds pass in one second of the run clock (1 = as it is)
    blocks : which nuisance numbers are blocked for a time, and when
    travel_times : given travel times between kecamatan, instead of distance over speed
    """

    clock: RunClock
    layers: tuple[str, ...]
    categories: tuple[Category, ...]
    kecamatan: tuple[str, ...]
    trunks: tuple[str, ...]
    channels: tuple[StepFunction, ...]
    redial_abandoned: float
    redial_blocked: float
    call_takers: Duty
    dispatchers: Duty | None
    agencies: tuple[AgencyPlan, ...]
    application_up: StepFunction
    speed_kmh: StepFunction
    detour: float
    hospitals: tuple[KmPoint, ...]
    hospital_names: tuple[str, ...]
    speed: float = 1.0
    blocks: tuple[NumberBlock, ...] = ()
    travel_times: TravelTimes | None = None
