"""Scenarios made for drawing, and traces laid out by identity so that they can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from scenarios.schema import Scenario
from scenarios.trace import Trace
from scenarios.trace.draw import draw_trace
from tests.small_scenario import small_scenario

DAY_S = 86_400.0
WEEK_S = 7 * DAY_S

_JOINS = ("incident", "first_attempt", "first_candidate", "first_task", "attempts", "candidates")
"""Row numbers and counts: they say where rows stand, not what is in them."""


def incident(per_day: float = 100, **more: Any) -> dict[str, Any]:
    """Return an incident type as a file gives it."""
    own = {"label": "x", "rate": {"per_day": per_day}, "needs": [{"agencies": ["damkar"]}]}
    return {**own, **more}


def call(per_day: float = 100, **more: Any) -> dict[str, Any]:
    """Return a kind of call as a file gives it."""
    return {"label": "x", "rate": {"per_day": per_day}, **more}


def situation(**more: Any) -> dict[str, Any]:
    """Return a situation as a file gives it."""
    return {"label": "x", "about": "x", **more}


def scenario(
    incidents: Mapping[str, Any] | None = None,
    calls: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Scenario:
    """Return a scenario with this demand alone, four weeks without warm-up."""
    usual = {
        "demand__incidents": dict(incidents or {}),
        "demand__calls": dict(calls or {}),
        "demand__nuisance": {},
        "run": {"start_day": "Mon", "length": "4 minggu", "warm_up": "0s"},
    }
    return small_scenario(**(usual | changes))


def drawn(found: Scenario, seed: int = 1, replication: int = 0) -> Trace:
    """Return its trace."""
    return draw_trace(found, seed, replication)


def drawn_calls(kind: Mapping[str, Any], seed: int = 1, **changes: Any) -> np.ndarray:
    """Return when calls of one kind come in, s."""
    return drawn(scenario(calls={"tes": kind}, **changes), seed).callers.arrival_s


def by_hour_of_week(times_s: np.ndarray, start_of_week_s: float = 0.0) -> np.ndarray:
    """Count instants by hour of the week."""
    hours = np.floor((start_of_week_s + times_s) / 3600).astype(int) % 168
    return np.bincount(hours, minlength=168)


def by_identity(trace: Trace) -> dict[str, dict[Any, dict[str, Any]]]:
    """Return each table as {identity: {column: value}}, row numbers left out."""
    callers, incidents, candidates = trace.callers, trace.incidents, trace.candidates
    keys: dict[str, list[Any]] = {"callers": callers.caller_id.tolist()}
    keys["incidents"] = incidents.incident_id.tolist()
    keys["attempts"] = [
        (caller, i)
        for caller, n in zip(keys["callers"], callers.attempts.tolist(), strict=True)
        for i in range(n)
    ]
    about = np.repeat(incidents.incident_id, incidents.candidates).tolist()
    keys["candidates"] = list(
        zip(about, candidates.need.tolist(), candidates.order.tolist(), strict=True)
    )
    keys["tasks"] = [
        (key, unit)
        for key, n in zip(keys["candidates"], candidates.units.tolist(), strict=True)
        for unit in range(n)
    ]
    found: dict[str, dict[Any, dict[str, Any]]] = {}
    for name, of_table in keys.items():
        table = getattr(trace, name)
        names = [f.name for f in fields(table) if f.name not in _JOINS]
        columns = [getattr(table, n).tolist() for n in names]
        rows = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
        found[name] = dict(zip(of_table, rows, strict=True))
        assert len(found[name]) == len(of_table), f"identities of {name} are not unique"
    about_of = np.where(
        callers.incident < 0, -1, incidents.incident_id[callers.incident] if len(incidents) else -1
    )
    for key, incident_id in zip(keys["callers"], about_of.tolist(), strict=True):
        found["callers"][key]["incident_id"] = incident_id
    return found


def differing_columns(
    one: dict[str, dict[Any, dict[str, Any]]],
    other: dict[str, dict[Any, dict[str, Any]]],
    tables: Iterable[str] = ("callers", "attempts", "incidents", "candidates", "tasks"),
) -> set[str]:
    """Return "table.column" wherever a row that both have differs."""
    found = set()
    for table in tables:
        for key in one[table].keys() & other[table].keys():
            a, b = one[table][key], other[table][key]
            if a != b:
                found |= {f"{table}.{column}" for column in a if a[column] != b[column]}
    return found
