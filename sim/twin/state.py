"""Rows of the twin's own: who is where while it plays."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

EVENT = np.dtype([("time_s", "f8"), ("place", "i8"), ("subject", "i8"), ("step", "i8")])
"""What happens to whom: `subject` is a caller, incident, candidate, task or agency, as the
step says."""

CAUSE = np.dtype([("step", "i8"), ("subject", "i8"), ("person", "i8")])
"""What happens at once; `person` is who was granted to a subject that waited at a desk."""

CALLER = np.dtype([("left_s", "f8"), ("person", "i8"), ("attempt", "i8"), ("queued", "i8")])
"""Of each caller: wrap-up left, who answers, the attempt under way, the place in the queue."""

NUMBER = np.dtype(
    [("until_s", "f8"), ("length_s", "f8"), ("after", "i8"), ("answered", "i8")], align=True
)
"""Of each number that may come to be blocked: until when it is, for how long and after how many
answered calls it is, and how many there were."""

REPORT = np.dtype([("next_candidate", "i8"), ("relayer", "i8"), ("person", "i8")])
"""Of each incident: where its relay by phone goes on, the caller whose call-taker relays
(`DISPATCHER` for the dispatcher, `NOBODY` before), and the dispatcher."""

ASKED = np.dtype([("queued", "i8"), ("person", "i8"), ("relayed", "i1"), ("to_phone", "i1")])
"""Of each candidate: its place in the desk's queue, who takes it up there, whether somebody
stays on the line, and whether its need waits to be phoned."""

DESK = np.dtype(
    [
        ("head", "i8"),
        ("tail", "i8"),
        ("step", "i8"),
        ("first_person", "i8"),
        ("scheduled", "i8"),
        ("at_work", "i8"),
        ("idle_first", "i8"),
        ("idle_last", "i8"),
    ],
    align=True,
)
"""A staffed desk: its stretch of the queues' array, what follows a grant, its people."""

PERSON = np.dtype(
    [
        ("idle_since_s", "f8"),
        ("before", "i8"),
        ("after", "i8"),
        ("on_duty", "i1"),
        ("at_work", "i1"),
        ("idle", "i1"),
    ],
    align=True,
)
"""Who is idle stands in a chain, the one idle longest first."""

AGENCY = np.dtype(
    [
        ("no_answer_after_s", "f8"),
        ("first_unit", "i8"),
        ("units", "i8"),
        ("first_waiting", "i8"),
        ("waiting", "i8"),
        ("on_duty", "i8"),
        ("free", "i8"),
        ("by_phone", "i1"),
    ],
    align=True,
)

UNIT = np.dtype(
    [
        ("home_x_km", "f8"),
        ("home_y_km", "f8"),
        ("from_x_km", "f8"),
        ("from_y_km", "f8"),
        ("since_s", "f8"),
        ("whole_s", "f8"),
        ("given_s", "f8"),
        ("home_row", "i8"),
        ("from_row", "i8"),
        ("last_task", "i8"),
        ("on_duty", "i1"),
        ("on_task", "i1"),
        ("free", "i1"),
        ("homeward", "i1"),
    ],
    align=True,
)
"""`from_*`, `since_s` and `whole_s` are of the way home; `home_row` and `from_row` are rows of
kecamatan. `given_s` is the given time of a way that began on the way home."""

STEPS = np.dtype([("first", "i8"), ("count", "i8"), ("at", "i8")])
"""A step function: its stretch of instants and values, and the step that is in force."""

CHANGE = np.dtype(
    [("time_s", "f8"), ("place", "i8"), ("group", "i8"), ("first", "i8"), ("last", "i8")]
)
"""The calendar of one group at one instant: changes `first` to `last` - 1, netted."""


def one_type(number: int) -> int:
    """Return a constant as a number like any other; of a bare one numba makes code of its own."""
    return cast(int, np.int64(number))


