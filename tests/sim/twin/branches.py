"""Which branches of the twin a play went through, told from what was written down.

Each claim is a mask of rows; a branch is hit when one row is in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from scenarios.duty import Duty
from scenarios.step_function import StepFunction
from sim.busy import candidate_of_task
from sim.played import CALL_OUTCOMES, DUPLICATES, NOTIFICATION_OUTCOMES, times_of
from sim.twin.steps import Step
from tests.sim.twin.both import Case

Mask = Any


def came(moment_s: Mask) -> Mask:
    """Return the mask of moments that came."""
    return moment_s == moment_s


def _only(rows: Any, there: Mask) -> Any:
    """Return rows without the times of those that never came to be."""
    rows = rows.copy()
    for name in times_of(rows.dtype):
        rows[name][~there] = np.nan
    return rows


class Seen:
    """A case, its rows joined as the claims below need them."""

    def __init__(self, case: Case) -> None:
        self.trace, self.plan = case.trace, case.plan
        played = case.played
        self.tried = played.calls["there"] == 1
        self.called = played.incidents["calls"] > 0
        self.told = played.notifications["there"] == 1
        self.owed = played.tasks["there"] == 1
        self.calls = _only(played.calls, self.tried)
        self.incidents = _only(played.incidents, self.called)
        self.notes = _only(played.notifications, self.told)
        self.tasks = _only(played.tasks, self.owed)
        callers, candidates = self.trace.callers, self.trace.candidates
        self.caller = np.repeat(np.arange(len(callers)), callers.attempts)
        self.about = callers.incident[self.caller]
        self.incident_of_note = np.repeat(
            np.arange(len(self.trace.incidents)), self.trace.incidents.candidates
        )
        self.by_phone = self.told & (self.notes["by_phone"] == 1)
        self.by_application = self.told & (self.notes["by_phone"] == 0)
        following = np.append(candidates.order[1:], 0)
        self.last = following == 0
        self.note_of_task = candidate_of_task(self.trace)
        self.agency_of_task = candidates.agency[self.note_of_task]
        self.incident_of_task = self.incident_of_note[self.note_of_task]

    def call(self, outcome: str) -> Mask:
        return self.tried & (self.calls["outcome"] == CALL_OUTCOMES.index(outcome))

    def note(self, outcome: str) -> Mask:
        return self.told & (self.notes["outcome"] == NOTIFICATION_OUTCOMES.index(outcome))

    def duplicate(self, kind: str) -> Mask:
        return self.call("answered") & (self.calls["duplicate"] == DUPLICATES.index(kind))

    @cached_property
    def gave_up_waiting(self) -> Mask:
        return self.call("abandoned_queue") & ~came(self.calls["assigned_s"])

    @property
    def is_redial(self) -> Mask:
        return np.arange(len(self.caller)) > self.trace.callers.first_attempt[self.caller]

    @cached_property
    def for_ever(self) -> Mask:
        return self.gave_up_waiting & (self.calls["gave_up_s"] >= self.plan.clock.horizon_s)

    @cached_property
    def answered_after_a_block(self) -> Mask:
        """Calls answered of people one of whose calls was refused before."""
        person = self.trace.callers.person[self.caller]
        refused = self.call("refused")
        first_s: dict[int, float] = {}
        for who, at_s in zip(person[refused], self.calls["arrival_s"][refused], strict=True):
            first_s[who] = min(first_s.get(who, np.inf), at_s)
        after_s = np.array([first_s.get(who, np.inf) for who in person])
        return self.call("answered") & (self.calls["arrival_s"] > after_s)

    @cached_property
    def joined(self) -> Mask:
        """Calls whose ticket joined an incident that was on record already."""
        mine = came(self.calls["ticket_s"]) & (self.about >= 0)
        call_id = self.trace.callers.caller_id[self.caller] * 100
        call_id += np.arange(len(self.caller)) - self.trace.callers.first_attempt[self.caller]
        if not len(self.incidents):
            return mine
        return mine & (self.incidents["ticket_call_id"][self.about] != call_id)

    @cached_property
    def made_the_record(self) -> Mask:
        return came(self.calls["ticket_s"]) & self.tried & ~self.joined

    @cached_property
    def desk_was_dead(self) -> Mask:
        return self.told & self.trace.candidates.no_answer

    @cached_property
    def time_out_s(self) -> Mask:
        after_s = np.array([a.no_answer_after_s for a in self.plan.agencies])
        return self.notes["notified_s"] + after_s[self.trace.candidates.agency]

    @cached_property
    def phone_agency(self) -> Mask:
        by_phone = np.array([a.by_phone for a in self.plan.agencies], dtype=bool)
        return by_phone[self.trace.candidates.agency]

    @cached_property
    def forwarded_s(self) -> Mask:
        """When the centre began to tell the agencies of a candidate's incident."""
        if self.plan.dispatchers is None:
            return self.incidents["on_record_s"][self.incident_of_note]
        return self.incidents["dispatcher_end_s"][self.incident_of_note]

    @cached_property
    def application_was_down(self) -> Mask:
        return self.told & (_values(self.plan.application_up, self.forwarded_s) == 0)

    @cached_property
    def asked_before_by_phone(self) -> Mask:
        """Notifications whose need asked another agency before, by phone."""
        before = np.append(False, self.by_phone[:-1])
        return self.told & (self.trace.candidates.order > 0) & before

    @cached_property
    def phones_of_incident(self) -> Mask:
        """How many needs of each incident were begun by phone."""
        first = self.by_phone & (self.trace.candidates.order == 0)
        return np.bincount(self.incident_of_note[first], minlength=len(self.incidents))

    @cached_property
    def at_night(self) -> Mask:
        night = np.zeros(len(self.tasks), dtype=bool)
        for number, agency in enumerate(self.plan.agencies):
            mine = self.agency_of_task == number
            night[mine] = _values(agency.night, self.tasks["dispatched_s"][mine]) != 0
        return night

    @property
    def by_given_times(self) -> Mask:
        return self.owed & (self.plan.travel_times is not None)

    @cached_property
    def hours_ended_on_task(self) -> Mask:
        ended = np.zeros(len(self.tasks), dtype=bool)
        for number, agency in enumerate(self.plan.agencies):
            mine = (self.agency_of_task == number) & came(self.tasks["cleared_s"])
            rows = self.tasks[mine]
            ended[mine] = _went(
                agency.on_duty, rows["unit"], rows["dispatched_s"], rows["cleared_s"]
            )
        return ended

    @cached_property
    def shift_ended_at_work(self) -> Mask:
        ended = self.call("answered") & came(self.calls["work_end_s"])
        rows = self.calls[ended]
        ended[ended] = _went(
            self.plan.call_takers, rows["call_taker"], rows["assigned_s"], rows["work_end_s"]
        )
        return ended

    @cached_property
    def jumped_the_queue(self) -> Mask:
        """Tasks taken before one of the same agency that waited longer."""
        jumped = np.zeros(len(self.tasks), dtype=bool)
        waited = np.flatnonzero(self.tasks["dispatched_s"] > self.since_s)
        for row in waited:
            other = waited[self.agency_of_task[waited] == self.agency_of_task[row]]
            jumped[row] = np.any(
                (self.since_s[other] < self.since_s[row])
                & (self.tasks["dispatched_s"][other] > self.tasks["dispatched_s"][row])
            )
        return jumped

    @property
    def since_s(self) -> Mask:
        return self.tasks["acknowledged_s"]

    @cached_property
    def at_one_instant(self) -> Mask:
        """Calls that arrive with another one."""
        arrival_s = self.calls["arrival_s"][self.tried]
        _, number, times = np.unique(arrival_s, return_inverse=True, return_counts=True)
        return times[number] > 1


