"""Measures of calls.

A caller's wait runs from `connected_s` (the line answers; set-up is over) to `answered_s` (the
call-taker speaks); it contains the announcement. Patience runs from the same moment. A call that
was blocked, or failed before the line answered, never waited: `blocking` and `call_failures`
count it. A call of a refused number never reached the lines: `refused_calls` alone counts it.
"Short abandoned" calls, given up sooner than `short_s` after connection, are in no numerator and
no denominator of a measure that is asked with `short_s`.
"""

from __future__ import annotations

import numpy as np

from results.measures.declaration import Observations
from results.measures.question import MeasureQuestion
from results.measures.selection import Mask, asked, came, part_of, timed
from results.records import Records
from results.table import Table


def abandoned(calls: Table) -> Mask:
    """Return the calls that the caller gave up, in the announcement or in the queue."""
    return calls.is_label("outcome", "abandoned_announcement") | calls.is_label(
        "outcome", "abandoned_queue"
    )


def _counted(calls: Table, question: MeasureQuestion) -> Mask:
    """Return the connected calls, those abandoned sooner than `short_s` left out."""
    with np.errstate(invalid="ignore"):
        short = calls["gave_up_s"] - calls["connected_s"] < question.short_s
    counted: Mask = came(calls["connected_s"]) & ~(abandoned(calls) & short)
    return counted


def service_level(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Count calls answered within the bound, over connected calls.

    A connected call that was not answered is not within the bound, whether the caller gave up
    or the deployment failed it; with `abandoned="leave_out"` calls given up are not counted at
    all (a failed one still is).
    """
    calls = asked(records.calls, question)
    due = _counted(calls, question)
    if question.abandoned == "leave_out":
        due &= ~abandoned(calls)
    return [timed(calls, calls["answered_s"] - calls["connected_s"], due, question)]


def answer_time(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Wait of answered calls, as a mean (ASA) or as the share of them within a bound.

    Calls without an answer have no part; `service_level` counts those.
    """
    calls = asked(records.calls, question)
    due = came(calls["answered_s"]) & came(calls["connected_s"])
    return [timed(calls, calls["answered_s"] - calls["connected_s"], due, question)]


def abandonment(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Count calls given up after connection, over connected calls."""
    calls = asked(records.calls, question)
    return [part_of(calls, abandoned(calls), _counted(calls, question))]


def blocking(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Count attempts that met no free line, over attempts that reached the lines."""
    calls = asked(records.calls, question)
    return [part_of(calls, calls.is_label("outcome", "blocked"), _offered(calls))]


def handling_time(records: Records, question: MeasureQuestion) -> list[Observations]:
    """AHT: from answer to the end of wrap-up and relay, over answered calls.

    An answered call whose work never ended (a load test cut short) is not within any bound.
    """
    calls = asked(records.calls, question)
    due = came(calls["answered_s"])
    return [timed(calls, calls["work_end_s"] - calls["answered_s"], due, question)]


def redials(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Count attempts that are a caller's second or later try, over those that reached the lines."""
    calls = asked(records.calls, question)
    return [part_of(calls, calls["attempt"] > 0, _offered(calls))]


def offered_calls(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Count attempts that reached the lines; shown as a number a week."""
    calls = asked(records.calls, question)
    return [part_of(calls, _offered(calls), _offered(calls))]


def refused_calls(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Count attempts that were refused because their number is blocked, over attempts."""
    calls = asked(records.calls, question)
    return [part_of(calls, ~_offered(calls), _every(calls))]


def doubled_calls(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Count rows of calls beyond the first about one and the same attempt; a number a week."""
    calls = asked(records.calls, question)
    order = np.lexsort([calls["call_id"], calls["replication"]])
    again = np.ones(max(len(calls) - 1, 0), dtype=np.bool_)
    for key in ("replication", "call_id"):
        again &= np.diff(calls[key][order]) == 0
    doubled = np.zeros(len(calls), dtype=np.bool_)
    doubled[order[1:][again]] = True
    return [part_of(calls, doubled, _every(calls))]


def _offered(calls: Table) -> Mask:
    """Return the attempts that reached the lines: all but those of refused numbers."""
    return ~calls.is_label("outcome", "refused")


def _every(rows: Table) -> Mask:
    return np.ones(len(rows), dtype=np.bool_)
