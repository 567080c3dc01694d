"""Refuse a run that would not fit this machine's memory, before anything is drawn."""

from __future__ import annotations

from results.number_forms import number
from scenarios.problems import Problem, ScenarioError
from scenarios.schema.base import format_duration
from scenarios.schema.scenario import Scenario
from scenarios.text import gettext as _
from sim.engine import Engine
from sim.memory.machine import machine_bytes
from sim.memory.needed import Needed, memory_needed

MOST = 0.7
"""Of the machine's memory; the rest is the system's and other programs'."""


class TooMuchMemory(ScenarioError):  # noqa: N818 - what it says is the scenario's size
    """A run would need more memory than this machine has."""


def check_memory(
    scenario: Scenario,
    *,
    workers: int = 2,
    engine: Engine = "twin",
    weeks_together: bool = True,
    has_bytes: float | None = None,
) -> None:
    """Refuse a run whose replications, or whose records, would not fit.

    Parameters
    ----------
    workers : int
        Replications played at once on this machine; 0 where others play them.
    engine : Engine
    weeks_together : bool
        All weeks are judged and reported; False where only calls are drawn.
    has_bytes : float, optional
        The machine's memory; asked of it when left out.

    Raises
    ------
    TooMuchMemory
        Naming length or weeks, the greatest rate, and what to do.
    """
    has = machine_bytes() if has_bytes is None else has_bytes
    needed = memory_needed(scenario, engine)
    if needed.replication * workers > MOST * has:
        raise TooMuchMemory([_too_long(scenario, needed, workers, has)])
    if weeks_together and needed.run > MOST * has:
        raise TooMuchMemory([_too_many_weeks(scenario, needed, has)])


def fits(
    scenario: Scenario, *, workers: int, engine: Engine = "twin", has_bytes: float | None = None
) -> bool:
    """Tell whether replications of a scenario can be played at once on this machine."""
    try:
        check_memory(
            scenario, workers=workers, engine=engine, weeks_together=False, has_bytes=has_bytes
        )
    except TooMuchMemory:
        return False
    return True


def _too_long(scenario: Scenario, needed: Needed, workers: int, has: float) -> Problem:
    expected = _(
        "needs up to {need} of memory for one replication, {all} for {workers} at once; this "
        "machine has {has}"
    ).format(
        need=_gigabytes(needed.replication),
        all=_gigabytes(needed.replication * workers),
        workers=workers,
        has=_gigabytes(has),
    )
    return Problem(
        scenario.name,
        "run.length",
        f'"{format_duration(scenario.run.length)}"',
        expected,
        _remedy(needed, _("shorten it (more replications bring the same weeks)"), workers),
    )


def _too_many_weeks(scenario: Scenario, needed: Needed, has: float) -> Problem:
    expected = _(
        "weeks would need {need} of memory or more to be judged together; this machine has {has}"
    ).format(need=_gigabytes(needed.run), has=_gigabytes(has))
    return Problem(
        scenario.name,
        "run.weeks_at_most",
        str(scenario.run.weeks_at_most),
        expected,
        _remedy(needed, _("lower it"), 1),
    )


def _remedy(needed: Needed, first: str, workers: int) -> str:
    """Return what to do; what drives the size is people's comings and goings, or calls."""
    ways = [first]
    if workers > 1:
        ways.append(_("play fewer at once (--workers)"))
    rows = needed.rows
    if rows.callers and rows.attempts * 600 > rows.changes * 250:
        path, callers = max(rows.callers_of.items(), key=lambda item: item[1])
        ways.append(
            _("look at {path}, which brings {count} of {all} callers").format(
                path=path, count=number(callers), all=number(rows.callers)
            )
        )
    elif rows.changes:
        ways.append(
            _("look at the staffing: people come and go {count} times").format(
                count=number(rows.changes)
            )
        )
    return "; ".join(ways)


def _gigabytes(size: float) -> str:
    return _("{n} GB").format(n=number(size / 1e9, 1))