NOBODY, DISPATCHER = -2, -1
CALL_TAKERS, DISPATCHERS = one_type(0), one_type(1)
HEAP, FRESH_FIRST, FRESH_END, WOKEN_FIRST, WOKEN_END, NEXT_STEP, NEXT_SUBJECT = range(7)
"""Rows of `counts`."""
APPLICATION_UP, SPEED, GIVEN_TABLE, SLOWNESS, CHANNELS = map(one_type, range(5))
"""Rows of `steps`; the trunks' channels are the last of these and those that follow, then come
the agencies' nights."""


class World(NamedTuple):
    """Everything that the twin reads and writes: fixed types, so that it compiles once."""

    # the trace
    caller_id: NDArray[np.int64]
    incident: NDArray[np.int64]
    number: NDArray[np.int64]
    trunk: NDArray[np.int64]
    arrival_s: NDArray[np.float64]
    talk_s: NDArray[np.float64]
    talk_duplicate_s: NDArray[np.float64]
    wrap_up_s: NDArray[np.float64]
    wrap_up_duplicate_s: NDArray[np.float64]
    ticket_s: NDArray[np.float64]
    ticket_latency_s: NDArray[np.float64]
    first_attempt: NDArray[np.int64]
    attempts: NDArray[np.int64]
    patience_s: NDArray[np.float64]
    announcement_s: NDArray[np.float64]
    setup_s: NDArray[np.float64]
    ring_s: NDArray[np.float64]
    pick_up_s: NDArray[np.float64]
    redial_u: NDArray[np.float64]
    redial_delay_s: NDArray[np.float64]
    incident_id: NDArray[np.int64]
    category: NDArray[np.int64]
    x_km: NDArray[np.float64]
    y_km: NDArray[np.float64]
    kecamatan: NDArray[np.int64]
    dispatcher_work_s: NDArray[np.float64]
    dispatcher_wrap_up_s: NDArray[np.float64]
    first_candidate: NDArray[np.int64]
    candidates: NDArray[np.int64]
    incident_of_candidate: NDArray[np.int64]
    notification_id: NDArray[np.int64]
    need: NDArray[np.int64]
    agency: NDArray[np.int64]
    units_needed: NDArray[np.int64]
    acknowledge_s: NDArray[np.float64]
    no_answer: NDArray[np.bool_]
    refuses: NDArray[np.bool_]
    latency_s: NDArray[np.float64]
    first_task: NDArray[np.int64]
    candidate_of_task: NDArray[np.int64]
    task_id: NDArray[np.int64]
    turnout_day_s: NDArray[np.float64]
    turnout_night_s: NDArray[np.float64]
    travel_factor: NDArray[np.float64]
    on_scene_s: NDArray[np.float64]
    transport: NDArray[np.bool_]
    hospital_factor: NDArray[np.float64]
    handover_s: NDArray[np.float64]
    # the plan
    priority: NDArray[np.int64]
    takes: NDArray[np.bool_]
    hospital_x_km: NDArray[np.float64]
    hospital_y_km: NDArray[np.float64]
    hospital_row: NDArray[np.int64]
    given_s: NDArray[np.float64]
    calendar: NDArray[Any]
    changed: NDArray[np.int64]
    turned_on: NDArray[np.bool_]
    step_times_s: NDArray[np.float64]
    step_values: NDArray[np.float64]
    # who is where
    steps: NDArray[Any]
    held: NDArray[np.int64]
    numbers: NDArray[Any]
    desks: NDArray[Any]
    people: NDArray[Any]
    queues: NDArray[np.int64]
    agencies: NDArray[Any]
    units: NDArray[Any]
    waiting: NDArray[np.int64]
    callers: NDArray[Any]
    reports: NDArray[Any]
    asked: NDArray[Any]
    heap: NDArray[Any]
    fresh: NDArray[Any]
    woken: NDArray[Any]
    counts: NDArray[np.int64]
    # what is written down
    calls: NDArray[Any]
    incidents: NDArray[Any]
    notifications: NDArray[Any]
    tasks: NDArray[Any]


class Rules(NamedTuple):
    """What is one number for the whole play."""

    redial_abandoned: float
    redial_blocked: float
    detour: float
    with_dispatchers: bool
    kecamatan: int
    """Of the given travel times; 0 where ways go by distance and speed."""