def _values(function: StepFunction, at_s: Mask) -> Mask:
    rows = np.searchsorted(np.array(function.times_s), at_s, side="right") - 1
    return np.array(function.values)[np.maximum(rows, 0)]


def _went(duty: Duty, who: Mask, begin_s: Mask, end_s: Mask) -> Mask:
    """Tell of pieces of work whether whoever did them went off duty meanwhile."""
    off = {(w, t) for t, w, on in duty.changes if not on}
    by_person: dict[int, list[float]] = {}
    for person, time_s in off:
        by_person.setdefault(person, []).append(time_s)
    return np.array(
        [
            any(a < t < b for t in by_person.get(person, ()))
            for person, a, b in zip(who.tolist(), begin_s.tolist(), end_s.tolist(), strict=True)
        ],
        dtype=bool,
    )


CLAIMS: dict[str, Callable[[Seen], Mask]] = {
    "blocked": lambda s: s.call("blocked"),
    "blocked, tries again": lambda s: s.call("blocked") & (s.calls["redialled"] == 1),
    "blocked, leaves it": lambda s: s.call("blocked") & (s.calls["redialled"] == 0),
    "gave up, tries again": lambda s: (s.calls["redialled"] == 1) & ~s.call("blocked"),
    "call refused": lambda s: s.call("refused"),
    "call refused, about an incident": lambda s: s.call("refused") & (s.about >= 0),
    "call refused on a redial": lambda s: s.call("refused") & s.is_redial,
    "answered again after a block": lambda s: s.answered_after_a_block,
    "connected at once": lambda s: s.calls["connected_s"] == s.calls["arrival_s"],
    "set up first": lambda s: s.calls["connected_s"] > s.calls["arrival_s"],
    "queued at once": lambda s: s.calls["queued_s"] == s.calls["connected_s"],
    "announcement first": lambda s: s.calls["queued_s"] > s.calls["connected_s"],
    "gave up in the announcement": lambda s: s.call("abandoned_announcement"),
    "gave up in the queue": lambda s: s.gave_up_waiting & ~s.for_ever,
    "waited for ever": lambda s: s.for_ever,
    "gave up while it rang": lambda s: s.call("abandoned_queue") & came(s.calls["assigned_s"]),
    "a call-taker at once": lambda s: s.calls["assigned_s"] == s.calls["queued_s"],
    "waited for a call-taker": lambda s: s.calls["assigned_s"] > s.calls["queued_s"],
    "patience outlived the wait": lambda s: (
        (s.calls["assigned_s"] > s.calls["queued_s"])
        & np.isfinite(s.trace.attempts.patience_s)
        & s.call("answered")
    ),
    "endless patience": lambda s: (
        (s.calls["assigned_s"] > s.calls["queued_s"]) & np.isinf(s.trace.attempts.patience_s)
    ),
    "answered at once": lambda s: s.calls["answered_s"] == s.calls["assigned_s"],
    "answered after ringing": lambda s: s.calls["answered_s"] > s.calls["assigned_s"],
    "no incident": lambda s: s.call("answered") & (s.about < 0),
    "first report": lambda s: s.duplicate("none"),
    "recognised duplicate": lambda s: s.duplicate("recognised"),
    "unrecognised duplicate": lambda s: s.duplicate("unrecognised"),
    "never reported": lambda s: s.called & (s.incidents["answered_calls"] == 0),
    "ticket within the talk": lambda s: s.calls["ticket_s"] < s.calls["talk_end_s"],
    "ticket as the talk ends": lambda s: s.calls["ticket_s"] == s.calls["talk_end_s"],
    "ticket after the talk": lambda s: s.calls["ticket_s"] > s.calls["talk_end_s"],
    "ticket joins another": lambda s: s.joined,
    "another call's ticket is the record": lambda s: (
        (s.incidents["ticket_call_id"] != s.incidents["reporter_call_id"])
        & came(s.incidents["on_record_s"])
    ),
    "no wrap-up left": lambda s: s.calls["work_end_s"] == s.calls["talk_end_s"],
    "wrap-up": lambda s: s.calls["work_end_s"] > s.calls["talk_end_s"],
    "shift ends at work": lambda s: s.shift_ended_at_work,
    "call-taker held for ever": lambda s: s.call("answered") & ~came(s.calls["work_end_s"]),
    "a dispatcher at once": lambda s: (
        s.incidents["dispatcher_start_s"] == s.incidents["on_record_s"]
    ),
    "waited for a dispatcher": lambda s: (
        s.incidents["dispatcher_start_s"] > s.incidents["on_record_s"]
    ),
    "no dispatcher ever": lambda s: (
        came(s.incidents["on_record_s"])
        & ~came(s.incidents["dispatcher_start_s"])
        & (s.plan.dispatchers is not None)
    ),
    "dispatcher done": lambda s: came(s.incidents["dispatcher_free_s"]),
    "dispatcher held for ever": lambda s: (
        came(s.incidents["dispatcher_start_s"]) & ~came(s.incidents["dispatcher_free_s"])
    ),
    "nothing needed": lambda s: (s.trace.incidents.candidates == 0) & came(s.incidents["closed_s"]),
    "dispatcher phones": lambda s: s.by_phone & (s.plan.dispatchers is not None),
    "call-taker phones": lambda s: s.by_phone & (s.plan.dispatchers is None),
    "phones for several needs": lambda s: s.phones_of_incident > 1,
    "phones while the application is lost": lambda s: s.by_phone & ~s.phone_agency,
    "told by application": lambda s: s.by_application,
    "told by application, later": lambda s: s.notes["notified_s"] > s.notes["sent_s"],
    "application back before the relay": lambda s: (
        s.by_application & s.application_was_down & (s.trace.candidates.order == 0)
    ),
    "relay handed to the application": lambda s: s.by_application & s.asked_before_by_phone,
    "next agency by phone": lambda s: s.by_phone & s.asked_before_by_phone,
    "next agency by phone, nobody held": lambda s: (
        s.by_phone & (s.trace.candidates.order > 0) & ~s.asked_before_by_phone
    ),
    "desk free": lambda s: s.notes["taken_s"] == s.notes["notified_s"],
    "desk busy": lambda s: s.notes["taken_s"] > s.notes["notified_s"],
    "busy desk given up": lambda s: s.note("no_answer") & ~s.desk_was_dead,
    "busy desk was in time": lambda s: (s.notes["taken_s"] > s.notes["notified_s"]) & ~s.last,
    "busy last desk waited for": lambda s: s.told & s.last & (s.notes["taken_s"] > s.time_out_s),
    "desk for ever": lambda s: s.note(""),
    "no answer": lambda s: s.note("no_answer") & s.desk_was_dead,
    "refused": lambda s: s.note("refused"),
    "no crew": lambda s: s.note("no_crew"),
    "acknowledged": lambda s: s.note("acknowledged"),
    "need unmet": lambda s: s.incidents["needs_unmet"] > 0,
    "several units": lambda s: s.note("acknowledged") & (s.trace.candidates.units > 1),
    "a unit at once": lambda s: s.tasks["dispatched_s"] == s.since_s,
    "waited for a unit": lambda s: s.tasks["dispatched_s"] > s.since_s,
    "taken before an earlier one": lambda s: s.jumped_the_queue,
    "no unit ever": lambda s: s.owed & ~came(s.tasks["dispatched_s"]),
    "from its post by day": lambda s: (
        came(s.tasks["dispatched_s"]) & (s.tasks["homeward"] == 0) & ~s.at_night
    ),
    "from its post by night": lambda s: (
        came(s.tasks["dispatched_s"]) & (s.tasks["homeward"] == 0) & s.at_night
    ),
    "called homeward": lambda s: s.owed & (s.tasks["homeward"] == 1),
    "on scene": lambda s: came(s.tasks["left_scene_s"]),
    "to hospital": lambda s: came(s.tasks["at_hospital_s"]) & (s.tasks["hospital"] == 0),
    "to another hospital": lambda s: came(s.tasks["at_hospital_s"]) & (s.tasks["hospital"] > 0),
    "no hospital takes": lambda s: (
        s.trace.tasks.transport & came(s.tasks["cleared_s"]) & (s.tasks["hospital"] < 0)
    ),
    "by given times": lambda s: s.by_given_times & came(s.tasks["on_scene_s"]),
    "by given times, called homeward": lambda s: (
        s.by_given_times & (s.tasks["homeward"] == 1) & came(s.tasks["on_scene_s"])
    ),
    "by given times, to hospital": lambda s: s.by_given_times & came(s.tasks["at_hospital_s"]),
    "by given times, no hospital takes": lambda s: (
        s.by_given_times
        & s.trace.tasks.transport
        & came(s.tasks["cleared_s"])
        & (s.tasks["hospital"] < 0)
    ),
    "came home": lambda s: came(s.tasks["returned_s"]),
    "called before it was home": lambda s: (
        came(s.tasks["cleared_s"]) & ~came(s.tasks["returned_s"])
    ),
    "hours end on a task": lambda s: s.hours_ended_on_task,
    "calls at one instant": lambda s: s.at_one_instant,
}
"""What can be seen of each way through the twin's code."""

