"""All experiments, and how sure each interval has to be."""

from __future__ import annotations

from itertools import chain

from tests.truth import (
    changing_day,
    differing_days,
    erlang_grids,
    published,
    relief,
    trying_again,
    units,
)
from tests.truth.claims import Experiment

WRONG_IN_ALL = 0.01
"""Probability that some interval misses although theory and model agree (Bonferroni)."""


def experiments() -> tuple[Experiment, ...]:
    """Return all, in the order of the page."""
    return tuple(
        chain(
            published.experiments(),
            erlang_grids.erlang_b_experiments(),
            erlang_grids.insensitivity_experiments(),
            erlang_grids.erlang_c_experiments(),
            erlang_grids.erlang_a_experiments(),
            relief.experiments(),
            changing_day.experiments(),
            differing_days.experiments(),
            trying_again.experiments(),
            units.enough_experiments(),
            units.priority_experiments(),
            units.two_unit_experiments(),
        )
    )


def wrong_each(claims: int) -> float:
    """Return how often one of so many intervals may miss."""
    return WRONG_IN_ALL / claims
