"""The order of a load test: what is played against which deployment, in a file.

Whoever holds the order can make the very same play: the scenario, the seed and how it is
packed determine it. So the process that plays it, and the simulation beside it, need nothing
else of each other.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

from loadtest.deployment.spec import AgencySpec, BrokenSpec, DeploymentSpec, UnitSpec
from results.whole_file import write_json
from scenarios.packing import (
    PackedPlay,
    busiest_stretch,
    check_speed,
    greatest_speed,
    pack,
)
from scenarios.plan_layout import lay_out_plan
from scenarios.run_clock import run_clock, windows
from scenarios.schema import Scenario
from scenarios.territory import territory
from scenarios.trace import Trace
from scenarios.trace.draw import draw_trace
from scenarios.travel import unproject

CALLS_AT_LEAST = 60
"""`ready` plays at least so many calls."""
USUAL_SPEED = 60.0
REFERENCE_SETUP_S = 0.05
"""Set-up p95 that the reference deployment stays under on an idle machine."""
CANARY_NUMBERS = 20
"""The last numbers of a profile's test range; no caller of the play has them."""
ORDER_FILE = "order.json"
SCENARIO_FILE = "scenario.toml"
NO_GAP = "none"
"""In an order's file: gaps are left as they are."""


@dataclass(frozen=True)
class Order:
    """What is played.

    Parameters
    ----------
    seed : int
    calls : int
        Callers in a row, the densest stretch of the trace.
    speed : float
        Scenario seconds in a real second.
    gap_s : float or None
        Longest gap between arrivals, scenario seconds; None is one mean handling time, inf
        leaves gaps as they are.
    run_id : str
        Marks all that the load test makes.
    profile : str
        Path of the deployment's profile.
    follow_s : float or None
        How long units are followed after the last call is worked, real seconds; None is until
        the last one is clear.
    """

    seed: int
    calls: int
    speed: float
    gap_s: float | None
    run_id: str
    profile: str = ""
    follow_s: float | None = None

    def write(self, folder: Path) -> None:
        """Write the order into a folder; the scenario lies beside it."""
        plain = asdict(self)
        if self.gap_s == math.inf:  # JSON has no word for it
            plain["gap_s"] = NO_GAP
        write_json(folder / ORDER_FILE, plain)


def read_order(folder: Path) -> Order:
    """Read the order of a folder.

    Raises
    ------
    OSError, ValueError, TypeError
        If there is none, or it is not one.
    """
    plain = json.loads((folder / ORDER_FILE).read_text(encoding="utf-8"))
    if plain["gap_s"] == NO_GAP:
        plain["gap_s"] = math.inf
    return Order(**plain)


def make_play(scenario: Scenario, order: Order) -> PackedPlay:
    """Draw, choose and pack what the order says.

    Raises
    ------
    ValueError
        If the trace has no call.
    """
    trace = draw_trace(scenario, order.seed)
    plan = lay_out_plan(scenario, order.seed)
    rows = _stretch(scenario, trace, order.calls)
    return pack(trace, plan, rows, gap_s=order.gap_s, speed=order.speed)


def _stretch(scenario: Scenario, trace: Trace, calls: int) -> slice:
    """Return the densest stretch of callers, one that meets the situations asked for."""
    clock = run_clock(scenario.run)
    in_force = [windows(situation, clock) for situation in scenario.situations.values()]
    return busiest_stretch(trace, calls, in_force)


def choose_speed(
    scenario: Scenario,
    seed: int,
    calls: int,
    setup_p95_s: float,
    asked: float | None,
    *,
    own_pace: bool = False,
) -> float:
    """Return the speed asked for, or the usual one where it can be used.

    Parameters
    ----------
    own_pace : bool
        The deployment was not made for this play: its announcement and the time that it gives
        agencies last as long as they last. With an announcement only speed 1 is usual then.

    Raises
    ------
    SpeedRefused
        If the speed asked for would make latencies count as waiting.
    """
    trace = draw_trace(scenario, seed)
    rows = _stretch(scenario, trace, calls)
    talk_s = float(trace.callers.talk_s[rows].mean())
    if asked is not None:
        check_speed(asked, talk_s, setup_p95_s)
        return asked
    if own_pace and trace.attempts.announcement_s.any():
        return 1.0
    # a little below the greatest, for the set-up measured will not be the one expected
    return max(1.0, min(USUAL_SPEED, float(int(0.9 * greatest_speed(talk_s, setup_p95_s)))))


def reference_spec(
    scenario: Scenario,
    play: PackedPlay,
    folder: Path,
    *,
    broken: BrokenSpec | None = None,
    standing: bool = False,
) -> DeploymentSpec:
    """Return the reference deployment that is made for a play.

    Its announcement and time-outs run at the play's speed, since they are the scenario's. Until
    the play begins nothing is taken away from it: test calls come before. From then on its lines
    and its application are what they are in the plan.

    Parameters
    ----------
    standing : bool
        Nobody will tell it of a play: it stays as it is at the play's beginning.
    """
    plan = play.plan
    channels = dict(zip(plan.trunks, plan.channels, strict=True))
    phones = standing and not plan.application_up.at(0.0)
    land = territory(scenario.place)
    announcements = play.trace.attempts.announcement_s
    units = [
        UnitSpec(
            id=f"{agency.name}-{i + 1}",
            agency=agency.name,
            post=unit.post,
            callsign=unit.name,
            lat=(at := unproject(unit.home[0], unit.home[1], land.lat0, land.lon0))[0],
            lon=at[1],
        )
        for agency in plan.agencies
        for i, unit in enumerate(agency.units)
    ]
    return DeploymentSpec(
        work_folder=folder,
        trunk_groups={
            name: int(channels[name].at(0.0)) if standing else scenario.lines.trunks[name].channels
            for name in plan.trunks
        },
        channel_steps={} if standing else channels,
        application_up=None if standing else plan.application_up,
        call_takers=max(plan.call_takers.people, 1),
        dispatchers=plan.dispatchers is not None,
        dispatcher_accounts=plan.dispatchers.people if plan.dispatchers else 0,
        agencies=tuple(
            AgencySpec(
                id=agency.name,
                name=scenario.agencies[agency.name].label.id,
                channel="phone" if agency.by_phone or phones else "application",
                acknowledge_timeout_s=max(agency.no_answer_after_s, 0.05),
            )
            for agency in plan.agencies
        ),
        units=tuple(units),
        announcement_s=float(announcements.mean()) if len(announcements) else 0.0,
        broken=broken or BrokenSpec(),
    )
