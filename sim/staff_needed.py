"""Find the fewest call-takers of each shift that meet the answer target, by simulation."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from results.measures.question import MeasureQuestion, question_of
from results.measures.tally import tally
from results.report.summaries.expected_calls import expected_calls
from results.staff_needed import WEEKLY_HOURS, BandEnd, StaffAtEnd, StaffNeeded
from scenarios.duty import shift_of_hour
from scenarios.plan_layout import lay_out_plan
from scenarios.schema.base import DAY_S, WEEK_S
from scenarios.schema.scenario import Scenario
from scenarios.schema.staffing import Shift, Staffing
from scenarios.schema.targets import Target
from scenarios.trace import Trace
from scenarios.trace.draw import draw_trace
from sim.engine import Engine
from sim.simulate import play, play_days

AT_LEAST_PEOPLE = 2
"""Small centres need two by night whatever Erlang says, and a centre has two positions at least."""
MOST_PEOPLE = 200
CALLS = 6000
"""Calls that are simulated, so that each shift has about a thousand."""
MOST_WEEKS = 104
WEEKS = 4
ALL = "all"
"""The one shift of a centre whose people are given by head count."""

People = dict[str, int]
Progress = Callable[[float], None]


def answer_target(scenario: Scenario) -> tuple[str, Target] | None:
    """Return the first target on the service level that a simulation can judge."""
    for name, target in scenario.targets.items():
        if target.measure == "service_level" and target.evidence != "load_test":
            return name, target
    return None


def find_staff(
    scenarios: Mapping[BandEnd, Scenario],
    seed: int,
    *,
    engine: Engine = "twin",
    progress: Progress | None = None,
) -> StaffNeeded | None:
    """Return the fewest call-takers at each end; None without a target on the answer.

    At each end calls are drawn once. Each shift begins with two people, the fewest, and gets one
    more as long as it misses the target. In the end one fewer is tried in each, so that with one
    person fewer in any shift the target would be missed.

    Parameters
    ----------
    scenarios : mapping of end to Scenario
        Alike but for demand and the time that a call takes.
    seed : int
    engine : Engine
    progress : callable, optional
        Told what share of the ends is done, 0 to 1.
    """
    middle = scenarios["middle"]
    asked = answer_target(middle)
    if asked is None:
        return None
    name, target = asked
    bound = target.share_bound()
    assert bound is not None and bound[0] is not None  # a service level is always asked so
    ends = []
    for i, (end, scenario) in enumerate(scenarios.items()):
        ends.append(_at_end(end, scenario, question_of(target), bound[1], seed, engine))
        if progress is not None:
            progress((i + 1) / len(scenarios))
    staffing = middle.call_takers.staffing
    return StaffNeeded(name, bound[0], bound[1], AT_LEAST_PEOPLE, _planned(staffing), tuple(ends))


def _at_end(
    end: BandEnd,
    scenario: Scenario,
    asked: MeasureQuestion,
    at_least: float,
    seed: int,
    engine: Engine,
) -> StaffAtEnd:
    weekly = float(expected_calls(scenario).sum())
    weeks = min(MOST_WEEKS, max(WEEKS, math.ceil(CALLS / weekly))) if weekly > 0 else WEEKS
    run = scenario.run.model_copy(update={"length": weeks * WEEK_S})
    scenario = scenario.model_copy(update={"run": run})
    trace = draw_trace(scenario, seed)
    within = trace.callers.arrival_s >= 0
    calls = int(within.sum())
    work_s = (trace.callers.talk_s + trace.callers.wrap_up_s)[within]
    people = dict.fromkeys(_shift_names(scenario.call_takers.staffing), AT_LEAST_PEOPLE)

    def missed_by(tried: People) -> tuple[dict[str, float], list[str]]:
        found = _shares(scenario, trace, tried, asked, seed, engine)
        return found, [s for s, share in found.items() if share < at_least]  # NaN: no calls

    shares, missed = missed_by(people)
    while missed and max(people.values()) < MOST_PEOPLE:
        people = {s: n + (s in missed) for s, n in people.items()}
        shares, missed = missed_by(people)
    for shift in () if missed else tuple(people):
        # what one shift leaves undone falls to the next: that may have got too many meanwhile
        while people[shift] > AT_LEAST_PEOPLE:
            fewer = {**people, shift: people[shift] - 1}
            found, missed_then = missed_by(fewer)
            if missed_then:
                break
            people, shares = fewer, found
    needed = {s: None if s in missed else n for s, n in people.items()}
    return StaffAtEnd(
        end,
        calls / (weeks * WEEK_S / DAY_S),
        float(work_s.mean()) if calls else 0.0,
        needed,
        {s: None if math.isnan(share) else share for s, share in shares.items()},
        None if missed else _employed(with_people(scenario, people)),
        weeks,
    )


def _shares(
    scenario: Scenario,
    trace: Trace,
    people: People,
    asked: MeasureQuestion,
    seed: int,
    engine: Engine,
) -> dict[str, float]:
    """Return the share answered in time in each shift; NaN in one without calls."""
    staffed = with_people(scenario, people)
    plan = lay_out_plan(staffed, seed)
    if scenario.run.days == "independent":
        records = play_days(trace, plan, 0, engine)
    else:
        records = play(trace, plan, 0, engine)
    of_hour = shift_of_hour(staffed.call_takers.staffing)
    by = "shift" if of_hour is not None else "all"
    question = MeasureQuestion(**{**vars(asked), "by": by})
    evidence = tally(records, question, cells=tuple(people), shift_of_hour=of_hour)
    found = {}
    for i, shift in enumerate(evidence.cells):
        if shift in people:
            n = float(evidence.denominator[:, i].sum())
            found[shift] = float(evidence.numerator[:, i].sum()) / n if n else math.nan
    return found


def with_people(scenario: Scenario, people: Mapping[str, int]) -> Scenario:
    """Return the scenario with other head counts; a break's groups grow so that all fit in."""
    staffing = scenario.call_takers.staffing
    update: dict[str, object]
    if staffing.shifts is None:
        update = {"people": people[ALL], "by_hour": None}
    else:
        update = {"shifts": {n: _shift(s, people[n]) for n, s in staffing.shifts.items()}}
    staffed = staffing.model_copy(update=update)
    call_takers = scenario.call_takers.model_copy(update={"staffing": staffed})
    return scenario.model_copy(update={"call_takers": call_takers})


