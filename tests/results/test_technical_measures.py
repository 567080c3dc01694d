"""Technical measures of a load test, worked out by hand."""

from typing import Any

import pytest

from loadtest.sip.failure import CallFailure
from results.manifest import Deployment, Play
from results.measures.question import MeasureQuestion
from results.measures.tally import tally
from results.measures.technical import AUDIO_FAILURES
from results.records import Records
from results.verdict.load_test import LoadTest, judge_load_test
from scenarios.loading import load_scenario
from tests.results.small_tables import answered, blocked, failed, given_up, records


def fraction(seen: Records, measure: str, statistic: Any, **more: Any) -> tuple[float, float]:
    evidence = tally(seen, MeasureQuestion(measure, statistic, **more))
    return float(evidence.numerator.sum()), float(evidence.denominator.sum())


def test_a_set_up_that_failed_is_never_in_time_and_a_busy_line_is_not_counted() -> None:
    seen = records(
        calls=[
            answered(0.0, setup_s=0.1),
            answered(0.0, setup_s=0.4),
            failed(),
            failed(connected_s=100.0, setup_s=0.1),
            blocked(),
            given_up(1.0, connected_s=float("nan")),
        ]
    )

    assert fraction(seen, "setup_time", "within", within_s=0.2) == (2, 4)
    assert fraction(seen, "setup_time", "mean") == (pytest.approx(0.6), 3)


def test_a_telephone_that_rings_late_is_seen_over_the_answered() -> None:
    seen = records(
        calls=[answered(9.0, ring_s=0.1), answered(9.0, ring_s=3.0), answered(9.0), failed()]
    )

    assert fraction(seen, "ring_latency", "within", within_s=2.0) == (1, 2)
    assert fraction(seen, "ring_latency", "mean") == (pytest.approx(3.1), 2)


def test_a_ticket_never_on_record_is_never_in_time() -> None:
    measured = answered(0.0, emergency=True, ticket_s=120.0, ticket_latency_s=0.05)
    never = answered(0.0, emergency=True)
    known = answered(0.0, emergency=True, duplicate="recognised")

    tested = records(calls=[measured, never, known, answered(0.0)])

    assert fraction(tested, "ticket_latency", "within", within_s=1.0) == (1, 2)
    assert fraction(records(calls=[never]), "ticket_latency", "within", within_s=1.0) == (0, 0)


def test_a_notification_never_delivered_is_never_in_time() -> None:
    seen = records(
        notifications=[
            {"latency_s": 0.1, "notified_s": 41.0, "agency": "damkar"},
            {"agency": "damkar"},
            {"notified_s": 50.0, "channel": "phone"},
        ]
    )

    assert fraction(seen, "notification_latency", "within", within_s=1.0) == (1, 2)


def test_a_simulation_measures_no_latency() -> None:
    seen = records(
        calls=[answered(0.0, emergency=True)], notifications=[{"notified_s": 1.0}, {"order": 1}]
    )

    for measure in (
        "setup_time",
        "ring_latency",
        "ticket_latency",
        "notification_latency",
        "media_loss",
    ):
        statistic = "ratio" if measure == "media_loss" else "mean"
        assert fraction(seen, measure, statistic)[1] == 0


def test_media_loss_is_the_mean_over_calls_with_media() -> None:
    seen = records(calls=[answered(0, rtp_lost_share=s) for s in (0.0, 0.5)] + [answered(0)])

    assert fraction(seen, "media_loss", "ratio") == (0.5, 2)


AUDIO_CLASSES = (CallFailure.MEDIA_NONE, CallFailure.ONE_WAY_AUDIO)
IN_THE_TALK = ("one_way_audio", "media_none", "dropped", "bye_timeout", "ack_missing")


