"""What numba needs to be told once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from numba.extending import register_jitable

from scenarios import ticks, travel

F = TypeVar("F", bound=Callable[..., Any])

OPTIONS: dict[str, Any] = {
    "error_model": "numpy",
    # a part is called by parts only; to count references at each call costs more than the work
    "_nrt": False,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}

SHARED: tuple[Callable[..., Any], ...] = (
    *(ticks.to_tick, travel.road_km, travel.travel_s, travel.between),
    *(travel.given_way_s, travel.moved_time_s),
)
for shared in SHARED:
    # the twin calls the very functions that the reference calls
    register_jitable(shared)


def compiled(function: F, **options: Any) -> F:
    """Compile a function with numba's options."""
    njit: Any = numba.njit  # its types do not know all of its options
    return cast(F, njit(**options)(function))


def part(function: F) -> F:
    """Compile a function as a part of the event loop, in the place where it is called."""
    return compiled(function, forceinline=True, **OPTIONS)


def shared_part(function: F) -> F:
    """Compile a function that is called from many places as one piece of code."""
    return compiled(function, **OPTIONS)
