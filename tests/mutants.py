"""The lines to break: (step of the model, file, old text, new text, tests that must fail)."""

from __future__ import annotations

from tests.more_mutants import (
    GATHERING_MUTANTS,
    GIVEN_TIME_MUTANTS,
    NUMBER_MUTANTS,
    STAFFING_MUTANTS,
)

CENTRE, FIELD = "sim/centre.py", "sim/field.py"
FLEET, DESK = "sim/fleet.py", "sim/staffed_desk.py"
AGENDA, TABLES = "sim/rank.py", "sim/tables.py"

LINES = "tests/sim/test_lines.py"
QUEUE = "tests/sim/test_queue.py"
TAKERS = "tests/sim/test_call_takers.py"
DISPATCH = "tests/sim/test_dispatchers.py"
PHONE = "tests/sim/test_phone_relay.py"
APPLICATION = "tests/sim/test_application_relay.py"
NEXT = "tests/sim/test_next_agency.py"
UNITS = "tests/sim/test_units.py"
HOSPITALS = "tests/sim/test_hospitals.py"
SHIFTS = "tests/sim/test_shifts_and_breaks.py"
INSTANT = "tests/sim/test_one_instant.py -k before"
ENDS = "tests/sim/test_begin_and_end.py"
INVARIANTS = "tests/sim/test_invariants.py"
TABLE_TESTS = "tests/sim/test_tables.py"