@pytest.mark.parametrize(
    ("call", "counts"),
    [
        *((answered(1.0, failure=f), True) for f in IN_THE_TALK),
        *((failed(failure=f), True) for f in ("timeout", "media_none")),
        # nobody spoke yet: what a caller hears who waits is the deployment's own affair
        *((given_up(9.0, failure=f), False) for f in ("media_none", "one_way_audio")),
        # but it has to take note that they left, and to know their call
        *((given_up(9.0, failure=f), True) for f in ("cancel_unanswered", "bye_timeout")),
        (given_up(9.0, failure="dialog_lost", outcome="abandoned_announcement"), True),
        # lost patience and a busy line are no failures
        (given_up(9.0), False),
        (given_up(1.0, outcome="abandoned_announcement"), False),
        (blocked(), False),
        (answered(1.0), False),
    ],
)
def test_a_call_fails_by_what_the_deployment_did_whatever_became_of_it(
    call: dict[str, Any], counts: bool
) -> None:
    seen = records(calls=[call, answered(2.0), failed(failure="busy")])

    assert fraction(seen, "call_failures", "share") == (1 + counts, 3)


def test_the_classes_told_of_a_talk_are_classes_of_the_load_test() -> None:
    assert set(AUDIO_FAILURES) == {f.value for f in AUDIO_CLASSES}


@pytest.mark.parametrize(("mute", "outcome"), [(0, "met"), (30, "missed")])
def test_a_deployment_that_answers_and_is_not_heard_misses_the_shipped_target(
    mute: int, outcome: str
) -> None:
    """Every call is answered; in one of ten the caller hears nobody."""
    calls = [answered(1.0, failure="one_way_audio" if i < mute else None) for i in range(300)]
    calls = [{**call, "arrival_s": float(i * 7 % 300)} for i, call in enumerate(calls)]
    target = load_scenario("surabaya").scenario.targets["panggilan-gagal"]
    test = LoadTest(records(calls=calls), Deployment("p", "1", "f"), Play())

    verdict = judge_load_test("panggilan-gagal", target, test)

    assert (verdict.outcome, verdict.estimate) == (outcome, pytest.approx(mute / 300))


def test_a_simulation_has_no_failures() -> None:
    seen = records(calls=[answered(0.0), given_up(1.0), blocked()])

    assert fraction(seen, "call_failures", "share") == (0, 3)


QUEUED = {"connected_s": 0.0, "queued_s": 10.0}
SERVED_LATER = {"queued_s": 20.0, "assigned_s": 30.0, "answered_s": 32.0, "connected_s": 5.0}


@pytest.mark.parametrize(
    ("first", "lost"),
    [
        # another caller, queued later, was offered while this one waited
        ({**QUEUED, "gave_up_s": 60.0, "outcome": "abandoned_queue"}, True),
        # gave up before the other was offered: an honest queue
        ({**QUEUED, "gave_up_s": 29.0, "outcome": "abandoned_queue"}, False),
        # was offered itself, and gave up while it rang
        (
            {**QUEUED, "assigned_s": 31.0, "gave_up_s": 60.0, "outcome": "abandoned_queue"},
            False,
        ),
        # gave up in the announcement: never in the queue
        ({"connected_s": 0.0, "gave_up_s": 60.0, "outcome": "abandoned_announcement"}, False),
        # queued behind the other
        ({**QUEUED, "queued_s": 25.0, "gave_up_s": 60.0, "outcome": "abandoned_queue"}, False),
        # the deployment dropped it
        ({**QUEUED, "outcome": "failed"}, True),
        ({**QUEUED, "assigned_s": 31.0, "outcome": "failed"}, False),
    ],
)
def test_a_call_is_lost_when_the_queue_forgot_it(first: dict[str, Any], lost: bool) -> None:
    seen = records(calls=[first, {**SERVED_LATER, "outcome": "answered"}, blocked()])

    assert fraction(seen, "lost_calls", "share") == (float(lost), 2)


def test_a_call_of_another_replication_overtakes_nobody() -> None:
    first = {**QUEUED, "gave_up_s": 60.0, "outcome": "abandoned_queue"}
    seen = records(calls=[first, {**SERVED_LATER, "outcome": "answered", "replication": 1}])

    assert fraction(seen, "lost_calls", "share") == (0, 2)
