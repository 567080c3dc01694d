"""Strategies that are made once: Hypothesis checks each new one before it draws from it.

In a composite that is drawn thousands of times that takes longer than the drawing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

Strategy = st.SearchStrategy[Any]


@lru_cache(maxsize=None, typed=True)
def among(*values: Any) -> Strategy:
    """Draw one of hashable values."""
    return st.sampled_from(values)


def composite(draws: Callable[..., Any]) -> Callable[..., Strategy]:
    """Make a composite as `st.composite` does, the same one for the same hashable arguments."""
    return lru_cache(maxsize=None, typed=True)(st.composite(draws))
