"""How long until help is there, by agency and by kecamatan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from results.measures.selection import came
from results.records import Records
from results.table import Table

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Times:
    """Response times of one group.

    Parameters
    ----------
    key : str
        Agency, or code of the kecamatan.
    due : int
        Times that help was due.
    arrived_s : array of float
        s, ascending; of those in which it came.
    """

    key: str
    due: int
    arrived_s: Floats

    @property
    def mean_s(self) -> float:
        """Mean of those that came; NaN if none did."""
        return float(np.mean(self.arrived_s)) if len(self.arrived_s) else np.nan

    def quantile_s(self, share: float) -> float:
        """Return the time within which `share` of those that came were there."""
        if not len(self.arrived_s):
            return np.nan
        return float(np.quantile(self.arrived_s, share, method="inverted_cdf"))


def by_agency(records: Records) -> tuple[Times, ...]:
    """Return times from connection to the first unit on scene, once a need, by agency's name."""
    tasks = records.assignments
    if not len(tasks):
        return ()
    elapsed_s = tasks["on_scene_s"] - tasks["connected_s"]
    order = np.lexsort(
        [elapsed_s, tasks["need"], tasks["incident_id"], tasks["replication"]]
    )  # NaN sorts last: the first row of each need is the unit that came first
    first = np.ones(len(order), dtype=np.bool_)
    same = np.ones(max(len(order) - 1, 0), dtype=np.bool_)
    for key in ("replication", "incident_id", "need"):
        same &= np.diff(tasks[key][order]) == 0
    first[1:] = ~same
    chosen = tasks.where(order[first])
    return _grouped(chosen, "agency", chosen["on_scene_s"] - chosen["connected_s"])


def by_kecamatan(records: Records) -> tuple[Times, ...]:
    """Return times from connection to the first unit of any agency, once an incident."""
    rows = records.incidents
    return _grouped(rows, "kecamatan", rows["on_scene_s"] - rows["connected_s"])


def _grouped(rows: Table, column: str, elapsed_s: Floats) -> tuple[Times, ...]:
    due = came(rows["connected_s"])
    found = []
    for code, key in sorted(enumerate(rows.labels[column]), key=lambda pair: pair[1]):
        mine = due & (rows[column] == code)
        times_s = elapsed_s[mine]
        if mine.any():
            found.append(Times(key, int(mine.sum()), np.sort(times_s[came(times_s)])))
    return tuple(found)


def utilisation(records: Records, group: str) -> float:
    """Return busy time over time on duty of a staffing group; NaN if it was never on duty."""
    staff = records.staffing
    rows = staff.is_label("group", group)
    scheduled = float(staff["scheduled_s"][rows].sum())
    return float(staff["busy_s"][rows].sum()) / scheduled if scheduled else np.nan
