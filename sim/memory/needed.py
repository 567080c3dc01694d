"""How much memory rows need: bytes a row at the peak of a replication, as measured."""

from __future__ import annotations

from dataclasses import dataclass

from results.columns import TABLES
from scenarios.run_clock import run_clock
from scenarios.schema.scenario import Scenario
from sim.engine import Engine
from sim.memory.expected_rows import ExpectedRows, expected_rows


@dataclass(frozen=True)
class BytesPerRow:
    """What a row costs at the peak, with all that is made of it: trace, play, records."""

    caller: float
    attempt: float
    incident: float
    candidate: float
    task: float
    spare_task: float


OF_ENGINE: dict[Engine, BytesPerRow] = {
    "twin": BytesPerRow(200, 600, 850, 330, 690, 180),
    "simpy": BytesPerRow(550, 560, 1700, 600, 2300, 180),
}
"""Measured as the greatest resident size of a process, numpy 2, CPython 3.11: scenarios that have
many rows of one sort, 40 to 400 MB each (`benchmarks/memory.py`)."""
CHANGE = 250.0
STAFFING_ROW = 150.0
SITUATION_MINUTE = 40.0
DRAWN_MINUTE = 48.0
"""Of the situation with most minutes, while what it brings is drawn."""
PROCESS = 450e6
"""A process that has played nothing yet, the compiler of the twin included."""
OVER_RECORDS = 4.5
"""What judging and reporting a run takes, over the bytes of its records."""
_SIZE = {"int": 8, "float": 8, "flag": 1, "label": 4}


@dataclass(frozen=True)
class Needed:
    """Memory that a run may need.

    Parameters
    ----------
    replication : float
        Bytes of a process that plays one replication.
    run : float
        Bytes of the process that judges and reports all weeks, if it comes to the cap and nobody
        has to call twice: a lower bound.
    rows : ExpectedRows
    """

    replication: float
    run: float
    rows: ExpectedRows


def memory_needed(scenario: Scenario, engine: Engine = "twin") -> Needed:
    """Return how much memory a scenario's run may need, bytes.

    Of a replication it is an upper estimate: every attempt that callers could make is counted as
    made, and every agency that could be asked as asked, as happens when demand exceeds capacity.
    """
    rows = expected_rows(scenario)
    each = OF_ENGINE[engine]
    minutes = rows.situation_minutes
    replication = (
        rows.callers * each.caller
        + rows.attempts * each.attempt
        + rows.incidents * each.incident
        + rows.candidates * each.candidate
        + rows.tasks * each.task
        + rows.spare_tasks * each.spare_task
        + rows.changes * CHANGE
        + rows.staffing * STAFFING_ROW
        + sum(minutes) * SITUATION_MINUTE
        + max(minutes, default=0.0) * DRAWN_MINUTE
    )
    records = (
        rows.callers * _row("calls")
        + rows.incidents * _row("incidents")
        + rows.candidates * _row("notifications")
        + rows.tasks * _row("assignments")
        + rows.staffing * _row("staffing")
    )
    replications = -(-scenario.run.weeks_at_most // run_clock(scenario.run).weeks)
    return Needed(PROCESS + replication, PROCESS + OVER_RECORDS * records * replications, rows)


def _row(table: str) -> int:
    return sum(_SIZE[column.kind] for column in TABLES[table])
