"""Incidents that ask for units, as arrays: a report takes no time, a desk acknowledges at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.ticks import to_ticks
from scenarios.trace import Trace
from scenarios.trace.tables import Attempts, Callers, Candidates, Incidents, Tasks
from sim.engine import Engine, play_stretches
from tests.sim.region import ENDLESS, Agency, Kind, Region, plan_of

Floats = NDArray[np.float64]
SPEED_KMH = 3600.0
"""A kilometre takes a second, before the task's own factor."""


@dataclass(frozen=True)
class Reports:
    """Incidents in order of time, each of which needs one unit.

    Parameters
    ----------
    at_s, on_scene_s, x_km, factor : arrays of float
        When, how long on scene, where on a line, by what the travel time is multiplied.
    kind : array of int
        Which of the region's kinds.
    """

    at_s: Floats
    on_scene_s: Floats
    x_km: Floats
    factor: Floats
    kind: NDArray[np.int64]


def play_reports(
    reports: Reports, posts: list[tuple[float, float]], priorities: list[int], engine: Engine
) -> NDArray[Any]:
    """Play them, and return the rows of the tasks, one for each incident."""
    region = Region(
        agencies=[Agency(desk=1, posts=posts)],
        kinds=[Kind(priority=p) for p in priorities],
        length=float(reports.at_s[-1]) + 1,
        speed_kmh=SPEED_KMH,
    )
    trace = _trace(reports, len(priorities))
    everybody = np.arange(len(trace.callers))
    return play_stretches(trace, plan_of(region), [everybody], engine).tasks


def _trace(reports: Reports, kinds: int) -> Trace:
    n = len(reports.at_s)
    number, zero, no = np.arange(n), np.zeros(n), np.zeros(n, dtype=np.bool_)
    layer, ones = np.zeros(n, dtype=np.int64), np.ones(n, dtype=np.int64)
    assert reports.kind.max(initial=0) < kinds
    return Trace(
        callers=Callers(
            caller_id=number * 100,
            layer=layer,
            category=reports.kind,
            incident=number,
            person=number,
            trunk=layer,
            arrival_s=to_ticks(reports.at_s),
            talk_s=zero,
            talk_duplicate_s=zero,
            wrap_up_s=zero,
            wrap_up_duplicate_s=zero,
            ticket_s=zero,
            ticket_latency_s=zero,
            first_attempt=number,
            attempts=ones,
        ),
        attempts=Attempts(
            patience_s=np.full(n, ENDLESS),
            announcement_s=zero,
            setup_s=zero,
            ring_s=zero,
            pick_up_s=zero,
            redial_u=zero + 1,
            redial_delay_s=zero,
        ),
        incidents=Incidents(
            incident_id=number,
            layer=layer,
            category=reports.kind,
            kecamatan=layer,
            occurred_s=to_ticks(reports.at_s),
            x_km=reports.x_km,
            y_km=zero,
            lat=zero,
            lon=zero,
            dispatcher_work_s=zero,
            dispatcher_wrap_up_s=zero,
            first_candidate=number,
            candidates=ones,
        ),
        candidates=Candidates(
            need=layer,
            order=layer,
            agency=layer,
            units=ones,
            acknowledge_s=zero,
            no_answer=no,
            refuses=no,
            latency_s=zero,
            first_task=number,
        ),
        tasks=Tasks(
            turnout_day_s=zero,
            turnout_night_s=zero,
            travel_factor=reports.factor,
            on_scene_s=to_ticks(reports.on_scene_s),
            transport=no,
            hospital_factor=zero,
            handover_s=zero,
        ),
    )
