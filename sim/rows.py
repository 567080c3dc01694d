"""What the model writes down while it plays: one object a row, made into tables at the end."""

from __future__ import annotations

from dataclasses import dataclass, field

NAN = float("nan")


@dataclass(slots=True)
class CallRow:
    """One attempt of a caller."""

    caller: int
    attempt: int
    arrival_s: float
    connected_s: float = NAN
    queued_s: float = NAN
    assigned_s: float = NAN
    answered_s: float = NAN
    talk_end_s: float = NAN
    ticket_s: float = NAN
    work_end_s: float = NAN
    gave_up_s: float = NAN
    outcome: str = ""
    duplicate: str | None = None
    call_taker: float = NAN
    redialled: bool = False


@dataclass(slots=True)
class NotificationRow:
    """An agency told of an incident's need."""

    incident: int
    candidate: int
    by_phone: bool
    sent_s: float
    notified_s: float = NAN
    taken_s: float = NAN
    acknowledged_s: float = NAN
    ended_s: float = NAN
    outcome: str = ""


@dataclass(slots=True)
class TaskRow:
    """One unit that an agency owes an incident."""

    incident: int
    candidate: int
    number: int
    task_id: int
    notified_s: float
    acknowledged_s: float
    unit: int | None = None
    hospital: int | None = None
    dispatched_s: float = NAN
    departed_s: float = NAN
    on_scene_s: float = NAN
    left_scene_s: float = NAN
    at_hospital_s: float = NAN
    cleared_s: float = NAN
    returned_s: float = NAN
    travel_km: float = NAN
    homeward: bool = False


@dataclass(slots=True)
class IncidentRow:
    """An incident, as far as the centre knows it."""

    incident: int
    first_call_s: float = NAN
    connected_s: float = NAN
    answered_s: float = NAN
    reporter_call_id: float = NAN
    on_record_s: float = NAN
    ticket_call_id: float = NAN
    dispatcher_start_s: float = NAN
    dispatcher_end_s: float = NAN
    dispatcher_free_s: float = NAN
    closed_s: float = NAN
    calls: int = 0
    answered_calls: int = 0
    needs_unmet: int = 0
    open_work: int = 0
    """Needs not yet settled and units not yet clear."""


@dataclass
class Rows:
    """All rows of one play, and who was at work when."""

    calls: list[CallRow] = field(default_factory=list)
    incidents: list[IncidentRow] = field(default_factory=list)
    notifications: list[NotificationRow] = field(default_factory=list)
    tasks: list[TaskRow] = field(default_factory=list)
    busy: dict[str, list[tuple[float, float]]] = field(default_factory=dict)


def blank_rows(incidents: int) -> Rows:
    """Return rows on which nothing is written yet, with an incident's row at its number."""
    return Rows(incidents=[IncidentRow(i) for i in range(incidents)])
