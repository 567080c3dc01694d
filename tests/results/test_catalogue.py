"""Every measure is declared once, and fits schema and record tables."""

from typing import get_args

import pytest

from results.columns import RESPONSE_MOMENTS, TABLES
from results.measures.catalogue import MEASURES
from results.measures.question import MeasureQuestion, question_of
from results.measures.standard import standard_questions
from results.measures.tally import tally
from results.records import no_records
from scenarios.schema.targets import TIMES, MeasureName, Moment, Target


def test_what_a_target_may_ask_for_is_what_is_declared() -> None:
    judged = {name for name, measure in MEASURES.items() if measure.judged}

    assert judged == set(get_args(MeasureName))


def test_times_are_the_measures_in_seconds() -> None:
    # the service level is a share by nature, but bears a time bound
    seconds = {name for name, measure in MEASURES.items() if measure.unit == "s"}

    assert seconds | {"service_level"} == set(TIMES)


def test_moments_of_the_schema_are_those_of_the_tables() -> None:
    assert get_args(Moment) == RESPONSE_MOMENTS
    for table in ("incidents", "assignments"):
        names = {column.name for column in TABLES[table]}
        assert {f"{moment}_s" for moment in RESPONSE_MOMENTS} <= names


@pytest.mark.parametrize("question", [*standard_questions()], ids=lambda q: f"{q.measure}-{q.by}")
def test_every_question_of_the_standard_set_can_be_asked(question: MeasureQuestion) -> None:
    evidence = tally(no_records(), question, weeks=range(2))

    assert evidence.numerator.shape == (2, len(evidence.cells))
    assert evidence.denominator.sum() == 0


def test_a_measure_refuses_cells_that_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="service_level cannot be asked by agency"):
        tally(no_records(), MeasureQuestion("service_level", "within", within_s=10, by="agency"))


def test_a_percentile_is_asked_as_its_share() -> None:
    target = Target.model_validate(
        {
            "label": "p90 7 min",
            "measure": "response_time",
            "start": "connected",
            "end": "on_scene",
            "percentile": 90,
            "at_most_time": "7 min",
        }
    )

    question = question_of(target)

    assert (question.statistic, question.within_s) == ("within", 420.0)
    assert (question.start, question.end) == ("connected", "on_scene")


OF_CALLS = {"hour_of_week", "week", "category", "kecamatan"}
OF_AGENCIES = {*OF_CALLS, "agency"}
TOLD_BY = {
    **dict.fromkeys(("service_level", "answer_time", "abandonment", "blocking"), OF_CALLS),
    **dict.fromkeys(("handling_time", "redials", "never_reported"), OF_CALLS),
    **dict.fromkeys(("notification_delay", "acknowledgement_delay"), OF_AGENCIES),
    **dict.fromkeys(("dispatch_delay", "response_time", "time_to_hospital"), OF_AGENCIES),
    "tasks_waiting": OF_AGENCIES,
    "unit_utilisation": {"hour_of_week", "week", "agency"},
    "occupancy": {"hour_of_week", "week"},
}
"""Call-takers and units have no kind of call, and no kecamatan of their own."""


@pytest.mark.parametrize("measure", TOLD_BY)
def test_every_run_tells_a_measure_by_all_parts_that_it_has(measure: str) -> None:
    told = {question.by for question in standard_questions() if question.measure == measure}

    assert {"all", *TOLD_BY[measure]} <= told
