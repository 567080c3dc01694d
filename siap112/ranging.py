"""Simulate again with each assumption at the ends of its range, and judge the targets there."""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import typer

from results.verdict.looks import Looks
from results.verdict.ranges import at_end, decided, way_to_bound, with_ranges
from results.verdict.ranges_tried import AssumptionTried, EndTried, RangesTried, State
from scenarios.key_path import parse_path
from scenarios.loading import LoadedScenario
from scenarios.loading.range_ends import RangeEnds, assumed, range_ends
from scenarios.range_width import range_width
from scenarios.run_clock import run_clock
from scenarios.schema.base import parse_duration
from scenarios.schema.scenario import Scenario
from scenarios.text import gettext as _
from siap112.asking import Asked
from siap112.console import Screen

if TYPE_CHECKING:
    from scenarios.latencies import Latencies
    from sim.executors.executor import Executor
    from sim.range_queue import Found
    from sim.replications import Simulated

_USUALLY_FIRST = (
    ("call_takers",), ("demand", "work"), ("callers",), ("place", "roads"), ("demand",), ("lines",),
    ("dispatchers",), ("agencies",), ("technology",),
)  # fmt: skip
"""Parts of a scenario, those that usually matter most first."""


@dataclass(frozen=True)
class RangesAsked:
    """How far the ends of ranges are to be played.

    Parameters
    ----------
    text : str
        "all", "none", or a time as written.
    budget_s : float or None
        Real seconds; 0 plays none, None takes the time that all need.
    """

    text: str
    budget_s: float | None


NO_RANGES = RangesAsked("none", 0.0)


def ranges_asked(text: str) -> RangesAsked:
    """Read what stands behind --ranges.

    Raises
    ------
    typer.BadParameter
        If it is neither all, none, nor a time.
    """
    word = text.strip().lower()
    if word in ("all", "none"):
        return RangesAsked(word, None if word == "all" else 0.0)
    try:
        budget_s = parse_duration(text)
    except ValueError as error:
        message = _('--ranges: {error}; or write "all" or "none"')
        raise typer.BadParameter(message.format(error=error)) from error
    if budget_s < 0:
        raise typer.BadParameter(_("--ranges: is below 0; write a time, all or none"))
    return RangesAsked(text.strip() if budget_s else "none", budget_s)


def replay_ranges(
    loaded: LoadedScenario,
    asked: Asked,
    ranges: RangesAsked,
    simulated: Simulated,
    screen: Screen,
    *,
    executor: Executor,
    latencies: Latencies | None = None,
    workers: int = 2,
) -> tuple[Simulated, RangesTried]:
    """Play the ends on the traces of the simulation, with progress, and judge its targets there.

    Returns
    -------
    simulated : Simulated
        With the targets that flip made inconclusive; interrupted, if the user stopped the replay.
    tried : RangesTried
    """
    began_s = time.monotonic()
    named = {t.agency for t in loaded.scenario.targets.values() if t.agency is not None}
    open_targets = decided(simulated.verdicts)
    wanted = bool(open_targets) and not simulated.interrupted and ranges.budget_s != 0
    found: dict[tuple[str, str], Found] = {}
    interrupted = simulated.interrupted
    assumptions = assumed(loaded)
    try:
        assumptions = range_ends(loaded, measured=_measured(latencies))
        assumptions = tuple(sorted(assumptions, key=lambda a: _usually(a, named)))
        if wanted:
            spent_s = time.monotonic() - began_s
            left_s = None if ranges.budget_s is None else max(0.0, ranges.budget_s - spent_s)
            found, interrupted = _play(
                loaded.scenario,
                asked,
                assumptions,
                simulated,
                screen,
                latencies,
                workers,
                executor,
                left_s,
            )
    except KeyboardInterrupt:  # before the first end was played
        interrupted = True
    tried = RangesTried(
        ranges.text,
        simulated.weeks,
        tuple(_tried(a, found, simulated, loaded.scenario) for a in assumptions),
        undecided=not open_targets,
    )
    verdicts = with_ranges(simulated.verdicts, tried)
    return replace(simulated, verdicts=verdicts, interrupted=interrupted), tried


