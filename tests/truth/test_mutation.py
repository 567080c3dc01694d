"""A wrong model makes rows of docs/truth.md wrong; wrong intervals miss the truth too often."""

from __future__ import annotations

import pytest

from tests.mutation import broken_text
from tests.truth.mutation import run, wrong_models


def test_each_text_to_break_still_stands_in_the_code():
    for mutant in wrong_models():
        assert broken_text(mutant)


@pytest.mark.slow
def test_staff_that_serve_beside_those_who_relieve_them_are_seen():
    (named,) = (m for m in wrong_models() if m.step.startswith("reference: old and new staff"))

    assert run(named.step) == []


@pytest.mark.long
def test_each_wrong_model_is_seen():
    assert run() == []
