"""Predicted against measured, call by call, in the run's own clock."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from results.records import Records
from results.table import Table
from scenarios.text import N_

Floats = NDArray[np.float64]

CAUSES: Mapping[str, str] = {
    "technical_failure": N_("the call failed technically"),
    "attempt_only_measured": N_("the caller tried again only in the load test"),
    "attempt_only_predicted": N_("the caller tried again only in the simulation"),
    "patience_at_the_edge": N_("patience ended within a tenth of a second of the answer"),
    "line_free_or_busy": N_("a line was busy in one and free in the other"),
    "otherwise": N_("otherwise: the queue stood differently"),
}
"""Why an outcome differed, in the order in which they are asked."""
EDGE_S = 0.1


@dataclass(frozen=True)
class PlayComparison:
    """One play of the simulation against the load test.

    Parameters
    ----------
    play : "assumed", "measured" or "own"
        Which latencies the simulation had: the scenario's, the measured distribution, or each
        call's own.
    calls : int
        Attempts that occur in either.
    same_outcome : float
        Share of them with the same outcome in both.
    difference_median_s : float
        Median of |measured - predicted| wait, real seconds, over calls answered in both.
    differences_s : tuple of float
        Measured minus predicted wait of those calls, ascending.
    predicted_waits_s, measured_waits_s : tuple of float
        Waits of the answered calls, ascending.
    same_recognition : float
        Share of calls answered in both, about an incident, that were recognised as duplicate
        in both or in neither.
    response_differences_s : tuple of float
        Measured minus predicted time from ticket to scene of tasks sent in both, ascending.
    causes : mapping of cause to number of calls
        Of the calls whose outcomes differ.
    """

    play: str
    calls: int
    same_outcome: float
    difference_median_s: float
    differences_s: tuple[float, ...]
    predicted_waits_s: tuple[float, ...]
    measured_waits_s: tuple[float, ...]
    same_recognition: float
    response_differences_s: tuple[float, ...]
    causes: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON; NaN becomes None."""
        return {
            k: None if isinstance(v, float) and math.isnan(v) else v
            for k, v in asdict(self).items()
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> PlayComparison:
        """Read it back from plain data."""
        known: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else math.nan if v is None else v
            for k, v in data.items()
        }
        return cls(**known)


def compare_plays(play: str, predicted: Records, measured: Records) -> PlayComparison:
    """Lay a simulation beside a load test of the same play, call by call.

    Calls are matched by `call_id`. Which call-taker answered is not compared: handling times
    belong to the call.
    """
    theirs, ours = _by_id(predicted.calls), _by_id(measured.calls)
    both = sorted(set(theirs) & set(ours))
    outcome_p, outcome_m = predicted.calls.texts("outcome"), measured.calls.texts("outcome")
    every = sorted(set(theirs) | set(ours))
    causes: dict[str, int] = {}
    same = 0
    for identity in every:
        a, b = theirs.get(identity), ours.get(identity)
        if a is not None and b is not None and outcome_p[a] == outcome_m[b]:
            same += 1
            continue
        cause = _cause(predicted.calls, a, measured.calls, b)
        causes[cause] = causes.get(cause, 0) + 1
    wait_p, wait_m = _waits(predicted.calls), _waits(measured.calls)
    differences = np.array([wait_m[ours[i]] - wait_p[theirs[i]] for i in both])
    differences = np.sort(differences[~np.isnan(differences)])
    return PlayComparison(
        play=play,
        calls=len(every),
        same_outcome=same / len(every) if every else math.nan,
        difference_median_s=float(np.median(np.abs(differences))) if len(differences) else math.nan,
        differences_s=_listed(differences),
        predicted_waits_s=_listed(wait_p),
        measured_waits_s=_listed(wait_m),
        same_recognition=_recognition(predicted.calls, theirs, measured.calls, ours, both),
        response_differences_s=_responses(predicted.assignments, measured.assignments),
        causes=dict(sorted(causes.items(), key=lambda item: list(CAUSES).index(item[0]))),
    )


def _by_id(calls: Table) -> dict[int, int]:
    return {int(identity): row for row, identity in enumerate(calls["call_id"])}


def _waits(calls: Table) -> Floats:
    """Return the caller's wait, from connection to answer; NaN when nobody answered."""
    waits: Floats = calls["answered_s"] - calls["connected_s"]
    return waits


def _listed(values: Floats) -> tuple[float, ...]:
    return tuple(np.sort(values[~np.isnan(values)]).tolist())


def _cause(predicted: Table, a: int | None, measured: Table, b: int | None) -> str:
    if a is None:
        return "attempt_only_measured"
    if b is None:
        return "attempt_only_predicted"
    outcomes = {predicted.texts("outcome")[a], measured.texts("outcome")[b]}
    if "failed" in outcomes:
        return "technical_failure"
    if "blocked" in outcomes:
        return "line_free_or_busy"
    ends = [
        table["gave_up_s"][row] if np.isnan(table["answered_s"][row]) else table["answered_s"][row]
        for table, row in ((predicted, a), (measured, b))
    ]
    if abs(ends[0] - ends[1]) <= EDGE_S:
        return "patience_at_the_edge"
    return "otherwise"


def _recognition(
    predicted: Table,
    theirs: Mapping[int, int],
    measured: Table,
    ours: Mapping[int, int],
    both: list[int],
) -> float:
    words_p, words_m = predicted.texts("duplicate"), measured.texts("duplicate")
    pairs = [
        (words_p[theirs[i]] == "recognised", words_m[ours[i]] == "recognised")
        for i in both
        if words_p[theirs[i]] is not None and words_m[ours[i]] is not None
    ]
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else math.nan


def _responses(predicted: Table, measured: Table) -> tuple[float, ...]:
    """Return measured minus predicted time from ticket to scene, of tasks sent in both."""
    times = [
        {
            (int(task), agency): on_scene_s - on_record_s
            for task, agency, on_scene_s, on_record_s in zip(
                table["task_id"],
                table.texts("agency"),
                table["on_scene_s"],
                table["on_record_s"],
                strict=True,
            )
        }
        for table in (predicted, measured)
    ]
    shared = sorted(set(times[0]) & set(times[1]), key=str)
    return _listed(np.array([times[1][key] - times[0][key] for key in shared]))


def measured_latencies(records: Records) -> dict[str, tuple[float, ...]]:
    """Return the technical latencies that a load test measured, by name of `Latencies`."""
    columns = {
        "setup_s": records.calls["setup_s"],
        "ring_s": records.calls["ring_s"],
        "ticket_s": records.calls["ticket_latency_s"],
        "notification_s": records.notifications["latency_s"],
    }
    return {name: _listed(column) for name, column in columns.items()}
