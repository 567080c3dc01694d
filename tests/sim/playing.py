"""Play what a test made by hand, and look at what was written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from results.records import Records
from scenarios.plan import Plan
from scenarios.trace import Trace
from sim.reference import play_rows
from sim.rows import CallRow, IncidentRow, NotificationRow, Rows, TaskRow
from sim.rows_played import played_of
from sim.tables import to_records
from tests.sim.building import Caller, Incident, trace_of
from tests.sim.region import Region, plan_of


@dataclass
class Seen:
    """What a play wrote down, by the numbers under which a test lists callers and incidents."""

    trace: Trace
    plan: Plan
    rows: Rows
    listed: list[int] = field(default_factory=list)

    def tries(self, caller: int) -> list[CallRow]:
        """Return a caller's attempts."""
        row = self.listed.index(caller)
        return [c for c in self.rows.calls if c.caller == row]

    def call(self, caller: int) -> CallRow:
        """Return a caller's only attempt."""
        (only,) = self.tries(caller)
        return only

    @property
    def calls(self) -> list[CallRow]:
        """The first attempt of each caller as listed."""
        return [self.tries(i)[0] for i in range(len(self.listed))]

    def incident(self, number: int = 0) -> IncidentRow:
        """Return an incident."""
        return self.rows.incidents[number]

    def notes(self, incident: int = 0) -> list[NotificationRow]:
        """Return an incident's notifications, in order of sending."""
        return [n for n in self.rows.notifications if n.incident == incident]

    def tasks(self, incident: int = 0) -> list[TaskRow]:
        """Return an incident's tasks, by need and unit."""
        return sorted((t for t in self.rows.tasks if t.incident == incident), key=_task_id)

    def records(self) -> Records:
        """Return the record tables."""
        return to_records(played_of(self.rows, self.trace), self.trace, self.plan)


def _task_id(task: TaskRow) -> int:
    return task.task_id


def play(
    callers: Sequence[Caller], incidents: Sequence[Incident] = (), region: Region | None = None
) -> Seen:
    """Play callers and incidents in a region."""
    region = region or Region()
    plan = plan_of(region)
    trace, listed = trace_of(callers, incidents, len(region.kinds))
    return Seen(trace, plan, play_rows(trace, plan), listed)
