"""An agency's units in the application: which are sent, and each step of their way."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import Any

from gevent.event import AsyncResult

from loadtest.driver.api_client import ApiClient, ApiError
from loadtest.driver.context import Context
from loadtest.driver.fleet import Fleet, Unit
from loadtest.driver.live_rows import LiveRow
from loadtest.driver.play_refused import PlayRefused
from results.verdict.reason import Reason
from scenarios.plan import AgencyPlan
from scenarios.text import N_

Dispatched = tuple[str, int, float]
"""Unit id, assignment id, run time."""


class AgencyUnits:
    """The units of one agency, moved by the trace and told to the application.

    Parameters
    ----------
    context : Context
    agency : AgencyPlan
    api : ApiClient
        Of the agency's account.

    Raises
    ------
    PlayRefused
        If the application has other units than the plan, or does not list them.
    """

    def __init__(self, context: Context, agency: AgencyPlan, api: ApiClient) -> None:
        self._context = context
        self._agency = agency
        self._api = api
        self._unit_ids = self._learn_units()
        self.fleet = Fleet(context, agency, on_duty=self._tell_duty)
        self._followers: dict[tuple[int, int], deque[AsyncResult]] = defaultdict(deque)
        self._dispatched: dict[tuple[int, int], deque[Dispatched]] = defaultdict(deque)

    def begin(self) -> None:
        """Take out of service who is not on duty, and let units come and go by the calendar."""
        changes = self._agency.on_duty.changes
        from_the_start = {unit for time_s, unit, on in changes if on and time_s <= 0.0}
        for unit in range(len(self._agency.units)):
            if unit not in from_the_start:
                self._tell_duty(unit, False)
        self.fleet.begin_calendar()

    def close(self) -> None:
        """Let the calendar be; who waits gets nothing."""
        self.fleet.close()
        for followers in self._followers.values():
            while followers:
                followers.popleft().set(None)

    def send(self, candidate: int, incident: int, identity: int, need: int) -> None:
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
            context.spawn(send, row, task, incident, identity, need)

    def dispatched_by_deployment(self, data: dict[str, Any], now_s: float) -> None:
        """Hand a unit that the deployment sends to the task that waits for one."""
        key = (int(data["incident_id"]), int(data["need"]))
        found = (str(data["unit_id"]), int(data["assignment_id"]), now_s)
        if self._followers[key]:
            self._followers[key].popleft().set(found)
        else:
            self._dispatched[key].append(found)  # the event came before our own answer

    def _learn_units(self) -> list[str]:
        name, expected = self._agency.name, len(self._agency.units)
        try:
            listed = self._api.send("GET", "/api/units", agency=name)
        except ApiError as error:
            message = N_("The dispatch application does not list the units of {agency}: {error}")
            raise PlayRefused(Reason(message, {"agency": name, "error": str(error)})) from error
        if len(listed) != expected:
            message = N_(
                "{agency} has {found} units in the application and {expected} in the scenario; "
                "make them equal"
            )
            values: dict[str, str | float | Reason] = {"found": len(listed), "expected": expected}
            raise PlayRefused(Reason(message, {"agency": name, **values}))
        return [str(unit["id"]) for unit in listed]

    def _tell_duty(self, unit: int, on: bool) -> None:
        """Tell the application whether a unit takes tasks."""
        self._context.attempt(
            lambda: self._api.send(
                "PATCH",
                f"/api/units/{self._unit_ids[unit]}",
                {"status": "available" if on else "out_of_service"},
                name="/api/units/[id]",
            )
        )

    def _send(self, row: LiveRow, task: int, incident: int, identity: int, need: int) -> None:
        """Choose a unit by the shared function, tell the application, and drive."""
        context = self._context
        scene = self.fleet.scene(incident)
        unit: Unit | None = self.fleet.request(row["priority"], row["task_id"], scene).get()
        if unit is None:
            return
        try:
            with unit.telling:
                answer = self._api.send(
                    "POST",
                    f"/api/incidents/{identity}/assignments",
                    {"unit_id": self._unit_ids[unit.number], "need": need},
                    name="/api/incidents/[id]/assignments",
                )
        except ApiError:
            self.fleet.give_back(unit)
            return
        self._drive(unit, row, task, incident, int(answer["id"]), context.clock.now())

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