def _shift(shift: Shift, people: int) -> Shift:
    breaks = []
    for pause in shift.breaks:
        room = math.floor((shift.length - (pause.start - shift.start) % DAY_S) / pause.length)
        at_once = pause.at_once and max(pause.at_once, math.ceil(people / room))
        breaks.append(pause.model_copy(update={"at_once": at_once}))
    return shift.model_copy(update={"people": people, "breaks": tuple(breaks)})


def _shift_names(staffing: Staffing) -> tuple[str, ...]:
    return (ALL,) if staffing.shifts is None else tuple(staffing.shifts)


def _planned(staffing: Staffing) -> dict[str, int | None]:
    if staffing.shifts is None:
        return {ALL: staffing.people}
    return {name: shift.people for name, shift in staffing.shifts.items()}


def _employed(scenario: Scenario) -> int:
    """Return how many people to employ: hours at work a week over 40, shrinkage counted."""
    staffing = scenario.call_takers.staffing
    if staffing.shifts is None:
        hours = (staffing.people or 0) * WEEK_S / 3600
    else:
        hours = sum(
            s.people * len(s.days) * (s.length - sum(b.length for b in s.breaks)) / 3600
            for s in staffing.shifts.values()
        )
    return math.ceil(hours / WEEKLY_HOURS / (1 - min(staffing.shrinkage, 0.9)) - 1e-9)
