"""Measures of incidents, notifications and units in the field.

The chain of an incident is cut where the work passes on: `notification_delay` from on record to
the agency's desk, `acknowledgement_delay` from there to the desk's acceptance, `dispatch_delay`
from there to a unit sent. `response_time` takes any two moments.
A time that began and never ended (a task never served, a desk that never accepted) is not within
any bound.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from results.measures.declaration import Observations
from results.measures.question import MeasureQuestion
from results.measures.selection import Mask, asked, came, part_of, timed
from results.records import Records
from results.table import Table

WAITED_S = 1.0
"""A task waited if its unit was sent later than this after it arose: a deployment needs a moment
to send a free unit, which is no queue."""
_OF_THE_CALL = ("first_call", "connected", "answered", "on_record")


def never_reported(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Count incidents none of whose calls was answered, over incidents."""
    rows = asked(records.incidents, question)
    return [part_of(rows, ~rows["reported"], np.ones(len(rows), dtype=np.bool_))]


def needs_unmet(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Count needs that no agency of their list took up, over needs of reported incidents."""
    rows = asked(records.incidents, question)
    needs = np.where(rows["reported"], rows["needs"], 0).astype(np.float64)
    unmet = np.where(rows["reported"], rows["needs_unmet"], 0).astype(np.float64)
    return [Observations(rows, unmet, needs)]


def notification_delay(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Take the time from on record until the desk of each need's first agency could know of it.

    An agency that is told because another did not take it up is left out: its delay is the
    other's failure, which `needs_unmet` and `response_time` show.
    """
    rows = asked(records.notifications, question)
    due = (rows["order"] == 0) & came(rows["on_record_s"])
    return [timed(rows, rows["notified_s"] - rows["on_record_s"], due, question)]


def acknowledgement_delay(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Take the time from notification until the desk accepts, over notifications that arrived.

    Refused, not answered or no crew: not accepted, hence not within any bound.
    """
    rows = asked(records.notifications, question)
    due = came(rows["notified_s"])
    return [timed(rows, rows["acknowledged_s"] - rows["notified_s"], due, question)]


def lost_notifications(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Count notifications sent or due that never reached the desk, over notifications."""
    rows = asked(records.notifications, question)
    return [part_of(rows, ~came(rows["notified_s"]), np.ones(len(rows), dtype=np.bool_))]


def dispatch_delay(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Take the time from acknowledgement (the task exists) until its unit is sent, over tasks."""
    rows = asked(records.assignments, question)
    due = came(rows["acknowledged_s"])
    return [timed(rows, rows["dispatched_s"] - rows["acknowledged_s"], due, question)]


def tasks_waiting(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Count tasks for which no unit was free: sent over 1 s after they arose, or never."""
    rows = asked(records.assignments, question)
    with np.errstate(invalid="ignore"):
        at_once = rows["dispatched_s"] - rows["acknowledged_s"] <= WAITED_S
    return [part_of(rows, ~at_once, came(rows["acknowledged_s"]))]


def response_time(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Take the time between two moments, over the needs of incidents, first unit of each need.

    A need whose first moment came and whose second never did is not within any bound. That
    includes needs that no agency took up, and needs of incidents never reported where the first
    moment is that of a call; neither can be laid at one agency's door, so they are left out when
    an agency is asked about or the cells are agencies. To the hospital only needs with a
    transport are counted. Between two moments of the call (up to on record) each incident counts
    once.
    """
    start, end = question.start, question.end
    if start is None or end is None:
        raise ValueError("response_time is measured between two moments; give start and end")
    by_agency = question.agency is not None or question.by == "agency"
    if end in _OF_THE_CALL and not by_agency:
        incidents = asked(records.incidents, question)
        elapsed_s = incidents[f"{end}_s"] - incidents[f"{start}_s"]
        return [timed(incidents, elapsed_s, came(incidents[f"{start}_s"]), question)]
    tasks = asked(records.assignments, question)
    if end == "at_hospital":
        tasks = tasks.where(_transport(tasks))
    first, group = _needs(tasks)
    start_s = _earliest(tasks[f"{start}_s"], group, len(first))
    end_s = _earliest(tasks[f"{end}_s"], group, len(first))
    found = [timed(tasks.where(first), end_s - start_s, came(start_s), question)]
    unserved = start in (*_OF_THE_CALL, "notified") and end != "at_hospital" and not by_agency
    if unserved and question.statistic == "within":
        found.append(_never_served(asked(records.incidents, question), start, end))
    return found


def time_to_hospital(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Take the time from the incident's first connection to the hospital, over transports."""
    tasks = asked(records.assignments, question)
    due = _transport(tasks) & came(tasks["connected_s"])
    return [timed(tasks, tasks["at_hospital_s"] - tasks["connected_s"], due, question)]


def _transport(tasks: Table) -> Mask:
    taken: Mask = (tasks["hospital"] >= 0) | came(tasks["at_hospital_s"])
    return taken


def _needs(tasks: Table) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the first row of each need, and the need of each row."""
    if not len(tasks):
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    keys = np.column_stack([tasks[c] for c in ("replication", "incident_id", "need")])
    _, first, group = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return first, group.reshape(-1)


def _earliest(
    moment_s: NDArray[np.float64], group: NDArray[np.intp], groups: int
) -> NDArray[np.float64]:
    earliest = np.full(groups, np.nan)
    np.fmin.at(earliest, group, moment_s)
    return earliest


def _never_served(incidents: Table, start: str, end: str) -> Observations:
    needs = np.where(incidents["reported"], incidents["needs_unmet"], incidents["needs"])
    unserved = came(incidents[f"{start}_s"])
    if end == "notified":  # an unmet need of a notified incident was told, only not taken up
        unserved &= ~came(incidents["notified_s"])
    return Observations(
        incidents, np.zeros(len(incidents)), np.where(unserved, needs, 0).astype(np.float64)
    )
