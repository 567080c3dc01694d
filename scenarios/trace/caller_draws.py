"""What callers bring along: work, patience, redials, all drawn beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.categories import work_on
from scenarios.schema.demand import IncidentType, Work
from scenarios.schema.scenario import Scenario
from scenarios.ticks import to_tick, to_ticks
from scenarios.trace.attempt_draws import draw_attempts
from scenarios.trace.crowd import Crowd, Origin, What, crowd_of
from scenarios.trace.rates import window_of
from scenarios.trace.stage import Stage
from scenarios.trace.tables import Attempts, Callers, Floats, Ints


def draw_callers(stage: Stage, origins: Sequence[Origin]) -> tuple[Callers, Attempts]:
    """Draw what callers bring along.

    What only a call about an incident needs (work on a duplicate, ticket) is as for an
    ordinary call, or 0, where there is no incident. Columns that are the same are one array.

    Parameters
    ----------
    origins : sequence of Origin
        Incidents are counted through all origins.

    Returns
    -------
    (Callers, Attempts)
        Of all who are kept and call before the end, in order of arrival.
    """
    everyone = crowd_of(origins)
    arrival_s = to_ticks(_laid_out(origins, lambda o: o.arrival_s, np.float64))
    caller_id = _laid_out(origins, lambda o: o.caller_id, np.int64)
    order = _order(everyone, arrival_s, caller_id, to_tick(stage.clock.length_s))
    drawn: dict[str, NDArray[Any]] = dict(_work(stage, everyone, arrival_s))
    drawn |= {
        "caller_id": caller_id,
        "arrival_s": arrival_s,
        "person": caller_id
        if all(o.person is o.caller_id for o in origins)
        else _laid_out(origins, lambda o: o.person, np.int64),
        "incident": _laid_out(
            origins,
            lambda o: np.full(len(o.caller_id), -1) if o.incident is None else o.incident,
            np.int64,
        ),
        "layer": _each(everyone, [o.layer for o in origins]),
        "category": _each(everyone, [o.category.number for o in origins]),
        "trunk": _trunks(stage.scenario, everyone),
    }
    columns = _taken(drawn, order)
    attempts, counts = draw_attempts(stage.scenario, everyone, order)
    first = np.cumsum(counts) - counts
    return Callers(**columns, first_attempt=first, attempts=counts), attempts


def callers_hang_on(scenario: Scenario, origins: Sequence[Origin]) -> tuple[Any, ...]:
    """Return all that `draw_callers` hangs on, besides seed and replication."""
    of_origins = (
        (
            origin.category.number,
            origin.category.name,
            type(origin.category.kind),
            origin.category.kind.patience,
            origin.category.kind.work,
            origin.layer,
            origin.redials,
            *origin.hangs_on,
        )
        for origin in origins
    )
    return (
        scenario.run,
        scenario.situations,
        tuple(scenario.situations),
        scenario.callers,
        scenario.lines,
        tuple(scenario.lines.trunks),
        scenario.technology,
        scenario.call_takers.pick_up,
        scenario.demand.work,
        *chain.from_iterable(of_origins),
    )


def _laid_out(
    origins: Sequence[Origin], column: Callable[[Origin], NDArray[Any]], kind: type
) -> NDArray[Any]:
    if len(origins) == 1:
        return column(origins[0])
    return np.concatenate([np.empty(0, dtype=kind), *(column(o) for o in origins)])


def _each(everyone: Crowd, values: Sequence[int]) -> Ints:
    """Return a column of the values of origins."""
    if not any(values):
        return np.zeros(len(everyone), dtype=np.int64)
    return np.repeat(np.array(values, dtype=np.int64), np.diff(everyone.bounds))


def _taken(drawn: dict[str, NDArray[Any]], order: Ints | None) -> dict[str, Any]:
    """Return columns with their rows in order; what was one array stays one."""
    if order is None:
        return drawn
    taken: dict[int, NDArray[Any]] = {}
    for column in drawn.values():
        if id(column) not in taken:
            taken[id(column)] = column.take(order)
    return {name: taken[id(column)] for name, column in drawn.items()}


def _order(everyone: Crowd, arrival_s: Floats, caller_id: Ints, end_s: float) -> Ints | None:
    """Return the rows of who is kept and calls before the end, in order; None for all as is."""
    stays = arrival_s < end_s
    for origin, begin, end in zip(
        everyone.origins, everyone.bounds, everyone.bounds[1:], strict=False
    ):
        if origin.kept is not None:
            stays[begin:end] &= origin.kept
    rows = None if stays.all() else np.flatnonzero(stays)
    at_s = arrival_s if rows is None else arrival_s[rows]
    if np.all(at_s[1:] > at_s[:-1]):
        return rows
    order = np.argsort(at_s)
    if rows is not None:
        order = rows[order]
    at_s = arrival_s[order]
    same = np.flatnonzero(at_s[1:] == at_s[:-1])
    tied = np.unique(np.concatenate([same, same + 1]))
    among = order[tied]
    order[tied] = among[np.lexsort((caller_id[among], arrival_s[among]))]
    return order


def _trunks(scenario: Scenario, everyone: Crowd) -> Ints:
    """Draw by which trunk group each comes."""
    bounds = np.cumsum([t.share for t in scenario.lines.trunks.values()])[:-1]
    trunk = np.zeros(len(everyone), dtype=np.int64)
    if len(bounds):
        luck = np.empty(len(everyone))
        everyone.fill_luck(luck, "trunk")
        for bound in bounds:
            trunk += luck >= bound
    return trunk


def _work(stage: Stage, everyone: Crowd, arrival_s: Floats) -> dict[str, Floats]:
    """Draw talk, wrap-up and ticket."""
    of_origin = {id(o): work_on(stage.scenario, o.category.kind) for o in everyone.origins}
    latency = stage.scenario.technology.ticket

    def whats(choose: Callable[[Work], What], only_incidents: bool = True) -> list[What]:
        return everyone.of(
            lambda o: (
                choose(of_origin[id(o)])
                if isinstance(o.category.kind, IncidentType) or not only_incidents
                else None
            )
        )

    talk_factor, ticket_factor = _factors(stage, arrival_s)
    nothing_s = np.zeros(len(everyone))
    plain_s = _drawn(everyone, whats(lambda w: w.talk, False), nothing_s, "talk")
    talk_s = _multiplied(plain_s, talk_factor)
    duplicate_s = _drawn(everyone, whats(lambda w: w.talk_duplicate), plain_s, "talk as duplicate")
    wrap_up_s = _drawn(everyone, whats(lambda w: w.wrap_up, False), nothing_s, "wrap-up")
    tickets = whats(lambda w: w.ticket)
    ticket_s = _drawn(everyone, tickets, talk_s, "ticket")
    if ticket_factor is not None:
        own = np.repeat([what is not None for what in tickets], np.diff(everyone.bounds))
        ticket_s = np.where(own, _multiplied(ticket_s, ticket_factor), ticket_s)
    return {
        "talk_s": talk_s,
        "talk_duplicate_s": talk_s
        if duplicate_s is plain_s
        else _multiplied(duplicate_s, talk_factor),
        "wrap_up_s": wrap_up_s,
        "wrap_up_duplicate_s": _drawn(
            everyone, whats(lambda w: w.wrap_up_duplicate), wrap_up_s, "wrap-up as duplicate"
        ),
        "ticket_s": ticket_s,
        "ticket_latency_s": _drawn(everyone, whats(lambda _: latency), nothing_s, "ticket latency"),
    }


def _drawn(everyone: Crowd, whats: Sequence[What], usual_s: Floats, purpose: str) -> Floats:
    """Return a column: what is drawn for some origins, what is usual for the others."""
    if all(what is None for what in whats):
        return usual_s
    column = np.empty(len(everyone)) if None not in whats else usual_s.copy()
    everyone.fill(column, whats, purpose)
    return column


def _multiplied(plain_s: Floats, factor: Floats | None) -> Floats:
    return plain_s if factor is None else to_ticks(plain_s * factor)


def _factors(stage: Stage, arrival_s: Floats) -> tuple[Floats | None, Floats | None]:
    """Return what situations multiply each caller's talk and ticket by; None where nothing."""
    situations = list(stage.scenario.situations.values())

    def factor(values: Sequence[float]) -> Floats | None:
        if all(value == 1 for value in values):
            return None
        found = np.ones(len(arrival_s))
        for value, windows in zip(values, stage.windows, strict=True):
            _, inside = window_of(windows, arrival_s)
            found[inside] *= value
        return found

    return factor([s.talk_factor for s in situations]), factor(
        [s.ticket_factor for s in situations]
    )
