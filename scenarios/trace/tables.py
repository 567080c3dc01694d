"""The trace: all the luck of a replication, laid out beforehand.

Five tables of equal-length arrays, joined by row numbers. Whoever plays them, a simulation
or a load test, draws nothing more: a run is a function of trace and plan. All times are on
the grain of `scenarios.ticks`. Callers are in order of arrival, ties by `caller_id`.

Identities do not depend on what else the scenario holds (`digits` are the category's, see
`scenarios.categories`):
    incident_id = (layer * 100 + digits) * 6 * 10^8 + week * 10^6 + number in the week
    caller_id   = incident_id * 100 + number of the caller   (alike for calls without incident)
    call_id     = caller_id * 100 + attempt
    task_id     = incident_id * 1000 + need * 20 + unit      (at most 40 needs of 20 units)

With ten years of weeks and 14 situations they stay below 2^53, so a float holds them too.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

R = TypeVar("R", bound="_Rows")

IDS_PER_WEEK = 10**6
IDS_PER_CATEGORY = 600 * IDS_PER_WEEK
UNITS_PER_NEED = 20

WholeNumbers = TypeVar("WholeNumbers", int, Ints)


def origin_of(caller_id: WholeNumbers) -> WholeNumbers:
    """Return what brings a caller (layer * 100 + digits), for one or for an array of them."""
    return caller_id // (100 * IDS_PER_CATEGORY)


class _Rows:
    """A table of arrays of one length."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))  # type: ignore[arg-type]

    def take(self: R, rows: NDArray[Any]) -> R:
        """Return the rows of a mask or of indices."""
        return type(self)(
            **{f.name: getattr(self, f.name)[rows] for f in fields(self)}  # type: ignore[arg-type]
        )

    def changed(self: R, **columns: NDArray[Any]) -> R:
        """Return it with some columns replaced."""
        return type(self)(
            **{f.name: columns.get(f.name, getattr(self, f.name)) for f in fields(self)}  # type: ignore[arg-type]
        )


@dataclass(frozen=True)
class Callers(_Rows):
    """One row a caller, in order of arrival.

    `category` counts the incident types, then the kinds of call of `Plan.categories`;
    `incident` is the row in `Incidents`, -1 for a call without one; `person` groups the calls
    of one nuisance caller (else the caller itself); the attempts are the rows
    `first_attempt` to `first_attempt + attempts` of `Attempts`.
    """

    caller_id: Ints
    layer: Ints
    category: Ints
    incident: Ints
    person: Ints
    trunk: Ints
    arrival_s: Floats
    talk_s: Floats
    talk_duplicate_s: Floats
    wrap_up_s: Floats
    wrap_up_duplicate_s: Floats
    ticket_s: Floats
    ticket_latency_s: Floats
    first_attempt: Ints
    attempts: Ints


@dataclass(frozen=True)
class Attempts(_Rows):
    """One row for each attempt that a caller could ever make; inf patience is endless."""

    patience_s: Floats
    announcement_s: Floats
    setup_s: Floats
    ring_s: Floats
    pick_up_s: Floats
    redial_u: Floats
    redial_delay_s: Floats


@dataclass(frozen=True)
class Incidents(_Rows):
    """One row an incident; the candidates are rows of `Candidates`."""

    incident_id: Ints
    layer: Ints
    category: Ints
    kecamatan: Ints
    occurred_s: Floats
    x_km: Floats
    y_km: Floats
    lat: Floats
    lon: Floats
    dispatcher_work_s: Floats
    dispatcher_wrap_up_s: Floats
    first_candidate: Ints
    candidates: Ints


@dataclass(frozen=True)
class Candidates(_Rows):
    """One row per need that an incident has and agency that could give it, in order.

    `order` is 0 for the agency asked first. The units are rows of `Tasks`.
    """

    need: Ints
    order: Ints
    agency: Ints
    units: Ints
    acknowledge_s: Floats
    no_answer: Flags
    refuses: Flags
    latency_s: Floats
    first_task: Ints


@dataclass(frozen=True)
class Tasks(_Rows):
    """One row per unit that a candidate would send."""

    turnout_day_s: Floats
    turnout_night_s: Floats
    travel_factor: Floats
    on_scene_s: Floats
    transport: Flags
    hospital_factor: Floats
    handover_s: Floats


@dataclass(frozen=True)
class Trace:
    """One possible stretch of time in a region."""

    callers: Callers
    attempts: Attempts
    incidents: Incidents
    candidates: Candidates
    tasks: Tasks