def _play(
    scenario: Scenario,
    asked: Asked,
    assumptions: Sequence[RangeEnds],
    simulated: Simulated,
    screen: Screen,
    latencies: Latencies | None,
    workers: int,
    executor: Executor,
    budget_s: float | None,
) -> tuple[dict[tuple[str, str], Found], bool]:
    from sim.memory.check import fits
    from sim.range_queue import EndToPlay
    from sim.ranges import play_ends

    ends = [
        EndToPlay((assumption.path, end), moved.scenario)
        for assumption in assumptions
        for end, moved in assumption.ends.items()
    ]
    if asked.dask is None:
        every = len(ends)
        ends = [e for e in ends if fits(e.scenario, workers=workers, engine=asked.engine)]
        if len(ends) < every:
            screen.note(
                _(
                    "{count} of {all} ends of assumptions need more memory than this machine "
                    "has, and are not tried; shorten run.length, or lower --workers."
                ).format(count=every - len(ends), all=every)
            )

    def promise(_key: tuple[str, str], evidence: Found) -> float:
        return max(_ways(scenario, simulated, evidence).values(), default=0.0)

    with screen.progress() as progress:
        bar = progress.add_task(
            _("Assumptions at their ends"),
            total=1.0,
            detail=_("{count} of them").format(count=len({e.key[0] for e in ends})),
        )
        played = play_ends(
            ends,
            asked.seed,
            simulated.weeks // run_clock(scenario.run).weeks,
            promise,
            latencies=latencies,
            engine=asked.engine,
            executor=executor,
            budget_s=budget_s,
            progress=lambda share: progress.update(bar, completed=share),
        )
    return dict(played.evidence), played.interrupted


def _measured(latencies: Latencies | None) -> tuple[str, ...]:
    """Return the fields of `technology` in whose place something measured is played."""
    if latencies is None:
        return ()
    return tuple(n.removesuffix("_s") for n, values in vars(latencies).items() if values)


def _usually(assumption: RangeEnds, agencies: Collection[str]) -> tuple[int, float, str]:
    """Return what assumptions are put in order by, before anything was played."""
    path = parse_path(assumption.path) if assumption.path else ()
    place = next(
        (i for i, part in enumerate(_USUALLY_FIRST) if path[: len(part)] == part),
        len(_USUALLY_FIRST) if path else -1,
    )
    if path[:1] == ("agencies",) and path[1] not in agencies:  # of no target in particular
        place = len(_USUALLY_FIRST)
    return place, -min(range_width(assumption.span), 1e9), assumption.path


def _ways(scenario: Scenario, simulated: Simulated, evidence: Found) -> dict[str, float]:
    """Return how far each decided target went towards its bound."""
    found = {}
    for name in decided(simulated.verdicts):
        now = evidence[name]
        before = simulated.evidence[name].first(len(now.weeks))
        way = way_to_bound(scenario.targets[name], simulated.verdicts[name], before, now)
        if math.isfinite(way):
            found[name] = way
    return found


def _tried(
    assumption: RangeEnds,
    played: dict[tuple[str, str], Found],
    simulated: Simulated,
    scenario: Scenario,
) -> AssumptionTried:
    ends: dict[str, EndTried] = {}
    for end, moved in assumption.ends.items():
        evidence = played.get((assumption.path, end))
        ends[end] = EndTried(reach=moved.reach)
        if evidence is not None:
            ends[end] = _judged(evidence, moved.reach, simulated, scenario)
    weeks = [end.weeks for end in ends.values()]
    state: State = assumption.why_not or "not_tried"
    if any(weeks):
        state = "replayed" if min(weeks) == simulated.weeks else "briefly"
    span = assumption.span
    return AssumptionTried(assumption.path, span.low, span.high, state, ends)


def _judged(evidence: Found, reach: float, simulated: Simulated, scenario: Scenario) -> EndTried:
    weeks = min(len(e.weeks) for e in evidence.values())
    targets = {}
    if weeks == simulated.weeks:
        looks = Looks.of(scenario.run)
        look = looks.weeks.index(weeks) + 1
        targets = {
            name: at_end(
                scenario.targets[name],
                simulated.verdicts[name],
                evidence[name],
                look=look,
                looks=len(looks),
            )
            for name in decided(simulated.verdicts)
        }
    return EndTried(weeks, reach, targets, _ways(scenario, simulated, evidence))
