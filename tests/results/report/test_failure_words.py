"""Why calls of a load test failed is told in words, in both languages."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from loadtest.sip.failure import CallFailure
from results.report.render import render
from results.report.wording.failure_words import FAILURES
from scenarios.text import gettext, in_language
from tests.results.report import example


def test_every_class_of_failure_has_its_words() -> None:
    assert set(FAILURES) == {failure.value for failure in CallFailure}
    with in_language("id"):
        assert all(gettext(text) != text for text in FAILURES.values())


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Failure: no audio arrived"), ("id", "Kegagalan: tidak ada suara yang sampai")],
)
def test_the_report_says_them_and_not_the_code(language: str, words: str) -> None:
    calls = example.tested().calls
    codes = np.full(len(calls), -1, dtype=calls.data["failure"].dtype)
    codes[:3] = 0
    failing = replace(
        calls,
        data={**calls.data, "failure": codes},
        labels={**calls.labels, "failure": ("media_none",)},
    )

    page = render(example.example(tested=replace(example.tested(), calls=failing)), language)

    assert words in page
    assert "media_none" not in page
