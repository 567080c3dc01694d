"""What drives a region's results: parts of a scenario, each made better by one common step."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scenarios.key_path import KeyPath
from scenarios.loading.loaded import LoadedScenario
from scenarios.loading.ranges import not_whole
from scenarios.loading.scaling import scaled
from scenarios.loading.within_bounds import with_items, within_bounds
from scenarios.schema.scenario import Scenario
from scenarios.text import N_

STEP = 0.2
"""Each driver is made better by a fifth: times and demand shorter and less, staff more."""
_LESS, _MORE = 1 - STEP, 1 + STEP


@dataclass(frozen=True)
class Driver:
    """Numbers of a scenario that are moved together.

    Parameters
    ----------
    name : str
    label : str
        English text, marked for translation: what was done.
    factor : float
    covers : callable
        Whether the number, distribution or list at a path is one of them.
    divided : callable
        Whether it is one that is divided by the factor: times, where `factor` is of a speed.
    """

    name: str
    label: str
    factor: float
    covers: Callable[[KeyPath], bool]
    divided: Callable[[KeyPath], bool] = lambda _path: False


def _last(*keys: str, below: str = "") -> Callable[[KeyPath], bool]:
    def covers(path: KeyPath) -> bool:
        return bool(path) and path[-1] in keys and (not below or path[0] == below)

    return covers


def _heads(section: str) -> Callable[[KeyPath], bool]:
    def covers(path: KeyPath) -> bool:
        return path[:2] == (section, "staffing") and path[-1] in ("people", "by_hour")

    return covers


DRIVERS: tuple[Driver, ...] = (
    Driver(
        "demand",
        N_("20 % fewer calls"),
        _LESS,
        _last("per_day", "per_hour", "people_per_day", below="demand"),
    ),
    Driver("talk", N_("talk 20 % shorter"), _LESS, _last("talk", "talk_duplicate", below="demand")),
    Driver(
        "wrap_up",
        N_("wrap-up 20 % shorter"),
        _LESS,
        _last("wrap_up", "wrap_up_duplicate", below="demand"),
    ),
    Driver("ticket", N_("tickets on record 20 % sooner"), _LESS, _last("ticket", below="demand")),
    Driver(
        "pick_up",
        N_("call-takers pick up 20 % sooner"),
        _LESS,
        _last("pick_up", below="call_takers"),
    ),
    Driver("staff", N_("20 % more call-takers, at least one"), _MORE, _heads("call_takers")),
    Driver("dispatchers", N_("20 % more dispatchers, at least one"), _MORE, _heads("dispatchers")),
    Driver("patience", N_("callers 20 % more patient"), _MORE, _last("patience")),
    Driver("announcement", N_("announcement 20 % shorter"), _LESS, _last("announcement")),
    Driver("lines", N_("20 % more lines, at least one"), _MORE, _last("channels", below="lines")),
    Driver(
        "acknowledge",
        N_("agencies acknowledge 20 % sooner"),
        _LESS,
        _last("acknowledge", below="agencies"),
    ),
    Driver(
        "turnout",
        N_("units set out 20 % sooner"),
        _LESS,
        _last("turnout_day", "turnout_night", below="agencies"),
    ),
    Driver(
        "travel",
        N_("travel 20 % shorter"),
        1 / _LESS,
        _last("speed_kmh", below="place"),
        lambda path: path[:4] == ("place", "roads", "matrix", "minutes") and len(path) > 4,
    ),
    Driver("units", N_("20 % more units, at least one"), _MORE, _last("units", below="agencies")),
    Driver("on_scene", N_("work on scene 20 % shorter"), _LESS, _last("on_scene")),
    Driver(
        "latencies",
        N_("technology 20 % faster"),
        _LESS,
        _last("setup", "ring", "ticket", "notification", below="technology"),
    ),
)


def driven(loaded: LoadedScenario, driver: Driver) -> Scenario | None:
    """Return the scenario with a driver made better; None where it has nothing to move.

    People and things are rounded; where that would change none of them, each is one more. Where
    more people could no longer take their breaks within the shift, one more goes at once.
    """
    for one_more, easier_breaks in ((False, False), (False, True), (True, False), (True, True)):
        data = _moved(loaded.resolved, (), driver, one_more=one_more)
        if easier_breaks:
            data = _with_easier_breaks(data)
        found, held_back = within_bounds(data, loaded)
        if not held_back and _moved_something(found, loaded, easier_breaks=easier_breaks):
            return found
    return None


def _moved_something(found: Scenario, loaded: LoadedScenario, *, easier_breaks: bool) -> bool:
    before = loaded.scenario
    if easier_breaks:
        before, _held_back = within_bounds(_with_easier_breaks(loaded.resolved), loaded)
    return found != before


def _with_easier_breaks(node: Any) -> Any:
    if isinstance(node, dict):
        return with_items(
            node,
            {
                key: item + 1
                if key == "at_once" and isinstance(item, int)
                else _with_easier_breaks(item)
                for key, item in node.items()
            },
        )
    if isinstance(node, list):
        return with_items(node, [_with_easier_breaks(item) for item in node])
    return node


def _moved(node: Any, path: KeyPath, driver: Driver, *, one_more: bool) -> Any:
    if path and driver.covers(path):
        if one_more and driver.factor > 1:
            return _one_more(node)
        times = scaled(not_whole(node), driver.factor)
        return node if times is None else times
    if path and driver.divided(path) and not isinstance(node, dict | list):
        times = scaled(not_whole(node), 1 / driver.factor)
        return node if times is None else times
    if isinstance(node, dict):
        return with_items(
            node,
            {k: _moved(v, (*path, k), driver, one_more=one_more) for k, v in node.items()},
        )
    if isinstance(node, list):
        return with_items(
            node, [_moved(v, (*path, i), driver, one_more=one_more) for i, v in enumerate(node)]
        )
    return node


def _one_more(node: Any) -> Any:
    if isinstance(node, list):
        return [_one_more(item) for item in node]
    is_count = isinstance(node, int) and not isinstance(node, bool) and math.isfinite(node)
    return node + 1 if is_count else node
