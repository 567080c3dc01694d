"""Wrong models and wrong intervals: (what is wrong, file, old text, new text, tests that fail)."""

from __future__ import annotations

TWIN_CENTRE, TWIN_DESK = "sim/twin/centre.py", "sim/twin/staffed_desk.py"
TWIN_FLEET = "sim/twin/fleet.py"
CENTRE, DESK, FLEET = "sim/centre.py", "sim/staffed_desk.py", "sim/fleet.py"

ROWS = "tests/truth/test_truth.py -k "
REFERENCE = "tests/truth/test_truth.py -m slow -k "
"""Rows by a word of their section or name; those of the reference are slow."""
HOLD = "tests/truth/test_truth.py -k truth_as_often"

MUTANTS: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "twin: old and new staff serve at once",
        TWIN_DESK,
        "    if row.at_work < row.scheduled:\n        return _begins",
        "    if row.idle_first >= 0:\n        return _begins",
        f"{ROWS}shifts",
    ),
    (
        "twin: last come, first served",
        TWIN_DESK,
        "        subject = d.queues[row.head]\n        row.head += 1\n",
        "        row.tail -= 1\n        subject = d.queues[row.tail]\n",
        f"{ROWS}C:",
    ),
    (
        "twin: who gives up keeps the line",
        TWIN_CENTRE,
        ".gave_up_s = now_s\n    w.held[w.trunk[caller]] -= 1\n",
        ".gave_up_s = now_s\n",
        f"{ROWS}Redial",
    ),
    (
        "twin: who gives up is answered all the same",
        TWIN_CENTRE,
        "        withdraw(desks_of(w), state.queued)\n",
        "",
        f"{ROWS}A:",
    ),
    (
        "twin: one call more than there are lines",
        TWIN_CENTRE,
        "w.held[trunk] >= at(",
        "w.held[trunk] > at(",
        f"{ROWS}B:",
    ),
    (
        "twin: nobody redials",
        TWIN_CENTRE,
        "    if w.callers[caller].attempt + 1 == w.attempts[caller] or",
        "    if w.callers[caller].attempt >= 0 or",
        f"{ROWS}Redial",
    ),
    (
        "twin: the blocked redial as those who gave up",
        TWIN_CENTRE,
        "rules.redial_blocked if call.outcome == BLOCKED else rules.redial_abandoned",
        "rules.redial_abandoned",
        f"{ROWS}Redial",
    ),
    (
        "twin: priority ignored",
        TWIN_FLEET,
        "    if of_a != of_b:\n",
        "    if of_a < 0:\n",
        f"{ROWS}Priorities",
    ),
    (
        "twin: of one priority the last task first",
        TWIN_FLEET,
        "return since_a < since_b",
        "return since_a > since_b",
        f"{ROWS}Priorities",
    ),
    (
        "twin: the farthest unit goes",
        TWIN_FLEET,
        "time_s < best_s",
        "time_s > best_s",
        f"{ROWS}posts",
    ),
    (
        "twin: a unit that clears is at home at once",
        TWIN_FLEET,
        "    unit.from_x_km = x_km\n",
        "    unit.from_x_km = unit.home_x_km\n",
        f"{ROWS}posts",
    ),
    (
        "trace: every day alike",
        "scenarios/trace/beginnings.py",
        "            expected *= factors[grid.day]\n",
        "            pass\n",
        f"{ROWS}differ",
    ),
    (
        "plan: the head count of the hour before",
        "scenarios/duty.py",
        "clock.hour_of_week(begin_s) % len(counts)",
        "(clock.hour_of_week(begin_s) - 1) % len(counts)",
        f"{ROWS}changing",
    ),
    (
        "reference: old and new staff serve at once",
        DESK,
        "len(self._at_work) < self._scheduled:",
        "sum(self._on_duty[p] for p in self._at_work) < self._scheduled:",
        f"{REFERENCE}changing",
    ),
    ("reference: last come, first served", DESK, "popleft()", "pop()", f"{REFERENCE}rate"),
    (
        "reference: priority ignored",
        FLEET,
        "(priority, self._agenda.now,",
        "(1, self._agenda.now,",
        f"{REFERENCE}Priorities",
    ),
    (
        "reference: who gives up is answered all the same",
        CENTRE,
        ".callbacks.append(request.withdraw)\n            yield request.over",
        "\n            yield request.over",
        f"{REFERENCE}rate",
    ),
    (
        "reference: the nearest unit does not go",
        "scenarios/unit_choice.py",
        "(time_s, unit) < best",
        "(time_s, unit) > best",
        f"{REFERENCE}posts",
    ),
    (
        "intervals: calls of a day fail one by one",
        "results/confidence/design_effect.py",
        "    return max(1.0, float(between) / binomial) if binomial > 0 else 1.0",
        "    return 1.0 if between >= 0 else binomial",
        HOLD,
    ),
    (
        "intervals: means half as sure",
        "results/confidence/ratio.py",
        "            np.sqrt(squares), self.n,",
        "            np.sqrt(squares) / 2, self.n,",
        HOLD,
    ),
)