PROOF: dict[Step, str] = {
    Step.ATTEMPT: "connected at once",
    Step.REDIAL: "gave up, tries again",
    Step.CONNECT: "set up first",
    Step.WAIT: "announcement first",
    Step.ASSIGN: "waited for a call-taker",
    Step.ANSWER: "answered after ringing",
    Step.RECORD: "ticket after the talk",
    Step.END_TALK: "no incident",
    Step.AFTER_TALK: "no wrap-up left",
    Step.WRAP_UP: "wrap-up",
    Step.END_WRAP_UP: "wrap-up",
    Step.GIVE_UP_IN_ANNOUNCEMENT: "gave up in the announcement",
    Step.GIVE_UP_IN_QUEUE: "gave up in the queue",
    Step.GIVE_UP_WHILE_RINGING: "gave up while it rang",
    Step.HANG_UP: "gave up in the queue",
    Step.LOST: "blocked, leaves it",
    Step.DISPATCHER_ASKED: "a dispatcher at once",
    Step.DISPATCHER_BEGINS: "waited for a dispatcher",
    Step.DISPATCHER_FORWARDS: "dispatcher phones",
    Step.DISPATCHER_WRAPS_UP: "dispatcher done",
    Step.DISPATCHER_DONE: "dispatcher done",
    Step.RELAY: "call-taker phones",
    Step.FULFIL: "told by application",
    Step.NOTIFY: "told by application",
    Step.NOTICE_ARRIVED: "told by application, later",
    Step.TAKE_UP: "desk busy",
    Step.ACKNOWLEDGE: "acknowledged",
    Step.NO_ANSWER: "no answer",
    Step.GIVE_UP_DESK: "busy desk given up",
    Step.ASK_NEXT: "refused",
    Step.ASK_UNIT: "a unit at once",
    Step.DISPATCH: "waited for a unit",
    Step.DRIVE: "on scene",
    Step.ON_SCENE: "on scene",
    Step.LEAVE_SCENE: "on scene",
    Step.AT_HOSPITAL: "to hospital",
    Step.CLEAR: "hours end on a task",
    Step.AT_HOME: "came home",
    Step.SEND_FREE: "waited for a unit",
}
"""A branch that cannot be seen unless the step was taken."""


def count_branches(case: Case, counts: Counter[str]) -> None:
    """Add to `counts` how many rows of a case show each branch."""
    seen = Seen(case)
    for name, claim in CLAIMS.items():
        counts[name] += int(np.count_nonzero(claim(seen)))
