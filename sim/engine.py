"""The two engines of the model, by name.

`simpy` is the reference that people read; `twin` is its compiled twin, which returns the same
tables, value for value, some hundred times as fast.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from scenarios.plan import Plan
from scenarios.trace import Trace
from sim.played import Played

Engine = Literal["twin", "simpy"]
ENGINES: tuple[Engine, ...] = get_args(Engine)


def play_stretches(
    trace: Trace, plan: Plan, stretches: Sequence[NDArray[np.int64]], engine: Engine = "twin"
) -> Played:
    """Play stretches of a trace one by one, each starting empty, and return what happened.

    Parameters
    ----------
    trace : Trace
    plan : Plan
    stretches : sequence of arrays of int
        Callers, in order of arrival; those about one incident are in one stretch.
    engine : Engine
    """
    if engine == "simpy":
        from sim.reference import play_reference

        return play_reference(trace, plan, stretches)
    from sim.twin.play import play_twin

    return play_twin(trace, plan, stretches)
