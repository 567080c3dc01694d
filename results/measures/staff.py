"""Measures of people, units and lines at work: busy time over time on duty."""

from __future__ import annotations

import numpy as np

from results.measures.declaration import Observations
from results.measures.question import MeasureQuestion
from results.measures.selection import Mask
from results.records import Records
from results.table import Table


def occupancy(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Divide call-takers' busy seconds by seconds on duty; overruns can lift it above 1."""
    return [_busy(records.staffing, records.staffing.is_label("group", "call_takers"))]


def unit_utilisation(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Divide units' busy seconds (from dispatch until they are free) by seconds on duty."""
    return [_busy(records.staffing, _groups(records.staffing, "units:", question.agency))]


def line_utilisation(records: Records, question: MeasureQuestion) -> list[Observations]:
    """Divide channels' busy seconds by the seconds that they could have carried a call."""
    return [_busy(records.staffing, _groups(records.staffing, "lines:", None))]


def _groups(staffing: Table, prefix: str, name: str | None) -> Mask:
    wanted = [
        code
        for code, group in enumerate(staffing.labels["group"])
        if group.startswith(prefix) and (name is None or group == prefix + name)
    ]
    mask: Mask = np.isin(staffing["group"], wanted)
    return mask


def _busy(staffing: Table, rows: Mask) -> Observations:
    chosen = staffing.where(rows)
    return Observations(chosen, chosen["busy_s"], chosen["scheduled_s"])
