"""The attempts that callers could ever make, in order of the callers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from scenarios.schema.demand import Redial
from scenarios.schema.scenario import Scenario
from scenarios.trace.crowd import Crowd, Origin, What
from scenarios.trace.tables import Attempts, Floats, Ints


def draw_attempts(scenario: Scenario, everyone: Crowd, order: Ints | None) -> tuple[Attempts, Ints]:
    """Draw every attempt that could ever be made; rows end where no cause leads to another.

    Parameters
    ----------
    everyone : Crowd
        All callers, those too who are not wanted.
    order : array of int, or None for all as they are
        The callers that are wanted, by row.

    Returns
    -------
    (Attempts, array of int)
        The attempts of the wanted, one caller's after another's, and how many each has.
    """
    redial = scenario.callers.redial
    tries, redial_u = _tries(everyone, redial)
    source, counts = _source(tries, order)
    delay = redial.delay if redial else 0.0

    def column(purpose: str, choose: Callable[[Origin], What]) -> Floats:
        return _column(tries, source, int(counts.sum()), purpose, choose)

    attempts = Attempts(
        patience_s=column(
            "patience", lambda o: o.category.kind.patience or scenario.callers.patience or np.inf
        ),
        announcement_s=column("announcement", lambda _: scenario.lines.announcement),
        setup_s=column("set-up", lambda _: scenario.technology.setup),
        ring_s=column("ring", lambda _: scenario.technology.ring),
        pick_up_s=column("pick-up", lambda _: scenario.call_takers.pick_up),
        redial_u=redial_u if source is None else redial_u.take(source),
        redial_delay_s=column("redial delay", lambda o: delay if o.redials else 0.0),
    )
    return attempts, counts


def _tries(everyone: Crowd, redial: Redial | None) -> tuple[list[Crowd], Floats]:
    """Return who could make a first attempt, a second, ..., and luck of redialling end to end."""
    likeliest = max(redial.after_abandoning, redial.after_blocked) if redial else 0.0
    at_most = redial.at_most if redial else 0
    again = np.repeat([o.redials for o in everyone.origins], np.diff(everyone.bounds))
    tries = [everyone]
    luck: list[Floats] = []
    while True:
        luck.append(np.empty(len(tries[-1])))
        tries[-1].fill_luck(luck[-1], "redial", len(tries) - 1)
        if len(tries) > at_most:
            break
        chosen = luck[-1] < likeliest
        if len(tries) == 1:
            chosen &= again
        if not chosen.any():
            break
        tries.append(tries[-1].only(chosen))
    return tries, luck[0] if len(luck) == 1 else np.concatenate(luck)


def _source(tries: Sequence[Crowd], order: Ints | None) -> tuple[Ints | None, Ints]:
    """Return which of all attempts, laid end to end try by try, make up the table.

    Returns
    -------
    (array of int, or None for all as they are; array of int)
        And how many attempts each wanted caller has.
    """
    everyone = len(tries[0])
    wanted = everyone if order is None else len(order)
    if len(tries) == 1:
        return order, np.ones(wanted, dtype=np.int64)
    callers = [again.row_numbers() for again in tries[1:]]
    counts = np.ones(everyone, dtype=np.int64)
    for rows in callers:
        counts[rows] += 1
    if order is not None:
        counts = counts[order]
    first = np.cumsum(counts) - counts
    source = np.empty(int(counts.sum()), dtype=np.int64)
    source[first] = np.arange(everyone) if order is None else order
    place = np.empty(everyone, dtype=np.int64)
    laid_out = everyone
    for attempt, rows in enumerate(callers, start=1):
        place[rows] = np.arange(laid_out, laid_out + len(rows))
        here = np.flatnonzero(counts > attempt)
        source[first[here] + attempt] = place[here if order is None else order[here]]
        laid_out += len(rows)
    return source, counts


def _column(
    tries: Sequence[Crowd],
    source: Ints | None,
    attempts: int,
    purpose: str,
    choose: Callable[[Origin], What],
) -> Floats:
    """Draw one column for all tries, and bring it into order."""
    whats = tries[0].of(choose)
    if all(what == whats[0] for what in whats) and isinstance(whats[0], float):
        return np.full(attempts, whats[0]) if whats[0] else np.zeros(attempts)
    column = np.empty(sum(len(again) for again in tries))
    begin = 0
    for number, again in enumerate(tries):
        again.fill(column[begin : begin + len(again)], whats, purpose, number)
        begin += len(again)
    return column if source is None else column.take(source)
