"""The field: agencies are told, take the incident up, and send their units.

The methods of `Field` follow the last steps of the model: notification, units, closing.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from scenarios.plan import Plan
from scenarios.ways import Ways
from sim.agenda import Agenda
from sim.fleet import Fleet, Unit
from sim.rank import FIRST_DESK, Kind, Rank
from sim.rows import IncidentRow, NotificationRow, Rows, TaskRow
from sim.staffed_desk import StaffedDesk
from sim.trace_rows import TraceRows

Steps = Generator[Any, Any, Any]


class Field:
    """All agencies, with their desks and units.

    Parameters
    ----------
    agenda : Agenda
    trace : TraceRows
    plan : Plan
    rows : Rows
        What happens is written down here.
    """

    def __init__(self, agenda: Agenda, trace: TraceRows, plan: Plan, rows: Rows) -> None:
        self.agenda = agenda
        self.trace = trace
        self.plan = plan
        self.rows = rows
        self.desks = [
            StaffedDesk(agenda, agency.desk, FIRST_DESK + i)
            for i, agency in enumerate(plan.agencies)
        ]
        self.ways = Ways(plan)
        self.fleets = [
            Fleet(agenda, self.ways, agency, i) for i, agency in enumerate(plan.agencies)
        ]

    def busy(self) -> dict[str, list[tuple[float, float]]]:
        """Return who was at work when, by group of the staffing table."""
        found = {}
        for agency, desk, fleet in zip(self.plan.agencies, self.desks, self.fleets, strict=True):
            found[f"desk:{agency.name}"] = desk.busy
            found[f"units:{agency.name}"] = fleet.busy
        return found

    # 6. Notification

    def forward(self, incident: IncidentRow) -> list[list[int]]:
        """Tell by application all at once; return the needs that somebody has to phone."""
        to_phone = []
        needs = self.trace.needs(incident.incident)
        incident.open_work = len(needs)
        if not needs:
            incident.closed_s = self.agenda.now
        for need in needs:
            if self._by_phone(need[0]):
                to_phone.append(need)
            else:
                self.agenda.process(self.fulfil(need, relayed=False))
        return to_phone

    def _by_phone(self, candidate: int) -> bool:
        agency = self.plan.agencies[self.trace.agency[candidate]]
        return agency.by_phone or not self.plan.application_up.at(self.agenda.now)

    def fulfil(self, need: list[int], *, relayed: bool) -> Steps:
        """Ask the agencies of a need in order until one acknowledges.

        Who relays stays on the line; an agency told by application needs nobody to wait.
        """
        for order, candidate in enumerate(need):
            if relayed and not self._by_phone(candidate):
                self.agenda.process(self.fulfil(need[order:], relayed=False))
                return
            acknowledged = yield from self.notify(candidate, last=order == len(need) - 1)
            if acknowledged:
                return
        incident = self.rows.incidents[self.trace.incident_of_candidate[need[0]]]
        incident.needs_unmet += 1
        self._settle(incident)

    def notify(self, candidate: int, *, last: bool) -> Steps:
        """Tell one agency and wait for its desk; return whether it acknowledged."""
        trace = self.trace
        number = trace.incident_of_candidate[candidate]
        agency = self.plan.agencies[trace.agency[candidate]]
        identity = trace.notification_id(candidate)
        by_phone = self._by_phone(candidate)
        note = NotificationRow(number, candidate, by_phone, self.agenda.now)
        self.rows.notifications.append(note)
        latency_s = 0.0 if by_phone else trace.latency_s[candidate]
        if latency_s > 0:
            yield self.agenda.at(
                self.agenda.now + latency_s, Rank.END_OF_WORK, identity, Kind.NOTIFICATION
            )
        note.notified_s = self.agenda.now
        given_up_s = self.agenda.now + agency.no_answer_after_s
        if trace.no_answer[candidate]:
            yield self.agenda.at(given_up_s, Rank.GIVE_UP, identity, Kind.NOTIFICATION)
            return self._note_end(note, "no_answer")
        desk = self.desks[trace.agency[candidate]]
        request = desk.request()
        if request.waiting and not last:
            self.agenda.at(given_up_s, Rank.GIVE_UP, identity, Kind.NOTIFICATION).callbacks.append(
                request.withdraw
            )
        if request.waiting:
            yield request.over
        if request.person is None:
            return self._note_end(note, "no_answer")
        note.taken_s = self.agenda.now
        yield self.agenda.at(
            self.agenda.now + trace.acknowledge_s[candidate],
            Rank.END_OF_WORK,
            identity,
            Kind.DESK,
        )
        desk.release(request.person)
        if trace.refuses[candidate]:
            return self._note_end(note, "refused")
        if not self.fleets[trace.agency[candidate]].on_duty:
            return self._note_end(note, "no_crew")
        note.acknowledged_s = self.agenda.now
        self._send_units(note)
        return self._note_end(note, "acknowledged")

    def _note_end(self, note: NotificationRow, outcome: str) -> bool:
        note.ended_s = self.agenda.now
        note.outcome = outcome
        return outcome == "acknowledged"

    # 7. Units

    def _send_units(self, note: NotificationRow) -> None:
        trace, incident = self.trace, self.rows.incidents[note.incident]
        for unit in range(trace.units[note.candidate]):
            task = TaskRow(
                note.incident,
                note.candidate,
                trace.first_task[note.candidate] + unit,
                trace.task_id(note.candidate, unit),
                note.notified_s,
                self.agenda.now,
            )
            self.rows.tasks.append(task)
            incident.open_work += 1
            self.agenda.process(self.task(task, incident))
        self._settle(incident)

    def task(self, task: TaskRow, incident: IncidentRow) -> Steps:
        """One unit: turnout, way, scene, hospital, clear, home."""
        trace, plan, agenda, ways = self.trace, self.plan, self.agenda, self.ways
        agency = trace.agency[task.candidate]
        category = plan.categories[trace.category_of_incident[task.incident]]
        scene = trace.scene(task.incident)
        fleet = self.fleets[agency]
        unit: Unit = yield fleet.request(task, category.priority, scene)
        task.unit = unit.number
        task.dispatched_s = agenda.now
        task.homeward = unit.homeward is not None
        start = unit.position(agenda.now)
        unit.homeward = None
        if not task.homeward:
            night = plan.agencies[agency].night.at(agenda.now)
            turnout_s = (trace.turnout_night_s if night else trace.turnout_day_s)[task.number]
            yield self._unit(agenda.now + turnout_s, task)
        task.departed_s = agenda.now
        task.travel_km = ways.km(start.point, scene.point)
        way_s = ways.time_from_s(start, scene, agenda.now, trace.travel_factor[task.number])
        yield self._unit(agenda.now + way_s, task)
        task.on_scene_s = agenda.now
        yield self._unit(agenda.now + trace.on_scene_s[task.number], task)
        task.left_scene_s = agenda.now
        place = scene
        if trace.transport[task.number]:
            task.hospital = ways.nearest_hospital(category.hospitals, scene, agenda.now)
        if task.hospital is not None:
            place = ways.hospital(task.hospital)
            way_s = ways.time_s(scene, place, agenda.now, trace.hospital_factor[task.number])
            yield self._unit(agenda.now + way_s, task)
            task.at_hospital_s = agenda.now
            yield self._unit(agenda.now + trace.handover_s[task.number], task)
        task.cleared_s = agenda.now
        fleet.clear(unit, place, task)
        self._settle(incident)

    def _unit(self, time_s: float, task: TaskRow) -> Any:
        return self.agenda.at(time_s, Rank.END_OF_WORK, task.task_id, Kind.UNIT)

    def _settle(self, incident: IncidentRow) -> None:
        """Close the incident with its last open piece of work."""
        incident.open_work -= 1
        if incident.open_work == 0:
            incident.closed_s = self.agenda.now
