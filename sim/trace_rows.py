"""The trace as plain lists: an interpreter reads them faster than single array elements."""

from __future__ import annotations

from scenarios.trace import Trace
from scenarios.trace.tables import UNITS_PER_NEED
from scenarios.travel import KmPoint
from sim.rows import CallRow


class TraceRows:
    """The columns of a trace that the model reads, as lists of Python numbers."""

    def __init__(self, trace: Trace) -> None:
        callers, attempts = trace.callers, trace.attempts
        self.caller_id: list[int] = callers.caller_id.tolist()
        self.incident: list[int] = callers.incident.tolist()
        self.trunk: list[int] = callers.trunk.tolist()
        self.arrival_s: list[float] = callers.arrival_s.tolist()
        self.talk_s: list[float] = callers.talk_s.tolist()
        self.talk_duplicate_s: list[float] = callers.talk_duplicate_s.tolist()
        self.wrap_up_s: list[float] = callers.wrap_up_s.tolist()
        self.wrap_up_duplicate_s: list[float] = callers.wrap_up_duplicate_s.tolist()
        self.ticket_s: list[float] = callers.ticket_s.tolist()
        self.ticket_latency_s: list[float] = callers.ticket_latency_s.tolist()
        self.first_attempt: list[int] = callers.first_attempt.tolist()
        self.attempts: list[int] = callers.attempts.tolist()
        self.patience_s: list[float] = attempts.patience_s.tolist()
        self.announcement_s: list[float] = attempts.announcement_s.tolist()
        self.setup_s: list[float] = attempts.setup_s.tolist()
        self.ring_s: list[float] = attempts.ring_s.tolist()
        self.pick_up_s: list[float] = attempts.pick_up_s.tolist()
        self.redial_u: list[float] = attempts.redial_u.tolist()
        self.redial_delay_s: list[float] = attempts.redial_delay_s.tolist()
        incidents, candidates, tasks = trace.incidents, trace.candidates, trace.tasks
        self.incident_id: list[int] = incidents.incident_id.tolist()
        self.category_of_incident: list[int] = incidents.category.tolist()
        self._x_km: list[float] = incidents.x_km.tolist()
        self._y_km: list[float] = incidents.y_km.tolist()
        self.dispatcher_work_s: list[float] = incidents.dispatcher_work_s.tolist()
        self.dispatcher_wrap_up_s: list[float] = incidents.dispatcher_wrap_up_s.tolist()
        self._first_candidate: list[int] = incidents.first_candidate.tolist()
        self._candidates: list[int] = incidents.candidates.tolist()
        self.incident_of_candidate: list[int] = [
            i for i, n in enumerate(self._candidates) for _ in range(n)
        ]
        self._need: list[int] = candidates.need.tolist()
        self._order: list[int] = candidates.order.tolist()
        self.agency: list[int] = candidates.agency.tolist()
        self.units: list[int] = candidates.units.tolist()
        self.acknowledge_s: list[float] = candidates.acknowledge_s.tolist()
        self.no_answer: list[bool] = candidates.no_answer.tolist()
        self.refuses: list[bool] = candidates.refuses.tolist()
        self.latency_s: list[float] = candidates.latency_s.tolist()
        self.first_task: list[int] = candidates.first_task.tolist()
        self.turnout_day_s: list[float] = tasks.turnout_day_s.tolist()
        self.turnout_night_s: list[float] = tasks.turnout_night_s.tolist()
        self.travel_factor: list[float] = tasks.travel_factor.tolist()
        self.on_scene_s: list[float] = tasks.on_scene_s.tolist()
        self.transport: list[bool] = tasks.transport.tolist()
        self.hospital_factor: list[float] = tasks.hospital_factor.tolist()
        self.handover_s: list[float] = tasks.handover_s.tolist()

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

    def scene(self, incident: int) -> KmPoint:
        """Return where an incident is."""
        return self._x_km[incident], self._y_km[incident]

    def needs(self, incident: int) -> list[list[int]]:
        """Return the incident's needs, each as its candidates in order of asking."""
        first = self._first_candidate[incident]
        found: dict[int, list[int]] = {}
        for candidate in range(first, first + self._candidates[incident]):
            found.setdefault(self._need[candidate], []).append(candidate)
        return list(found.values())
