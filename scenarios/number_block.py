"""Blocking of a nuisance number for a time: whose calls, after how many, for how long.

The call-taker marks the number at the end of the wrap-up of the last call that is borne: from
that instant until the time is over (then no more), further calls of that person are refused.
Calls that are under way go on. While a number is blocked nothing is counted; afterwards the
count begins at nought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.categories import numbered_nuisance
from scenarios.schema.scenario import Scenario
from scenarios.trace.tables import Callers, Floats, Ints, origin_of


@dataclass(frozen=True)
class NumberBlock:
    """When the numbers of one kind of nuisance callers are blocked.

    Parameters
    ----------
    origin : int
        Whose calls, as from `scenarios.trace.tables.origin_of`.
    after : int
        Answered calls of one person that are borne, at least 1.
    length_s : float, s
        How long further ones are refused.
    """

    origin: int
    after: int
    length_s: float


@dataclass(frozen=True)
class BlockableNumbers:
    """The numbers that may come to be blocked, counted from 0.

    Parameters
    ----------
    of_caller : array of int, one for each caller
        The caller's number; -1 for one that is never blocked.
    after, length_s : arrays of int and float (s), one for each number
    """

    of_caller: Ints
    after: Ints
    length_s: Floats


def number_blocks(scenario: Scenario) -> tuple[NumberBlock, ...]:
    """Return which nuisance numbers of a scenario are blocked, its situations' too."""
    return tuple(
        NumberBlock(100 * found.layer + found.digits, block.after, block.length_s)
        for found in numbered_nuisance(scenario)
        if (block := found.nuisance.block) is not None
    )


def blockable_numbers(callers: Callers, blocks: Sequence[NumberBlock]) -> BlockableNumbers:
    """Return which callers' numbers may come to be blocked: one number a person."""
    of_caller = np.full(len(callers), -1)
    if not blocks:
        return BlockableNumbers(of_caller, np.zeros(0, dtype=np.int64), np.zeros(0))
    rule = _rules(origin_of(callers.caller_id), blocks)
    ruled = rule >= 0
    _, first, number = np.unique(callers.person[ruled], return_index=True, return_inverse=True)
    of_caller[ruled] = number
    of_number = rule[ruled][first]
    return BlockableNumbers(
        of_caller,
        np.array([b.after for b in blocks], dtype=np.int64)[of_number],
        np.array([b.length_s for b in blocks])[of_number],
    )


def _rules(origin: Ints, blocks: Sequence[NumberBlock]) -> NDArray[np.int64]:
    """Return the place of each caller's rule among the blocks, -1 for none."""
    rule = np.full(len(origin), -1)
    for place, block in enumerate(blocks):
        rule[origin == block.origin] = place
    return rule
