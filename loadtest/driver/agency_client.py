"""An agency: its screen (WebSocket), its desk, its units."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import Any

import gevent
from gevent.event import AsyncResult

from loadtest.deployment_profile import Account
from loadtest.driver.api_client import ApiError
from loadtest.driver.context import Context
from loadtest.driver.event_channel import EventChannel
from loadtest.driver.fleet import Fleet, Unit
from loadtest.driver.live_rows import LiveRow
from loadtest.driver.staffed_desk import Place, StaffedDesk
from scenarios.plan import AgencyPlan

Dispatched = tuple[str, int, float]
"""Unit id, assignment id, run time."""


class AgencyClient:
    """One agency of the plan, with one account of the profile.

    Raises
    ------
    ApiError
        If the log-in is refused, or the application has other units than the plan.
    """

    def __init__(self, context: Context, agency: AgencyPlan, number: int, account: Account) -> None:
        self._context = context
        self._agency = agency
        self._number = number
        self._api = context.client(account)
        self._desk = StaffedDesk(agency.desk, context.clock)
        self.fleet = Fleet(context, agency, number)
        self._unit_ids = self._learn_units()
        self._waiting: dict[int, Place] = {}
        self._withdrawn: set[int] = set()
        self._rows_of: dict[int, LiveRow] = {}
        self._followers: dict[tuple[int, int], deque[AsyncResult]] = defaultdict(deque)
        self._dispatched: dict[tuple[int, int], deque[Dispatched]] = defaultdict(deque)
        self.channel = EventChannel(
            context.profile.api.ws_url,
            self._api.token,
            on_event=self._on_event,
            on_lost=lambda why: context.abort(f"{agency.name} lost its channel: {why}"),
            report=context.report,
        )

    @property
    def desk_busy(self) -> list[tuple[float, float]]:
        """Stretches in which people at the desk were at work."""
        return self._desk.busy

    def close(self) -> None:
        """Log out."""
        self.channel.close()
        self._desk.close()
        self.fleet.close()
        for followers in self._followers.values():
            while followers:
                followers.popleft().set(None)
        self._api.close()

    def _learn_units(self) -> list[str]:
        listed = self._api.send("GET", "/api/units", agency=self._agency.name)
        if len(listed) != len(self._agency.units):
            raise ApiError(
                200,
                "units_differ",
                f"{self._agency.name} has {len(listed)} units in the application and "
                f"{len(self._agency.units)} in the scenario; make them equal",
            )
        return [str(unit["id"]) for unit in listed]

    def _on_event(self, kind: str, data: dict[str, Any]) -> None:
        now_s = self._context.clock.now()
        if kind == "notification":
            self._context.work.add(gevent.spawn(self._notified, data, now_s))
        elif kind == "notification_withdrawn":
            identity = int(data["notification_id"])
            self._withdrawn.add(identity)
            if identity in self._waiting:
                self._waiting[identity].withdraw()
            elif identity in self._rows_of and self._rows_of[identity]["outcome"] is None:
                self._rows_of[identity].set(outcome="no_answer", ended_s=now_s)
        elif kind == "unit_dispatched":
            self._dispatched_by_deployment(data, now_s)

    # by application

    def _notified(self, data: dict[str, Any], now_s: float) -> None:
        """Take a notification up at the desk, and answer it."""
        context = self._context
        incident = context.board.incident(data["incident"]["reference"])
        if incident is None:
            context.errors["a notification about an incident that is not ours"] += 1
            return
        candidate = context.board.candidate(incident, int(data["need"]), self._agency.name)
        assert candidate is not None, "the application asks only whom the call-taker named"
        identity = int(data["notification_id"])
        row = context.rows.notification(candidate, incident, "application")
        row.set(notified_s=now_s)
        row.first("sent_s", now_s)
        self._rows_of[identity] = row
        context.rows.incident(incident).first("notified_s", now_s)
        on_record_s = row["on_record_s"]
        if on_record_s is not None:
            latency_s = max(now_s - max(on_record_s, row["sent_s"] or on_record_s), 0.0)
            row.set(latency_s=latency_s)
            context.display("WebSocket", "notification", latency_s, None)
        self._tell(identity, "received")
        candidates = context.play.trace.candidates
        if candidates.no_answer[candidate]:
            return
        place = self._desk.request()
        self._waiting[identity] = place
        if identity in self._withdrawn:
            place.withdraw()
        person = place.granted.get()
        del self._waiting[identity]
        if person is None:
            if not context.stop.is_set():
                row.set(outcome="no_answer", ended_s=context.clock.now())
            return
        taken_s = context.clock.now()
        row.set(taken_s=taken_s)
        self._tell(identity, "take")
        context.clock.sleep_until(taken_s + float(candidates.acknowledge_s[candidate]))
        self._desk.release(person)
        outcome = self._outcome(candidate)
        if outcome == "acknowledged":
            if not self._tell(identity, "acknowledge"):
                row.set(outcome="no_answer", ended_s=context.clock.now())
                return
        else:
            self._tell(identity, "refuse", {"reason": outcome})
        self._settle(row, incident, outcome)
        if outcome == "acknowledged":
            self.send_units(candidate, incident, int(data["incident"]["id"]), int(data["need"]))

    def _tell(self, identity: int, word: str, body: dict[str, Any] | None = None) -> bool:
        return self._context.attempt(
            lambda: self._api.send(
                "POST",
                f"/api/notifications/{identity}/{word}",
                body,
                name=f"/api/notifications/[id]/{word}",
            )
        )

    def _outcome(self, candidate: int) -> str:
        if self._context.play.trace.candidates.refuses[candidate]:
            return "refused"
        return "acknowledged" if self.fleet.on_duty else "no_crew"

    def _settle(self, row: LiveRow, incident: int, outcome: str) -> None:
        now_s = self._context.clock.now()
        row.set(outcome=outcome, ended_s=now_s)
        if outcome == "acknowledged":
            row.set(acknowledged_s=now_s)
            self._context.rows.incident(incident).first("acknowledged_s", now_s)

    # by phone

    def answer_phone(self, candidate: int, incident: int) -> str:
        """Be phoned; return the outcome when the caller may hang up."""
        context, candidates = self._context, self._context.play.trace.candidates
        row = context.rows.notification(candidate, incident, "phone")
        now_s = context.clock.now()
        row.set(sent_s=now_s, notified_s=now_s)
        context.rows.incident(incident).first("notified_s", now_s)
        if candidates.no_answer[candidate]:
            context.clock.sleep_until(now_s + self._agency.no_answer_after_s)
            self._settle(row, incident, "no_answer")
            return "no_answer"
        place = self._desk.request()
        timer = None
        if not self._is_last(candidate, incident):
            timer = gevent.spawn_later(self._agency.no_answer_after_s, place.withdraw)
        person = place.granted.get()
        if timer is not None:
            timer.kill()
        if person is None:
            self._settle(row, incident, "no_answer")
            return "no_answer"
        row.set(taken_s=context.clock.now())
        context.clock.sleep_until(row["taken_s"] + float(candidates.acknowledge_s[candidate]))
        self._desk.release(person)
        outcome = self._outcome(candidate)
        self._settle(row, incident, outcome)
        return outcome

    def _is_last(self, candidate: int, incident: int) -> bool:
        return any(need[-1] == candidate for need in self._context.board.needs(incident))

    # units

    def send_units(self, candidate: int, incident: int, identity: int, need: int) -> None:
        """Send what the agency has promised; each unit is a piece of work of its own."""
        context = self._context
        candidates = context.play.trace.candidates
        note = context.rows.notifications[candidate]
        for unit in range(int(candidates.units[candidate])):
            task = int(candidates.first_task[candidate]) + unit
            row = context.rows.assignment(
                candidate,
                unit,
                incident,
                notified_s=note["notified_s"],
                acknowledged_s=note["acknowledged_s"],
            )
            send = self._send if context.profile.choice == "agency" else self._follow
            context.work.add(gevent.spawn(send, row, task, incident, identity, need))

    def _send(self, row: LiveRow, task: int, incident: int, identity: int, need: int) -> None:
        """Choose a unit by the shared function, tell the application, and drive."""
        context = self._context
        incidents = context.play.trace.incidents
        scene = (float(incidents.x_km[incident]), float(incidents.y_km[incident]))
        unit: Unit | None = self.fleet.request(row["priority"], row["task_id"], scene).get()
        if unit is None:
            return
        try:
            answer = self._api.send(
                "POST",
                f"/api/incidents/{identity}/assignments",
                {"unit_id": self._unit_ids[unit.number], "need": need},
                name="/api/incidents/[id]/assignments",
            )
        except ApiError:
            unit.on_task = False
            return
        self._drive(unit, row, task, incident, int(answer["id"]), context.clock.now())

    def _drive(
        self, unit: Unit, row: LiveRow, task: int, incident: int, assignment: int, now_s: float
    ) -> None:
        context = self._context
        start, homeward = self.fleet.begin(unit, task)
        plan = self._agency.units[unit.number]
        row.set(dispatched_s=now_s, homeward=homeward, unit=plan.name, post=plan.post)
        context.rows.incident(incident).first("dispatched_s", now_s)

        def step(status: str) -> None:
            context.attempt(
                lambda: self._api.send(
                    "PATCH",
                    f"/api/assignments/{assignment}",
                    {"status": status},
                    name=f"/api/assignments/[id] {status}",
                )
            )

        self.fleet.drive(unit, row, task, incident, start, step)

    # units that the deployment chose

    def _dispatched_by_deployment(self, data: dict[str, Any], now_s: float) -> None:
        """Hand a unit that the deployment sends to the task that waits for one."""
        key = (int(data["incident_id"]), int(data["need"]))
        found = (str(data["unit_id"]), int(data["assignment_id"]), now_s)
        if self._followers[key]:
            self._followers[key].popleft().set(found)
        else:
            self._dispatched[key].append(found)  # the event came before our own answer

    def _follow(self, row: LiveRow, task: int, incident: int, identity: int, need: int) -> None:
        """Wait for the unit that the deployment sends, and drive it."""
        key = (identity, need)
        if self._dispatched[key]:
            found: Dispatched | None = self._dispatched[key].popleft()
        else:
            waiting: AsyncResult = AsyncResult()
            self._followers[key].append(waiting)
            found = waiting.get()
        if found is not None:
            unit_id, assignment, now_s = found
            unit = self.fleet.units[self._unit_ids.index(unit_id)]
            self._drive(unit, row, task, incident, assignment, now_s)
