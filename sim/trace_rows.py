"""The trace as plain lists: an interpreter reads them faster than single array elements."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.trace import Trace
from scenarios.trace.tables import UNITS_PER_NEED
from scenarios.ways import Site
from sim.rows import CallRow


def _listed(column: NDArray[Any]) -> list[Any]:
    """Return a column as a list; where all values are the same, they are one object."""
    if len(column) and np.all(column == column[0]):
        return [column[0].item()] * len(column)
    return column.tolist()  # type: ignore[no-any-return]


class TraceRows:
    """The columns of a trace that the model reads, as lists of Python numbers."""

    def __init__(self, trace: Trace) -> None:
        callers, attempts = trace.callers, trace.attempts
        self.caller_id: list[int] = _listed(callers.caller_id)
        self.incident: list[int] = _listed(callers.incident)
        self.person: list[int] = _listed(callers.person)
        self.trunk: list[int] = _listed(callers.trunk)
        self.arrival_s: list[float] = _listed(callers.arrival_s)
        self.talk_s: list[float] = _listed(callers.talk_s)
        self.talk_duplicate_s: list[float] = _listed(callers.talk_duplicate_s)
        self.wrap_up_s: list[float] = _listed(callers.wrap_up_s)
        self.wrap_up_duplicate_s: list[float] = _listed(callers.wrap_up_duplicate_s)
        self.ticket_s: list[float] = _listed(callers.ticket_s)
        self.ticket_latency_s: list[float] = _listed(callers.ticket_latency_s)
        self.first_attempt: list[int] = _listed(callers.first_attempt)
        self.attempts: list[int] = _listed(callers.attempts)
        self.patience_s: list[float] = _listed(attempts.patience_s)
        self.announcement_s: list[float] = _listed(attempts.announcement_s)
        self.setup_s: list[float] = _listed(attempts.setup_s)
        self.ring_s: list[float] = _listed(attempts.ring_s)
        self.pick_up_s: list[float] = _listed(attempts.pick_up_s)
        self.redial_u: list[float] = _listed(attempts.redial_u)
        self.redial_delay_s: list[float] = _listed(attempts.redial_delay_s)
        incidents, candidates, tasks = trace.incidents, trace.candidates, trace.tasks
        self.incident_id: list[int] = _listed(incidents.incident_id)
        self.category_of_incident: list[int] = _listed(incidents.category)
        self._kecamatan: list[int] = _listed(incidents.kecamatan)
        self._x_km: list[float] = _listed(incidents.x_km)
        self._y_km: list[float] = _listed(incidents.y_km)
        self.dispatcher_work_s: list[float] = _listed(incidents.dispatcher_work_s)
        self.dispatcher_wrap_up_s: list[float] = _listed(incidents.dispatcher_wrap_up_s)
        self._first_candidate: list[int] = _listed(incidents.first_candidate)
        self._candidates: list[int] = _listed(incidents.candidates)
        self.incident_of_candidate: list[int] = [
            i for i, n in enumerate(self._candidates) for _ in range(n)
        ]
        self._need: list[int] = _listed(candidates.need)
        self._order: list[int] = _listed(candidates.order)
        self.agency: list[int] = _listed(candidates.agency)
        self.units: list[int] = _listed(candidates.units)
        self.acknowledge_s: list[float] = _listed(candidates.acknowledge_s)
        self.no_answer: list[bool] = _listed(candidates.no_answer)
        self.refuses: list[bool] = _listed(candidates.refuses)
        self.latency_s: list[float] = _listed(candidates.latency_s)
        self.first_task: list[int] = _listed(candidates.first_task)
        self.turnout_day_s: list[float] = _listed(tasks.turnout_day_s)
        self.turnout_night_s: list[float] = _listed(tasks.turnout_night_s)
        self.travel_factor: list[float] = _listed(tasks.travel_factor)
        self.on_scene_s: list[float] = _listed(tasks.on_scene_s)
        self.transport: list[bool] = _listed(tasks.transport)
        self.hospital_factor: list[float] = _listed(tasks.hospital_factor)
        self.handover_s: list[float] = _listed(tasks.handover_s)

    def call_id(self, call: CallRow) -> int:
        """Return the identity of an attempt."""
        return self.caller_id[call.caller] * 100 + call.attempt

    def task_id(self, candidate: int, unit: int) -> int:
        """Return the identity of a task: it belongs to the need, whichever agency sends."""
        incident = self.incident_id[self.incident_of_candidate[candidate]]
        return incident * 1000 + self._need[candidate] * UNITS_PER_NEED + unit

    def notification_id(self, candidate: int) -> int:
        """Return the identity of a notification: incident, need and order of asking."""
        return self.task_id(candidate, self._order[candidate])

    def scene(self, incident: int) -> Site:
        """Return where an incident is."""
        return Site((self._x_km[incident], self._y_km[incident]), self._kecamatan[incident])

    def needs(self, incident: int) -> list[list[int]]:
        """Return the incident's needs, each as its candidates in order of asking."""
        first = self._first_candidate[incident]
        found: dict[int, list[int]] = {}
        for candidate in range(first, first + self._candidates[incident]):
            found.setdefault(self._need[candidate], []).append(candidate)
        return list(found.values())
