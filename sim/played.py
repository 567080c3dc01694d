"""What an engine wrote down while it played: one array of rows for each table of the trace.

Both engines return this. A call's row stands at its attempt's number in the trace, a
notification's at its candidate's, a task's at its task's; what never came to be is not
`there`, and the rest of such a row means nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

CALL = np.dtype(
    [
        ("arrival_s", "f8"),
        ("connected_s", "f8"),
        ("queued_s", "f8"),
        ("assigned_s", "f8"),
        ("answered_s", "f8"),
        ("talk_end_s", "f8"),
        ("ticket_s", "f8"),
        ("work_end_s", "f8"),
        ("gave_up_s", "f8"),
        ("call_taker", "i4"),
        ("outcome", "i1"),
        ("duplicate", "i1"),
        ("redialled", "i1"),
        ("there", "i1"),
    ]
)
"""`call_taker` is -1 when none answered."""

INCIDENT = np.dtype(
    [
        ("first_call_s", "f8"),
        ("connected_s", "f8"),
        ("answered_s", "f8"),
        ("on_record_s", "f8"),
        ("dispatcher_start_s", "f8"),
        ("dispatcher_end_s", "f8"),
        ("dispatcher_free_s", "f8"),
        ("closed_s", "f8"),
        ("reporter_call_id", "i8"),
        ("ticket_call_id", "i8"),
        ("calls", "i4"),
        ("answered_calls", "i4"),
        ("needs_unmet", "i4"),
        ("open_work", "i4"),
    ]
)
"""Call ids are -1 when there is no such call; `open_work` counts needs and units not settled."""

NOTIFICATION = np.dtype(
    [
        ("sent_s", "f8"),
        ("notified_s", "f8"),
        ("taken_s", "f8"),
        ("acknowledged_s", "f8"),
        ("ended_s", "f8"),
        ("outcome", "i1"),
        ("by_phone", "i1"),
        ("there", "i1"),
    ],
    align=True,
)

TASK = np.dtype(
    [
        ("notified_s", "f8"),
        ("acknowledged_s", "f8"),
        ("dispatched_s", "f8"),
        ("departed_s", "f8"),
        ("on_scene_s", "f8"),
        ("left_scene_s", "f8"),
        ("at_hospital_s", "f8"),
        ("cleared_s", "f8"),
        ("returned_s", "f8"),
        ("travel_km", "f8"),
        ("unit", "i4"),
        ("hospital", "i4"),
        ("homeward", "i1"),
        ("there", "i1"),
    ],
    align=True,
)
"""`unit` counts within the agency; it and `hospital` are -1 for none."""

CALL_OUTCOMES = (
    "",
    "answered",
    "blocked",
    "abandoned_announcement",
    "abandoned_queue",
    "refused",
)
DUPLICATES = (None, "none", "recognised", "unrecognised")
NOTIFICATION_OUTCOMES = ("", "acknowledged", "no_answer", "refused", "no_crew")
"""Texts by code."""


@dataclass(frozen=True)
class Played:
    """All that happened in one play.

    Parameters
    ----------
    calls : array of CALL, one for each attempt of the trace
    incidents : array of INCIDENT, one for each incident
    notifications : array of NOTIFICATION, one for each candidate
    tasks : array of TASK, one for each task
    """

    calls: NDArray[Any]
    incidents: NDArray[Any]
    notifications: NDArray[Any]
    tasks: NDArray[Any]


def times_of(row_type: np.dtype[Any]) -> tuple[str, ...]:
    """Return the names of a row's columns of float."""
    assert row_type.names is not None
    return tuple(n for n in row_type.names if row_type[n] == np.float64)
