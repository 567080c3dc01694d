"""Queues with an exact answer, written as scenarios, and played as `siap112 simulate` plays them.

Whatever lies between scenario and rows is in the way: rates, profiles, distributions, the laid
out plan, the engine.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.plan_layout import lay_out_plan
from scenarios.schema import Scenario
from scenarios.schema.base import DAY_S, WEEK_S
from scenarios.trace.draw import draw_trace
from sim.engine import Engine, play_stretches
from sim.played import CALL_OUTCOMES

Floats = NDArray[np.float64]
Staff = int | Sequence[int] | dict[str, Any]
"""A head count, one for each hour of the day, or named shifts."""


def exponential(mean_s: float) -> dict[str, Any]:
    """Return an exponential distribution as a scenario writes it."""
    return {"distribution": "exponential", "mean": f"{mean_s!r}s"}


def queue_scenario(
    *,
    per_hour: float | Sequence[float],
    talk: Any,
    staff: Staff,
    patience: Any = None,
    channels: int = 100_000,
    redial: dict[str, Any] | None = None,
    day_factor_shape: float | None = None,
    length_s: float = WEEK_S,
    warm_up_s: float = 0.0,
    days: str = "continuous",
) -> Scenario:
    """Return a centre that does nothing but answer calls.

    Parameters
    ----------
    per_hour : float or 24 of them
        Calls an hour.
    talk, patience : distribution as a scenario writes it; no patience is endless patience
    staff : Staff
    channels : int
        Lines.
    redial : as a scenario writes it
    length_s, warm_up_s : float, s
        More than a week is rounded up to whole weeks.
    """
    if length_s > WEEK_S:
        length_s = math.ceil(length_s / WEEK_S) * WEEK_S
    rates = [float(per_hour)] * 24 if isinstance(per_hour, int | float) else list(per_hour)
    if isinstance(staff, int):
        staffing: dict[str, Any] = {"people": staff}
    else:
        staffing = {"shifts": staff} if isinstance(staff, dict) else {"by_hour": list(staff)}
    nothing = dict.fromkeys(("talk_duplicate", "wrap_up", "wrap_up_duplicate", "ticket"), "0s")
    calls: dict[str, Any] = {"label": _label("Calls"), "rate": {"per_hour": rates}}
    if day_factor_shape is not None:
        calls["day_factor_shape"] = day_factor_shape
    callers = {"patience": patience} if patience is not None else {}
    if redial is not None:
        callers["redial"] = redial
    return Scenario.model_validate(
        {
            "name": "queue",
            "about": "a queue whose exact answer is known",
            "place": {
                "label": "Kota Bontang",
                "regions": ["64.74"],
                "zone": "Asia/Makassar",
                "roads": {"detour": 1, "speed_kmh": [30]},
            },
            "demand": {
                "incidents": {},
                "work": {"talk": talk, **nothing},
                "calls": {"calls": calls},
            },
            "callers": callers,
            "lines": {"trunks": {"all": {"label": "All", "channels": channels, "share": 1}}},
            "call_takers": {"staffing": staffing},
            "agencies": {},
            "targets": {},
            "technology": dict.fromkeys(("setup", "ring", "ticket", "notification"), "0s"),
            "run": {
                "start_day": "Mon",
                "length": f"{length_s!r}s",
                "warm_up": f"{warm_up_s!r}s",
                "days": days,
            },
        }
    )


def _label(text: str) -> dict[str, str]:
    return {"id": text, "en": text}


@dataclass(frozen=True)
class Calls:
    """Attempts that arrived after the warm-up, in the order of the trace.

    Parameters
    ----------
    arrival_s, wait_s : arrays of float, s
        The wait ends with the answer or with giving up; NaN when blocked.
    begin_s, end_s : arrays of float, s
        Of a call-taker's work; NaN without an answer.
    blocked, abandoned, first : arrays of bool
        The last says whether it is its caller's first try.
    """

    arrival_s: Floats
    wait_s: Floats
    begin_s: Floats
    end_s: Floats
    blocked: NDArray[np.bool_]
    abandoned: NDArray[np.bool_]
    first: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.arrival_s)


def played_calls(scenario: Scenario, seed: int, replication: int, engine: Engine = "twin") -> Calls:
    """Draw and play one replication."""
    trace = draw_trace(scenario, seed, replication)
    plan = lay_out_plan(scenario, seed, replication)
    everybody = np.arange(len(trace.callers))
    stretches = [everybody]
    if scenario.run.days == "independent":
        days = np.floor(trace.callers.arrival_s / DAY_S)
        stretches = [everybody[days == day] for day in range(round(plan.clock.length_s / DAY_S))]
    rows = play_stretches(trace, plan, stretches, engine).calls
    first = np.zeros(len(rows), dtype=np.bool_)
    first[trace.callers.first_attempt] = True
    counted = (rows["there"] == 1) & (rows["arrival_s"] >= 0)
    rows, first = rows[counted], first[counted]
    abandoned = rows["outcome"] == CALL_OUTCOMES.index("abandoned_queue")
    blocked = rows["outcome"] == CALL_OUTCOMES.index("blocked")
    until_s = np.where(abandoned, rows["gave_up_s"], rows["answered_s"])
    return Calls(
        arrival_s=rows["arrival_s"],
        wait_s=np.where(blocked, np.nan, until_s - rows["connected_s"]),
        begin_s=rows["answered_s"],
        end_s=rows["work_end_s"],
        blocked=blocked,
        abandoned=abandoned,
        first=first,
    )
