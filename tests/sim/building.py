"""Traces made by hand, so that a test reads as a worked example in whole seconds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from scenarios.trace import Trace
from scenarios.trace.tables import Attempts, Callers, Candidates, Incidents, Tasks

ENDLESS = float("inf")


@dataclass
class Attempt:
    """One try of a caller."""

    patience: float = ENDLESS
    announcement: float = 0
    setup: float = 0
    ring: float = 0
    pick_up: float = 0
    redial: float = 1
    """The uniform: the caller tries again if it is below the scenario's share."""
    delay: float = 0


@dataclass
class Caller:
    """One caller; `patience` to `ring` are those of a single try."""

    at: float
    talk: float = 60
    wrap_up: float = 0
    about: int | None = None
    talk_duplicate: float | None = None
    wrap_up_duplicate: float | None = None
    ticket: float | None = None
    ticket_latency: float = 0
    trunk: int = 0
    id: int | None = None
    person: int | None = None
    """Callers of one person share a number; left out: the caller is a person of their own."""
    patience: float = ENDLESS
    announcement: float = 0
    setup: float = 0
    ring: float = 0
    pick_up: float = 0
    tries: Sequence[Attempt] = ()

    def attempts(self) -> Sequence[Attempt]:
        single = Attempt(self.patience, self.announcement, self.setup, self.ring, self.pick_up)
        return self.tries or [single]


@dataclass
class UnitWork:
    """What one unit does."""

    turnout: float = 0
    at_night: float | None = None
    factor: float = 1
    on_scene: float = 0
    transport: bool = False
    hospital_factor: float = 1
    handover: float = 0


@dataclass
class Ask:
    """An agency that could give what is needed."""

    agency: int = 0
    acknowledge: float = 0
    units: Sequence[UnitWork] = ()
    no_answer: bool = False
    refuses: bool = False
    latency: float = 0


@dataclass
class Incident:
    """An incident; each need is the agencies to ask, in order."""

    needs: Sequence[Sequence[Ask]] = ()
    x: float = 0
    y: float = 0
    kind: int = 0
    kecamatan: int = 0
    work: float = 0
    wrap_up: float = 0


def _table(kind: type[Any], rows: Sequence[dict[str, Any]]) -> Any:
    dtypes = {"Ints": np.int64, "Flags": np.bool_, "Floats": np.float64}
    return kind(
        **{
            f.name: np.array([row[f.name] for row in rows], dtype=dtypes[str(f.type)])
            for f in fields(kind)
        }
    )


def incident_id(number: int) -> int:
    """Return the identity of the incident listed at `number`."""
    return 1000 + number


def caller_ids(callers: Sequence[Caller]) -> list[int]:
    """Return the callers' identities: about an incident in its range, others above them all."""
    ids = []
    seen: Counter[int | None] = Counter()
    for caller in callers:
        number = seen[caller.about]
        seen[caller.about] += 1
        own = 50_000_000 + number
        about = own if caller.about is None else incident_id(caller.about) * 100 + number
        ids.append(about if caller.id is None else caller.id)
    return ids


def trace_of(
    callers: Sequence[Caller], incidents: Sequence[Incident] = (), kinds: int = 1
) -> tuple[Trace, list[int]]:
    """Return the trace, and the listed number of each row of its callers."""
    ids = caller_ids(callers)
    listed = sorted(range(len(callers)), key=lambda i: (callers[i].at, ids[i]))
    people: list[dict[str, Any]] = []
    tries: list[dict[str, Any]] = []
    for i in listed:
        c = callers[i]
        about = -1 if c.about is None else c.about
        people.append(
            {
                "caller_id": ids[i],
                "layer": 0,
                "category": kinds if about < 0 else incidents[about].kind,
                "incident": about,
                "person": ids[i] if c.person is None else c.person,
                "trunk": c.trunk,
                "arrival_s": c.at,
                "talk_s": c.talk,
                "talk_duplicate_s": c.talk if c.talk_duplicate is None else c.talk_duplicate,
                "wrap_up_s": c.wrap_up,
                "wrap_up_duplicate_s": (
                    c.wrap_up if c.wrap_up_duplicate is None else c.wrap_up_duplicate
                ),
                "ticket_s": c.talk if c.ticket is None else c.ticket,
                "ticket_latency_s": c.ticket_latency,
                "first_attempt": len(tries),
                "attempts": len(c.attempts()),
            }
        )
        for t in c.attempts():
            row = {f"{name}_s": getattr(t, name) for name in ("patience", "announcement")}
            row |= {"setup_s": t.setup, "ring_s": t.ring, "pick_up_s": t.pick_up}
            tries.append({**row, "redial_u": t.redial, "redial_delay_s": t.delay})
    happenings, candidates, tasks = _incident_rows(incidents, callers)
    trace = Trace(
        callers=_table(Callers, people),
        attempts=_table(Attempts, tries),
        incidents=_table(Incidents, happenings),
        candidates=_table(Candidates, candidates),
        tasks=_table(Tasks, tasks),
    )
    return trace, listed


def _incident_rows(
    incidents: Sequence[Incident], callers: Sequence[Caller]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    happenings: list[dict[str, Any]] = []
    candidates: list[dict[str, Any]] = []
    tasks: list[dict[str, Any]] = []
    first_call: dict[int | None, float] = {}
    for caller in callers:
        first_call[caller.about] = min(caller.at, first_call.get(caller.about, caller.at))
    for number, incident in enumerate(incidents):
        happenings.append(
            {
                "incident_id": incident_id(number),
                "layer": 0,
                "category": incident.kind,
                "kecamatan": incident.kecamatan,
                "occurred_s": first_call.get(number, 0.0),
                "x_km": incident.x,
                "y_km": incident.y,
                "lat": incident.y,
                "lon": incident.x,
                "dispatcher_work_s": incident.work,
                "dispatcher_wrap_up_s": incident.wrap_up,
                "first_candidate": len(candidates),
                "candidates": sum(len(need) for need in incident.needs),
            }
        )
        for need, asked in enumerate(incident.needs):
            for order, ask in enumerate(asked):
                candidates.append(
                    {
                        "need": need,
                        "order": order,
                        "agency": ask.agency,
                        "units": len(ask.units),
                        "acknowledge_s": ask.acknowledge,
                        "no_answer": ask.no_answer,
                        "refuses": ask.refuses,
                        "latency_s": ask.latency,
                        "first_task": len(tasks),
                    }
                )
                tasks += [
                    {
                        "turnout_day_s": u.turnout,
                        "turnout_night_s": u.turnout if u.at_night is None else u.at_night,
                        "travel_factor": u.factor,
                        "on_scene_s": u.on_scene,
                        "transport": u.transport,
                        "hospital_factor": u.hospital_factor,
                        "handover_s": u.handover,
                    }
                    for u in ask.units
                ]
    return happenings, candidates, tasks
