"""What the pictures' sentences say is true of the data that they were computed from."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from results.measures.load import calls_at_once
from results.number_forms import NO_BREAK
from results.report.pairing_view import PairingView
from results.report.sections.demand import demand_sentences
from results.report.sections.lines import line_sentences
from results.report.sections.pairing import load_test_sentence, pairing_sentence
from results.report.sections.response import agency_sentences, map_sentences
from results.report.sections.service_level import service_level_sentences
from results.report.sections.waiting import waiting_sentences
from results.report.summaries.hours import WeekOfHours
from results.report.summaries.line_use import LineUse, TrunkUse
from results.report.summaries.load_test_facts import load_test_facts
from results.report.summaries.response import Times
from results.report.summaries.waits import Waits, waits
from results.report.wording.names import Names
from results.report.wording.prose import joined, plain
from scenarios.text import in_language
from tests.results.report.example import pairing
from tests.results.small_tables import answered, failed, given_up, records
from tests.small_scenario import small_scenario


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with in_language("en"):
        yield


def text(sentences: list) -> str:  # type: ignore[type-arg]
    return plain(joined(sentences)).replace(NO_BREAK, " ")


def week(**of_hour_16: float) -> WeekOfHours:
    base = {"calls": 2.0, "on_duty": 3.0, "busy": 0.5}
    arrays = {name: np.full(168, value) for name, value in base.items()}
    for name, value in of_hour_16.items():
        arrays[name][16] = value
    return WeekOfHours(**arrays, weeks=8.0)


def test_the_busiest_hour_is_named_with_its_staff() -> None:
    said = text(demand_sentences(week(calls=31.2, on_duty=4, busy=3.6), np.full(168, 2.0)))

    assert said.startswith(
        "The busiest hour is Monday 16:00 with 31 calls; 4 call-takers are on duty then. "
        "They are stretched most on Monday 16:00: 90 % of their time is work then."
    )
    assert "That makes 52 calls a day; 48 are expected without redials." in said


def test_hours_with_calls_and_nobody_on_duty_are_counted() -> None:
    said = text(demand_sentences(week(on_duty=0, busy=0), np.full(168, 2.0)))

    assert "In 1 hours of the week calls come in and nobody is on duty." in said


def test_the_worst_hour_of_the_heat_map_is_named_and_those_below_counted() -> None:
    share, n = np.full(168, 0.95), np.full(168, 100.0)
    share[40], share[41], share[0] = 0.5, 0.8999, np.nan
    n[0] = 0
    said = text(service_level_sentences(share, n, 0.9))

    assert "The worst hour is Tuesday 16:00 with 50.0 %, of 100 calls." in said
    assert "2 of 167 hours lie below 90 %." in said
    assert "Over the whole week 94.7 %" in said


def test_an_hour_exactly_at_the_bound_is_not_below_it() -> None:
    assert "None of 168 hours lies below 90 %." in text(
        service_level_sentences(np.full(168, 0.9), np.full(168, 10.0), 0.9)
    )


def test_waits_are_counted_with_those_who_gave_up() -> None:
    calls = [answered(float(w)) for w in range(1, 10)] + [given_up(40.0)]
    said = text(waiting_sentences(waits(records(calls=calls)), 5.0))

    assert said == (
        "Of 10 calls, 50.0 % are answered within 5 s. Half of the answered callers wait at most "
        "5 s, nine of ten at most 9 s. 10.0 % give up before the answer, half of them within 40 s."
    )


def test_nobody_gives_up() -> None:
    said = text(waiting_sentences(Waits(np.array([1.0]), np.array([])), 5.0))

    assert said.endswith("Nobody gives up before the answer.")


def test_lines_at_once_are_those_of_the_records() -> None:
    calls = [
        answered(1.0) | {"connected_s": start, "talk_end_s": start + 60.0}
        for start in (0.0, 30.0, 50.0, 200.0)
    ]
    level = calls_at_once(records(calls=calls))
    use = LineUse((TrunkUse("telkom", 6.0, 0.5, 3, 40, 1),), level)
    said = text(line_sentences(use))

    assert said.startswith("Of 6 lines, at most 3 were in use at once, and 0.92 on average.")
    assert said.endswith("1 of 40 calls (2.50 %) met a busy line.")
    unblocked = replace(use, trunks=(replace(use.trunks[0], blocked=0),))
    assert text(line_sentences(unblocked)).endswith("No call met a busy line.")


def test_fastest_and_slowest_are_told_by_half_of_the_responses() -> None:
    fast = Times("ambulans", 3, np.array([240.0, 300.0, 6000.0]))
    slow = Times("damkar", 2, np.array([600.0, 720.0]))
    names = Names(small_scenario())

    assert text(agency_sentences([slow, fast], names)) == (
        "The fastest is Ambulance: half of the responses take at most 5 min, nine of ten at most "
        "100 min. The slowest is Fire service: half at most 10 min, nine of ten at most 12 min."
    )
    assert "slowest" not in text(agency_sentences([fast], names))


def test_the_map_names_the_slowest_and_the_fastest_kecamatan() -> None:
    slow, fast = Times("64.74.01", 1, np.array([900.0])), Times("64.74.02", 1, np.array([300.0]))
    names = Names(small_scenario())
    said = text(map_sentences([slow, fast], names))

    assert f"longest to {names.kecamatan('64.74.01')}" in said and "15 min" in said
    assert f"fastest in {names.kecamatan('64.74.02')}" in said and "5 min" in said


def test_the_load_test_is_counted() -> None:
    facts = load_test_facts(records(calls=[answered(1.0), answered(2.0), failed()]))

    assert text([load_test_sentence(facts)]) == (
        "3 calls were placed by telephone; 2 of them were answered."
    )
    assert facts.failures == (("timeout", 1),)


def test_a_close_prediction_is_trusted_and_a_far_one_is_not() -> None:
    view = pairing()
    assert "98.3 % ended the same way" in text([pairing_sentence(view)])
    assert "can be trusted" in text([pairing_sentence(view)])
    own = view.plays[-1]
    for worse, why in (
        (replace(own, same_outcome_share=0.949), "Fewer ended the same way than the 95 %"),
        (replace(own, typical_difference_s=0.05), "differ by more than the 50 ms"),
    ):
        far = PairingView(60, view.measured_wait_s, (worse,))
        assert why in text([pairing_sentence(far)])
        assert "not confirmed" in text([pairing_sentence(far)])