MUTANTS: tuple[tuple[str, str, str, str, str], ...] = (
    *NUMBER_MUTANTS,
    *GIVEN_TIME_MUTANTS,
    *GATHERING_MUTANTS,
    *STAFFING_MUTANTS,
    (
        "1 demand",
        CENTRE,
        "                if incident.calls == 1:\n",
        "                if incident.calls >= 1:\n",
        TAKERS,
    ),
    (
        "1 demand",
        CENTRE,
        "self.agenda.at(arrival_s[caller], Rank.ARRIVAL, caller_id[caller])",
        "self.agenda.at(arrival_s[caller], Rank.ARRIVAL, 0)",
        "tests/sim/test_one_instant.py",
    ),
    ("2 lines", "sim/lines.py", "self._held >= channels", "self._held > channels", LINES),
    ("2 lines", "sim/lines.py", "if len(channels.values) == 1", "if channels.values", LINES),
    ("2 lines", "sim/lines.py", "self._channels.at(now_s)", "self._channels.at(0.0)", LINES),
    (
        "2 lines",
        CENTRE,
        "        self.lines[trace.trunk[caller]].free(call.arrival_s, talk_end_s)\n",
        "",
        LINES,
    ),
    ("2 lines", CENTRE, "            line.free(call.arrival_s, call.gave_up_s)\n", "", LINES),
    (
        "2 lines",
        CENTRE,
        'plan.redial_blocked if call.outcome == "blocked" else plan.redial_abandoned',
        'plan.redial_abandoned if call.outcome == "blocked" else plan.redial_blocked',
        LINES,
    ),
    ("2 lines", CENTRE, "trace.redial_u[row] >= likely", "trace.redial_u[row] > likely", LINES),
    (
        "2 lines",
        CENTRE,
        "again_s = self.agenda.now + ",
        "again_s = call.arrival_s + ",
        QUEUE,
    ),
    ("3 queue", CENTRE, "gives_up_s <= announced_s", "gives_up_s < announced_s", QUEUE),
    ("3 queue", CENTRE, "gives_up_s <= answered_s", "gives_up_s < answered_s", QUEUE),
    (
        "3 queue",
        CENTRE,
        "gives_up_s = call.connected_s + ",
        "gives_up_s = call.arrival_s + ",
        LINES,
    ),
    (
        "3 queue",
        CENTRE,
        "                self.call_takers.release(call_taker)\n",
        "",
        QUEUE,
    ),
    ("3 queue", DESK, "self._queue.popleft()", "self._queue.pop()", QUEUE),
    (
        "3 queue",
        CENTRE,
        ".callbacks.append(request.withdraw)\n            yield request.over",
        "\n            yield request.over",
        QUEUE,
    ),
    ("3 queue", CENTRE, " + trace.pick_up_s[row]", "", QUEUE),
    (
        "4 call-taker",
        CENTRE,
        "recognised = incident is not None and incident.on_record_s == incident.on_record_s",
        "recognised = incident is not None and incident.answered_calls > 0",
        TAKERS,
    ),
    (
        "4 call-taker",
        CENTRE,
        "min(answered_s + trace.ticket_s[caller], wrapped_up_s)",
        "answered_s + trace.ticket_s[caller]",
        TAKERS,
    ),
    (
        "4 call-taker",
        CENTRE,
        "            if incident.answered_calls == 1:\n",
        "            if incident.answered_calls >= 1:\n",
        TAKERS,
    ),
    (
        "4 call-taker",
        CENTRE,
        "        if incident.on_record_s == incident.on_record_s:\n            return []",
        "        if False:\n            return []",
        TAKERS,
    ),
    (
        "4 call-taker",
        CENTRE,
        "left_s = max(wrapped_up_s - self.agenda.now, 0.0)",
        "left_s = wrap_up_s",
        PHONE,
    ),
    (
        "4 call-taker",
        CENTRE,
        "(trace.talk_duplicate_s if recognised else trace.talk_s)",
        "(trace.talk_s if recognised else trace.talk_s)",
        TAKERS,
    ),
    (
        "5 dispatcher",
        CENTRE,
        "        if self.dispatchers is not None:\n            self.agenda",
        "        if self.dispatchers is None:\n            self.agenda",
        DISPATCH,
    ),
    (
        "5 dispatcher",
        CENTRE,
        "        for need in self.field.forward(incident):\n"
        "            yield from self.field.fulfil(need, relayed=True)",
        "        for need in self.field.forward(incident):\n"
        "            self.agenda.process(self.field.fulfil(need, relayed=True))",
        DISPATCH,
    ),
    (
        "5 dispatcher",
        CENTRE,
        "self.agenda.now + trace.dispatcher_wrap_up_s[number]",
        "self.agenda.now",
        DISPATCH,
    ),
    (
        "6 notification",
        CENTRE,
        "        for need in to_phone:\n"
        "            yield from self.field.fulfil(need, relayed=True)",
        "        for need in to_phone:\n"
        "            self.agenda.process(self.field.fulfil(need, relayed=True))",
        PHONE,
    ),
    (
        "6 notification",
        FIELD,
        "agency.by_phone or not self.plan.application_up.at(self.agenda.now)",
        "agency.by_phone",
        APPLICATION,
    ),
    (
        "6 notification",
        FIELD,
        "latency_s = 0.0 if by_phone else",
        "latency_s = 0.0 if not by_phone else",
        APPLICATION,
    ),
    (
        "6 notification",
        FIELD,
        "if request.waiting and not last:",
        "if request.waiting:",
        NEXT,
    ),
    ("6 notification", FIELD, "if request.waiting and not last:", "if False:", NEXT),
    ("6 notification", FIELD, "if trace.refuses[candidate]:", "if False:", NEXT),
    ("6 notification", FIELD, "if trace.no_answer[candidate]:", "if False:", NEXT),
    (
        "6 notification",
        FIELD,
        "if not self.fleets[trace.agency[candidate]].on_duty:",
        "if False:",
        NEXT,
    ),
    ("6 notification", FIELD, "incident.needs_unmet += 1", "incident.needs_unmet += 0", NEXT),
    (
        "6 notification",
        FIELD,
        "if relayed and not self._by_phone(candidate):",
        "if False:",
        NEXT,
    ),
    (
        "7 units",
        "scenarios/unit_choice.py",
        "(time_s, unit) < best",
        "time_s > best[0]",
        UNITS,
    ),
    (
        "7 units",
        "scenarios/unit_choice.py",
        "(time_s, unit) < best",
        "time_s <= best[0]",
        "tests/scenarios/test_unit_choice.py",
    ),
    ("7 units", FLEET, "(priority, self._agenda.now,", "(-priority, self._agenda.now,", UNITS),
    ("7 units", FLEET, "(priority, self._agenda.now,", "(priority, -self._agenda.now,", UNITS),
    ("7 units", FLEET, "task.task_id, scene, granted)", "-task.task_id, scene, granted)", UNITS),
    ("7 units", FLEET, "now_s - since_s, whole_s)", "0.0, whole_s)", UNITS),
    (
        "7 units",
        FLEET,
        "        if unit.on_duty:\n            self._free",
        "        if True:\n            self._free",
        UNITS,
    ),
    ("7 units", FLEET, "            self._free.remove(chosen)\n", "", UNITS),
    ("7 units", FLEET, " or unit.last_task is not task", "", UNITS),
    ("7 units", FLEET, "if on and not unit.on_task:", "if on:", UNITS),
    ("7 units", FIELD, "        if not task.homeward:\n", "        if True:\n", UNITS),
    (
        "7 units",
        FIELD,
        "(trace.turnout_night_s if night else trace.turnout_day_s)",
        "(trace.turnout_day_s if night else trace.turnout_night_s)",
        UNITS,
    ),
    (
        "7 units",
        FIELD,
        "scene, agenda.now, trace.travel_factor[task.number])",
        "scene, agenda.now)",
        UNITS,
    ),
    (
        "7 units",
        FIELD,
        "scene, agenda.now, trace.travel_factor[task.number])",
        "scene, task.dispatched_s, trace.travel_factor[task.number])",
        UNITS,
    ),
    (
        "7 units",
        FIELD,
        "place = ways.hospital(task.hospital)",
        "place, there = scene, ways.hospital(task.hospital)",
        HOSPITALS,
    ),
    ("7 units", FIELD, "trace.handover_s[task.number]", "0.0", HOSPITALS),
    (
        "7 units",
        "scenarios/unit_choice.py",
        "        if takes[i]:\n",
        "        if True:\n",
        HOSPITALS,
    ),
    (
        "8 moments",
        TABLES,
        '(incidents["calls"] > 0) & (incidents["first_call_s"] >= 0)',
        '(incidents["calls"] > 0)',
        ENDS,
    ),
    (
        "8 moments",
        TABLES,
        "calls.since(0.0)",
        "calls",
        ENDS,
    ),
    (
        "8 moments",
        TABLES,
        "np.floor(arrival_s / WEEK_S), 0, clock.weeks - 1)",
        "np.floor(arrival_s / WEEK_S), 0, 0)",
        TABLE_TESTS,
    ),
    ("8 moments", TABLES, "(clock.start_of_week_s + arrival_s)", "(arrival_s)", TABLE_TESTS),
    (
        "8 moments",
        TABLES,
        'for moment in ("dispatched_s", "on_scene_s", "at_hospital_s")',
        'for moment in ("dispatched_s", "departed_s", "at_hospital_s")',
        TABLE_TESTS,
    ),
    (
        "staff",
        DESK,
        "len(self._at_work) < self._scheduled:",
        "sum(self._on_duty[p] for p in self._at_work) < self._scheduled:",
        "tests/sim/test_staff_as_shifts.py",
    ),
    (
        "staff",
        DESK,
        "len(self._at_work) < self._scheduled:",
        "sum(self._on_duty[p] for p in self._at_work) < self._scheduled:",
        SHIFTS,
    ),
    (
        "staff",
        DESK,
        "        self._idle_since[person] = self._agenda.now\n"
        "        heappush(self._idle, (self._agenda.now, person))",
        "        self._idle_since[person] = 0.0\n        heappush(self._idle, (0.0, person))",
        SHIFTS,
    ),
    (
        "staff",
        DESK,
        "groupby(duty.changes, key=lambda change: change[0])",
        "groupby(duty.changes, key=lambda change: change)",
        "tests/sim/test_one_instant.py",
    ),
    (
        "order",
        AGENDA,
        "CALENDAR = 1\n    END_OF_WORK = 2",
        "CALENDAR = 2\n    END_OF_WORK = 1",
        INSTANT,
    ),
    (
        "order",
        AGENDA,
        "END_OF_WORK = 2\n    END_OF_TALK = 3",
        "END_OF_WORK = 3\n    END_OF_TALK = 2",
        INSTANT,
    ),
    (
        "order",
        AGENDA,
        "END_OF_TALK = 3\n    GIVE_UP = 4",
        "END_OF_TALK = 4\n    GIVE_UP = 3",
        INSTANT,
    ),
    (
        "order",
        AGENDA,
        "GIVE_UP = 4\n    END_OF_ANNOUNCEMENT = 5",
        "GIVE_UP = 5\n    END_OF_ANNOUNCEMENT = 4",
        INSTANT,
    ),
    (
        "order",
        AGENDA,
        "END_OF_ANNOUNCEMENT = 5\n    ARRIVAL = 6",
        "END_OF_ANNOUNCEMENT = 6\n    ARRIVAL = 5",
        INSTANT,
    ),
    ("order", AGENDA, "TICKET = 0\n    CALL_WORK = 1", "TICKET = 1\n    CALL_WORK = 0", INSTANT),
    ("order", AGENDA, "DESK = 4\n    UNIT = 5", "DESK = 5\n    UNIT = 4", INSTANT),
    (
        "independent days",
        "sim/simulate.py",
        "    since_s[about] = first_s[callers.incident[about]]\n",
        "",
        ENDS,
    ),
    ("independent days", "sim/simulate.py", ", until_s=(day_of_caller + 1) * DAY_S)", ")", ENDS),
    (
        "busy",
        "sim/busy.py",
        '    end_s = np.where(answered, calls["work_end_s"], calls["gave_up_s"])\n',
        '    end_s = calls["work_end_s"]\n',
        INVARIANTS,
    ),
    (
        "busy",
        "sim/busy.py",
        "held = ~turned_away & (trunk",
        "held = (trunk",
        INVARIANTS,
    ),
)
