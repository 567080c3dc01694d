"""What a caller brings along: work, patience, redials, all drawn beforehand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.categories import NumberedCategory, work_on
from scenarios.run_clock import RunClock, windows
from scenarios.sampling import quantiles
from scenarios.schema.distribution import AnyDistribution
from scenarios.schema.scenario import Scenario
from scenarios.streams import Key, Streams
from scenarios.ticks import to_ticks
from scenarios.trace.tables import Attempts, Callers, Floats, Ints


@dataclass(frozen=True)
class CallerDraws:
    """Callers of one origin, and their attempts, row numbers counted within."""

    callers: Callers
    attempts: Attempts


def draw_callers(
    scenario: Scenario,
    clock: RunClock,
    streams: Streams,
    key: tuple[Key, ...],
    category: NumberedCategory,
    *,
    caller_id: Ints,
    layer: int,
    incident: Ints,
    person: Ints,
    arrival_s: Floats,
) -> CallerDraws:
    """Draw what callers of one category and origin bring along.

    Parameters
    ----------
    key : names of the streams' origin (layer, category, week, role)
    caller_id, incident, person, arrival_s : arrays of one length
        Row i keeps its luck whatever the other rows are.

    Returns
    -------
    CallerDraws
    """
    n = len(caller_id)

    def draw(distribution: AnyDistribution | None, purpose: str) -> Floats | None:
        if distribution is None:
            return None
        return to_ticks(quantiles(distribution, streams.uniforms(n, purpose, *key)))

    work = work_on(scenario, category.kind)
    talk_s = draw(work.talk, "talk")
    assert talk_s is not None, "a check holds that every kind of call has a talk"
    wrap_up_s = draw(work.wrap_up, "wrap-up")
    wrap_up_s = np.zeros(n) if wrap_up_s is None else wrap_up_s
    talk_duplicate_s = draw(work.talk_duplicate, "talk as duplicate")
    wrap_up_duplicate_s = draw(work.wrap_up_duplicate, "wrap-up as duplicate")
    ticket_s = draw(work.ticket, "ticket")
    talk_factor, ticket_factor = _factors(scenario, clock, arrival_s)
    duplicate_s = talk_s if talk_duplicate_s is None else talk_duplicate_s
    talk_s = to_ticks(talk_s * talk_factor)
    trunks = tuple(scenario.lines.trunks.values())
    bounds = np.cumsum([t.share for t in trunks])[:-1]
    attempts, counts = _attempts(scenario, streams, key, category, n)
    latency_s = draw(scenario.technology.ticket, "ticket latency")
    assert latency_s is not None
    return CallerDraws(
        Callers(
            caller_id=caller_id,
            layer=np.full(n, layer),
            category=np.full(n, category.number),
            incident=incident,
            person=person,
            trunk=np.searchsorted(bounds, streams.uniforms(n, "trunk", *key), side="right"),
            arrival_s=to_ticks(arrival_s),
            talk_s=talk_s,
            talk_duplicate_s=to_ticks(duplicate_s * talk_factor),
            wrap_up_s=wrap_up_s,
            wrap_up_duplicate_s=wrap_up_s if wrap_up_duplicate_s is None else wrap_up_duplicate_s,
            ticket_s=talk_s if ticket_s is None else to_ticks(ticket_s * ticket_factor),
            ticket_latency_s=latency_s,
            first_attempt=np.cumsum(counts) - counts,
            attempts=counts,
        ),
        attempts,
    )


def _attempts(
    scenario: Scenario,
    streams: Streams,
    key: tuple[Key, ...],
    category: NumberedCategory,
    n: int,
) -> tuple[Attempts, Ints]:
    """Draw every attempt that could ever be made; rows end where no cause leads to another."""
    redial = scenario.callers.redial
    likeliest = max(redial.after_abandoning, redial.after_blocked) if redial else 0.0
    patience = category.kind.patience or scenario.callers.patience
    goes_on = np.ones(n, dtype=bool)
    counts = np.zeros(n, dtype=np.int64)
    levels: list[dict[str, Floats]] = []
    for attempt in range((redial.at_most if redial else 0) + 1):
        if not goes_on.any():
            break

        def luck(purpose: str, attempt: int = attempt) -> Floats:
            return streams.uniforms(n, purpose, *key, attempt)

        levels.append(
            {
                "patience_s": np.full(n, np.inf)
                if patience is None
                else to_ticks(quantiles(patience, luck("patience"))),
                "announcement_s": to_ticks(
                    quantiles(scenario.lines.announcement, luck("announcement"))
                ),
                "setup_s": to_ticks(quantiles(scenario.technology.setup, luck("set-up"))),
                "ring_s": to_ticks(quantiles(scenario.technology.ring, luck("ring"))),
                "redial_u": luck("redial"),
                "redial_delay_s": to_ticks(quantiles(redial.delay, luck("redial delay")))
                if redial
                else np.zeros(n),
            }
        )
        counts += goes_on
        goes_on = goes_on & (levels[-1]["redial_u"] < likeliest)
    first = np.cumsum(counts) - counts
    columns: dict[str, Floats] = {}
    for name in levels[0] if levels else Attempts.__dataclass_fields__:
        column = np.empty(int(counts.sum()))
        for attempt, level in enumerate(levels):
            made = counts > attempt
            column[first[made] + attempt] = level[name][made]
        columns[name] = column
    return Attempts(**columns), counts


def _factors(scenario: Scenario, clock: RunClock, arrival_s: Floats) -> tuple[Floats, Floats]:
    talk, ticket = np.ones(len(arrival_s)), np.ones(len(arrival_s))
    for situation in scenario.situations.values():
        for begin_s, end_s in windows(situation, clock):
            inside = (arrival_s >= begin_s) & (arrival_s < end_s)
            talk[inside] *= situation.talk_factor
            ticket[inside] *= situation.ticket_factor
    return talk, ticket
