"""Records filled with anything that the columns allow, for round trips."""

from __future__ import annotations

from typing import Any

import numpy as np

from results.columns import TABLES
from results.records import Records
from results.table import from_columns

TEXTS = ("fire", "it's", 'a "quoted" one', "Kec. Ngawi – utara", "", "日本")


def random_records(seed: int, rows: int = 50) -> Records:
    """Return tables of `rows` rows with NaN, absent labels, odd texts and large numbers."""
    rng = np.random.default_rng(seed)
    tables = {}
    for name, declared in TABLES.items():
        columns: dict[str, Any] = {}
        for column in declared:
            if column.kind == "int":
                columns[column.name] = rng.integers(-5, 2**53, rows)
            elif column.kind == "float":
                values = np.round(rng.uniform(0, 1e9, rows) * 2**20) / 2**20
                columns[column.name] = np.where(rng.uniform(size=rows) < 0.3, np.nan, values)
            elif column.kind == "flag":
                columns[column.name] = rng.uniform(size=rows) < 0.5
            else:
                columns[column.name] = [
                    TEXTS[i] if i < len(TEXTS) else None
                    for i in rng.integers(0, len(TEXTS) + 2, rows)
                ]
        tables[name] = from_columns(name, columns)
    return Records(**tables)
