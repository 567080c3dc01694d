"""JSON that people look through is the same data, row by row in lines."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.json_text import json_text

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
)  # fmt: skip
DATA = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(DATA)
def test_it_reads_back_as_what_it_was(data: Any) -> None:
    assert json.loads(json_text(data)) == data


def test_rows_stand_one_to_a_line() -> None:
    rows = [{"name": "dijawab", "low": 0.5}, {"name": "menyerah", "low": None}]

    lines = json_text({"verdict": {"outcome": "met"}, "measures": rows, "weeks": [1, 2]}).split(
        "\n"
    )

    assert lines == [
        "{",
        ' "verdict": {',
        '  "outcome": "met"',
        " },",
        ' "measures": [',
        '  {"name": "dijawab", "low": 0.5},',
        '  {"name": "menyerah", "low": null}',
        " ],",
        ' "weeks": [1, 2]',
        "}",
    ]


def test_moments_are_text() -> None:
    data = [date(2026, 1, 2), time(7, 30), datetime(2026, 1, 2, 7, 30)]

    assert json.loads(json_text(data)) == ["2026-01-02", "07:30:00", "2026-01-02T07:30:00"]


@pytest.mark.parametrize("data", [{"a": float("nan")}, [{"a": [float("inf")]}], float("-inf")])
def test_what_is_no_number_in_json_is_refused(data: Any) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_text(data)


@pytest.mark.parametrize("data", [{"a": {1, 2}}, [{"a": object()}]])
def test_what_json_does_not_know_is_refused(data: Any) -> None:
    with pytest.raises(TypeError, match="no plain data"):
        json_text(data)
