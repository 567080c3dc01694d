"""Whose numbers may come to be blocked: the people of the nuisance callers that say so."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.number_block import blockable_numbers, number_blocks
from scenarios.plan_layout import lay_out_plan
from scenarios.schema import Scenario
from scenarios.schema.demand import Nuisance
from scenarios.trace.draw import draw_trace
from tests.small_scenario import small_scenario_data

USIL = {"kind": "prank", "people_per_day": 40, "calls_each": 4, "gap": "30 s"}
BLOCK = {"after": 2, "for": "24 jam"}


def scenario(**nuisance) -> Scenario:
    data = small_scenario_data()
    data["demand"]["nuisance"] = nuisance
    data["situations"] = {
        "iseng-baru": {"label": "Uji", "about": "Uji", "nuisance": {"baru": {**USIL}}}
    }
    return Scenario.model_validate(data)


def test_a_file_says_after_how_many_calls_and_for_how_long():
    block = Nuisance.model_validate({**USIL, "block": BLOCK}).block

    assert block is not None
    assert (block.after, block.length_s) == (2, 86_400)
    assert block.model_dump(mode="json") == {"after": 2, "for": "1 d"}


@pytest.mark.parametrize("wrong", [{"after": 0}, {"for": "0 s"}, {"for": 24}, {"lama": "1 jam"}])
def test_a_block_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="block"):
        Nuisance.model_validate({**USIL, "block": {**BLOCK, **wrong}})


def test_those_of_one_kind_may_be_blocked_and_nobody_else():
    found = scenario(satu=USIL, dua={**USIL, "block": BLOCK})
    callers = draw_trace(found, 1).callers
    numbers = blockable_numbers(callers, lay_out_plan(found, 1).blocks)

    ruled = numbers.of_caller >= 0
    people = callers.person[ruled]
    assert len(numbers.after) == len(np.unique(people)) > 20
    assert len(np.unique(numbers.of_caller[ruled] * 10**12 + people % 10**12)) == len(
        numbers.after
    ), "one number a person"
    # without that kind all the others are still there
    without = scenario(satu=USIL)
    assert number_blocks(without) == ()
    rest = draw_trace(without, 1).callers
    assert set(callers.caller_id[~ruled]) == set(rest.caller_id)
