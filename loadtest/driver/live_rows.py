"""Rows of the record tables as they come to be: each change goes to the log at once."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from results.row_log import RowLog
from scenarios.packing import PackedPlay
from scenarios.trace.tables import UNITS_PER_NEED

NAN = math.nan


class LiveRow:
    """One row; later values take the place of earlier ones."""

    def __init__(self, log: RowLog, table: str, values: dict[str, Any]) -> None:
        self._log = log
        self._table = table
        self.values = values
        log.write(table, values)

    def set(self, **changes: Any) -> None:
        """Change columns and append the row to the log."""
        self.values.update(changes)
        self._log.write(self._table, self.values)

    def first(self, column: str, value: float) -> None:
        """Set a moment unless an earlier one is there."""
        if not value >= self.values.get(column, NAN):
            self.set(**{column: value})

    def __getitem__(self, column: str) -> Any:
        return self.values.get(column)


class LiveRows:
    """All rows of a play, keyed by what they are about."""

    def __init__(self, log: RowLog, play: PackedPlay) -> None:
        self._log = log
        self._plan = play.plan
        self._trace = play.trace
        self.calls: dict[tuple[int, int], LiveRow] = {}
        self.incidents: dict[int, LiveRow] = {}
        self.notifications: dict[int, LiveRow] = {}
        self.assignments: dict[int, LiveRow] = {}

    def write_staffing(self, columns: dict[str, Any]) -> None:
        """Append a row of the staffing table."""
        self._log.write("staffing", columns)

    def call(self, caller: int, attempt: int, arrival_s: float) -> LiveRow:
        """Begin the row of an attempt."""
        callers, plan = self._trace.callers, self._plan
        incident = int(callers.incident[caller])
        about = self._about(incident) if incident >= 0 else {}
        row = LiveRow(
            self._log,
            "calls",
            {
                **self._when(arrival_s),
                **about,
                "call_id": int(callers.caller_id[caller]) * 100 + attempt,
                "caller_id": int(callers.caller_id[caller]),
                "attempt": attempt,
                "layer": plan.layers[callers.layer[caller]],
                "category": plan.categories[callers.category[caller]].name,
                "emergency": incident >= 0,
                "trunk": plan.trunks[callers.trunk[caller]],
                "arrival_s": arrival_s,
                "redialled": False,
            },
        )
        self.calls[caller, attempt] = row
        if incident >= 0:
            self._count_call(incident, arrival_s)
        return row

    def incident(self, incident: int) -> LiveRow:
        """Return the row of an incident that a call was made about."""
        return self.incidents[incident]

    def notification(self, candidate: int, incident: int, channel: str) -> LiveRow:
        """Return the row of a notification, begun at its first mention."""
        if candidate not in self.notifications:
            asked, plan = self._trace.candidates, self._plan
            self.notifications[candidate] = LiveRow(
                self._log,
                "notifications",
                {
                    **self._when(self.incidents[incident]["first_call_s"]),
                    **self._about(incident),
                    "need": int(asked.need[candidate]),
                    "agency": plan.agencies[asked.agency[candidate]].name,
                    "order": int(asked.order[candidate]),
                    "channel": channel,
                    "on_record_s": self.incidents[incident]["on_record_s"],
                },
            )
        return self.notifications[candidate]

    def assignment(self, candidate: int, unit: int, incident: int, **moments: float) -> LiveRow:
        """Begin the row of a task, when an agency has acknowledged."""
        asked, plan = self._trace.candidates, self._plan
        about = self.incidents[incident]
        need = int(asked.need[candidate])
        task_id = about["incident_id"] * 1000 + need * UNITS_PER_NEED + unit
        row = LiveRow(
            self._log,
            "assignments",
            {
                **self._when(about["first_call_s"]),
                **self._about(incident),
                "task_id": task_id,
                "priority": about["priority"],
                "need": need,
                "agency": plan.agencies[asked.agency[candidate]].name,
                "first_call_s": about["first_call_s"],
                "connected_s": about["connected_s"],
                "answered_s": about["answered_s"],
                "on_record_s": about["on_record_s"],
                "homeward": False,
                **moments,
            },
        )
        self.assignments[int(asked.first_task[candidate]) + unit] = row
        return row

    def never_reported(self) -> Iterator[LiveRow]:
        """Yield the incidents about which nobody got through."""
        for row in self.incidents.values():
            if not row["answered_calls"]:
                yield row

    def _when(self, arrival_s: float) -> dict[str, Any]:
        return {
            "replication": 0,
            "week": 0,
            "hour_of_week": self._plan.clock.hour_of_week(max(arrival_s, 0.0)),
        }

    def _about(self, incident: int) -> dict[str, Any]:
        incidents, plan = self._trace.incidents, self._plan
        return {
            "incident_id": int(incidents.incident_id[incident]),
            "layer": plan.layers[incidents.layer[incident]],
            "category": plan.categories[incidents.category[incident]].name,
            "kecamatan": plan.kecamatan[incidents.kecamatan[incident]],
        }

    def _count_call(self, incident: int, arrival_s: float) -> None:
        if incident in self.incidents:
            row = self.incidents[incident]
            row.set(calls=row["calls"] + 1)
            return
        incidents, plan = self._trace.incidents, self._plan
        first = int(incidents.first_candidate[incident])
        order = self._trace.candidates.order[first : first + int(incidents.candidates[incident])]
        self.incidents[incident] = LiveRow(
            self._log,
            "incidents",
            {
                **self._when(arrival_s),
                **self._about(incident),
                "lat": float(incidents.lat[incident]),
                "lon": float(incidents.lon[incident]),
                "priority": plan.categories[incidents.category[incident]].priority,
                "occurred_s": float(incidents.occurred_s[incident]),
                "first_call_s": arrival_s,
                "calls": 1,
                "answered_calls": 0,
                "needs": int((order == 0).sum()),
                "needs_unmet": 0,
                "reported": False,
            },
        )
