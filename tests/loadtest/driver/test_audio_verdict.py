"""One leg alone cannot tell silence from audio one way; both together can."""

from __future__ import annotations

import math

import pytest

from loadtest.driver.audio_verdict import failure_of, lost_share
from loadtest.sip.failure import CallFailure
from loadtest.sip.media import MediaReport
from loadtest.sip.record import CallRecord
from loadtest.sip.rtp import AudioPath

NONE, ONE, BOTH, UNJUDGED = (
    AudioPath.NONE,
    AudioPath.ONE_WAY,
    AudioPath.BOTH_WAYS,
    AudioPath.NOT_JUDGED,
)


def heard(path: AudioPath, *, expected: int = 100, lost: int = 0) -> MediaReport:
    return MediaReport(
        sent=100,
        received=expected - lost,
        expected=expected,
        lost=lost,
        lost_share=lost / expected if expected else math.nan,
        duplicates=0,
        reordered=0,
        malformed=0,
        jitter_s=0.001,
        longest_gap_s=0.02,
        first_packet_s=0.0,
        path=path,
    )


def leg(path: AudioPath | None, failure: CallFailure | None = None) -> CallRecord:
    media = None if path is None else heard(path)
    return CallRecord("id", "0899", "112", 0.0, failure=failure, media=media)


@pytest.mark.parametrize(
    ("caller", "taker", "failure"),
    [
        (BOTH, BOTH, None),
        (BOTH, NONE, CallFailure.ONE_WAY_AUDIO),
        (NONE, BOTH, CallFailure.ONE_WAY_AUDIO),
        (NONE, NONE, CallFailure.MEDIA_NONE),
        (ONE, BOTH, CallFailure.ONE_WAY_AUDIO),
        (BOTH, ONE, CallFailure.ONE_WAY_AUDIO),
        (UNJUDGED, UNJUDGED, None),
        (BOTH, None, None),
    ],
)
def test_what_two_legs_say_together(
    caller: AudioPath, taker: AudioPath | None, failure: CallFailure | None
) -> None:
    assert failure_of(leg(caller), leg(taker)) is failure


def test_a_caller_that_hears_nothing_is_believed_where_the_other_leg_is_not_known() -> None:
    caller = leg(NONE, CallFailure.MEDIA_NONE)

    assert failure_of(caller, None) is CallFailure.MEDIA_NONE
    assert failure_of(caller, leg(UNJUDGED)) is CallFailure.MEDIA_NONE


def test_what_went_wrong_on_either_leg_is_told() -> None:
    assert failure_of(leg(BOTH, CallFailure.BYE_TIMEOUT), leg(BOTH)) is CallFailure.BYE_TIMEOUT
    assert failure_of(leg(BOTH), leg(BOTH, CallFailure.ACK_MISSING)) is CallFailure.ACK_MISSING


def test_a_call_that_the_deployment_dropped_is_that_above_all() -> None:
    assert failure_of(leg(BOTH), leg(ONE), dropped=True) is CallFailure.DROPPED


def test_loss_is_pooled_over_both_ways_and_more_than_sent_is_no_loss() -> None:
    assert lost_share([heard(BOTH, lost=10), heard(BOTH, lost=0)]) == pytest.approx(0.05)
    assert lost_share([heard(BOTH, lost=-10), heard(BOTH, lost=10)]) == pytest.approx(0.05)
    assert math.isnan(lost_share([heard(BOTH, expected=0)]))
