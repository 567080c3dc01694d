"""Breaking each step of the model by one line makes a test fail."""

from __future__ import annotations

import pytest

from tests.mutation import broken_text, mutants, run

TWIN_EVERY = 12


def test_each_line_to_break_still_stands_in_the_model():
    for mutant in mutants():
        assert broken_text(mutant)
    steps = {mutant.step[0] for mutant in mutants()}
    assert steps >= set("12345678")


@pytest.mark.long
def test_each_broken_line_is_seen():
    """Of the twin's lines a sample, each compiled anew; all by `python -m tests.mutation`."""
    of_twin = [m for m in mutants() if m.step == "twin"]
    others = [m for m in mutants() if m.step != "twin"]
    assert run("", [*others, *of_twin[::TWIN_EVERY]]) == []
