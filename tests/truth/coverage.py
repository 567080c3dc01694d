"""How often the 95 % intervals that targets are judged by hold the truth.

Each case is a centre whose truth is known, simulated and measured as `siap112 simulate` does, for
some weeks, with many seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, norm

from results.confidence.estimate import estimate_of
from results.measures.question import MeasureQuestion
from results.measures.tally import tally
from scenarios.schema import Scenario
from scenarios.schema.base import WEEK_S
from sim.simulate import simulate_replication
from tests.sim.erlang import ErlangA
from tests.truth.abandonment import Answered, gamma_factors
from tests.truth.changing_day import day, day_scenario
from tests.truth.queue_scenario import exponential, queue_scenario

HELD = 0.95
RARE = 1e-3
"""A figure so far off that chance would do it once in a thousand times."""
FEW_SEEDS = 40
SOME_HUNDRED_SEEDS = 300
ABANDONMENT = MeasureQuestion("abandonment", "share")
BY_HOUR = MeasureQuestion("abandonment", "share", by="hour_of_week")
ASA = MeasureQuestion("answer_time", "mean")
OCCUPANCY = MeasureQuestion("occupancy", "ratio")


def soon(within_s: float) -> MeasureQuestion:
    """Ask for the service level."""
    return MeasureQuestion("service_level", "within", within_s=within_s)


@dataclass(frozen=True)
class Case:
    """A centre, and what is asked of it.

    Parameters
    ----------
    name : str
    weeks, seeds : int
        Weeks of evidence; how often it is simulated for the page.
    scenario : function of nothing
    asked : function of nothing
        Returns (text, question, truth in each cell).
    """

    name: str
    weeks: int
    seeds: int
    scenario: Callable[[], Scenario]
    asked: Callable[[], Sequence[tuple[str, MeasureQuestion, Sequence[float]]]]


@dataclass(frozen=True)
class Coverage:
    """How often one interval held the truth.

    Parameters
    ----------
    case, text : str
    seeds, cells : int
    share : float
        Of all seeds and cells.
    least, most : float
        What chance would leave of 95 %.
    """

    case: str
    text: str
    seeds: int
    cells: int
    share: float
    least: float
    most: float


def cases() -> tuple[Case, ...]:
    """Return all cases."""
    return (
        Case("a steady centre", 8, 2000, lambda: _steady(8), lambda: _answers(_STEADY)),
        Case("a steady centre", 32, 600, lambda: _steady(32), lambda: _answers(_STEADY)),
        Case("30 calls a day", 8, 2000, _few_calls, _rare_failures),
        Case("days that differ", 8, 600, _differing, _mixed),
        Case("an hour of the week", 8, 200, lambda: day_scenario(8), _hours),
    )


_STEADY = ErlangA(2, 8 / 3600, 600.0, 300.0)


@cache
def _steady(weeks: int) -> Scenario:
    return _centre(_STEADY, weeks)


def _centre(queue: ErlangA, weeks: int, shape: float | None = None) -> Scenario:
    return queue_scenario(
        per_hour=queue.arrival * 3600,
        talk=exponential(queue.service),
        patience=exponential(queue.patience),
        staff=queue.servers,
        day_factor_shape=shape,
        length_s=weeks * WEEK_S,
        warm_up_s=43_200.0,
    )


def _answers(queue: ErlangA) -> list[tuple[str, MeasureQuestion, Sequence[float]]]:
    answered = Answered(queue)
    busy = queue.arrival * queue.service * (1 - queue.abandons) / queue.servers
    return [
        ("service level, 20 s", soon(20.0), [answered.within(20.0)]),
        ("abandonment", ABANDONMENT, [queue.abandons]),
        ("ASA", ASA, [answered.mean_wait]),
        ("occupancy", OCCUPANCY, [busy]),
    ]


_FEW = ErlangA(2, 30 / 86_400, 300.0, 300.0)


@cache
def _few_calls() -> Scenario:
    return _centre(_FEW, 8)


def _rare_failures() -> list[tuple[str, MeasureQuestion, Sequence[float]]]:
    return _answers(_FEW)[:1]


_SHAPE = 5.0
_MEAN_DAY = ErlangA(2, 40 / 3600, 150.0, 150.0)


@cache
def _differing() -> Scenario:
    return _centre(_MEAN_DAY, 8, _SHAPE)


def _mixed() -> list[tuple[str, MeasureQuestion, Sequence[float]]]:
    # the minutes after midnight, in which a day is not yet itself, are a thousandth of it
    factors, weights = gamma_factors(_SHAPE)
    of_days = [
        _answers(
            ErlangA(_MEAN_DAY.servers, _MEAN_DAY.arrival * f, _MEAN_DAY.service, _MEAN_DAY.patience)
        )
        for f in factors
    ]
    found = []
    for i in (0, 1):
        text, question, _ = of_days[0][i]
        values = np.array([day_[i][2][0] for day_ in of_days])
        found.append((text, question, [float(np.dot(weights * factors, values))]))
    return found


def _hours() -> list[tuple[str, MeasureQuestion, Sequence[float]]]:
    by_hour = [day().abandoned(hour) for hour in range(24)]
    return [("abandonment, 168 hours", BY_HOUR, by_hour * 7)]


def held(case: Case, seed: int) -> list[NDArray[np.bool_]]:
    """Return, for each question, in which cells the interval of one seed holds the truth."""
    records = simulate_replication(case.scenario(), seed)
    found = []
    for _, question, truth in case.asked():
        cells = [str(hour) for hour in range(168)] if question.by == "hour_of_week" else None
        evidence = tally(records, question, cells=cells, weeks=range(case.weeks))
        low, high = estimate_of(evidence).limits((1 - HELD) / 2)
        found.append((low <= np.array(truth)) & (np.array(truth) <= high))
    return found


def coverage(case: Case, seeds: int) -> list[Coverage]:
    """Return how often the intervals hold the truth, for seeds 1 to `seeds`."""
    every = [held(case, seed) for seed in range(1, seeds + 1)]
    found = []
    for number, (text, _, truth) in enumerate(case.asked()):
        shares = np.array([of_seed[number].mean() for of_seed in every])
        if len(truth) == 1:
            least, most = binom.ppf([RARE / 2, 1 - RARE / 2], seeds, HELD) / seeds
        else:  # the hours of a day hang together: the seeds say how much
            error = float(norm.isf(RARE / 2)) * shares.std(ddof=1) / np.sqrt(seeds)
            least, most = HELD - error, HELD + error
        found.append(
            Coverage(
                f"{case.name}, {case.weeks} weeks",
                text,
                seeds,
                len(truth),
                float(shares.mean()),
                float(least),
                float(most),
            )
        )
    return found
