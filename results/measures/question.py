"""A question to the records: which measure, with which parameters, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenarios.schema.targets import Moment, Target

Statistic = Literal["share", "within", "mean", "ratio", "count"]
"""share: of what is counted; within: share within `within_s`; mean: of a time; ratio: of two
sums; count: a number a week."""
By = Literal["all", "hour_of_week", "week", "shift", "agency", "kecamatan", "category"]


@dataclass(frozen=True)
class MeasureQuestion:
    """One measure with all its parameters.

    Parameters
    ----------
    measure : str
        A name of `results.measures.catalogue.MEASURES`.
    statistic : Statistic
    within_s : float, optional
        s; the time bound of "within" (inclusive).
    abandoned : "count" or "leave_out"
        Service level: abandoned calls are in the denominator, or not.
    short_s : float
        s; calls abandoned sooner than this after connection are left out throughout.
    calls : "all" or "emergency"
        Which calls are counted.
    agency : str, optional
        Only this agency.
    categories : tuple of str, optional
        Only these incident types or kinds of call.
    start, end : Moment, optional
        The two moments of a response time.
    by : By
        The kind of cell.
    """

    measure: str
    statistic: Statistic
    within_s: float | None = None
    abandoned: Literal["count", "leave_out"] = "count"
    short_s: float = 0.0
    calls: Literal["all", "emergency"] = "all"
    agency: str | None = None
    categories: tuple[str, ...] | None = None
    start: Moment | None = None
    end: Moment | None = None
    by: By = "all"


def question_of(target: Target) -> MeasureQuestion:
    """Return the question that a target asks.

    A percentile bound is asked as its share: "p90 at most 7 min" is "90 % within 7 min".
    """
    from results.measures.catalogue import MEASURES

    share = target.share_bound()
    natural: Statistic = "ratio" if MEASURES[target.measure].estimator == "ratio" else "share"
    statistic: Statistic = natural
    if share is not None:
        statistic = "within"
    elif target.mean_at_most is not None:
        statistic = "mean"
    return MeasureQuestion(
        measure=target.measure,
        statistic=statistic,
        within_s=share[0] if share is not None else None,
        abandoned=target.abandoned,
        short_s=target.short,
        calls=target.calls,
        agency=target.agency,
        categories=target.categories,
        start=target.start,
        end=target.end,
        by=target.scope,
    )
