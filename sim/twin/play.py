"""The compiled twin: play a trace, and get back what the reference would have written down."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenarios.plan import Plan
from scenarios.trace import Trace
from sim.played import CALL_OUTCOMES, Played
from sim.twin.compiled import compiled_loop
from sim.twin.world import blank, ints, rules_of, world_of

STATE = ("steps", "held", "numbers", "desks", "people", "agencies", "units")
"""What a stretch leaves behind, and the next must not find."""


def play_twin(trace: Trace, plan: Plan, stretches: Sequence[NDArray[np.int64]]) -> Played:
    """Play stretches of a trace, each starting empty, and return what was written down.

    Parameters
    ----------
    trace : Trace
    plan : Plan
    stretches : sequence of arrays of int
        Callers, in order of arrival; those about one incident are in one stretch.
    """
    played = blank(trace)
    world, rules = world_of(trace, plan, played), rules_of(plan)
    begin = {name: getattr(world, name).copy() for name in STATE}
    loop, begin_s = compiled_loop(), float(plan.clock.begin_s)
    for callers in stretches:
        loop(world, rules, ints(callers), begin_s)
        for name, rows in begin.items():
            getattr(world, name)[:] = rows
    _close(played, plan)
    return played


def _close(played: Played, plan: Plan) -> None:
    """End what would never end: after the last calendar nobody comes any more."""
    calls = played.calls
    waits = (calls["there"] == 1) & (calls["outcome"] == 0)
    calls["outcome"][waits] = CALL_OUTCOMES.index("abandoned_queue")
    calls["gave_up_s"][waits] = np.maximum(plan.clock.horizon_s, calls["queued_s"][waits])
