"""Quantities and paths are read as people write them, and written as they are read."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.key_path import Pattern, parse_path, path_text
from scenarios.schema.base import (
    format_duration,
    format_time_of_day,
    parse_duration,
    parse_share,
    parse_time_of_day,
    parse_weekday,
)
from scenarios.ticks import to_tick
from scenarios.toml_text import to_toml


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90), ("7 min", 420), ("2 jam", 7200), ("1 jam 30 menit", 5400), ("1,5 jam", 5400),
        ("250 ms", 0.25), ("4 minggu", 28 * 86_400), ("1 hari", 86_400), ("30 detik", 30),
        ("-3 s", -3), ("0s", 0),
    ],
)  # fmt: skip
def test_durations(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["90", "s", "", "7 mnit", "1 jam lagi", 90, None, "99999 minggu"])
def test_what_is_no_duration(text: Any) -> None:
    with pytest.raises(ValueError):
        parse_duration(text)


@given(st.floats(0, 3e9).map(to_tick))
def test_a_duration_is_read_as_it_was_written(seconds: float) -> None:
    assert parse_duration(format_duration(seconds)) == seconds


@given(st.integers(0, 24 * 60))
def test_a_time_of_day_is_read_as_it_was_written(minutes: int) -> None:
    assert parse_time_of_day(format_time_of_day(minutes * 60.0)) == minutes * 60


@pytest.mark.parametrize("text", ["24:01", "12:60", "12", "noon", "-1:00", 7])
def test_what_is_no_time_of_day(text: Any) -> None:
    with pytest.raises(ValueError):
        parse_time_of_day(text)


def test_weekdays_in_both_languages() -> None:
    assert [parse_weekday(d) for d in ("Mon", "Selasa", "rab", "Thursday", "jumat")] == list(
        range(5)
    )


def test_shares() -> None:
    assert parse_share("58 %") == parse_share(0.58) == 0.58


keys = st.one_of(st.text(min_size=1, max_size=5), st.sampled_from(["posts", "35.78.01", "*"]))
paths = st.tuples(keys, st.lists(st.one_of(keys, st.integers(0, 99)), max_size=4))


@given(paths)
def test_a_path_is_read_as_it_was_written(pair: tuple[str, list[str | int]]) -> None:
    path = (pair[0], *pair[1])

    assert parse_path(path_text(path)) == path
    assert not any(isinstance(key, Pattern) for key in parse_path(path_text(path)))


def test_keys_that_are_not_quoted_may_be_patterns() -> None:
    path = parse_path('agencies.*.posts[*]."*"')

    assert path == ("agencies", "*", "posts", "*", "*")
    assert [isinstance(key, Pattern) for key in path] == [False, True, False, True, False]


@pytest.mark.parametrize("text", ["", ".a", "a.", "a..b", "a b", "a[x]", "[0]]", "a.[0]"])
def test_what_is_no_path(text: str) -> None:
    with pytest.raises(ValueError):
        parse_path(text)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
scalars = st.one_of(
    st.booleans(), st.integers(-(2**60), 2**60), st.floats(allow_nan=False), texts, st.dates()
)
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["a", "value", "id", "b c", "distribution"]), documents))
def test_toml_is_read_as_it_was_written(data: dict[str, Any]) -> None:
    assert tomllib.loads(to_toml(data)) == data
