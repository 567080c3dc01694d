"""What a caller brings along: work, patience, redials, all drawn beforehand."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scenarios.categories import NumberedCategory, work_on
from scenarios.run_clock import RunClock, windows
from scenarios.schema.demand import IncidentType, Redial
from scenarios.schema.distribution import AnyDistribution, Constant
from scenarios.schema.scenario import Scenario
from scenarios.ticks import to_ticks
from scenarios.trace.luck import Luck, times
from scenarios.trace.tables import Attempts, Callers, Flags, Floats, Ints

_NOTHING = Constant[float](distribution="constant", value=0.0)


@dataclass(frozen=True)
class CallerDraws:
    """Callers of one origin, and their attempts, row numbers counted within."""

    callers: Callers
    attempts: Attempts

    def only(self, kept: Flags) -> CallerDraws:
        """Return it with some of the callers; the attempts stay where they are."""
        return self if kept.all() else replace(self, callers=self.callers.take(kept))


def draw_callers(
    scenario: Scenario,
    clock: RunClock,
    luck: Luck,
    category: NumberedCategory,
    *,
    caller_id: Ints,
    layer: int,
    incident: Ints,
    person: Ints,
    arrival_s: Floats,
    redials: bool = True,
) -> CallerDraws:
    """Draw what callers of one category and origin bring along.

    What only a call about an incident needs (work on a duplicate, ticket) is as for an
    ordinary call, or 0, where there is no incident.

    Parameters
    ----------
    luck : Luck
        Row i is the luck of caller i.
    caller_id, incident, person, arrival_s : arrays of one length
    redials : bool
        False for calls that come at their own times whatever happens to them.

    Returns
    -------
    CallerDraws
    """
    n = len(caller_id)
    work = work_on(scenario, category.kind)
    assert work.talk is not None, "a check holds that every kind of call has a talk"
    plain_s = times(work.talk, luck, "talk")
    duplicate_s = plain_s
    wrap_up_s = times(work.wrap_up or _NOTHING, luck, "wrap-up")
    wrap_up_duplicate_s = wrap_up_s
    talk_factor, ticket_factor = _factors(scenario, clock, arrival_s)
    ticket_s = talk_s = to_ticks(plain_s * talk_factor)
    latency_s = np.zeros(n)
    if isinstance(category.kind, IncidentType):
        latency_s = times(scenario.technology.ticket, luck, "ticket latency")
        if work.talk_duplicate is not None:
            duplicate_s = times(work.talk_duplicate, luck, "talk as duplicate")
        if work.wrap_up_duplicate is not None:
            wrap_up_duplicate_s = times(work.wrap_up_duplicate, luck, "wrap-up as duplicate")
        if work.ticket is not None:
            ticket_s = to_ticks(times(work.ticket, luck, "ticket") * ticket_factor)
    bounds = np.cumsum([t.share for t in scenario.lines.trunks.values()])[:-1]
    redial = scenario.callers.redial if redials else None
    attempts, counts = _attempts(scenario, redial, luck, category)
    return CallerDraws(
        Callers(
            caller_id=caller_id,
            layer=np.full(n, layer),
            category=np.full(n, category.number),
            incident=incident,
            person=person,
            trunk=np.searchsorted(bounds, luck.uniforms("trunk"), side="right"),
            arrival_s=to_ticks(arrival_s),
            talk_s=talk_s,
            talk_duplicate_s=to_ticks(duplicate_s * talk_factor),
            wrap_up_s=wrap_up_s,
            wrap_up_duplicate_s=wrap_up_duplicate_s,
            ticket_s=ticket_s,
            ticket_latency_s=latency_s,
            first_attempt=np.cumsum(counts) - counts,
            attempts=counts,
        ),
        attempts,
    )


def _attempts(
    scenario: Scenario, redial: Redial | None, luck: Luck, category: NumberedCategory
) -> tuple[Attempts, Ints]:
    """Draw every attempt that could ever be made; rows end where no cause leads to another."""
    likeliest = max(redial.after_abandoning, redial.after_blocked) if redial else 0.0
    patience = category.kind.patience or scenario.callers.patience
    counts = np.zeros(luck.rows, dtype=np.int64)
    tries: list[tuple[Ints, dict[str, Floats]]] = []
    rows = np.arange(luck.rows)
    for attempt in range((redial.at_most if redial else 0) + 1):
        if not len(rows) and attempt:
            break

        def draw(
            d: AnyDistribution, purpose: str, attempt: int = attempt, rows: Ints = rows
        ) -> Floats:
            return times(d, luck, purpose, attempt, rows=rows)

        columns = {
            "patience_s": np.full(len(rows), np.inf)
            if patience is None
            else draw(patience, "patience"),
            "announcement_s": draw(scenario.lines.announcement, "announcement"),
            "setup_s": draw(scenario.technology.setup, "set-up"),
            "ring_s": draw(scenario.technology.ring, "ring"),
            "pick_up_s": draw(scenario.call_takers.pick_up, "pick-up"),
            "redial_u": luck.uniforms("redial", attempt)[rows],
            "redial_delay_s": draw(redial.delay if redial else _NOTHING, "redial delay"),
        }
        tries.append((rows, columns))
        counts[rows] += 1
        rows = rows[columns["redial_u"] < likeliest]
    first = np.cumsum(counts) - counts
    table: dict[str, Floats] = {}
    for name in Attempts.__dataclass_fields__:
        table[name] = np.empty(int(counts.sum()))
        for attempt, (who, columns) in enumerate(tries):
            table[name][first[who] + attempt] = columns[name]
    return Attempts(**table), counts


def _factors(scenario: Scenario, clock: RunClock, arrival_s: Floats) -> tuple[Floats, Floats]:
    """Return what situations multiply the talk and ticket times of each caller by."""
    talk, ticket = np.ones(len(arrival_s)), np.ones(len(arrival_s))
    for situation in scenario.situations.values():
        for begin_s, end_s in windows(situation, clock):
            inside = (arrival_s >= begin_s) & (arrival_s < end_s)
            talk[inside] *= situation.talk_factor
            ticket[inside] *= situation.ticket_factor
    return talk, ticket
