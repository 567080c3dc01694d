"""Rows of measures: the shape that `--json` documents."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np

from results.confidence.batches import BATCHES, in_batches
from results.confidence.estimate import estimate_of
from results.manifest import Play
from results.measures.catalogue import MEASURES
from results.measures.cells import ShiftOfHour
from results.measures.distribution import percentile, times_by_cell
from results.measures.evidence import Evidence
from results.measures.load import by_hour_of_week, calls_at_once, queue_length
from results.measures.question import MeasureQuestion, question_of
from results.measures.standard import PERCENTILES, standard_questions
from results.measures.tally import tally, weeks_of
from results.measures.technical import failed_technically
from results.records import Records
from scenarios.schema.targets import Target

_TWO_SIDED = 0.025


@dataclass(frozen=True)
class MeasureRow:
    """One number.

    Parameters
    ----------
    name : str
        Name of the measure.
    scope : str
        "all", or the cell as "hour_of_week=8"; conditions behind it, as "all&agency=damkar".
    statistic : str
        "share", "within 10 s", "mean", "p90", "ratio", "per week" (a load
        test: "total"), "maximum"; with the two
        moments of a response time, as "mean connected to on_scene".
    value, low, high : float, optional
        Estimate and 95 % interval, two-sided; None where there is none.
    unit : "s", "1" or "calls"
    n : float
        Observations (seconds on duty for ratios of time).
    source : "sim" or "loadtest"
    """

    name: str
    scope: str
    statistic: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    n: float
    source: Literal["sim", "loadtest"]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> MeasureRow:
        """Read it back from plain data."""
        return cls(**{k: data[k] for k in cls.__dataclass_fields__})


def measure_rows(
    records: Records,
    targets: Mapping[str, Target],
    source: Literal["sim", "loadtest"],
    *,
    play: Play = Play(),  # noqa: B008 - frozen
    weeks: Sequence[int] | None = None,
    shift_of_hour: ShiftOfHour | None = None,
    clock_zero_s: float | None = None,
) -> list[MeasureRow]:
    """Return the standard measures and those of the targets.

    Parameters
    ----------
    records : Records
    targets : mapping of name to Target
    source : "sim" or "loadtest"
        Intervals are over weeks, or over batches in time of a load test.
    play : Play
        A packed or sped-up load test has no hours of the week.
    weeks : sequence of int, optional
        Weeks of evidence; left out: those in the records.
    shift_of_hour : mapping, optional
    clock_zero_s : float, optional
        s since Monday 00:00 at which the run clock reads 0; left out: no levels by hour.
    """
    units = weeks_of(records) if weeks is None else tuple(weeks)
    counted = records
    if source == "loadtest":
        counted, units = in_batches(records), tuple(range(BATCHES))
    questions = list(standard_questions(targets.values()))
    questions += [question_of(t) for t in targets.values()]
    rows: list[MeasureRow] = []
    for question in dict.fromkeys(questions):
        if source == "loadtest" and question.by == "week":
            continue
        if not play.plain and question.by in ("hour_of_week", "shift"):
            continue
        evidence = tally(counted, question, weeks=units, shift_of_hour=shift_of_hour)
        rows += _of_evidence(evidence, source)
        if question.statistic == "mean":
            rows += _percentiles(counted, question, source, shift_of_hour)
    rows += _failures(counted, source)
    rows += _levels(records, source, clock_zero_s if play.plain else None)
    return rows


def _of_evidence(evidence: Evidence, source: Literal["sim", "loadtest"]) -> Iterator[MeasureRow]:
    question = evidence.question
    measure = MEASURES[question.measure]
    if question.statistic == "count":
        if source == "loadtest":  # one run, not a week of many
            yield from _totals(evidence)
            return
        evidence = replace(evidence, denominator=np.ones_like(evidence.denominator))
    estimate = estimate_of(evidence)
    lows, highs = estimate.limits(_TWO_SIDED)
    unit = "1" if question.statistic in ("share", "within", "ratio") else measure.unit
    for i, cell in enumerate(evidence.cells):
        if not estimate.n[i] > 0:
            continue
        known = len(evidence.weeks) > 1
        yield MeasureRow(
            name=question.measure,
            scope=scope_text(question, cell),
            statistic=statistic_text(question),
            value=_number(estimate.value[i]),
            low=_number(lows[i]) if known else None,
            high=_number(highs[i]) if known else None,
            unit=unit,
            n=float(estimate.n[i]),
            source=source,
        )


def _totals(evidence: Evidence) -> Iterator[MeasureRow]:
    question, totals = evidence.question, evidence.numerator.sum(axis=0)
    for cell, total in zip(evidence.cells, totals.tolist(), strict=True):
        scope, unit = scope_text(question, cell), MEASURES[question.measure].unit
        yield MeasureRow(
            question.measure, scope, "total", total, None, None, unit, total, "loadtest"
        )


def _percentiles(
    records: Records,
    question: MeasureQuestion,
    source: Literal["sim", "loadtest"],
    shift_of_hour: ShiftOfHour | None,
) -> Iterator[MeasureRow]:
    if question.by == "hour_of_week":
        return
    for cell, times_s in times_by_cell(records, question, shift_of_hour=shift_of_hour).items():
        for percent in PERCENTILES:
            statistic = statistic_text(question).replace("mean", f"p{percent}")
            value = percentile(times_s, percent)
            scope, n = scope_text(question, cell), float(len(times_s))
            yield MeasureRow(question.measure, scope, statistic, value, None, None, "s", n, source)


def _failures(records: Records, source: Literal["sim", "loadtest"]) -> Iterator[MeasureRow]:
    calls = records.calls
    failed = failed_technically(calls)
    for kind in calls.labels["failure"]:
        share = float(np.count_nonzero(failed & calls.is_label("failure", kind)))
        if share:
            yield MeasureRow(
                "call_failures",
                f"failure={kind}",
                "share",
                share / len(calls),
                None,
                None,
                "1",
                float(len(calls)),
                source,
            )


def _levels(
    records: Records, source: Literal["sim", "loadtest"], clock_zero_s: float | None
) -> Iterator[MeasureRow]:
    for name, level in (
        ("calls_at_once", calls_at_once(records)),
        ("queue_length", queue_length(records)),
    ):
        scopes = [("all", level)]
        if clock_zero_s is not None:
            hours = by_hour_of_week(level, clock_zero_s)
            scopes += [(f"hour_of_week={h}", of) for h, of in enumerate(hours)]
        for scope, of in scopes:
            span = float(of.length_s.sum())
            if span <= 0:
                continue
            values = {"maximum": float(of.maximum()), "mean": of.mean()}
            values |= {f"p{p}": of.percentile(p / 100) for p in PERCENTILES if scope == "all"}
            for statistic, value in values.items():
                yield MeasureRow(name, scope, statistic, value, None, None, "calls", span, source)


def statistic_text(question: MeasureQuestion) -> str:
    """Return the statistic as rows of measures say it."""
    words: str = {"count": "per week"}.get(question.statistic, question.statistic)
    if question.statistic == "within":
        words = f"within {question.within_s:g} s"
    if question.start is not None:
        words += f" {question.start} to {question.end}"
    return words


def scope_text(question: MeasureQuestion, cell: str, *, whole: bool = False) -> str:
    """Return the part, and the conditions, as rows of measures say them.

    Parameters
    ----------
    whole : bool
        All parts together, whatever the question goes by.
    """
    parts = ["all" if whole or question.by == "all" else f"{question.by}={cell}"]
    if question.agency is not None:
        parts.append(f"agency={question.agency}")
    if question.categories is not None:
        parts.append(f"categories={','.join(question.categories)}")
    if question.calls != "all":
        parts.append(f"calls={question.calls}")
    if question.abandoned != "count":
        parts.append(f"abandoned={question.abandoned}")
    if question.short_s > 0:
        parts.append(f"short={question.short_s:g} s")
    return "&".join(parts)


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
