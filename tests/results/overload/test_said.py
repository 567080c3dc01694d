"""That demand exceeds capacity is said first, in both languages, with day, hour and whose queue."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from results.number_forms import NO_BREAK
from results.overload.overload import Overload
from results.report.render import render
from results.terminal import print_verdict
from results.verdict.overload_reasons import exceeded
from results.verdict.region import RegionVerdict, judge_region
from scenarios.text import in_language
from tests.results.report.example import example
from tests.small_scenario import small_scenario

UNITS = Overload("units:damkar", 64800.0, 18, 0, "day", 83.4, 512.3, 4, 4)
CALLS = Overload("call_takers", 64800.0, 18, 0, "day", 83.4, 512.3, 4, 4)
DISPATCHERS = Overload("dispatchers", 950400.0, 96, 1, "week", 1234.5, 4000.0, 3, 4)
DESK = Overload("desk:ambulans", 0.0, 0, 0, "week", 2.46, 7.25, 3, 4)

SENTENCES = {
    "en": [
        (CALLS, "exceeds capacity from Monday 18:00: the queue for a call-taker is never empty"),
        (UNITS, "the queue for a unit of Fire service is never empty again and grows by about 83"),
        (DISPATCHERS, "from Friday 00:00 of week 2: the queue for a dispatcher"),
        (DISPATCHERS, "grows by about 1,234 a week; 4,000 wait when the run ends."),
        (DESK, "the queue at the desk of Ambulance"),
        (DESK, "by about 2.5 a week; 7.2 wait"),
    ],
    "id": [
        (CALLS, "melebihi kapasitas sejak Senin pukul 18.00: antrean ke petugas penerima"),
        (UNITS, "antrean untuk unit Damkar"),
        (DISPATCHERS, "sejak Jumat pukul 00.00 minggu ke-2: antrean ke dispatcher"),
        (DESK, "antrean di meja Ambulans"),
    ],
}


def verdict(*overloads: Overload) -> RegionVerdict:
    return judge_region("kecil", [], None, overloads=overloads)


def printed(said: RegionVerdict, language: str) -> str:
    out = StringIO()
    console = Console(file=out, width=500)
    print_verdict(said, console, language, scenario=small_scenario())
    return out.getvalue().replace(NO_BREAK, " ")


@pytest.mark.parametrize("language", SENTENCES)
def test_the_terminal_says_it_before_all_other_reasons(language: str) -> None:
    for overload, sentence in SENTENCES[language]:
        first_reason = printed(verdict(overload), language).splitlines()[1]
        assert sentence in first_reason


@pytest.mark.parametrize("language", SENTENCES)
def test_the_report_warns_of_it_above_the_targets(language: str) -> None:
    page = render(example(verdict=verdict(UNITS, CALLS)), language).replace(NO_BREAK, " ")

    assert page.count('<p class="warning">') == 2
    assert page.index('<p class="warning">') < page.index('id="targets"')
    for overload, sentence in SENTENCES[language]:
        assert (sentence in page) == (overload in (UNITS, CALLS))


def test_nothing_is_said_where_no_queue_grows() -> None:
    assert '<p class="warning">' not in render(example(verdict=verdict()), "en")
    assert "capacity" not in printed(verdict(), "en")


def test_the_verdict_keeps_it_as_plain_data() -> None:
    said = verdict(UNITS, DISPATCHERS)

    plain = json.loads(json.dumps(said.to_dict()))

    assert plain["overloads"][0]["group"] == "units:damkar"
    assert RegionVerdict.from_dict(plain) == replace(said, reasons=said.reasons)
    assert RegionVerdict.from_dict({**plain, "overloads": []}).overloads == ()


def test_a_reason_can_be_read_without_the_scenario() -> None:
    with in_language("en"):
        assert "a unit of damkar" in exceeded([UNITS])[0].text()
