"""An agency: its screen (WebSocket), its desk, its telephone."""

from __future__ import annotations

from typing import Any

import gevent
from gevent.event import Event

from loadtest.deployment_profile import Account
from loadtest.driver.agency_units import AgencyUnits
from loadtest.driver.context import Context
from loadtest.driver.event_channel import EventChannel
from loadtest.driver.live_rows import LiveRow
from loadtest.driver.notification_latency import note_latency
from loadtest.driver.staffed_desk import Place, StaffedDesk
from scenarios.plan import AgencyPlan


class AgencyClient:
    """One agency of the plan, with one account of the profile.

    Parameters
    ----------
    context : Context
    agency : AgencyPlan
    account : Account

    Raises
    ------
    PlayRefused
        If the log-in is refused, or the application has other units than the plan.
    """

    def __init__(self, context: Context, agency: AgencyPlan, account: Account) -> None:
        self._context = context
        self._agency = agency
        self._api = context.client(account)
        self._desk = StaffedDesk(agency.desk, context.clock)
        self._units = AgencyUnits(context, agency, self._api)
        self._waiting: dict[int, Place] = {}
        self._withdrawn: dict[int, Event] = {}
        self.acknowledge_within_s = agency.no_answer_after_s
        """Longest time that the application gives the desk, as far as it was told."""
        self.channel = EventChannel(
            context.profile.api.ws_url,
            self._api.token,
            who=agency.name,
            on_event=self._on_event,
            on_lost=context.abort,
            report=context.report,
        )

    @property
    def desk_busy(self) -> list[tuple[float, float]]:
        """Stretches in which people at the desk were at work."""
        return self._desk.busy

    @property
    def units_busy(self) -> list[tuple[float, float]]:
        """Stretches in which units were on a task."""
        return self._units.fleet.busy

    def begin(self) -> None:
        """Let people and units come and go by the calendar."""
        self._desk.begin()
        self._units.begin()

    def close(self) -> None:
        """Log out."""
        self.channel.close()
        self._desk.close()
        self._units.close()
        self._api.close()

    def send_units(self, candidate: int, incident: int, identity: int, need: int) -> None:
        """Send what the agency has promised."""
        self._units.send(candidate, incident, identity, need)

    def _on_event(self, kind: str, data: dict[str, Any]) -> None:
        now_s = self._context.clock.now()
        if kind == "notification":
            self._context.spawn(self._notified, data, now_s)
        elif kind == "notification_withdrawn":
            identity = int(data["notification_id"])
            self._withdrawal(identity).set()
            if identity in self._waiting:
                self._waiting[identity].withdraw()
        elif kind == "unit_dispatched":
            self._units.dispatched_by_deployment(data, now_s)

    def _withdrawal(self, identity: int) -> Event:
        return self._withdrawn.setdefault(identity, Event())

    # by application

    def _notified(self, data: dict[str, Any], now_s: float) -> None:
        """Take a notification up at the desk, and answer it."""
        context = self._context
        board, rows = context.board, context.rows
        incident = board.incident(data["incident"]["reference"])
        if incident is None:
            context.errors["a notification about an incident that is not ours"] += 1
            return
        candidate = board.candidate(incident, int(data["need"]), self._agency.name)
        if candidate is None:
            context.errors[f"{self._agency.name} was told of a need that is another's"] += 1
            return
        identity = int(data["notification_id"])
        self.acknowledge_within_s = max(
            self.acknowledge_within_s, float(data.get("acknowledge_within_s") or 0.0)
        )
        row = rows.notification(candidate, incident, "application")
        row.set(notified_s=now_s)
        rows.incident(incident).first("notified_s", now_s)
        self._note_sent(row, candidate)
        note_latency(context, row)
        self._tell(identity, "received")
        if context.play.trace.candidates.no_answer[candidate]:
            # the time-out is the deployment's; a second one of ours ends a wait without end
            gevent.wait(
                [self._withdrawal(identity), context.stop],
                timeout=2 * self.acknowledge_within_s + 5.0,
                count=1,
            )
            self._settle(row, incident, "no_answer")
            return
        person = self._at_the_desk(identity)
        if person is None:
            if not context.stop.is_set():
                self._settle(row, incident, "no_answer")
            return
        taken_s = context.clock.now()
        row.set(taken_s=taken_s)
        if not self._tell(identity, "take"):
            self._desk.release(person)
            self._settle(row, incident, "no_answer")
            return
        acknowledge_s = float(context.play.trace.candidates.acknowledge_s[candidate])
        context.clock.sleep_until(taken_s + acknowledge_s)
        self._desk.release(person)
        self._answer(identity, row, candidate, incident, data)

    def _at_the_desk(self, identity: int) -> int | None:
        """Wait for somebody at the desk; return who, or None when it was withdrawn before."""
        place = self._desk.request()
        self._waiting[identity] = place
        if self._withdrawal(identity).is_set():
            place.withdraw()
        person: int | None = place.granted.get()
        del self._waiting[identity]
        return person

    def _answer(
        self, identity: int, row: LiveRow, candidate: int, incident: int, data: dict[str, Any]
    ) -> None:
        outcome = self._outcome(candidate)
        if outcome != "acknowledged":
            self._settle(row, incident, outcome)  # the next agency's turn begins here
            self._tell(identity, "refuse", {"reason": outcome})
        elif self._tell(identity, "acknowledge"):
            self._settle(row, incident, outcome)
            self.send_units(candidate, incident, int(data["incident"]["id"]), int(data["need"]))
        else:
            self._settle(row, incident, "no_answer")

    def _note_sent(self, row: LiveRow, candidate: int) -> None:
        """Note when a later agency's turn came: with the end of the one before it."""
        notifications = self._context.rows.notifications
        before = self._context.board.before(candidate)
        if before and before[-1] in notifications and row["sent_s"] is None:
            ended_s = notifications[before[-1]]["ended_s"]
            if ended_s is not None:
                row.set(sent_s=ended_s)

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
        return "acknowledged" if self._units.fleet.on_duty else "no_crew"

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
        if not context.board.is_last(candidate):
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
