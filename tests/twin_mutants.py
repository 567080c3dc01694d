"""The lines of the compiled twin to break: (file, old text, new text).

Each must be seen by the comparison with the reference.
"""

from __future__ import annotations

AGENDA, CENTRE, FIELD = "sim/twin/agenda.py", "sim/twin/centre.py", "sim/twin/field.py"
FLEET, DESK, LOOP = "sim/twin/fleet.py", "sim/twin/staffed_desk.py", "sim/twin/loop.py"
PLAY, WAYS = "sim/twin/play.py", "sim/twin/ways.py"
BOTH = "tests/sim/twin/test_both_engines.py"

TWIN_MUTANTS: tuple[tuple[str, str, str], ...] = (
    # what comes next
    (
        AGENDA,
        "if other.time_s < time_s or (other.time_s == time_s and other.place < place):",
        "if other.time_s <= time_s:",
    ),
    (
        AGENDA,
        "other.time_s == lower.time_s and other.place < lower.place",
        "other.time_s == lower.time_s and other.place > lower.place",
    ),
    (AGENDA, "w.step_times_s[row + 1] <= now_s", "w.step_times_s[row + 1] < now_s"),
    (LOOP, "change.time_s <= heap_s", "change.time_s < heap_s"),
    (LOOP, "change.time_s <= caller_s", "change.time_s < caller_s"),
    (LOOP, "and caller_s == heap_s", "and caller_s > heap_s"),
    (LOOP, "        if w.agencies[agency].waiting > 0:", "        if False:"),
    (LOOP, "if w.desks[desk].head < w.desks[desk].tail:", "if False:"),
    (
        LOOP,
        "        w.callers[subject].queued = staffed_desk.NOT_QUEUED\n",
        "",
    ),
    (LOOP, "        w.asked[subject].queued = staffed_desk.NOT_QUEUED\n", ""),
    (LOOP, "        w.reports[subject].person = person\n", "        pass\n"),
    (PLAY, '("steps", "held",', '("held",'),
    (PLAY, '"agencies", "units")', '"agencies")'),
    (PLAY, "np.maximum(plan.clock.horizon_s, calls", "np.minimum(plan.clock.horizon_s, calls"),
    # demand, lines, queue
    (CENTRE, "w.redial_u[row] >= likely", "w.redial_u[row] > likely"),
    (CENTRE, "if call.outcome == BLOCKED else", "if call.outcome != BLOCKED else"),
    (CENTRE, "now_s + w.redial_delay_s[row]", "now_s"),
    (CENTRE, "if w.held[trunk] >= at(", "if w.held[trunk] > at("),
    (CENTRE, "    if incident.calls == 0:\n", "    if incident.answered_calls == 0:\n"),
    (CENTRE, "if number >= 0 and np.isnan(w.incidents[number].connected_s):", "if number >= 0:"),
    (WAYS, "table * rules.kecamatan + start_row", "table * rules.kecamatan"),
    (WAYS, "    if not row.homeward:\n", "    if True:\n"),
    (FLEET, "unit.from_row = row_of_place", "unit.from_row = 0"),
    (FIELD, "        if not task.homeward:\n", "        if True:\n"),
    (FIELD, "hospital, shortest_s, nearest_s = i, time_s, given_s", "hospital = i"),
    (FIELD, "        row = w.kecamatan[incident]\n", "        row = 0\n"),
    (CENTRE, "now_s < w.numbers[w.number[caller]].until_s", "False"),
    (CENTRE, "if now_s < row.until_s:", "if False:"),
    (CENTRE, "        row.answered = 0\n", ""),
    (PLAY, '"held", "numbers",', '"held",'),
    (CENTRE, "gives_up_s <= announced_s", "gives_up_s < announced_s"),
    (CENTRE, "    if gives_up_s < ENDLESS:\n", "    if False:\n"),
    (CENTRE, "        withdraw(desks_of(w), state.queued)\n", ""),
    (CENTRE, "    if state.queued != NOT_QUEUED:\n", "    if True:\n"),
    (CENTRE, "gives_up_s <= answered_s", "gives_up_s < answered_s"),
    (
        CENTRE,
        "    release(desks_of(w), CALL_TAKERS, w.callers[caller].person, now_s)\n    go_on(",
        "    go_on(",
    ),
    (
        CENTRE,
        "gave_up_s = now_s\n    w.held[w.trunk[caller]] -= 1\n",
        "gave_up_s = now_s\n",
    ),
    # call-taker
    (CENTRE, "call.duplicate = FIRST if first else UNRECOGNISED", "call.duplicate = FIRST"),
    (CENTRE, "call.answered_s + w.talk_duplicate_s[caller]", "call.answered_s + w.talk_s[caller]"),
    (
        CENTRE,
        "min(call.answered_s + w.ticket_s[caller], _wrapped_up_s(w, caller))",
        "call.answered_s + w.ticket_s[caller]",
    ),
    (
        CENTRE,
        "    if np.isnan(incident.on_record_s):\n        incident.on_record_s = now_s\n",
        "    if True:\n        incident.on_record_s = now_s\n",
    ),
    (
        CENTRE,
        "talk_end_s = now_s\n    w.held[w.trunk[caller]] -= 1\n",
        "talk_end_s = now_s\n",
    ),
    (CENTRE, "    if now_s < on_record_s < ENDLESS:\n", "    if False:\n"),
    (
        CENTRE,
        "max(_wrapped_up_s(w, caller) - now_s, 0.0)",
        "_wrapped_up_s(w, caller) - _talk_end_s(w, caller)",
    ),
    (CENTRE, "    if left_s > 0:\n", "    if False:\n"),
    (CENTRE, "w.reports[number].relayer == caller", "w.reports[number].relayer != caller"),
    # dispatcher
    (CENTRE, "        if rules.with_dispatchers:\n", "        if not rules.with_dispatchers:\n"),
    (CENTRE, "now_s + w.dispatcher_work_s[incident]", "now_s"),
    (CENTRE, "now_s + w.dispatcher_wrap_up_s[incident]", "now_s"),
    (
        CENTRE,
        "    go_on(w, Step.RELAY, incident)\n",
        "    go_on(w, Step.DISPATCHER_WRAPS_UP, incident)\n",
    ),
    (
        CENTRE,
        "    release(desks_of(w), DISPATCHERS, w.reports[incident].person, now_s)\n",
        "",
    ),
    # notification
    (FIELD, "    if needs == 0:\n", "    if False:\n"),
    (
        FIELD,
        "return at(w, APPLICATION_UP, now_s) == 0",
        "return False",
    ),
    (
        FIELD,
        "            if _by_phone(w, candidate, now_s):\n",
        "            if True:\n",
    ),
    (FIELD, "latency_s = 0.0 if by_phone else", "latency_s = 0.0 if not by_phone else"),
    (FIELD, "    if w.no_answer[candidate]:\n", "    if False:\n"),
    (FIELD, "    if not _last_of_need(w, candidate):\n", "    if True:\n"),
    (FIELD, "    if asked.queued != NOT_QUEUED:\n", "    if True:\n"),
    (FIELD, "        withdraw(desks_of(w), asked.queued)\n", ""),
    (FIELD, "    if w.refuses[candidate]:\n", "    if False:\n"),
    (FIELD, "    elif w.agencies[agency].on_duty == 0:\n", "    elif False:\n"),
    (FIELD, "        if w.asked[candidate].relayed:\n", "        if False:\n"),
    (FIELD, "if not relayed or _by_phone(w, following, now_s):", "if True:"),
    (FIELD, ".needs_unmet += 1", ".needs_unmet += 0"),
    (FIELD, "    if relayed:\n        go_on(w, Step.RELAY, incident)\n", ""),
    (
        FIELD,
        "        w.asked[candidate].to_phone = by_phone\n",
        "        w.asked[candidate].to_phone = False\n",
    ),
    # units
    (FIELD, "    task.homeward = unit.homeward\n", "    task.homeward = 0\n"),
    (FIELD, "if night != 0 else", "if night == 0 else"),
    (FIELD, "now_s), w.travel_factor[number])", "now_s), w.hospital_factor[number])"),
    (FIELD, "            if w.takes[w.category[incident], i]:\n", "            if True:\n"),
    (FIELD, "or way_km < shortest_km:", "or way_km <= shortest_km:"),
    (FIELD, "now_s + w.handover_s[number]", "now_s"),
    (FIELD, "    if task.hospital >= 0:\n", "    if False:\n"),
    (FIELD, "    if row.open_work == 0:\n", "    if row.open_work <= 1:\n"),
    (FLEET, "        now_s - row.since_s,\n", "        0.0,\n"),
    (FLEET, "return of_a < of_b", "return of_a > of_b"),
    (FLEET, "return since_a < since_b", "return since_a > since_b"),
    (FLEET, "return w.task_id[a] < w.task_id[b]", "return w.task_id[a] > w.task_id[b]"),
    (FLEET, "if best < 0 or time_s < best_s:", "if best < 0 or time_s <= best_s:"),
    (FLEET, "    if unit.on_duty:\n", "    if True:\n"),
    (FLEET, "    if unit.homeward and unit.last_task == task:\n", "    if unit.homeward:\n"),
    (FLEET, "if unit.on_duty and not unit.on_task else", "if unit.on_duty else"),
    # staff
    (DESK, "and before > number:", "and before < 0:"),
    (DESK, "    number = row.idle_first\n", "    number = row.idle_last\n"),
    (
        DESK,
        "    if row.at_work < row.scheduled:\n        return _begins(",
        "    if row.idle_first >= 0:\n        return _begins(",
    ),
    (
        DESK,
        "while row.head < row.tail and row.at_work < row.scheduled:",
        "while row.head < row.tail and row.idle_first >= 0:",
    ),
    (DESK, "    if person.on_duty:\n", "    if True:\n"),
    (DESK, "            if not person.at_work:\n", "            if True:\n"),
)
