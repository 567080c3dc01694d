"""What is written as TOML is read back the same."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.toml_text import to_toml

# A lone half of a surrogate pair is no text that a file could hold.
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
SCALAR = st.one_of(
    TEXT, st.booleans(), st.integers(-(2**60), 2**60), st.floats(allow_nan=False, width=64)
)
DATA = st.dictionaries(
    TEXT,
    st.recursive(
        SCALAR,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)
        ),
        max_leaves=12,
    ),
    max_size=5,
)


@given(DATA)
def test_plain_data_comes_back_from_its_toml(data: dict[str, object]) -> None:
    assert tomllib.loads(to_toml(data)) == data


def test_none_is_left_out() -> None:
    assert to_toml({"a": None, "b": {"c": None, "d": 1}}) == "[b]\nd = 1\n"


def test_what_toml_cannot_say_is_refused() -> None:
    with pytest.raises(TypeError, match="bytes"):
        to_toml({"a": b"x"})
