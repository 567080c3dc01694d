"""What is said of a measure, once: name, formula, unit, direction, estimator, label."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from results.measures.question import By, MeasureQuestion
from results.records import Records
from results.table import Table

Estimator = Literal["share", "mean", "ratio", "count", "maximum"]
"""share: counts over counts (Wilson). mean: of times, as a ratio over weeks (Student t); judged
within a time bound it is a share. ratio: sums of time over sums of time, or means of shares
(Student t). count: a number a week. maximum: shown, never judged, for it grows with the run."""

CALL_CELLS: tuple[By, ...] = ("all", "hour_of_week", "week", "shift", "kecamatan", "category")
FIELD_CELLS: tuple[By, ...] = (*CALL_CELLS, "agency")
STAFF_CELLS: tuple[By, ...] = ("all", "hour_of_week", "week", "shift")


@dataclass(frozen=True)
class Observations:
    """What a measure counts: one entry an observation.

    Parameters
    ----------
    rows : Table
        One row an observation; says week and cell.
    numerator, denominator : array of float, one value a row
    """

    rows: Table
    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]


Observe = Callable[[Records, MeasureQuestion], Sequence[Observations]]


@dataclass(frozen=True)
class Measure:
    """A performance measure.

    Parameters
    ----------
    name : str
        A `scenarios.schema.targets.MeasureName`, or the name of a measure that is only shown.
    label, formula : str
        For people, in English; translated at use with `scenarios.text.gettext`.
    unit : "s", "1" or "calls"
        Of the natural value; a share within a time has the unit "1".
    better : "higher", "lower" or "neither"
        Which natural values are better.
    estimator : Estimator
    table : str
        Record table that it is read off.
    cells : tuple of By
        The kinds of cell that it can be asked by.
    observe : function
        From records and question to observations.
    judged : bool
        A target may ask for it.
    technical : bool
        It does not depend on how fast or how densely a load test played the trace, so a packed
        or compressed run is evidence for it. Its times are real seconds.
    """

    name: str
    label: str
    formula: str
    unit: Literal["s", "1", "calls"]
    better: Literal["higher", "lower", "neither"]
    estimator: Estimator
    table: str
    cells: tuple[By, ...]
    observe: Observe
    judged: bool = True
    technical: bool = False
